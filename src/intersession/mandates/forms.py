"""Text in, typed values out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.members.actions import Description
from intersession.members.forms import (
    ConceptsField,
    CountryField,
    LanguageField,
    LanguagesField,
    NamesField,
    PlacesField,
    WebAddressField,
)
from intersession.people.models import MandateRole, Person, StakeholderGroup

GIVEN = [each for each in MandateRole.choices if each[0] != MandateRole.REPRESENTATIVE]


class DayField(forms.DateField):
    """A day, as the browser's own calendar gives it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options},
            input_formats=["%Y-%m-%d"],
        )


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day."""
    return datetime.combine(day, time(23, 59, 59), UTC) if day else None


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("The link works once, for two weeks, and only for the owner of this address."),
        max_length=254,
    )
    role = forms.ChoiceField(label=_("As"), choices=GIVEN, initial=MandateRole.DELEGATE)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, by_secretariat: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].initial = get_language()
        if by_secretariat:
            self.fields["role"].choices = MandateRole.choices  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        return _in_the_future(self.cleaned_data["until"])


def _in_the_future(day: date | None) -> date | None:
    if day is not None and day < timezone.now().date():
        raise forms.ValidationError(_("This day is over already."))
    return day


class ColleagueForm(forms.Form):
    """Somebody who acts for the organisation already."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def __init__(self, *args: Any, colleagues: list[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (person.pk, person.name or person.email) for person in colleagues
        ]


class GrantForm(ColleagueForm):
    """A further mandate for a colleague."""

    role = forms.ChoiceField(label=_("As"), choices=GIVEN, initial=MandateRole.DELEGATE)
    until = DayField(label=_("Until"), required=False)

    def clean_until(self) -> date | None:
        return _in_the_future(self.cleaned_data["until"])


class HandOverForm(ColleagueForm):
    """Who represents the organisation from now on."""

    stays = forms.BooleanField(
        label=_("The present representative stays as an alternate"), required=False, initial=True
    )


class ProxyForm(forms.Form):
    """Who votes for the organisation, from when to when."""

    holder = forms.CharField(
        label=_("Member who votes for you"),
        help_text=_("Its name, or the last part of the address of its page here."),
        max_length=300,
    )
    starts = DayField(label=_("From"))
    ends = DayField(label=_("To"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if ends and ends < timezone.now().date():
            self.add_error("ends", _("This day is over already."))
        elif starts and ends and ends < starts:
            self.add_error("ends", _("A proxy must end after it starts."))
        return cleaned


class DescribeForm(forms.Form):
    """What an organisation says of itself."""

    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    acronym = forms.CharField(label=_("Acronym"), max_length=40, required=False)
    other_names = NamesField(
        label=_("Other names, now or before"), help_text=_("A line for each."), required=False
    )
    summary = forms.CharField(
        label=_("What it does"),
        help_text=_("In a few sentences, in any language."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    summary_language = LanguageField(label=_("Language of this text"))
    url = WebAddressField(label=_("Site"))
    languages = LanguagesField(
        label=_("Languages it works in"), help_text=_("One after the other, with commas between them.")
    )
    places = PlacesField(
        label=_("Countries it works in"), help_text=_("One after the other, with commas between them.")
    )
    concepts = ConceptsField(label=_("What it knows about"))

    @property
    def said(self) -> Description:
        """The whole description."""
        return Description(**self.cleaned_data)


class CorrectForm(forms.Form):
    """What voices are counted by."""

    name = forms.CharField(label=_("Name, in its own script"), max_length=300)
    name_language = LanguageField(label=_("Language of the name"))
    place = CountryField(label=_("Country it is based in"))
    group = forms.ChoiceField(label=_("Stakeholder group"), choices=StakeholderGroup.choices)


class LeaveForm(forms.Form):
    """That the organisation leaves, said on purpose."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("It is kept in the log, where everybody can read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sure = forms.BooleanField(label=_("Yes, the organisation leaves the coalition"))


class AcceptForm(forms.Form):
    """The name of somebody who is new here."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
