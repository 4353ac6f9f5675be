"""Names of places in the reader's language, from Unicode CLDR, and how they are ordered.

CLDR knows countries, territories, M49 regions, the EU and the UN. The other bodies are named here, as
strings for translators. A language CLDR lacks falls back to English; a code nobody knows comes back as
it is, so a page never breaks over a name.
"""

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

BODIES: dict[str, Promise] = {
    "ZZ": _("Worldwide"),
    "COE": _("Council of Europe"),
    "AFU": _("African Union"),
    "ASEAN": _("ASEAN (Southeast Asian Nations)"),
    "ECOWAS": _("ECOWAS (West African States)"),
    "LAS": _("League of Arab States"),
    "OAS": _("Organization of American States"),
    "OECD": _("OECD"),
    "ILO": _("International Labour Organization"),
}


@lru_cache(maxsize=32)
def _territories(language: str) -> dict[str, str]:
    """Every name CLDR has in this language; English where it has none at all."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return {**Locale.parse("en").territories, **locale.territories}


@lru_cache(maxsize=8192)
def _name(code: str, language: str) -> str:
    if body := BODIES.get(code):
        with override(language):
            return str(body)
    return _territories(language).get(code, code)


def place_name(code: str, language: str | None = None) -> str:
    """The name of a place or M49 region in `language` (default: the reader's)."""
    code = code.upper()
    return _name("ZZ" if code == "INT" else code, language or get_language() or "en")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents or Arabic vowel signs, for comparing what people type with names."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ʼ", "'"))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


@lru_cache(maxsize=8192)
def sort_key(name: str) -> str:
    """Alphabetical order as a reader expects it: accents ignored, the Arabic article skipped.

    Not the full Unicode collation: Chinese comes out by code point, which readers of Chinese accept in
    lists of names; everything else in the interface languages comes out right.
    """
    key = fold(name)
    return key.removeprefix("ال") if key.startswith("ال") else key
