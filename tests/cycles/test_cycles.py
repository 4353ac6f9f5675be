"""The year on one page: it follows from the record, and never says more than that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import VISITOR
from intersession.action_items.models import ActionItem
from intersession.calls.models import Call
from intersession.cycles.queries import Cycle, Stage, cycle_of
from intersession.cycles.words import Progress
from intersession.meetings.models import Meeting
from tests.commitments.making import adopted
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stage_of(cycle: Cycle, key: str) -> Stage:
    return next(stage for stage in cycle.stages if stage.key == key)


def make_meeting(number: int = 1, **changes: Any) -> Meeting:
    """A session of the coalition that ended yesterday."""
    day = timezone.localdate() - DAY
    fields: dict[str, Any] = {
        "slug": f"a-session-{number}",
        "title": f"A session {number}",
        "relation": "own",
        "form": "panel",
        "year": day.year,
        "place_id": "KE",
        "starts_on": day,
        "ends_on": day,
        "source_words": "Invented for a test",
        "as_of": str(day),
        "confidence": "high",
    }
    made: Meeting = Meeting.objects.create(**fields | changes)
    return made


def make_item(meeting: Meeting, **changes: Any) -> ActionItem:
    """An open item of a session."""
    fields: dict[str, Any] = {
        "what": "Write down the ages of consent",
        "language": "en",
        "meeting": meeting,
        "agreed_on": meeting.starts_on,
        "confirmed_at": timezone.now(),
    }
    made: ActionItem = ActionItem.objects.create(**fields | changes)
    return made


def test_a_year_nobody_knows_of_is_a_gap_and_not_done(client: Client) -> None:
    cycle = cycle_of(VISITOR, 2016)
    assert {stage.progress for stage in cycle.stages} == {Progress.NOTHING}
    assert "A gap" in client.get("/en/years/2016/").content.decode()


@pytest.mark.parametrize("year", [2006, 1, 99999, timezone.localdate().year + 2])
def test_a_year_before_the_coalition_or_far_ahead_is_not_there(client: Client, year: int) -> None:
    assert client.get(f"/en/years/{year}/").status_code == 404


def test_the_years_begin_with_this_one(client: Client) -> None:
    assert f"The year {timezone.localdate().year}" in client.get("/en/years/").content.decode()


def test_every_year_since_the_first_has_a_page(client: Client) -> None:
    for year in (2007, timezone.localdate().year, timezone.localdate().year + 1):
        assert client.get(f"/en/years/{year}/").status_code == 200


def test_a_session_that_is_over_and_was_not_read_is_missing(world: World) -> None:
    meeting = make_meeting()
    cycle = cycle_of(VISITOR, meeting.year)
    said = stage_of(cycle, "transcripts")
    assert said.progress == Progress.MISSING
    assert said in cycle.missing


def test_a_session_to_come_is_ahead(world: World) -> None:
    Meeting.objects.all().delete()
    day = timezone.localdate() + DAY
    meeting = make_meeting(starts_on=day, ends_on=day, year=day.year)
    assert stage_of(cycle_of(VISITOR, meeting.year), "sessions").progress == Progress.AHEAD


def test_an_overdue_item_is_said_and_a_done_one_ends_the_stage(world: World) -> None:
    meeting = make_meeting()
    ActionItem.objects.all().delete()
    item = make_item(meeting, agreed_on=meeting.starts_on - DAY, due_on=meeting.starts_on - DAY)
    year = item.agreed_on.year
    assert stage_of(cycle_of(VISITOR, year), "action-items").progress == Progress.MISSING
    ActionItem.objects.filter(pk=item.pk).update(done_at=timezone.now(), outcome="Written")
    assert stage_of(cycle_of(VISITOR, year), "action-items").progress == Progress.DONE


def test_what_was_adopted_stands_in_its_year(world: World) -> None:
    paper = adopted(world)
    stage = stage_of(cycle_of(VISITOR, timezone.localdate().year), "decisions")
    assert paper.title in [line.name for line in stage.lines]
    before = stage_of(cycle_of(VISITOR, timezone.localdate().year - 1), "decisions")
    assert paper.title not in [line.name for line in before.lines]


def test_a_year_takes_the_same_queries_however_full(world: World, client: Client) -> None:
    make_item(make_meeting())
    year = timezone.localdate().year

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/years/{year}/").status_code == 200
        return len(queries)

    first = asked()
    for number in range(2, 6):
        make_item(make_meeting(number))
    assert asked() == first <= 15


def test_a_call_that_is_read_is_under_way_until_it_is_told(world: World) -> None:
    now, year = timezone.now(), timezone.localdate().year
    call = Call.objects.create(
        slug="a-call",
        kind="ideas",
        title="A call",
        text="What next?",
        language="en",
        year=year,
        opens_at=now - 9 * DAY,
        closes_at=now - DAY,
        announced_at=now - 9 * DAY,
    )
    assert stage_of(cycle_of(VISITOR, year), "calls").progress == Progress.NOW
    Call.objects.filter(pk=call.pk).update(closing_noted_at=now, released_at=now)
    assert stage_of(cycle_of(VISITOR, year), "calls").progress == Progress.DONE
    assert stage_of(cycle_of(VISITOR, year - 1), "calls").lines == []
