"""What the secretariat writes about a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.access.errors import Refused
from intersession.events.forms import day_field, hour_field, zones
from intersession.kit.fields import OneLine, language_choices
from intersession.meetings.actions import Said
from intersession.meetings.models import Form, Meeting, Relation
from intersession.members.forms import CountryField, WebAddressField


class MeetingForm(forms.Form):
    """A session: what, when by the clocks there, and where."""

    title = OneLine(label=_("Title of the session"), max_length=300)
    title_language = forms.ChoiceField(label=_("Language of the title"), choices=language_choices)
    relation = forms.ChoiceField(label=_("Whose session"), choices=Relation.choices)
    form = forms.ChoiceField(label=_("Sort of session"), choices=Form.choices)
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    starts_time = hour_field(
        label=_("Begins at"), required=False, help_text=_("As the clocks at the venue show it.")
    )
    ends_time = hour_field(label=_("Ends at"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone of the venue"),
        required=False,
        choices=zones,
        help_text=_("Needed with hours. If its rules change, the session keeps the hour on the clock there."),
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), required=False, min_value=1, max_value=1440)
    place = CountryField(label=_("Country"), help_text=_("“Worldwide” for a session that is only online."))
    city = OneLine(label=_("City"), max_length=100, required=False)
    room = OneLine(label=_("Room"), max_length=200, required=False)
    remote_url = WebAddressField(label=_("Address to take part remotely"), required=False)
    organisers = OneLine(label=_("Organised by"), max_length=300, required=False)
    url = WebAddressField(label=_("Its page"), required=False)
    source_url = WebAddressField(label=_("Where this is known from"), required=False)
    source_words = OneLine(
        label=_("Source in words"),
        max_length=300,
        required=False,
        help_text=_("Empty: “written down by the secretariat”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"title_language": get_language() or "en", "relation": Relation.OWN, "form": Form.OTHER}
        kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["ends_on"] = said.get("ends_on") or said.get("starts_on")
        hours = [bool(said.get(name)) for name in ("starts_time", "ends_time", "zone")]
        if any(hours) and not all(hours):
            for name, is_there in zip(("starts_time", "ends_time", "zone"), hours, strict=True):
                if not is_there and name not in self.errors:
                    self.add_error(name, _("Hours need a beginning, an end after it, and the time zone."))
        return said

    @property
    def said(self) -> Said:
        """What was said."""
        return Said(**{name: self.cleaned_data[name] for name in self.fields})


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """The session as the form shows it."""
    first = {name: getattr(meeting, name) for name in MeetingForm.base_fields}
    if meeting.starts_time is None and (hours := meeting.local_hours):
        # Known by its moments alone: the clocks of the venue showed this.
        first |= {"starts_time": hours[0].time(), "ends_time": hours[1].time()}
    return first


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        for name, faults in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    else:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))
