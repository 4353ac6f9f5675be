"""The calendar: what the file says, what members propose, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.events import actions, queries
from intersession.events.documents import documents
from intersession.events.load import load
from intersession.events.models import CalendarEvent, Participation
from intersession.events.queries import Wanted
from intersession.events.rows import COLUMNS, Unreadable, days_of
from intersession.library.models import Resource
from intersession.people.models import Organisation
from tests.events.making import make_event, propose, said
from tests.world import World

pytestmark = pytest.mark.django_db

LINE = "cop-summit,2019,A summit,2019-11-26,2019-11-27,Berlin,DE,A body,https://s.example/,high,"


def report_of(tmp_path: Path, *lines: str) -> Any:
    (tmp_path / "events.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    (report,) = load(SYSTEM, tmp_path)
    return report


def test_every_event_of_the_file_is_in_the_calendar_and_loading_again_changes_nothing() -> None:
    events = Event.objects.count()
    (report,) = load(SYSTEM, settings.REFERENCE_DATA)
    assert (report.added, report.changed, report.unchanged, report.rejected) == (0, 0, 84, [])
    assert Event.objects.count() == events
    assert CalendarEvent.objects.filter(is_yearly=True).count() == 4


def test_lines_that_break_a_rule_are_named_and_the_others_come_in(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        LINE,
        LINE,
        LINE.replace("2019-11-26", "2019-13-01"),
        LINE.replace(",2019,", ",2018,"),
        LINE.replace(",DE,", ",QQ,"),
        LINE.replace("https://s.example/", ""),
        LINE.replace("cop-summit", "no-such-series"),
        LINE.replace("2019-11-27", "2019-11-25"),
    )
    assert report.added == 1
    assert [line for line, _why in report.rejected] == [3, 4, 5, 6, 7, 8, 9]
    assert "line 2" in report.rejected[0][1]
    assert "source" in report.rejected[4][1]
    found = CalendarEvent.objects.get(slug="2019-a-summit")
    report = report_of(tmp_path, LINE.replace("2019-11-27", "2019-11-28"))
    assert (report.added, report.changed) == (0, 1)
    changed = CalendarEvent.objects.get(pk=found.pk)
    assert (changed.sequence, changed.changed_at > found.changed_at) == (1, True)


@pytest.mark.parametrize(
    ("year", "first", "last", "days"),
    [
        ("2019", "2019-11-26", "2019-11-28", (date(2019, 11, 26), date(2019, 11, 28), True, True, False)),
        ("2019", "2019-11-26", "", (date(2019, 11, 26), date(2019, 11, 26), True, False, False)),
        ("2015", "2015-11", "", (date(2015, 11, 1), date(2015, 11, 30), False, True, False)),
        ("2013", "2013", "", (date(2013, 1, 1), date(2013, 12, 31), False, True, False)),
        ("2026", "", "", (date(2026, 1, 1), date(2026, 12, 31), False, True, False)),
        ("", "--11-20", "--11-20", (date(2026, 11, 20), date(2026, 11, 20), True, True, True)),
    ],
)
def test_what_is_not_known_of_a_day_is_kept_apart(year: str, first: str, last: str, days: Any) -> None:
    assert tuple(days_of(year, first, last).values()) == days


@pytest.mark.parametrize("text", ["", "soon", "2019-02-30", "2019-00", "--02-30", "2019-1-1"])
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Unreadable):
        days_of("", text, "")


def test_only_the_system_loads() -> None:
    with pytest.raises(NotAllowed):
        actions.load_events(VISITOR, [])


def test_a_proposal_shows_once_the_secretariat_has_published_it(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    event = propose(world)
    assert event not in queries.visible(VISITOR)
    assert event not in queries.visible(world.actor("lou"))
    assert event in queries.visible(world.actor("chi"))
    for name in ("ben", "eve", "vic", "visitor"):
        with pytest.raises(NotAllowed):
            actions.publish_event(world.actor(name), event)
    with django_capture_on_commit_callbacks(execute=True):
        actions.return_event(world.actor("ada"), event, "Which city?")
    assert "Which city?" in mailoutbox[-1].body
    assert list(queries.proposals()) == []
    assert list(queries.returned_to(world.organisation)) == [event]
    with pytest.raises(NotAllowed):
        actions.change_event(world.actor("lou"), event, said())
    actions.change_event(world.actor("chi"), event, said(city="Nairobi"))
    assert list(queries.proposals()) == [event]
    actions.publish_event(world.actor("ada"), event)
    assert event in queries.visible(VISITOR)
    with pytest.raises(Refused, match="already"):
        actions.return_event(world.actor("ada"), event, "Late.")
    with pytest.raises(NotAllowed):
        actions.change_event(world.actor("ben"), event, said(city="Mombasa"))


def test_what_a_trusted_organisation_says_is_public_at_once(world: World) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(is_trusted=True)
    event = propose(world)
    assert event in queries.visible(VISITOR)
    before = CalendarEvent.objects.get(pk=event.pk)
    after = actions.change_event(world.actor("ben"), event, said(city="Nairobi"))
    assert (after.sequence, after.changed_at > before.changed_at) == (before.sequence + 1, True)
    assert actions.change_event(world.actor("ben"), event, said(city="Nairobi")).sequence == after.sequence
    assert propose(world, "ada", title="Ours").published_at is not None
    for name in ("eve", "obi", "visitor"):
        with pytest.raises(NotAllowed):
            propose(world, name)


def test_a_cancelled_event_stays_and_says_why(world: World) -> None:
    event = make_event(world)
    with pytest.raises(NotAllowed):
        actions.cancel_event(world.actor("lou"), event, "x")
    with pytest.raises(Refused, match="why"):
        actions.cancel_event(world.actor("ben"), event, " ")
    actions.cancel_event(world.actor("ben"), event, "No room.")
    assert event in queries.visible(VISITOR)
    assert str(event.pk) not in {each.key for each in documents(None)}
    for act in (actions.take_part, actions.publish_event):
        with pytest.raises(Refused, match="cancelled"):
            act(world.actor("ben" if act is actions.take_part else "ada"), event)


def test_an_organisation_says_once_that_it_takes_part(world: World) -> None:
    event = make_event(world)
    for name in ("eve", "ada", "visitor", "obi"):
        with pytest.raises(NotAllowed):
            actions.take_part(world.actor(name), event)
    actions.take_part(world.actor("lou"), event, "A stand.")
    with pytest.raises(Refused, match="already"):
        actions.take_part(world.actor("lea"), event)
    assert [each.organisation for each in queries.taking_part(event)] == [world.other]
    actions.end_participation(world.actor("lea"), event)
    with pytest.raises(Refused, match="not listed"):
        actions.end_participation(world.actor("lou"), event)
    actions.take_part(world.actor("lou"), event)
    assert Participation.objects.filter(event=event).count() == 2
    with pytest.raises(NotAllowed):
        actions.take_part(world.actor("lou"), propose(world, title="Not public"))


def test_a_resource_of_the_library_belongs_to_an_event(world: World) -> None:
    event = make_event(world)
    resource = Resource.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True).first()
    assert resource is not None
    with pytest.raises(NotAllowed):
        actions.add_material(world.actor("lou"), event, resource)
    actions.add_material(world.actor("ben"), event, resource)
    with pytest.raises(Refused, match="already"):
        actions.add_material(world.actor("ada"), event, resource)
    assert [each.resource for each in queries.materials_of(event)] == [resource]
    actions.take_material_out(world.actor("ben"), event, resource)
    with pytest.raises(Refused, match="not listed"):
        actions.take_material_out(world.actor("ben"), event, resource)


def test_the_database_refuses_what_contradicts_itself(world: World) -> None:
    event = make_event(world)
    for changes in (
        {"ends_on": date(2031, 5, 11)},
        {"starts_time": time(9)},
        {"starts_time": time(9), "ends_time": time(8), "zone": "UTC"},
        {"starts_time": time(9), "ends_time": time(10), "zone": ""},
        {"cancelled_at": timezone.now()},
        {"returned_at": timezone.now(), "returned_because": "x"},
        {"published_at": None, "proposed_at": None},
        {"organisation": None, "source_words": "", "confidence": "high"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarEvent.objects.filter(pk=event.pk).update(**changes)


def test_filters_narrow_and_count_and_days_bound(world: World) -> None:
    event = make_event(world)
    every = queries.calendar(Wanted(since=date(1990, 1, 1), until=date(2031, 12, 31)))
    assert every.counts["series"]["members"] == 1
    for wanted in (
        Wanted(series=("members",)),
        Wanted(country=("KE",), since=date(2031, 1, 1), until=date(2031, 12, 31)),
        Wanted(region=("002",), sort=("training",), since=date(2031, 5, 12), until=date(2031, 5, 12)),
    ):
        assert [each.pk for each in queries.calendar(wanted).found] == [event.pk]
    only = Wanted(series=("members",), region=("019",))
    assert queries.calendar(only).found == []
    assert queries.calendar(only).counts["region"]["002"] == 1
    assert not queries.calendar(Wanted(series=("members",), until=date(2031, 5, 11))).found


def test_what_happens_every_year_is_listed_in_each(world: World) -> None:
    yearly = Wanted(series=("awareness-day",), since=date(2027, 1, 1), until=date(2029, 12, 31))
    found = queries.calendar(yearly).found
    assert len(found) == 12
    assert [each.starts_on for each in found] == sorted(each.starts_on for each in found)
    assert len(queries.events_of(found)) == 4
    today = timezone.localdate()
    ahead = queries.calendar(Wanted(series=("awareness-day",))).found
    assert len(ahead) in (4, 5)
    assert all(today <= each.starts_on <= today + timedelta(days=365) for each in ahead)
    backwards = queries.calendar(replace(yearly, since=None)).found
    assert backwards[0].starts_on == date(2029, 11, 20)


def test_the_calendar_asks_as_often_for_many_as_for_one(world: World, client: Client) -> None:
    first = make_event(world)
    address = "/en/calendar/?series=members"
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(39):
        other = CalendarEvent.objects.get(pk=first.pk)
        other.pk, other.slug = None, f"2031-copy-{number}"
        other._state.adding = True
        other.save()
        Participation.objects.create(
            event=other,
            organisation=world.organisation,
            said_by=world.people["ben"],
            said_at=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).content.decode().count('class="item"') == 40
    assert len(many) == len(few) <= 14


def test_the_whole_way_in_a_browser(world: World, sign_in: Callable[[str], Client]) -> None:
    ben = sign_in("ben")
    assert "Propose an event" in ben.get("/en/calendar/").content.decode()
    fields = {
        "title": "Two hours for teachers",
        "title_language": "en",
        "sort": "webinar",
        "starts_on": "2031-03-30",
        "starts_time": "02:30",
        "ends_time": "",
        "zone": "Europe/Berlin",
        "place": "Germany",
    }
    wrong = ben.post("/en/calendar/propose/", fields)
    assert wrong.status_code == 400
    assert 'value="02:30"' in wrong.content.decode()
    jumped = ben.post("/en/calendar/propose/", {**fields, "ends_time": "05:00"})
    assert jumped.status_code == 400
    assert "jump over 02:30" in jumped.content.decode()
    sent = ben.post("/en/calendar/propose/", {**fields, "starts_time": "04:00", "ends_time": "05:00"})
    assert sent.status_code == 302
    assert "waits for the secretariat" in ben.get(sent["Location"]).content.decode()
    event = CalendarEvent.objects.get(title="Two hours for teachers")
    ada = sign_in("ada")
    assert "Two hours for teachers" in ada.get("/en/desk/events/").content.decode()
    assert ada.post(f"/en/desk/events/{event.pk}/return/", {"reason": " "}).status_code == 400
    assert ada.post(f"/en/desk/events/{event.pk}/publish/").status_code == 302
    lou = sign_in("lou")
    assert lou.post(f"{event.get_absolute_url()}take-part/", {"words": "A stand."}).status_code == 302
    lou.logout()
    page = lou.get(event.get_absolute_url()).content.decode()
    assert "A stand." in page
    assert "02:00" in page
    assert "(Europe/Berlin)" in page
    assert "says so itself" in page


def test_pages_say_how_sure_they_are_and_what_nobody_knows(client: Client) -> None:
    past = client.get("/en/calendar/?until=2020-12-31&series=weprotect-summit").content.decode()
    assert "the day is not known" in past
    assert "Not confirmed by a source" in client.get("/en/calendar/?from=1990-01-01&page=1").content.decode()
    assert client.get("/en/calendar/?from=never&series=none&country=%F0%9F%98%80").status_code == 200
    on_a_map = client.get("/ar/calendar/map/?until=2025-01-01")
    assert on_a_map.status_code == 200
    assert client.get("/en/calendar/list.csv").content.decode().count("\r\n") == 85
    assert client.get("/en/calendar/no-such-event/").status_code == 404
