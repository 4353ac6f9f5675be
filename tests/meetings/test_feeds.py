"""Sessions in calendar programs, as a second library reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import vobject
from django.test import Client

from intersession.meetings.feeds import feed
from intersession.meetings.models import Meeting

pytestmark = pytest.mark.django_db


def read(content: bytes) -> Any:
    """The calendar as a second library understands it, every rule of the standard checked."""
    found = vobject.readOne(content.decode())
    found.validate(raiseException=True)
    return found


def test_every_session_whose_day_is_known_is_in_the_feed(client: Client) -> None:
    response = client.get("/en/sessions/feed.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = read(response.content).vevent_list
    assert len(found) == Meeting.objects.filter(is_day_known=True).count()
    assert len({each.uid.value for each in found}) == len(found)


def test_a_feed_of_one_sort_holds_no_other(client: Client) -> None:
    response = client.get("/en/sessions/feed.ics?relation=own&relation=nonsense")
    own = Meeting.objects.filter(is_day_known=True, relation="own")
    assert len(read(response.content).vevent_list) == own.count() > 0


def test_hours_are_those_of_the_venue_in_the_summer_of_that_year() -> None:
    meeting = Meeting.objects.filter(relation="own", is_day_known=True).first()
    # Nairobi keeps one time; Oslo, in June, is two hours before UTC.
    meeting.starts_on = meeting.ends_on = date(2025, 6, 24)
    meeting.starts_at, meeting.ends_at = (
        datetime(2025, 6, 24, 7, tzinfo=UTC),
        datetime(2025, 6, 24, 8, tzinfo=UTC),
    )
    meeting.zone = "Europe/Oslo"
    (entry,) = read(feed([meeting], "One")).vevent_list
    assert entry.dtstart.value.hour == 9
    assert entry.dtstart.value.astimezone(UTC) == meeting.starts_at
    assert b"TZID:Europe/Oslo" in feed([meeting], "One")
