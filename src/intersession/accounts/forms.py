"""Text in, typed values out."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from intersession.accounts.actions import Profile
from intersession.members.forms import ConceptsField, CountryField, LanguagesField


class ProfileForm(forms.Form):
    """Who one is, and what one agrees to."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of letters to you"), choices=settings.LANGUAGES)
    shows_name = forms.BooleanField(
        label=_("Show my name on public pages"),
        help_text=_("Otherwise they say “a participant”. Colleagues in your organisation see it anyway."),
        required=False,
    )
    takes_contact = forms.BooleanField(
        label=_("Let others write to me through the platform"),
        help_text=_("Your address is never shown. Letters come from us; you decide whether to answer."),
        required=False,
    )
    place = CountryField(label=_("Country"), required=False)
    languages = LanguagesField(
        label=_("Languages you can be asked in"),
        help_text=_("One after the other, with commas between them."),
    )
    concepts = ConceptsField(label=_("What you know about"))

    @property
    def said(self) -> Profile:
        """The whole profile."""
        return Profile(**self.cleaned_data)


class EraseForm(forms.Form):
    """That the account goes, said on purpose."""

    keeps_name = forms.BooleanField(
        label=_("Keep my name beside what I wrote"),
        help_text=_("Otherwise it says “somebody who has left”."),
        required=False,
    )
    sure = forms.BooleanField(label=_("Yes, erase my account. I know that nobody can bring it back."))
