"""Text in, typed values out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.members.forms import (
    ConceptsField,
    CountryField,
    LanguageField,
    LanguagesField,
    PlacesField,
    WebAddressField,
)
from intersession.people.models import StakeholderGroup

NONE_OF_THESE = "-"


class Applying(forms.Form):
    """What organisations and individuals both say."""

    stakeholder_group = forms.ChoiceField(
        label=_("Stakeholder group"),
        help_text=_("Voices are counted by group."),
        choices=[("", _("Choose one")), *StakeholderGroup.choices],
    )
    place = CountryField(
        label=_("Country"),
        help_text=_("Where it is based. For an international body: Worldwide."),
        widget=forms.TextInput(attrs={"autocomplete": "country-name"}),
    )
    person_name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("A page of your own is mailed there. It is shown to the secretariat only."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see this field; programs that fill in every field do.
    second_text = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    is_individual = False
    shown: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field nobody sees was filled in."""
        return bool(self.cleaned_data.get("second_text"))

    @property
    def parts(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.shown]

    @property
    def said(self) -> dict[str, Any]:
        """What the application keeps."""
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("email", "second_text", "same_as")
        }
        return {**kept, "is_individual": self.is_individual, "language": get_language() or "en"}


class OrganisationForm(Applying):
    """An organisation asks to join."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("As it is written there, in its own script."),
        max_length=300,
    )
    name_language = LanguageField(label=_("Language of the name"))
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    acronym = forms.CharField(label=_("Acronym"), max_length=40, required=False)
    url = WebAddressField(label=_("Site"))
    summary = forms.CharField(
        label=_("What it does"),
        help_text=_("In a few sentences, in any language."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    summary_language = LanguageField(label=_("Language of this text"))
    languages = LanguagesField(
        label=_("Languages it works in"), help_text=_("One after the other, with commas between them.")
    )
    places = PlacesField(
        label=_("Countries it works in"), help_text=_("One after the other, with commas between them.")
    )
    concepts = ConceptsField(label=_("What it knows about"))
    # An organisation of the records this one is, or that it is none of those offered.
    same_as = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput())

    shown = (
        (_("Which organisation"), ("name", "name_language", "name_en", "acronym", "url")),
        (_("Where and what"), ("place", "stakeholder_group", "summary", "summary_language")),
        (_("Where it works, and what it knows"), ("languages", "places", "concepts")),
        (_("Who represents it first"), ("person_name", "email")),
    )  # type: ignore[assignment]


class IndividualForm(Applying):
    """A person asks to join for themselves."""

    is_individual = True

    summary = forms.CharField(
        label=_("What you do"),
        help_text=_("In a few sentences, in any language."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    summary_language = LanguageField(label=_("Language of this text"))
    languages = LanguagesField(
        label=_("Languages you work in"), help_text=_("One after the other, with commas between them.")
    )
    concepts = ConceptsField(label=_("What you know about"))

    shown = (
        (_("Who you are"), ("person_name", "email", "place", "stakeholder_group")),
        (_("What you do and know"), ("summary", "summary_language", "languages", "concepts")),
    )  # type: ignore[assignment]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].help_text = _("Where you live or work.")


class MessageForm(forms.Form):
    """A question or an answer."""

    text = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class AskForm(forms.Form):
    """What the secretariat asks."""

    text = forms.CharField(
        label=_("Question"),
        help_text=_("It is mailed to the applicant."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant reads it. How many were declined is counted on the openness page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WelcomeForm(forms.Form):
    """Into which record: one that is there already, or a new one."""

    into = forms.ChoiceField(label=_("Which record becomes the member"), widget=forms.RadioSelect())

    def __init__(self, *args: Any, choices: list[tuple[str, object]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = choices  # type: ignore[attr-defined]
