"""What people write into a report, and about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.access.errors import Refused
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.members.forms import WebAddressField
from intersession.reports.fields import FIELDS, Key
from intersession.reports.models import LONGEST_ANSWER, LONGEST_TEXT, Entry, Outcome, Said


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        for name, faults in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    else:
        form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class DraftForm(forms.Form):
    """In which language, and by when the forum wants it."""

    language = forms.ChoiceField(label=_("Language of the report"), choices=language_choices)
    due_on = day_field(_("The forum wants it by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("language", get_language() or "en")
        super().__init__(*args, **kwargs)


class WriteForm(forms.Form):
    """Every field of the forum's form; where the record answers, an empty field leaves it so."""

    due_on = day_field(_("The forum wants it by"), required=False)

    def __init__(self, *args: Any, told: dict[Key, str], entries: dict[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            if not field.is_asked:
                continue
            entry = entries.get(field.key)
            text = f"{field.help} {field.limit}".strip()
            if field.is_computed:
                said = told.get(field.key) or _("nothing yet")
                text = _("The record says: %(said)s. Leave it empty where that is right. %(limit)s") % {
                    "said": said,
                    "limit": field.limit,
                }
            self.fields[field.key.value] = Paragraphs(
                label=field.label,
                required=False,
                rows=field.rows,
                max_length=LONGEST_TEXT,
                help_text=text,
                initial=entry.text if entry else "",
            )
            if field.is_computed:
                self.fields[f"{field.key.value}-because"] = OneLine(
                    label=_("%(field)s: why it is corrected") % {"field": field.label},
                    required=False,
                    max_length=300,
                    initial=entry.because if entry else "",
                )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for field in FIELDS:
            name = field.key.value
            if text := said.get(name, ""):
                if fault := field.excess(text):
                    self.add_error(name, fault)
                if field.is_computed and not said.get(f"{name}-because"):
                    self.add_error(f"{name}-because", _("Say why it is corrected."))
        return said

    @property
    def texts(self) -> dict[Key, str]:
        """What was written, by field."""
        return {field.key: self.cleaned_data[field.key.value] for field in FIELDS if field.is_asked}

    @property
    def reasons(self) -> dict[Key, str]:
        """Why the record was corrected, by field."""
        return {
            field.key: self.cleaned_data[f"{field.key.value}-because"]
            for field in FIELDS
            if field.is_asked and field.is_computed
        }


class AskForm(forms.Form):
    """Who is asked to read the draft."""

    name = OneLine(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=language_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("language", get_language() or "en")
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    """Agree, or say what should change."""

    said = forms.ChoiceField(label=_("Your answer"), choices=Said.choices, widget=forms.RadioSelect)
    text = Paragraphs(
        label=_("What should change"),
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_("If it is not taken up, it is printed with the report, with the reason."),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("said") == Said.CHANGE and not said.get("text"):
            self.add_error("text", _("Say what should change."))
        return said


class DisposeForm(forms.Form):
    """What became of an answer."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=Outcome.choices)
    reply = Paragraphs(label=_("Reason"), required=False, max_length=LONGEST_ANSWER, rows=2)


class FilingForm(forms.Form):
    """When it was handed to the forum."""

    filed_on = day_field(_("Handed to the forum on"))
    url = WebAddressField(label=_("Where it is read there"), required=False)

    def clean_filed_on(self) -> Any:
        day = self.cleaned_data["filed_on"]
        if day > timezone.now().date():
            raise ValidationError(_("Not after today."))
        return day
