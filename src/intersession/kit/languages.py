"""Languages by their BCP 47 tags: direction, and names from CLDR."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def direction_of(language: str) -> str:
    """`rtl`, `ltr`, or `auto` when nothing is known."""
    if not language or language == "und":
        return "auto"
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def language_name(tag: str, reader: str | None = None) -> str:
    """The language's name in the reader's language; the tag itself when CLDR does not know it."""
    return _language_name(tag, reader or get_language() or "en")


@lru_cache(maxsize=4096)
def _language_name(tag: str, reader: str) -> str:
    locale = Locale.parse(reader, sep="-")
    try:
        named = Locale.parse(tag, sep="-").get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        named = None
    return named or locale.languages.get(tag.split("-")[0]) or tag
