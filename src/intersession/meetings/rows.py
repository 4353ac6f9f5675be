"""From a line of data/sessions.csv to the fields of a meeting."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.meetings.models import Form, Known, Relation
from intersession.people.models import Confidence
from intersession.places.models import WORLD

COLUMNS = (
    "year", "igf_city", "country", "date", "title", "format", "chair_organisation", "url", "has_transcript",
    "has_report", "source_url", "confidence", "relation", "notes",
)  # fmt: skip
# When the file was compiled; it has no column that says so.
AS_OF = "2026-11"
FORMS = {
    "dynamic coalition meeting": Form.COALITION,
    "panel": Form.PANEL,
    "round table": Form.ROUND_TABLE,
    "workshop": Form.WORKSHOP,
    "joint workshop": Form.WORKSHOP,
    "main session": Form.MAIN,
    "best practice forum": Form.FORUM,
    "joint session": Form.OTHER,
    "session": Form.OTHER,
}
_MINUTES = re.compile(r"^(.*?)(?:,\s*(\d{1,3}) min)?$")
_DAY = r"(\d{4})-(\d{2})(?:-(\d{2}))?"
_DATE = re.compile(rf"^{_DAY}(?:/{_DAY})?$")
# A session of two days is one; of more days, in these files, it is the days of the forum it was held at.
MOST_DAYS = 2


class Unreadable(Exception):
    """Carries the sentence that says what is wrong with the line."""


def read_row(row: Mapping[str, str], places: frozenset[str]) -> dict[str, Any]:
    """The fields of the meeting. Raises `Unreadable`."""
    cells = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
    starts_on, ends_on, is_day_known = days_of(cells["date"])
    if cells["year"] != str(starts_on.year):
        raise Unreadable(_("the year is not that of the date"))
    if not cells["title"]:
        raise Unreadable(_("the title is missing"))
    form, minutes = _form(cells["format"])
    address, words = _source(cells["source_url"])
    url, _words = _source(cells["url"])
    return {
        "slug": slug_of(starts_on.year, cells["title"]),
        "title": cells["title"],
        "relation": _one_of(Relation.values, cells["relation"], "relation"),
        "form": form,
        "minutes": minutes,
        "year": starts_on.year,
        "city": "" if cells["igf_city"].lower() == "online" else cells["igf_city"],
        "place_id": _place(cells["country"], places),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "is_day_known": is_day_known,
        "organisers": cells["chair_organisation"],
        "url": url,
        "has_transcript": _one_of(Known.values, cells["has_transcript"] or Known.UNKNOWN, "has_transcript"),
        "has_report": _one_of(Known.values, cells["has_report"] or Known.UNKNOWN, "has_report"),
        "source_url": address,
        "source_words": words,
        "as_of": AS_OF,
        "confidence": _one_of(Confidence.values, cells["confidence"], "confidence"),
        "notes": cells["notes"],
    }


def slug_of(year: int, title: str) -> str:
    """The lasting part of the address: the year and the title."""
    return f"{year}-{slugify(title)[:90].strip('-') or 'session'}"


def days_of(text: str) -> tuple[date, date, bool]:
    """First and last day, and whether the day is known: a month, or the days of a forum, are no day."""
    found = _DATE.match(text)
    if found is None:
        raise Unreadable(_("“%s” is no date") % text[:40])
    try:
        starts_on = date(int(found[1]), int(found[2]), int(found[3] or 1))
        year, month, day = (found[4], found[5], found[6]) if found[4] else (found[1], found[2], found[3])
        ends_on = date(int(year), int(month), int(day or monthrange(int(year), int(month))[1]))
    except ValueError as error:
        raise Unreadable(_("“%s” is no date") % text) from error
    if ends_on < starts_on:
        raise Unreadable(_("it ends before it begins"))
    return starts_on, ends_on, (ends_on - starts_on).days < MOST_DAYS


def _form(text: str) -> tuple[str, int | None]:
    found = _MINUTES.match(text.lower())
    assert found
    if found[1] not in FORMS:
        raise Unreadable(_("“%s” is no sort of session that we know") % text[:40])
    return FORMS[found[1]], int(found[2]) if found[2] else None


def _source(text: str) -> tuple[str, str]:
    """An address, or else words. An address that was cut off is words: it leads nowhere."""
    if re.fullmatch(r"https?://\S+", text):
        return text, ""
    return "", text


def _place(code: str, places: frozenset[str]) -> str:
    code = WORLD if code in ("INT", "") else code
    if code not in places:
        raise Unreadable(_("no place has the code “%s”") % code[:10])
    return code


def _one_of(values: list[str], text: str, column: str) -> str:
    if text not in values:
        raise Unreadable(
            _("“%(text)s” is nothing that may stand under %(column)s") % {"text": text[:40], "column": column}
        )
    return text
