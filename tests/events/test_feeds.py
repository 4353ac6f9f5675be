"""Feeds that other programs read, and hours that stay what they are on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.access.errors import Refused
from intersession.events import actions
from intersession.events.feeds import feed
from intersession.events.models import CalendarEvent, is_shown_by_clocks, on_the_wall
from tests.events.making import hours, make_event, propose
from tests.world import World

pytestmark = pytest.mark.django_db


def read(content: bytes) -> Any:
    """The calendar as a second library understands it, with every rule of the standard checked."""
    found = vobject.readOne(content.decode())
    found.validate(raiseException=True)
    return found


def entries(content: bytes) -> dict[str, Any]:
    return {each.summary.value: each for each in read(content).vevent_list}


def test_a_second_library_reads_every_event_of_the_calendar(client: Client) -> None:
    response = client.get("/en/calendar/feed.ics?from=1990-01-01")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = read(response.content).vevent_list
    known = CalendarEvent.objects.filter(is_day_known=True)
    assert len(found) == known.count()
    assert len({each.uid.value for each in found}) == len(found)
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    day = next(each for each in found if each.summary.value == "World Children's Day")
    assert (day.dtstart.value, day.dtend.value) == (date(2026, 11, 20), date(2026, 11, 21))
    assert day.rrule.value == "FREQ=YEARLY"


@pytest.mark.parametrize(
    ("day", "zone", "first", "last", "starts_at", "ends_at"),
    [
        # Berlin jumps from 2 to 3 in that night: six hours on the wall are five.
        (date(2025, 3, 30), "Europe/Berlin", time(0), time(6), (29, 23, 0), (30, 4, 0)),
        # New York shows the hour from 1 to 2 twice.
        (date(2025, 11, 2), "America/New_York", time(0), time(6), (2, 4, 0), (2, 11, 0)),
        # Lord Howe moves its clocks by half an hour.
        (date(2025, 4, 6), "Australia/Lord_Howe", time(0), time(6), (5, 13, 0), (5, 19, 30)),
    ],
)
def test_a_session_over_the_change_of_the_clocks_keeps_the_hours_on_the_wall(
    world: World,
    day: date,
    zone: str,
    first: time,
    last: time,
    starts_at: tuple[int, int, int],
    ends_at: tuple[int, int, int],
) -> None:
    event = make_event(world, starts_on=day, ends_on=day, **hours(first, last, zone))
    assert event.starts_at is not None
    assert event.ends_at is not None
    utc = [(each.day, each.hour, each.minute) for each in (event.starts_at, event.ends_at)]
    assert utc == [starts_at, ends_at]
    # The other library works UTC out from the VTIMEZONE in the feed, not from its own tables.
    (entry,) = entries(feed([event], "x")).values()
    assert entry.dtstart.value.astimezone(UTC) == event.starts_at
    assert entry.dtend.value.astimezone(UTC) == event.ends_at
    assert f"DTSTART;TZID={zone}:{day:%Y%m%d}T{first:%H%M%S}".encode() in feed([event], "x")


@pytest.mark.parametrize(
    ("day", "zone", "offset"),
    [
        # Samoa had no 30 December 2011; Turkey stayed on summer time from 2016; Kazakhstan became one zone in 2024.
        (date(2011, 12, 29), "Pacific/Apia", -10),
        (date(2011, 12, 31), "Pacific/Apia", 14),
        (date(2015, 12, 1), "Europe/Istanbul", 2),
        (date(2017, 12, 1), "Europe/Istanbul", 3),
        (date(2024, 2, 28), "Asia/Almaty", 6),
        (date(2024, 3, 2), "Asia/Almaty", 5),
    ],
)
def test_a_zone_that_changed_its_rules_changes_utc_and_not_the_wall(
    world: World, day: date, zone: str, offset: int
) -> None:
    event = make_event(world, starts_on=day, ends_on=day, **hours(time(15), time(17), zone))
    stored = CalendarEvent.objects.get(pk=event.pk)
    assert (stored.starts_time, stored.zone) == (time(15), zone)
    assert stored.starts_at is not None
    assert stored.starts_at == datetime(day.year, day.month, day.day, 15, tzinfo=UTC) - timedelta(
        hours=offset
    )
    (entry,) = entries(feed([stored], "x")).values()
    assert entry.dtstart.value.astimezone(UTC) == stored.starts_at


def test_hours_that_no_clock_shows_are_refused(world: World) -> None:
    gap: dict[str, Any] = {"starts_on": date(2025, 3, 30), "ends_on": date(2025, 3, 30)}
    with pytest.raises(Refused, match="jump"):
        propose(world, **gap, **hours(time(2, 30), time(4), "Europe/Berlin"))
    assert propose(world, **gap, **hours(time(2, 30), time(4), "Africa/Nairobi")).pk
    whole: dict[str, Any] = {"starts_on": date(2011, 12, 30), "ends_on": date(2011, 12, 30)}
    with pytest.raises(Refused, match="jump"):
        propose(world, **whole, **hours(time(9), time(10), "Pacific/Apia"))


@settings(max_examples=60, deadline=None)
@given(
    moment=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2037, 12, 31)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kathmandu", "UTC"]),
)
def test_hours_on_the_wall_come_back_unless_the_clocks_jump_over_them(moment: datetime, zone: str) -> None:
    moment = moment.replace(microsecond=0, fold=0)
    back = on_the_wall(moment.date(), moment.time(), zone).astimezone(ZoneInfo(zone))
    same = back.replace(tzinfo=None, fold=0) == moment
    assert same == is_shown_by_clocks(moment.date(), moment.time(), zone)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Casablanca", "America/Havana", "Asia/Gaza"])
def test_the_rules_in_a_feed_say_what_the_zone_says_hour_by_hour(world: World, zone: str) -> None:
    event = make_event(
        world, starts_on=date(2024, 6, 1), ends_on=date(2024, 6, 1), **hours(time(9), time(10), zone)
    )
    (entry,) = entries(feed([event], "x")).values()
    theirs, ours = entry.dtstart.value.tzinfo, ZoneInfo(zone)
    wall = datetime(2023, 12, 1)
    while wall < datetime(2025, 12, 1):
        # An hour shown twice, or never, is nobody's to compare.
        if is_shown_by_clocks(wall.date(), wall.time(), zone) and not _is_shown_twice(wall, ours):
            assert theirs.utcoffset(wall) == ours.utcoffset(wall), wall
        wall += timedelta(hours=3 if wall.day % 2 else 1)


def _is_shown_twice(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()


def test_copies_learn_of_changes_and_of_the_end(world: World, client: Client) -> None:
    event = make_event(world, **hours(time(9), time(10), "Africa/Nairobi"))
    CalendarEvent.objects.filter(pk=event.pk).update(changed_at=event.changed_at - timedelta(days=1))
    address = "/en/calendar/feed.ics?series=members"
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    (before,) = entries(first.content).values()
    actions.cancel_event(world.actor("ben"), event, "No room.")
    after = client.get(address, headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200
    (entry,) = entries(after.content).values()
    assert entry.uid.value == before.uid.value
    assert int(entry.sequence.value) == int(before.sequence.value) + 1
    assert entry.last_modified.value > before.last_modified.value
    assert (before.status.value, entry.status.value) == ("CONFIRMED", "CANCELLED")
    assert "No room." in entry.description.value


def test_feeds_hold_what_is_public_and_has_a_day(world: World, client: Client) -> None:
    propose(world, title="Not public")
    make_event(world, title="Ours; with, signs\\ and Ünïcode ‏عربي", notes="Two\nlines")
    content = client.get("/en/calendar/feed.ics?from=1990-01-01").content
    assert "Not public" not in content.decode()
    assert "Ours; with, signs\\ and Ünïcode ‏عربي" in entries(content)
    assert b"IGF 2026" not in content
    assert client.get("/en/calendar/2026-igf-2026-21st-meeting/event.ics").status_code == 404
    one = client.get("/en/calendar/world-childrens-day/event.ics")
    assert list(entries(one.content)) == ["World Children's Day"]
