"""The rules of a time zone for some years, as VTIMEZONE.

icalendar can write these itself, but 7.3 gives the beginning of daylight time by the clocks after the change, where
RFC 5545 (3.6.5) wants those before it, so a reader is an hour wrong for an hour; and a component without RDATE is
passed over by readers built on dateutil. So the changes are looked for in zoneinfo, and each is written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def changes(zone: ZoneInfo, first: int, last: int) -> Iterator[datetime]:
    """Every moment, in UTC, from the first day of one year to the end of another, from which an offset is new."""
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        following = moment + _DAY
        if _offset(moment, zone) != _offset(following, zone):
            before, after = moment, following
            while after - before > _SECOND:
                middle = before + (after - before) // 2
                middle = middle.replace(microsecond=0)
                if middle <= before:
                    break
                if _offset(middle, zone) == _offset(moment, zone):
                    before = middle
                else:
                    after = middle
            yield after
        moment = following


def _component(onset: datetime, before: timedelta, zone: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    """One change: from when by the clocks before it, and both offsets."""
    local = onset.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    begins = (onset + before).replace(tzinfo=None)
    part.add("dtstart", begins)
    part.add("rdate", [begins])
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", local.utcoffset() or timedelta())
    part.add("tzname", local.tzname() or zone.key)
    return part


@lru_cache(maxsize=200)
def zone_rules(name: str, first: int, last: int) -> bytes:
    """The rules of a zone for some years, as text; made once."""
    zone = ZoneInfo(name)
    rules = Timezone()
    rules.add("tzid", name)
    begin = datetime(first, 1, 1, tzinfo=UTC)
    rules.add_component(_component(begin, _offset(begin, zone), zone))
    for onset in changes(zone, first, last):
        rules.add_component(_component(onset, _offset(onset - _SECOND, zone), zone))
    return rules.to_ical()
