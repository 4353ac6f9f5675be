"""What people write about action items."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from intersession.action_items.actions import Agreed
from intersession.action_items.models import State
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.meetings.models import Meeting
from intersession.members.forms import WebAddressField
from intersession.papers.models import Paper
from intersession.people.models import Organisation

FILTERS = ("state", "organisation", "session")


def read_chosen(query: QueryDict) -> dict[str, list[str]]:
    """The filters of an address. A state that does not exist is a 404 with a sentence."""
    chosen = {name: list(dict.fromkeys(query.getlist(name)))[:20] for name in FILTERS if query.getlist(name)}
    if not set(chosen.get("state", ())) <= set(State.values):
        raise Http404(say("One of the filters in this address does not exist."))
    return chosen


def day(label: Any, **options: Any) -> forms.DateField:
    """A day, by the browser's own calendar."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class ItemForm(forms.Form):
    """What was agreed."""

    what = OneLine(label=_("What is to be done"), max_length=500)
    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)
    session = OneLine(
        label=_("In which session it was agreed"),
        max_length=300,
        required=False,
        help_text=_("The address of its page. Leave it open for what was agreed between sessions."),
    )
    agreed_on = day(_("On which day it was agreed"))
    organisation = OneLine(
        label=_("Which organisation does it"),
        max_length=300,
        required=False,
        help_text=_("The address of its page in the directory, or its very name."),
    )
    due_on = day(_("By when"), required=False)
    paper = OneLine(
        label=_("Which paper it changes"),
        max_length=300,
        required=False,
        help_text=_("The address of its page, if it is about a paper."),
    )
    source_words = Paragraphs(
        label=_("The words in which it was agreed"), max_length=1000, required=False, rows=3
    )
    source_path = OneLine(
        label=_("Where they stand"),
        max_length=300,
        required=False,
        help_text=_("The address of the passage on this site."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"language": get_language() or "en", "agreed_on": timezone.now().date()}
        kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_session(self) -> Meeting | None:
        """The meeting of an address."""
        said = self.cleaned_data["session"]
        if not said:
            return None
        found: Meeting | None = Meeting.objects.filter(slug=last_part(said)).first()
        if found is None:
            raise ValidationError(_("There is no session at this address."))
        return found

    def clean_organisation(self) -> Organisation | None:
        """The organisation of an address, or of a name."""
        said = self.cleaned_data["organisation"]
        if not said:
            return None
        listed = Organisation.objects.filter(merged_into__isnull=True)
        found = listed.filter(slug=last_part(said)).first()
        if found is None:
            same = list(listed.filter(name__iexact=said)[:2])
            found = same[0] if len(same) == 1 else None
        if found is None:
            raise ValidationError(_("No organisation is listed under this name or address."))
        return found

    def clean_paper(self) -> Paper | None:
        """The paper of an address."""
        said = self.cleaned_data["paper"]
        if not said:
            return None
        found: Paper | None = Paper.objects.public().filter(slug=last_part(said)).first()
        if found is None:
            raise ValidationError(_("There is no paper at this address, or it is not public yet."))
        return found

    def clean_source_path(self) -> str:
        """An address of this site, without its beginning."""
        said = re.sub(r"^https?://[^/]+", "", self.cleaned_data["source_path"])
        if said and not said.startswith("/"):
            raise ValidationError(_("Where the words stand must be an address of this site."))
        return str(said)

    @property
    def agreed(self) -> Agreed:
        """What was said."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "session"}
        return Agreed(**said, meeting=self.cleaned_data["session"])


def last_part(address: str) -> str:
    """The last part of the path of an address."""
    return re.split(r"[?#]", address)[0].rstrip("/").rsplit("/", 1)[-1]


class NoteForm(forms.Form):
    """How far it is."""

    text = Paragraphs(label=_("How far it is"), max_length=2000, rows=3)


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = Paragraphs(label=_("What came of it"), max_length=2000, rows=3)
    url = WebAddressField(label=_("An address that shows it"), required=False)


class ReasonForm(forms.Form):
    """Why it is dropped."""

    reason = OneLine(label=_("Why it is dropped"), max_length=500)
