"""A session is planned and changed on a page: by whose clocks, who changed it, and what a file may still say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.meetings import actions, queries
from intersession.meetings.actions import Said
from intersession.meetings.forms import initial_of
from intersession.meetings.models import Meeting
from intersession.places.models import Place
from tests.world import World

pytestmark = pytest.mark.django_db

type SignIn = Callable[[str], Client]
SENT = {
    "title": "What children ask for",
    "title_language": "en",
    "relation": "own",
    "form": "panel",
    "starts_on": "2027-03-28",
    "place": "Kenya",
    "starts_time": "15:00",
    "ends_time": "16:30",
    "zone": "Africa/Nairobi",
    "room": "Room 4",
}


def said(**changed: Any) -> Said:
    """A session on a March day in Nairobi."""
    day = date(2027, 3, 28)
    first = Said("What children ask for", "en", "own", "panel", day, day, Place.objects.get(pk="KE"))
    return replace(first, **changed)


def at(zone: str, day: date, first: time, last: time) -> dict[str, Any]:
    return {"starts_on": day, "ends_on": day, "starts_time": first, "ends_time": last, "zone": zone}


def test_the_secretariat_plans_a_session_on_a_page(world: World, sign_in: SignIn, client: Client) -> None:
    answer = sign_in("ada").post("/en/sessions/plan/", SENT)
    assert answer.status_code == 302
    found = Meeting.objects.get(slug="2027-what-children-ask-for")
    assert found.starts_at == datetime(2027, 3, 28, 12, tzinfo=UTC)
    shown = client.get(found.get_absolute_url()).content.decode()
    assert "15:00–16:30" in shown
    assert "Room 4" in shown
    with pytest.raises(NotAllowed):
        actions.plan_meeting(world.actor("ben"), said())
    assert actions.plan_meeting(world.actor("ada"), said()).slug == "2027-what-children-ask-for-2"


def test_hours_without_a_zone_come_back_with_what_was_typed(sign_in: SignIn, world: World) -> None:
    answer = sign_in("ada").post("/en/sessions/plan/", {**SENT, "zone": ""})
    assert answer.status_code == 400
    assert 'value="What children ask for"' in answer.content.decode()


@pytest.mark.parametrize(
    ("zone", "day", "first", "last", "minutes"),
    [
        # The night in which clocks in Berlin go from two to three, and the one in which three comes twice.
        ("Europe/Berlin", date(2027, 3, 28), time(1, 30), time(3, 30), 60),
        ("Europe/Berlin", date(2027, 10, 31), time(1, 30), time(3, 30), 180),
        # Jordan gave daylight time up in October 2022 and stayed three hours ahead.
        ("Asia/Amman", date(2022, 12, 1), time(15), time(16), 60),
    ],
)
def test_a_session_over_the_change_is_as_long_as_it_is(
    world: World, zone: str, day: date, first: time, last: time, minutes: int
) -> None:
    found = actions.plan_meeting(world.actor("ada"), said(**at(zone, day, first, last)))
    assert found.starts_at is not None
    assert found.ends_at is not None
    assert found.ends_at - found.starts_at == timedelta(minutes=minutes)
    assert found.local_hours is not None
    assert [hour.time() for hour in found.local_hours] == [first, last]
    if zone == "Asia/Amman":
        assert found.starts_at == datetime(2022, 12, 1, 12, tzinfo=UTC)


def test_an_hour_that_the_clocks_jump_over_is_refused(world: World) -> None:
    hours = at("Europe/Berlin", date(2027, 3, 28), time(2, 30), time(4))
    with pytest.raises(Refused, match="jump over 02:30"):
        actions.plan_meeting(world.actor("ada"), said(**hours))


def test_when_a_zone_changes_its_rules_the_hour_on_the_wall_stays(world: World) -> None:
    day = timezone.now().date() + timedelta(days=60)
    found = actions.plan_meeting(world.actor("ada"), said(**at("Africa/Cairo", day, time(10), time(11))))
    right = found.starts_at
    assert right is not None
    # As it was computed under rules that hold no more.
    Meeting.objects.filter(pk=found.pk).update(starts_at=right - timedelta(hours=1))
    with pytest.raises(NotAllowed):
        actions.keep_hours(world.actor("ada"))
    assert actions.keep_hours(SYSTEM) == 1
    assert actions.keep_hours(SYSTEM) == 0
    found.refresh_from_db()
    assert (found.starts_at, found.starts_time) == (right, time(10))


def test_a_change_says_what_by_whom_and_when_and_no_file_undoes_it(
    world: World, sign_in: SignIn, client: Client
) -> None:
    row = {
        "slug": "from-the-file",
        "title": "A session",
        "relation": "own",
        "form": "panel",
        "year": 2019,
        "place_id": "DE",
        "city": "Berlin",
        "starts_on": date(2019, 11, 26),
        "ends_on": date(2019, 11, 26),
        "source_words": "a programme",
        "as_of": "2026-11",
        "confidence": "high",
    }
    actions.load_meetings(SYSTEM, [row])
    found = Meeting.objects.get(slug="from-the-file")
    first = {name: value for name, value in initial_of(found).items() if value is not None}
    sent = {**first, "place": "Germany", "city": "Bonn", "starts_on": "2019-11-26", "ends_on": "2019-11-26"}
    assert sign_in("ada").post(f"{found.get_absolute_url()}change/", sent).status_code == 302
    actions.load_meetings(SYSTEM, [{**row, "organisers": "Somebody"}])
    found.refresh_from_db()
    assert (found.city, found.organisers) == ("Bonn", "Somebody")
    (written,) = queries.changes_of(found)
    assert written.fields == [("city", "Berlin", "Bonn")]
    assert "Bonn" in client.get(found.get_absolute_url()).content.decode()
    with pytest.raises(NotAllowed):
        actions.change_meeting(world.actor("ben"), found, said())


def test_hours_on_the_wall_come_with_the_moment(world: World) -> None:
    found = actions.plan_meeting(world.actor("ada"), said())
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=found.pk).update(starts_time=time(10), ends_time=time(11))
