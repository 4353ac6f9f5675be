"""Days as people write them above a transcript, in English, French and Spanish. Nothing of Django here.

A date in figures alone (03/04/2019) is two days, depending on who wrote it: it is not read, and said to be unclear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier enero", "february feb février fevrier febrero", "march mar mars marzo",
            "april apr avril abril", "may mai mayo", "june jun juin junio", "july jul juillet julio",
            "august aug août aout agosto", "september sep sept septembre septiembre setiembre",
            "october oct octobre octubre", "november nov novembre noviembre",
            "december dec décembre decembre diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|º|°)?"
_DAYS = rf"(\d{{1,2}}){_ORDINAL}(?:\s*(?:-|–|to|and|au|al|y|et|/)\s*(\d{{1,2}}){_ORDINAL})?"
_DAY_FIRST = re.compile(
    rf"\b{_DAYS}\s+(?:of\s+|de\s+)?({_MONTH})\.?,?\s+(?:de\s+|del\s+)?(\d{{4}})\b", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+{_DAYS},?\s+(\d{{4}})\b", re.IGNORECASE)
_FIGURES = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_UNCLEAR = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b")
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Found:
    """The days that stand in a text, where, and what is wrong with them if no calendar has them."""

    start: int
    end: int
    starts_on: date | None = None
    ends_on: date | None = None
    why: str = ""


def find_date(text: str) -> Found | None:
    """The first date of a text; nothing where there is none."""
    found = []
    for pattern, order in ((_DAY_FIRST, (1, 2, 3, 4)), (_MONTH_FIRST, (2, 3, 1, 4))):
        if match := pattern.search(text):
            first, last, month, year = (match[place] for place in order)
            found.append(_days(match, int(year), MONTHS[month.lower()], int(first), int(last or first)))
    if match := _FIGURES.search(text):
        year, month, day = map(int, match.groups())
        found.append(_days(match, year, month, day, day))
    if not found and (match := _UNCLEAR.search(text)):
        return Found(match.start(), match.end(), why="unclear-date")
    return min(found, key=lambda each: each.start, default=None)


def _days(match: re.Match[str], year: int, month: int, first: int, last: int) -> Found:
    try:
        starts_on, ends_on = date(year, month, first), date(year, month, last)
    except ValueError:
        return Found(match.start(), match.end(), why="no-such-day")
    if not 0 <= (ends_on - starts_on).days < MOST_DAYS:
        return Found(match.start(), match.end(), why="no-such-day")
    return Found(match.start(), match.end(), starts_on, ends_on)
