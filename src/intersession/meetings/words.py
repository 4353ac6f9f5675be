"""The days of a meeting, in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intersession.meetings.models import Meeting


def days_in_words(meeting: Meeting) -> str:
    """The day, the days, or between which days it was."""
    first, last = (date_format(day, "DATE_FORMAT") for day in (meeting.starts_on, meeting.ends_on))
    if meeting.starts_on == meeting.ends_on:
        return first
    if meeting.is_day_known:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if _is_whole_month(meeting.starts_on, meeting.ends_on):
        return _("%(month)s; the day is not known") % {
            "month": date_format(meeting.starts_on, "YEAR_MONTH_FORMAT")
        }
    return _("between %(first)s and %(last)s; the day is not known") % {"first": first, "last": last}


def _is_whole_month(first: date, last: date) -> bool:
    return first.day == 1 and first.month == last.month and first.year == last.year and last.day >= 28
