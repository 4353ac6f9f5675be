"""Form fields for what people write: one line, or paragraphs, without characters that deceive a reader."""

from __future__ import annotations

import unicodedata
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language

from intersession.kit.languages import language_name
from intersession.kit.markdown import with_turners_shown


def clean_line(text: str) -> str:
    """One line: control characters become spaces; those that turn the order of letters are written out."""
    bare = "".join(" " if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") else each for each in text)
    return with_turners_shown(" ".join(bare.split()))


def clean_paragraphs(text: str) -> str:
    """Paragraphs: line ends of every kind become one kind, other control characters spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    bare = "".join(
        " " if unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" else each for each in text
    )
    return with_turners_shown("\n".join(line.rstrip() for line in bare.split("\n")).strip())


class OneLine(forms.CharField):
    """A title or a name."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class Paragraphs(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 5, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return clean_paragraphs(super().to_python(value) or "")


def language_choices() -> list[tuple[str, str]]:
    """Languages to choose from, by their names: those of the interface first, then all CLDR knows by two letters."""
    ours = [code for code, _name in settings.LANGUAGES]
    known = Locale.parse(get_language() or "en", sep="-").languages
    others = sorted(
        ((tag, name) for tag, name in known.items() if len(tag) == 2 and tag not in ours),
        key=lambda pair: pair[1].casefold(),
    )
    return [*((code, language_name(code)) for code in ours), *others]
