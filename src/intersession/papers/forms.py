"""What people type about papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import gettext, gettext_lazy, override
from django.utils.translation import gettext as _

from intersession.ballots.methods import METHODS
from intersession.ballots.words import METHOD_NAMES
from intersession.decisions.actions import Question
from intersession.decisions.forms import Moment
from intersession.kit.languages import language_name
from intersession.papers.models import LANGUAGES, LONGEST_BLOCK, ChangeClass, Kind, Paper, State
from intersession.papers.queries import FILTERS, Change, successors_of

LONGEST_TEXT = 1_000_000


def read_chosen(query: QueryDict) -> dict[str, list[str]]:
    """The filters of an address. A value that no filter has is a 404 with a sentence."""
    chosen = {name: list(dict.fromkeys(query.getlist(name)))[:20] for name in FILTERS if query.getlist(name)}
    known = {"kind": Kind.values, "state": State.values, "language": list(LANGUAGES)}
    for name, values in chosen.items():
        if not set(values) <= set(known[name]):
            raise Http404(_("One of the filters in this address does not exist."))
    return chosen


class ProposeForm(forms.Form):
    """A new paper."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"))
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        help_text=gettext_lazy(
            "In two or three plain sentences: the problem, and what this text would change."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "In Markdown: an empty line begins a new paragraph, “#” a heading, “-” a list. "
            "You can begin with a few lines and go on later."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(code, language_name(code)) for code in LANGUAGES]


class BlockForm(forms.Form):
    """The text of one paragraph, or of several to be added."""

    source = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_BLOCK,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class MoveForm(forms.Form):
    """A step of the paper's way."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody can read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(MoveForm):
    """What the members are asked about a paper, and by which rules."""

    method = forms.ChoiceField(
        label=gettext_lazy("How it is decided"),
        choices=[(key, METHOD_NAMES[key]) for key, method in METHODS.items() if method.decides],
        widget=forms.RadioSelect,
    )
    closes_at = Moment(
        label=gettext_lazy("Voting closes (UTC)"), help_text=gettext_lazy("At least a week from now.")
    )

    def question(self, paper: Paper) -> Question:
        """The question in the language of the paper, where the pages speak it, else in English."""
        language = paper.language if paper.language in dict(settings.LANGUAGES) else "en"
        with override(language):
            title = gettext("Shall the coalition adopt “%(title)s”?") % {"title": paper.title[:150]}
        return Question(
            title=title,
            text=paper.purpose,
            method=self.cleaned_data["method"],
            language=language,
            closes_at=self.cleaned_data["closes_at"],
        )


class SupersedeForm(MoveForm):
    """Which adopted paper takes the place."""

    successor = forms.ModelChoiceField(
        label=gettext_lazy("The paper that takes its place"),
        help_text=gettext_lazy("One that the members adopted. This one stays readable and points to it."),
        queryset=Paper.objects.none(),
        to_field_name="slug",
    )

    field_order = ("successor", "reason")

    def __init__(self, paper: Paper, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = successors_of(paper)


class ChangesForm(forms.Form):
    """A change class for each changed paragraph, and the summary that classes 3 and 4 ask for."""

    summary = forms.CharField(
        label=gettext_lazy("What is asked otherwise now, in plain words"),
        help_text=gettext_lazy("Needed when a change asks something else or something new."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, changes: list[Change], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = changes
        for change in changes:
            block = (change.shown.new or change.shown.old)[0]
            self.fields[f"class-{change.key}"] = forms.TypedChoiceField(
                label=gettext_lazy("What does this change do?"),
                choices=[("", gettext_lazy("Choose …")), *ChangeClass.choices],
                coerce=int,
                required=False,
                empty_value=None,
                initial=block.change_class,
            )

    @property
    def classes(self) -> dict[str, int]:
        """The chosen classes by key."""
        found = {change.key: self.cleaned_data.get(f"class-{change.key}") for change in self.changes}
        return {key: value for key, value in found.items() if value}

    def rows(self) -> list[tuple[Change, forms.BoundField]]:
        """Each change with its field."""
        return [(change, self[f"class-{change.key}"]) for change in self.changes]


def sponsor_groups() -> int:
    """How many stakeholder groups must stand behind a proposal."""
    return int(settings.PAPER_SPONSOR_GROUPS)
