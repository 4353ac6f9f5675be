"""The archive of sessions: what the file says, what is a gap, and what the pages show."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.meetings import actions, queries
from intersession.meetings.beside import MARKS, PANELS, Panel, declare
from intersession.meetings.documents import documents
from intersession.meetings.load import load
from intersession.meetings.models import Meeting
from intersession.meetings.rows import COLUMNS, Unreadable, days_of

pytestmark = pytest.mark.django_db

LINE = '2019,Berlin,DE,2019-11-26,A session,"panel, 90 min",A body,,yes,no,https://s.example/,high,own,'


def make_meeting(**changes: Any) -> Meeting:
    """An invented session of the year 2031."""
    fields: dict[str, Any] = {
        "slug": "2031-an-invented-session",
        "title": "An invented session",
        "relation": "own",
        "form": "panel",
        "year": 2031,
        "city": "Testville",
        "place_id": "KE",
        "starts_on": date(2031, 3, 30),
        "ends_on": date(2031, 3, 30),
        "source_words": "invented",
        "as_of": "2031",
        "confidence": "high",
        "is_fictional": True,
        **changes,
    }
    return Meeting.objects.create(**fields)


def report_of(tmp_path: Path, *lines: str) -> Any:
    (tmp_path / "sessions.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    (report,) = load(SYSTEM, tmp_path)
    return report


def test_every_session_of_the_file_is_in_the_archive_and_loading_again_changes_nothing() -> None:
    events = Event.objects.count()
    (report,) = load(SYSTEM, settings.REFERENCE_DATA)
    assert (report.added, report.changed, report.unchanged, report.rejected) == (0, 0, 36, [])
    assert Event.objects.count() == events
    assert Meeting.objects.get(year=2020, form="round-table").is_online


def test_lines_that_break_a_rule_are_named_and_the_others_come_in(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        LINE,
        LINE,
        LINE.replace("2019-11-26", "2019-13-01"),
        LINE.replace("2019,", "2018,", 1),
        LINE.replace(",DE,", ",QQ,"),
        LINE.replace("https://s.example/", ""),
        LINE.replace(",own,", ",ours,"),
    )
    assert report.added == 1
    assert [line for line, _why in report.rejected] == [3, 4, 5, 6, 7, 8]
    assert "line 2" in report.rejected[0][1]
    assert "source" in report.rejected[4][1]


def test_only_the_system_loads() -> None:
    with pytest.raises(NotAllowed):
        actions.load_meetings(VISITOR, [])


@pytest.mark.parametrize(
    ("text", "first", "last", "is_known"),
    [
        ("2019-11-26", date(2019, 11, 26), date(2019, 11, 26), True),
        ("2015-11-12/2015-11-13", date(2015, 11, 12), date(2015, 11, 13), True),
        ("2012-11-06/2012-11-09", date(2012, 11, 6), date(2012, 11, 9), False),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), False),
    ],
)
def test_a_day_nobody_knows_is_no_day(text: str, first: date, last: date, is_known: bool) -> None:
    assert days_of(text) == (first, last, is_known)


@pytest.mark.parametrize("text", ["", "2019", "26 November 2019", "2019-11-26/2019-11-20", "2019-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        days_of(text)


def test_gaps_are_the_years_of_which_no_source_says_that_the_coalition_met() -> None:
    assert queries.gaps(VISITOR) == [2017, 2016, 2015]
    Meeting.objects.filter(year=2016, relation="own").update(
        source_url="https://s.example/", confidence="high"
    )
    assert queries.gaps(VISITOR) == [2017, 2015]
    Meeting.objects.filter(year=2013).delete()
    assert queries.gaps(VISITOR) == [2017, 2015, 2013]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": date(2031, 3, 29)},
        {"starts_at": datetime(2031, 3, 30, 9, tzinfo=UTC), "zone": "Europe/Oslo"},
        {
            "starts_at": datetime(2031, 3, 30, 9, tzinfo=UTC),
            "ends_at": datetime(2031, 3, 30, 10, tzinfo=UTC),
        },
        {"source_words": ""},
        {"as_of": ""},
    ],
)
def test_the_database_refuses_a_meeting_that_breaks_a_rule(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_meeting(**wrong)


def test_hours_stand_on_the_clocks_of_the_venue_on_the_day_they_change() -> None:
    meeting = make_meeting(
        starts_at=datetime(2031, 3, 30, 0, 30, tzinfo=UTC),
        ends_at=datetime(2031, 3, 30, 2, 0, tzinfo=UTC),
        zone="Europe/Oslo",
    )
    assert meeting.local_hours is not None
    assert [f"{each:%H:%M}" for each in meeting.local_hours] == ["01:30", "04:00"]


def test_the_archive_shows_gaps_with_a_request_and_says_how_sure_each_line_is(client: Client) -> None:
    text = client.get("/en/sessions/").content.decode()
    for words in (
        "36 sessions",
        'id="year-2007"',
        'id="year-2016"',
        "/en/coalition/contact/",
        "Not confirmed by a source",
    ):
        assert words in text
    assert text.count("A gap: no source") == 3
    narrowed = client.get("/en/sessions/?relation=related").content.decode()
    assert "Held together" in narrowed
    assert narrowed.count("<article") < text.count("<article")
    # A filter makes no gap.
    assert narrowed.count("A gap: no source") == 3
    assert client.get("/en/sessions/list.csv").content.decode().count("\r\n") == 37


def test_the_archive_asks_the_same_whether_it_holds_one_session_or_all(client: Client) -> None:
    client.get("/en/sessions/")
    with CaptureQueriesContext(connection) as many:
        client.get("/en/sessions/?relation=own")
    Meeting.objects.exclude(year=2019).delete()
    with CaptureQueriesContext(connection) as few:
        client.get("/en/sessions/?relation=own&page=1")
    assert len(few) == len(many)


def test_a_session_shows_its_source_its_date_and_what_other_rooms_know(client: Client, world: object) -> None:
    meeting = Meeting.objects.get(year=2012)
    text = client.get(meeting.get_absolute_url()).content.decode()
    for words in (
        "coalition report 2012",
        "The source states it",
        "the day is not known",
        "Baku",
        "/en/countries/az/",
    ):
        assert words in text
    low = client.get(Meeting.objects.get(year=2016, relation="own").get_absolute_url()).content.decode()
    assert "No source names this session" in low
    before = (list(PANELS), list(MARKS))
    declare(
        lambda _actor, _meeting: Panel("A panel", "What is known", [("/en/", "A link")]),
        lambda meetings: {each.pk: ("/en/", "A mark") for each in meetings},
    )
    try:
        assert "A panel" in client.get(meeting.get_absolute_url()).content.decode()
        assert "A mark" in client.get("/en/sessions/").content.decode()
    finally:
        PANELS[:], MARKS[:] = before
    assert client.get("/en/sessions/no-such-session/").status_code == 404


def test_sessions_without_any_source_are_not_found_by_the_search() -> None:
    found = {document.key for document in documents(None)}
    assert len(found) == Meeting.objects.sourced().count()
    assert str(Meeting.objects.get(year=2016, relation="own").pk) not in found
    (one,) = documents([str(Meeting.objects.get(year=2012).pk)])
    assert (one.year, one.places, one.confidence) == (2012, ("AZ",), "high")
