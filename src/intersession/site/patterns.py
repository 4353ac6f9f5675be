"""What the patterns page shows its components with: samples of every state, none of them a fact."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.charts import Row, Rows
from intersession.kit.facets import Facet, facet
from intersession.kit.paging import Pages, pages_of


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As it should stand on the page."))
    mail = forms.EmailField(label=_("Mail address"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), ("study", _("Study")), ("law", _("Law"))])
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("works", _("It works")), ("not", _("It does not"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=[("privacy", _("Privacy")), ("games", _("Games"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=_("In your words"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agree = forms.BooleanField(label=_("I have read the rules"), help_text=_("All of them."))


def samples(request: HttpRequest) -> dict[str, object]:
    """The context of the patterns page."""
    today = timezone.now().date()
    facets: list[Facet] = [
        facet(request, "kind", _("Kind"), [("study", 12), ("law", 7)], str, is_open=True),
        facet(request, "year", _("Year"), [("2026", 3), ("2025", 5)], str),
    ]
    pages: Pages = pages_of(request, 240, 20)
    return {
        "trail": [("#crumbs", _("Home")), ("#crumbs", _("Library")), ("", _("A resource"))],
        "buttons": [
            ("", _("Save")),
            ("quiet", _("Search")),
            ("urgent", _("Get help")),
            ("danger", _("Remove")),
        ],
        "tags": [
            ("", _("Toolkit")),
            ("plain", _("Not assessed")),
            ("now", _("Open now")),
            ("line", _("Kenya")),
            ("ok", _("Checked")),
            ("warn", _("Ageing")),
            ("bad", _("Disputed")),
        ],
        "tones": [
            ("", _("Something to know.")),
            ("success", _("It is done.")),
            ("warning", _("Look twice.")),
            ("danger", _("This cannot be taken back.")),
        ],
        "notes": [
            SampleMessage("success", _("The channel was recorded as checked.")),
            SampleMessage("warning", _("Nothing has changed.")),
        ],
        "ages": [today, today - timedelta(days=3 * 366), str(today.year - 9), "", None],
        "facets": facets,
        "rows": Rows.of(
            _("Rows of bars"),
            [Row(_("Civil society"), 12, "#crumbs"), Row(_("Industry"), 5), Row(_("Kenya"), None, why="–")],
        ),
        "pages": pages,
        "fresh_form": SampleForm(auto_id="fresh_%s"),
        "wrong_form": SampleForm({"name": "x" * 50, "mail": "no address"}, auto_id="wrong_%s"),
    }


class SampleMessage:
    """Stands in for a message of the message framework."""

    def __init__(self, tags: str, sentence: object) -> None:
        self.tags = tags
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
