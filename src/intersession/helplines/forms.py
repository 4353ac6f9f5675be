"""Text in, typed values out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intersession.helplines.models import How, Need, Outcome

LONGEST_CORRECTION = 1500


class CorrectionForm(forms.Form):
    """What a visitor wants to tell us. It asks for no name and no address."""

    need = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", _("Something else")), *Need.choices], required=False
    )
    text = forms.CharField(
        label=_("What is wrong or missing?"),
        help_text=_(
            "For example: the number has changed, nobody answers, a helpline is missing. Where did you see it? "
            "Please write no names, and nothing about what happened to you or to somebody you know: this is not "
            "read at once, and nobody can answer you."
        ),
        min_length=5,
        max_length=LONGEST_CORRECTION,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    # People do not see this field; programs that fill in every field do.
    second_text = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=LONGEST_CORRECTION,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, with_need: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_need:
            del self.fields["need"]

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field nobody sees was filled in."""
        return bool(self.cleaned_data.get("second_text"))


class CheckForm(forms.Form):
    """What came of trying a channel."""

    how = forms.ChoiceField(label=_("How did you check?"), choices=How.choices)
    outcome = forms.ChoiceField(label=_("What did you find?"), choices=Outcome.choices)
    note = forms.CharField(
        label=_("Note for the desk"),
        help_text=_("Not published. Needed when something changed or went wrong; no names of people."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_wrong = cleaned.get("outcome") not in (None, Outcome.WORKS)
        if is_wrong and not (cleaned.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", _("Say in the note what has changed or went wrong."))
        return cleaned


class AnswerForm(forms.Form):
    """What was done about a correction."""

    answer = forms.CharField(
        label=_("What was done"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawForm(forms.Form):
    """Why a service is no longer listed."""

    reason = forms.CharField(
        label=_("Why is it no longer listed?"),
        help_text=_("Published: the country page says so in your words."),
        max_length=500,
    )
