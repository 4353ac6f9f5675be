"""How old a fact is, in words.

`as_of` may be a date, a year, or text such as "2021", "2021-03" or "2021-03-05": sources differ in how
exactly they are dated. Freshness: under two years is fresh, under five ageing, beyond that old.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Age:
    """`years` are whole years, None when the date is not known."""

    years: int | None
    freshness: str
    words: str


def parse_as_of(text: Any) -> tuple[int, int | None, int | None] | None:
    """(year, month or None, day or None); None for nothing. Raises ValueError for what is no date."""
    if text in (None, ""):
        return None
    if isinstance(text, date):
        return (text.year, text.month, text.day)
    parts = [int(part) for part in str(text).split("-")]
    if not 1 <= len(parts) <= 3:
        raise ValueError(f"{text} is not a date")
    padded = [*parts, 1, 1][:3]
    date(*padded)
    return (parts[0], parts[1] if len(parts) > 1 else None, parts[2] if len(parts) > 2 else None)


def as_of_words(text: Any) -> str:
    """The date as exactly as the source gave it: "2021", "March 2021", "5 March 2021"."""
    parsed = parse_as_of(text)
    if parsed is None:
        return _("date not known")
    year, month, day = parsed
    if day is not None and month is not None:
        return formats.date_format(date(year, month, day), "DATE_FORMAT")
    if month is not None:
        return formats.date_format(date(year, month, 1), "YEAR_MONTH_FORMAT")
    return str(year)


def age_of(text: Any) -> Age:
    """The age of a fact today."""
    parsed = parse_as_of(text)
    if parsed is None:
        return Age(None, "unknown", _("date not known"))
    year, month, _day = parsed
    today = timezone.now().date()
    years = max(0, today.year - year - (1 if month and month > today.month else 0))
    freshness = "fresh" if years < 2 else "ageing" if years < 5 else "old"
    when = as_of_words(text)
    if years < 1:
        return Age(years, freshness, _("as of %(when)s") % {"when": when})
    words = ngettext("as of %(when)s, %(years)s year ago", "as of %(when)s, %(years)s years ago", years) % {
        "when": when,
        "years": years,
    }
    return Age(years, freshness, words)
