"""The days of an event, in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intersession.events.models import CalendarEvent


def days_in_words(event: CalendarEvent, starts_on: date | None = None, ends_on: date | None = None) -> str:
    """The day, the days, or between which days it is; of one occurrence where its days are given."""
    first_day, last_day = starts_on or event.starts_on, ends_on or event.ends_on
    first, last = date_format(first_day, "DATE_FORMAT"), date_format(last_day, "DATE_FORMAT")
    if not event.is_end_known:
        return _("from %(first)s; the last day is not known") % {"first": first}
    if first_day == last_day:
        return first
    if event.is_day_known:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if (first_day.month, first_day.day, last_day.month, last_day.day) == (1, 1, 12, 31):
        return _("%(year)s; the day is not known") % {"year": first_day.year}
    if first_day.day == 1 and first_day.month == last_day.month and last_day.day >= 28:
        month = date_format(first_day, "YEAR_MONTH_FORMAT")
        return _("%(month)s; the day is not known") % {"month": month}
    return _("between %(first)s and %(last)s; the day is not known") % {"first": first, "last": last}
