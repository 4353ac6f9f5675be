"""What the safeguarding office says when it clears a match."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ClearForm(forms.Form):
    """What was done."""

    done = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the record of the office. Describe no picture here."),
        error_messages={"required": _("Say in a few words what was done.")},
    )
