"""In which language a title is written, so that pages can mark it and give it its direction."""

from __future__ import annotations

import re
import unicodedata

from babel.languages import get_official_languages

# Words that open a title in one language only, wherever the law is from.
OPENINGS = {
    "loi": "fr", "ordonnance-loi": "fr", "décret-loi": "fr", "décret": "fr", "code": "fr", "résolution": "fr",
    "ley": "es", "código": "es", "decreto": "es", "estrategia": "es", "proyecto": "es",
    "lei": "pt", "resolução": "pt",
    "legge": "it", "wet": "nl", "akta": "ms", "gesetz": "de", "bundesgesetz": "de",
}  # fmt: skip
# What a script says when the country does not decide.
SCRIPTS = {
    "ARABIC": "ar", "CYRILLIC": "ru", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
    "BENGALI": "bn", "THAI": "th", "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi",
}  # fmt: skip


def script_of(text: str) -> str:
    """The script of most of its letters, as Unicode names it; kana outweighs the ideographs around it."""
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "?").split()[0]
            counts[name] = counts.get(name, 0) + 1
    for kana in ("HIRAGANA", "KATAKANA"):
        if kana in counts:
            return kana
    return max(counts, key=lambda name: counts[name]) if counts else ""


def language_of_title(title: str, title_en: str, country: str) -> str:
    """The BCP 47 tag of a title: English when it is its own English title; "und" when nothing tells."""
    if not title_en or title == title_en:
        return "en"
    script = script_of(title)
    opening = re.split(r"[\s,]", title.casefold(), maxsplit=1)[0]
    if script == "LATIN" and opening in OPENINGS and not (country == "BR" and OPENINGS[opening] == "es"):
        return OPENINGS[opening]
    official = [tag.replace("_", "-") for tag in get_official_languages(country, de_facto=True)]
    if script == "CJK" and country in ("TW", "HK", "MO"):
        return "zh-Hant"
    fitting = [
        tag for tag in official if (SCRIPTS.get(script) in (None, tag.split("-")[0]) or script == "CYRILLIC")
    ]
    if fitting:
        return fitting[0].split("-")[0]
    return SCRIPTS.get(script, "und")
