"""What people write when they commit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.access.errors import Refused
from intersession.commitments.actions import Offered, Words
from intersession.commitments.models import LONGEST_WORDS
from intersession.commitments.queries import Part
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.library.models import Resource
from intersession.members.forms import CountryField, WebAddressField
from intersession.people.models import StakeholderGroup


class CommitForm(forms.Form):
    """What will be done, by when, and about which parts."""

    will_do = Paragraphs(
        label=_("What your organisation will do"),
        max_length=LONGEST_WORDS,
        help_text=_(
            "In plain words, so that somebody can tell later whether it was done. Everybody reads it."
        ),
        rows=5,
    )
    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)
    by_when = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    parts = forms.MultipleChoiceField(
        label=_("Only these parts"),
        required=False,
        help_text=_("Leave all of them open for the whole text."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, parts: list[Part] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("language", get_language() or "en")
        super().__init__(*args, **kwargs)
        field = self.fields["parts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(part.key, part.title) for part in parts or []]
        if not parts:
            del self.fields["parts"]

    @property
    def words(self) -> Words:
        """What was said."""
        said = self.cleaned_data
        return Words(said["will_do"], said["language"], said["by_when"], said.get("parts", []))


class OfferForm(CommitForm):
    """The same, by somebody whose organisation is no member."""

    name = OneLine(label=_("Name of the organisation"), max_length=300)
    stakeholder_group = forms.ChoiceField(
        label=_("Stakeholder group"), choices=[("", _("Choose one")), *StakeholderGroup.choices]
    )
    place = CountryField(label=_("Country"))
    url = WebAddressField(label=_("Web site"), required=False)
    person_name = OneLine(label=_("Your name"), max_length=200)
    person_role = OneLine(label=_("Your role there"), max_length=200)
    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        help_text=_("An address of the organisation lets us verify it sooner. Only the secretariat sees it."),
    )
    # People do not see this field; programs that fill in every field do.
    second_text = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    field_order = (
        "name",
        "stakeholder_group",
        "place",
        "url",
        "will_do",
        "language",
        "by_when",
        "person_name",
        "person_role",
        "email",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("parts", None)

    @property
    def offered(self) -> Offered:
        """Which organisation, and who speaks."""
        names = ("name", "place", "stakeholder_group", "person_name", "person_role", "email", "url")
        return Offered(**{name: self.cleaned_data[name] for name in names})

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field nobody sees was filled in."""
        return bool(self.cleaned_data.get("second_text"))


class EvidenceForm(forms.Form):
    """What was done, and what shows it."""

    text = Paragraphs(label=_("What was done"), max_length=LONGEST_WORDS, rows=4)
    shown_on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    url = WebAddressField(label=_("An address that shows it"), required=False)
    resource = OneLine(
        label=_("A resource of the library that shows it"),
        max_length=300,
        required=False,
        help_text=_("The address of its page."),
    )

    def clean_resource(self) -> Resource | None:
        """The resource of an address of the library."""
        said = self.cleaned_data["resource"].rstrip("/")
        if not said:
            return None
        found: Resource | None = Resource.objects.filter(slug=said.rsplit("/", 1)[-1]).first()
        if found is None or not found.is_published:
            raise ValidationError(_("There is no such resource in the library."))
        return found


class ReasonForm(forms.Form):
    """Why."""

    reason = Paragraphs(label=_("Reason"), max_length=500, rows=3)


class VerifyForm(forms.Form):
    """Which record the organisation has already, if any."""

    into = forms.ChoiceField(label=_("Which record it is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*records, ("", _("A new record"))]
        field.required = False


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))
