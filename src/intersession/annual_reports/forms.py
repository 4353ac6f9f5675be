"""What people write into an annual report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intersession.annual_reports.models import LONGEST_TEXT, Place
from intersession.kit.fields import Paragraphs


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class PeriodForm(forms.Form):
    """From when until when."""

    first_on = day_field(_("First day"))
    last_on = day_field(_("Last day"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("first_on") and said.get("last_on") and said["last_on"] < said["first_on"]:
            raise ValidationError(_("The period must end after it begins."))
        return said


class TextsForm(forms.Form):
    """The coalition's own words at every place, in one language."""

    def __init__(self, *args: Any, texts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in Place:
            self.fields[place.value] = Paragraphs(
                label=place.label,
                required=False,
                max_length=LONGEST_TEXT,
                rows=4,
                initial=texts.get(place.value, ""),
                help_text=_("In Markdown. It stands before the figures.")
                if place != Place.FOREWORD
                else _("In Markdown. Its beginning stands on the one page for the plenary, too."),
            )

    @property
    def texts(self) -> dict[Place, str]:
        """What was written, by place."""
        return {place: self.cleaned_data[place.value] for place in Place}
