"""From a line of data/events.csv to the fields of an event."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.events.models import Series, Sort
from intersession.people.models import Confidence
from intersession.places.models import WORLD
from intersession.places.names import place_name

COLUMNS = (
    "series", "year", "name", "start_date", "end_date", "city", "country", "organiser", "source_url",
    "confidence", "notes",
)  # fmt: skip
# When the file was compiled; it has no column that says so.
AS_OF = "2026-11"
# Of what happens every year, this is the first year that the file speaks for.
FIRST_YEAR = 2026
NO_CITY = ("online", "worldwide")
SORTS = {
    Series.SAFER_INTERNET_DAY: Sort.DAY,
    Series.AWARENESS_DAY: Sort.DAY,
    Series.IGF: Sort.FORUM,
    Series.AFRICAN_IGF: Sort.FORUM,
    Series.ARAB_IGF: Sort.FORUM,
    Series.AFRISIG: Sort.TRAINING,
}
_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_YEARLY = re.compile(r"^--(\d{2})-(\d{2})$")


class Unreadable(Exception):
    """Carries the sentence that says what is wrong with the line."""


def read_row(row: Mapping[str, str], places: frozenset[str]) -> dict[str, Any]:
    """The fields of the event. Raises `Unreadable`."""
    cells = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
    if not cells["name"]:
        raise Unreadable(_("the title is missing"))
    if cells["series"] not in Series.values:
        raise Unreadable(_("“%s” is no series that we know") % cells["series"][:40])
    if cells["confidence"] not in Confidence.values:
        raise Unreadable(
            _("“%(text)s” is nothing that may stand under %(column)s")
            % {"text": cells["confidence"][:40], "column": "confidence"}
        )
    days = days_of(cells["year"], cells["start_date"], cells["end_date"])
    is_address = re.fullmatch(r"https?://\S+", cells["source_url"])
    code = WORLD if cells["country"] in ("INT", "") else cells["country"]
    if code not in places:
        raise Unreadable(_("no place has the code “%s”") % code[:10])
    year = "" if days["is_yearly"] else str(days["starts_on"].year)
    return {
        "slug": slug_of(year, cells["name"], cells["country"]),
        "title": cells["name"],
        "title_language": "pt" if code == "BR" and days["is_yearly"] else "en",
        "series": cells["series"],
        "sort": SORTS.get(Series(cells["series"]), Sort.CONFERENCE),
        "city": "" if cells["city"].lower() in (*NO_CITY, place_name(code, "en").lower()) else cells["city"],
        "place_id": code,
        **days,
        "organisers": cells["organiser"],
        "source_url": cells["source_url"] if is_address else "",
        "source_words": "" if is_address else cells["source_url"],
        "as_of": AS_OF,
        "confidence": cells["confidence"],
        "notes": cells["notes"],
    }


def slug_of(year: str, title: str, country: str) -> str:
    """The lasting part of the address: the year, where it has one, and the title."""
    return "-".join(filter(None, (year, slugify(title)[:90].strip("-") or slugify(country) or "event")))


def days_of(year: str, first: str, last: str) -> dict[str, Any]:
    """First and last day, and what is not known of them: a month or a year alone is no day."""
    if yearly := _YEARLY.match(first):
        day = _day(FIRST_YEAR, int(yearly[1]), int(yearly[2]), first)
        return _days(day, day, is_yearly=True)
    begins = _DATE.match(first or year)
    if begins is None:
        raise Unreadable(_("“%s” is no date") % (first or year)[:40])
    if year and begins[1] != year:
        raise Unreadable(_("the year is not that of the date"))
    starts_on = _day(int(begins[1]), int(begins[2] or 1), int(begins[3] or 1), first)
    if begins[3] and not last:
        return _days(starts_on, starts_on, is_end_known=False)
    ends = _DATE.match(last) if last else begins
    if ends is None:
        raise Unreadable(_("“%s” is no date") % last[:40])
    month = int(ends[2] or 12)
    if not 1 <= month <= 12:
        raise Unreadable(_("“%s” is no date") % (last or first)[:40])
    ends_on = _day(int(ends[1]), month, int(ends[3] or monthrange(int(ends[1]), month)[1]), last)
    if ends_on < starts_on:
        raise Unreadable(_("it ends before it begins"))
    return _days(starts_on, ends_on, is_day_known=bool(begins[3] and ends[3]))


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unreadable(_("“%s” is no date") % text[:40]) from error


def _days(first: date, last: date, **facts: bool) -> dict[str, Any]:
    return {
        "starts_on": first,
        "ends_on": last,
        "is_day_known": True,
        "is_end_known": True,
        "is_yearly": False,
        **facts,
    }
