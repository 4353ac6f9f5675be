"""Names of speakers, as captions write them. Nothing of Django here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST, MOST_WORDS = 60, 7


def words(text: str) -> frozenset[str]:
    """The words of a list that is too long to be written one to a line."""
    return frozenset(text.split())


SMALL = words(
    "de da do dos das del della di du des la le las los el al van von der den ten ter of the for from on "
    "and y e et i bin binti ibn abu ben bint w in to with & / - –"
)
TITLES = words("mr mrs ms mx dr prof sir dame hon h.e amb rev sr sra m mme")
# What a sentence begins with before a colon, and what forms are made of: no names.
NO_NAMES = words(
    "okay ok yes no so well note notes question questions answer answers first second third fourth one "
    "two three four five remember thanks and but also because example examples conclusion conclusions "
    "summary title date time place room venue report description agenda subject re source number item "
    "objective objectives aim however therefore https http www mailto sms tel finally lastly here there "
    "now then again look listen"
)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]{1,60}[)\]]\s*$")


@lru_cache(maxsize=4096)
def looks_like_name(text: str) -> bool:
    """Whether what stands before a colon may be a name: short, in capitals or with capitals, no sentence."""
    text = _BRACKET.sub("", text).strip()
    words = text.split()
    if not words or len(text) > LONGEST or len(words) > MOST_WORDS:
        return False
    if any(letter in '!?;,<>=@{}|\\"…。' for letter in text.replace(", ", " ") if letter != ","):
        return False
    if not any(map(str.isalpha, text)) or words[0].lower().strip(".") in NO_NAMES:
        return False
    if any(word.endswith(".") and not _is_short(word) for word in words):
        return False
    cased = [word for word in words if _is_cased(word)]
    if not cased:
        return len(words) <= 4
    return all(_begins_large(word) or word.lower().strip(".,") in SMALL for word in cased) and _begins_large(
        cased[0]
    )


def is_all_capitals(text: str) -> bool:
    letters = [each for each in text if each.isalpha() and each.upper() != each.lower()]
    return len(letters) > 1 and all(each == each.upper() for each in letters)


def tidy_name(text: str) -> str:
    """One line without blanks and marks at its ends."""
    return re.sub(r"\s+", " ", text).strip(" \t-–—:*_.>»•")[:120] if text.strip() else ""


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """The same for spellings that differ in case, accents and blanks only."""
    bare = unicodedata.normalize("NFKD", name)
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).casefold().split())


def _is_cased(word: str) -> bool:
    return any(each.upper() != each.lower() for each in word)


def _begins_large(word: str) -> bool:
    letter = next((each for each in word if each.isalpha()), "")
    return bool(letter) and letter == letter.upper()


def _is_short(word: str) -> bool:
    """An initial, initials, or a title before a name."""
    return (
        len(word.rstrip(".")) <= 1
        or word.lower().strip(".") in TITLES
        or re.fullmatch(r"(?:\w\.)+", word) is not None
    )
