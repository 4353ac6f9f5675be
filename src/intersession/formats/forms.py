"""What people send to bring a text in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from intersession.formats.reading import LONGEST_TEXT
from intersession.papers.forms import ProposeForm
from intersession.papers.models import LANGUAGES


class FileForm(forms.Form):
    """A file whose text is to be brought in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Word (DOCX), Markdown or HTML. You see what comes of it before anything is saved. The file itself is "
            "not kept."
        ),
        allow_empty_file=True,
        max_length=400,
    )


class TextForm(forms.Form):
    """A text that was looked at, to be made the draft. It is sent along, so nothing has to be kept meanwhile."""

    source = forms.CharField(max_length=LONGEST_TEXT, widget=forms.HiddenInput, strip=False)
    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class NewPaperForm(ProposeForm):
    """A new paper whose text came from a file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].widget = forms.HiddenInput()


def language_of_papers(guess: str) -> str:
    """The language to offer first: the page's, where papers are written in it."""
    return guess if guess in LANGUAGES else "en"
