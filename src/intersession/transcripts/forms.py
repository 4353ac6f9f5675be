"""What the desk fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from intersession.kit.fields import OneLine
from intersession.transcripts.models import LONGEST_REASON
from intersession.transcripts.understood import LONGEST_NAME

LONGEST_TOKEN = 2_200_000


class FileForm(forms.Form):
    """A transcript or an old report."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Text, HTML, Word (DOCX), PDF, WebVTT or SRT. You see what was understood before anything is stored. "
            "The file itself is not kept."
        ),
        allow_empty_file=True,
        max_length=400,
    )


class StoreForm(forms.Form):
    """What was understood, sent along signed, and the session it is of."""

    token = forms.CharField(max_length=LONGEST_TOKEN, widget=forms.HiddenInput, strip=False)
    meeting = forms.ChoiceField(
        label=gettext_lazy("Session"),
        help_text=gettext_lazy("The one that fits date and title best is chosen, if there is one."),
    )

    def __init__(self, *args: Any, meetings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [("", gettext_lazy("Choose a session")), *meetings]  # type: ignore[attr-defined]


class FlagsForm(forms.Form):
    """Further names to remove; the answers to the flags stand beside it, one radio group each."""

    names = forms.CharField(
        label=gettext_lazy("Further names to remove"),
        help_text=gettext_lazy("One on each line, as the text writes it. Every passage is searched."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def further(self) -> list[str]:
        """The names typed, each cut to what a name may have."""
        return [
            line.strip()[:LONGEST_NAME] for line in self.cleaned_data["names"].splitlines() if line.strip()
        ]


class SpeakerForm(forms.Form):
    """The right name, and for whom somebody spoke."""

    name = OneLine(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy(
            "A correction holds for every passage, and for files that are brought in later."
        ),
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Spoke for"),
        required=False,
        help_text=gettext_lazy("Only what you know. It shows as confirmed by a person."),
    )

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", gettext_lazy("Not confirmed")), *organisations]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken down."""

    reason = OneLine(
        label=gettext_lazy("Why"), help_text=gettext_lazy("Everybody reads it."), max_length=LONGEST_REASON
    )
