"""What people write of an event, and what they ask the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.access.errors import Refused
from intersession.events.actions import Said
from intersession.events.models import LONGEST_NOTES, CalendarEvent, Series, Sort
from intersession.events.queries import Wanted
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.library.models import Resource
from intersession.members.forms import CountryField, WebAddressField
from intersession.places.models import WORLD
from intersession.places.queries import CONTINENTS


def zones() -> list[tuple[str, str]]:
    """The names of time zones that places have; neither old aliases nor zones of an offset."""
    named = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("", "–"), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


def day_field(**options: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def hour_field(**options: Any) -> forms.TimeField:
    """An hour and a minute."""
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class EventForm(forms.Form):
    """An event: what, when by the clocks there, and where."""

    title = OneLine(label=_("Name of the event"), max_length=300)
    title_language = forms.ChoiceField(label=_("Language of the name"), choices=language_choices)
    sort = forms.ChoiceField(label=_("What it is"), choices=[("", _("Choose one")), *Sort.choices])
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    starts_time = hour_field(
        label=_("Begins at"),
        required=False,
        help_text=_("As the clocks at the venue show it. Leave the hours empty for whole days."),
    )
    ends_time = hour_field(label=_("Ends at"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone of the venue"),
        required=False,
        choices=zones,
        help_text=_("Needed with hours. If its rules change, the event keeps the hour on the clock there."),
    )
    place = CountryField(
        label=_("Country"), help_text=_("“Worldwide” for an event that is nowhere but online.")
    )
    city = OneLine(label=_("City or venue"), max_length=100, required=False)
    organisers = OneLine(label=_("Organised by"), max_length=300, required=False)
    url = WebAddressField(label=_("Its page"), required=False)
    notes = Paragraphs(label=_("What people should know"), max_length=LONGEST_NOTES, required=False, rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"title_language": get_language() or "en", **(kwargs.get("initial") or {})}
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


def initial_of(event: CalendarEvent) -> dict[str, Any]:
    """The event as the form shows it."""
    return {name: getattr(event, name) for name in EventForm.base_fields}


class TakePartForm(forms.Form):
    """What the organisation does there."""

    words = OneLine(
        label=_("What your organisation does there"),
        max_length=300,
        required=False,
        help_text=_("One line, such as: we hold a workshop for teachers. Everybody reads it."),
    )


class MaterialForm(forms.Form):
    """A resource of the library."""

    resource = OneLine(
        label=_("A resource of the library"), max_length=300, help_text=_("The address of its page.")
    )

    def clean_resource(self) -> Resource:
        """The resource of an address of the library."""
        slug = self.cleaned_data["resource"].rstrip("/").rsplit("/", 1)[-1]
        found: Resource | None = Resource.objects.filter(slug=slug).first()
        if found is None or not found.is_published:
            raise ValidationError(_("There is no such resource in the library."))
        return found


class ReasonForm(forms.Form):
    """Why."""

    reason = Paragraphs(label=_("Reason"), max_length=500, rows=3)


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        for name, faults in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    else:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))


class WindowForm(forms.Form):
    """From which day until which."""

    since = day_field(label=_("From"), required=False)
    until = day_field(label=_("Until"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        # The address says `from`, which no name in Python may be.
        super().__init__({"since": asked.get("from", ""), "until": asked.get("until", "")})


def wanted_of(asked: QueryDict) -> Wanted:
    """What an address asks for. Values that nothing can have are left out."""
    window = WindowForm(asked)
    window.is_valid()
    days: dict[str, date | None] = window.cleaned_data
    return Wanted(
        series=_known(asked.getlist("series"), Series.values),
        sort=_known(asked.getlist("sort"), Sort.values),
        region=_known(asked.getlist("region"), (*CONTINENTS, WORLD)),
        country=tuple(value.upper()[:8] for value in asked.getlist("country")[:50] if value.isalpha()),
        since=days.get("since"),
        until=days.get("until"),
    )


def _known(values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    there = set(known)
    return tuple(dict.fromkeys(value for value in values if value in there))
