"""The emergency numbers of a country, from the short-number metadata of the phonenumbers library.

The metadata holds one regular expression per country, such as `1(?:12|9[0-35])`. The library can say
whether a number matches, not which ones there are; so the expression is written out here. It uses digits,
classes, groups, `|`, `?` and `\\d` only, and a part it writes as `\\d` is a range of numbers rather than a
number to dial: those are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

TOKEN = re.compile(r"\(\?:|\)|\||\?|\[[\d-]+\]|\\d|\d")
# Numbers that reach help in many countries come first; after them the shorter, then the lower.
KNOWN_WIDELY = ("112", "911", "999", "000", "111")
NORTH_AMERICAN_PLAN = 1


@dataclass(frozen=True, slots=True)
class Emergency:
    """Numbers for danger to life. Empty where the metadata knows none."""

    numbers: tuple[str, ...]
    version: str = phonenumbers.__version__

    @property
    def first(self) -> tuple[str, ...]:
        """The ones to show large."""
        return self.numbers[:3]

    @property
    def others(self) -> tuple[str, ...]:
        """The rest of them."""
        return self.numbers[3:]


@lru_cache(maxsize=512)
def emergency_of(code: str) -> Emergency:
    """The emergency numbers of a country or territory by its code; none for a code without metadata."""
    try:
        metadata = PhoneMetadata.short_metadata_for_region(code.upper())
    except (KeyError, ValueError):
        metadata = None
    pattern = getattr(metadata and metadata.emergency, "national_number_pattern", None)
    if not pattern:
        return Emergency(())
    widely = list(KNOWN_WIDELY)
    if phonenumbers.country_code_for_region(code.upper()) == NORTH_AMERICAN_PLAN:
        widely.insert(0, widely.pop(widely.index("911")))

    def usefulness(number: str) -> tuple[int, int, str]:
        return (widely.index(number) if number in widely else len(widely), len(number), number)

    return Emergency(tuple(sorted(written_out(pattern), key=usefulness)))


def written_out(pattern: str) -> set[str]:
    """Every number the expression matches, without the ranges it writes as `\\d`.

    Raises ValueError for an expression of another grammar than the metadata's.
    """
    tokens = TOKEN.findall(pattern)
    if "".join(tokens) != pattern:
        raise ValueError(f"{pattern} is not written in the grammar of the metadata")
    stream = iter([*tokens, ""])
    numbers, end = _alternatives(stream)
    if end:
        raise ValueError(f"{pattern} closes a group it never opened")
    return numbers


def _alternatives(stream: Iterator[str]) -> tuple[set[str], str]:
    """What stands between here and the end of the group, and the token that ended it."""
    found: set[str] = set()
    # Words of the alternative before its last piece, and the last piece, which a "?" may make optional.
    before, piece = {""}, {""}
    for token in stream:
        if token in ("", ")", "|"):
            found |= _joined(before, piece)
            before, piece = {""}, {""}
            if token != "|":
                return found, token
        elif token == "?":
            piece = piece | {""}
        else:
            before = _joined(before, piece)
            piece = _alternatives(stream)[0] if token == "(?:" else _digits(token)
    raise ValueError("a group is not closed")


def _joined(before: set[str], piece: set[str]) -> set[str]:
    return {first + second for first in before for second in piece}


def _digits(token: str) -> set[str]:
    """The digits a class or a literal stands for; none for `\\d`, which takes its whole alternative away."""
    if token == r"\d":
        return set()
    if not token.startswith("["):
        return {token}
    digits: set[str] = set()
    for first, last in re.findall(r"(\d)(?:-(\d))?", token):
        digits |= {str(digit) for digit in range(int(first), int(last or first) + 1)}
    return digits
