"""A session is composed: who speaks, in which balance, about what, in which release, and who comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from intersession.access.actor import SYSTEM
from intersession.access.erasing import ERASURES
from intersession.access.errors import NotAllowed, Refused
from intersession.meetings.models import Meeting
from intersession.papers.models import Version
from intersession.programme import actions, queries
from intersession.programme.actions import Coming, Invited, Point
from intersession.programme.balance import Seat, balance_of
from intersession.programme.changes import What, changes_between, stayed
from intersession.programme.models import PanelMember, Registration, Release
from tests.action_items.making import make_item
from tests.papers.making import make_public
from tests.programme.making import add_item, confirm, invite, make_meeting
from tests.world import World

type SignIn = Callable[[str], Client]


@pytest.fixture
def meeting(db: None) -> Meeting:
    return make_meeting()


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def item(key: int, title: str = "", minutes: int = 10) -> dict[str, Any]:
    return {"key": key, "title": title or f"Item {key}", "language": "en", "minutes": minutes}


# ── the panel ───────────────────────────────────────────────────────────────────────────────────


def test_nobody_stands_on_the_page_before_they_said_yes(
    world: World, meeting: Meeting, client: Client
) -> None:
    mail.outbox.clear()
    member = invite(world, meeting)
    address = f"/en/sessions/{meeting.slug}/programme/"
    assert "<bdi>Ben</bdi>" not in words(client.get(address))
    link = f"/en/invitations/{queries.token_of(member)}/"
    assert client.get(link).status_code == 200
    answer = client.post(link, {"answer": "yes", "gender": "nonbinary", "is_young": "yes"})
    assert answer.status_code == 302
    shown = words(client.get(address))
    assert "<bdi>Ben</bdi>" in shown
    assert "nonbinary" not in shown
    client.post(link, {"answer": "no"})
    assert "<bdi>Ben</bdi>" not in words(client.get(address))
    member.refresh_from_db()
    assert (member.gender, member.is_young) == ("", None)


def test_only_who_said_yes_describes_themselves(world: World, meeting: Meeting) -> None:
    member = invite(world, meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        PanelMember.objects.filter(pk=member.pk).update(gender="woman")


def test_a_forged_link_opens_nothing(client: Client, db: None) -> None:
    assert client.get("/en/invitations/abc/").status_code == 404


def test_a_person_has_a_part_once_and_nobody_else_composes(world: World, meeting: Meeting) -> None:
    invite(world, meeting)
    with pytest.raises(Refused):
        invite(world, meeting)
    with pytest.raises(NotAllowed):
        actions.invite_to_panel(world.actor("ben"), meeting, Invited("Chi", "speaker"))
    with pytest.raises(Refused):
        invite(world, make_meeting(-3, slug="over"))


def test_the_balance_names_what_is_missing(world: World, meeting: Meeting, sign_in: SignIn) -> None:
    confirm(world, meeting)
    found = queries.balance(queries.panel_of(meeting))
    assert dict(found.regions)["African States"] == 1
    assert any("Asia-Pacific" in sentence and "African" not in sentence for sentence in found.missing)
    assert any("Remote moderator" in sentence and "Moderator," not in sentence for sentence in found.missing)
    page = words(sign_in("ada").get(f"/en/sessions/{meeting.slug}/programme/compose/"))
    assert "Nobody yet who says that they are young." in page


SEATS = (
    Seat("speaker", "africa", "youth", "Woman", True),
    Seat("moderator", "", "academia", "woman ", False),
    Seat("speaker", "africa", "", "", None),
    Seat("rapporteur", "", "youth", "man", None),
)


@given(some.lists(some.integers(0, 3), max_size=6))
@settings(max_examples=30)
def test_the_balance_loses_nobody_and_knows_no_order(numbers: list[int]) -> None:
    given_seats = [SEATS[number] for number in numbers]
    found = balance_of(given_seats)
    assert found == balance_of(list(reversed(given_seats)))
    assert sum(number for _words, number in found.parts) == found.total == len(given_seats)
    assert sum(number for _words, number in found.genders) == found.total


# ── the agenda ──────────────────────────────────────────────────────────────────────────────────


def test_the_change_log_says_what_moved_and_not_what_made_room() -> None:
    old = [item(1), item(2), item(3), item(4)]
    new = [item(4), item(1), item(2, minutes=20), item(5)]
    found = {(each.what, each.title) for each in changes_between(old, new)}
    assert found == {
        (What.MOVED, "Item 4"),
        (What.RETIMED, "Item 2"),
        (What.ADDED, "Item 5"),
        (What.REMOVED, "Item 3"),
    }


@given(some.permutations(range(6)), some.sets(some.integers(0, 5)))
@settings(max_examples=60)
def test_without_changes_there_is_no_log_and_what_stayed_keeps_its_order(
    order: list[int], gone: set[int]
) -> None:
    items = [item(key) for key in order]
    assert changes_between(items, items) == []
    kept = [place for place in order if place in stayed(order)]
    assert kept == sorted(kept)
    rest = [each for each in items if each["key"] not in gone]
    assert {each.what for each in changes_between(items, rest)} <= {What.REMOVED}


def test_releases_are_numbered_and_never_change(world: World, meeting: Meeting, client: Client) -> None:
    ada = world.actor("ada")
    with pytest.raises(Refused):
        actions.release_agenda(ada, meeting)
    first, second = add_item(world, meeting), add_item(world, meeting, "The report", 30)
    address = f"/en/sessions/{meeting.slug}/programme/"
    assert "The report" not in words(client.get(address))
    actions.release_agenda(ada, meeting)
    with pytest.raises(Refused):
        actions.release_agenda(ada, meeting)
    actions.move_agenda_item(ada, second, up=True)
    actions.change_agenda_item(ada, first, Point("Welcome", "en", 5))
    assert "15:00" in words(client.get(address))
    actions.release_agenda(ada, meeting, "After comments")
    assert [each.number for each in Release.objects.filter(meeting=meeting)] == [2, 1]
    shown = words(client.get(address))
    assert "5 minutes instead of 10" in shown
    assert shown.index("The report") < shown.index("Welcome")
    actions.remove_agenda_item(ada, second)
    assert "The report" in words(client.get(address))


def test_the_agenda_opens_with_what_is_overdue(world: World, meeting: Meeting, sign_in: SignIn) -> None:
    today = timezone.now().date()
    overdue = make_item(world, due_on=today - timedelta(days=1))
    add_item(world, meeting)
    browser = sign_in("ada")
    address = f"/en/sessions/{meeting.slug}/programme/"
    assert overdue.what in words(browser.get(f"{address}compose/"))
    browser.post(f"{address}agenda/overdue/{overdue.pk}/")
    agenda = queries.agenda_of(meeting)
    assert [each.action_item_id for each in agenda] == [overdue.pk, None]
    assert queries.overdue_for(world.actor("ada"), meeting) == []
    with pytest.raises(Refused):
        actions.open_with_overdue(world.actor("ada"), meeting, overdue)


def test_a_wrong_form_keeps_what_was_typed(world: World, meeting: Meeting, sign_in: SignIn) -> None:
    answer = sign_in("ada").post(
        f"/en/sessions/{meeting.slug}/programme/agenda/",
        {"title": "A long discussion", "minutes": "0", "language": "en"},
    )
    assert answer.status_code == 400
    assert 'value="A long discussion"' in words(answer)


def test_a_material_stays_at_its_version(world: World, meeting: Meeting, client: Client) -> None:
    paper = make_public(world)
    version = paper.versions.get(number=1)
    actions.pin_paper(world.actor("ada"), meeting, version)
    with pytest.raises(Refused):
        actions.pin_paper(world.actor("ada"), meeting, version)
    assert "a newer version exists" not in words(client.get(f"/en/sessions/{meeting.slug}/programme/"))
    Version.objects.create(
        paper=paper,
        number=3,
        published_at=timezone.now(),
        change_class=1,
        classified_by=world.people["ben"],
        checked_by=world.people["chi"],
        text_hash="0" * 64,
    )
    (pinned,) = queries.materials_of(meeting)
    assert (pinned.number, pinned.newer) == (1, 3)


def test_lists_cost_the_same_however_long(world: World, meeting: Meeting, sign_in: SignIn) -> None:
    browser = sign_in("ada")

    def cost(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    addresses = [f"/en/sessions/{meeting.slug}/programme/{end}" for end in ("", "compose/", "registrations/")]
    confirm(world, meeting)
    add_item(world, meeting)
    actions.release_agenda(world.actor("ada"), meeting)
    actions.register(world.actor("ben"), meeting, Coming("room", 2, for_organisation=True))
    before = [cost(address) for address in addresses]
    for name in ("Lou", "Lea", "Chi"):
        confirm(world, meeting, name, "speaker")
        add_item(world, meeting, name)
        actions.release_agenda(world.actor("ada"), meeting)
        actions.register(world.actor(name.lower()), meeting, Coming("remote"))
    assert [cost(address) for address in addresses] == before


# ── who comes ───────────────────────────────────────────────────────────────────────────────────


def test_what_people_need_is_private_and_forgotten(world: World, meeting: Meeting, sign_in: SignIn) -> None:
    actions.register(world.actor("lou"), meeting, Coming("room", access_needs="A ramp."))
    again = actions.register(world.actor("lou"), meeting, Coming("remote", access_needs="Captions."))
    assert Registration.objects.filter(meeting=meeting).count() == 1
    confirm(world, meeting)
    address = f"/en/sessions/{meeting.slug}/programme/"
    browser = sign_in("ben")
    assert "Captions." in words(browser.get(f"{address}registrations/"))
    assert "Captions." not in words(browser.get(address))
    browser.logout()
    assert sign_in("chi").get(f"{address}registrations/").status_code == 404
    assert actions.forget_needs(SYSTEM) == 0
    long_ago = timezone.now().date() - timedelta(days=31)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_on=long_ago, ends_on=long_ago, starts_at=None, ends_at=None
    )
    assert actions.forget_needs(SYSTEM) > 0
    again.refresh_from_db()
    assert again.access_needs == ""
    assert not PanelMember.objects.filter(meeting=meeting).exclude(email="").exists()
    with pytest.raises(NotAllowed):
        actions.forget_needs(world.actor("ada"))


def test_an_erased_account_leaves_no_need_and_no_address(world: World, meeting: Meeting) -> None:
    member = invite(world, meeting)
    actions.answer_invitation(SYSTEM, member, accepts=True, gender="woman", is_young=True)
    actions.register(world.actor("ben"), meeting, Coming("room", access_needs="A ramp."))
    for erase in ERASURES:
        if erase.__module__.startswith("intersession.programme"):
            erase(world.people["ben"], "ben@cast.example")
    member.refresh_from_db()
    assert (member.email, member.gender, member.is_young) == ("", "", None)
    assert Registration.objects.get(meeting=meeting).access_needs == ""


def test_one_registers_once_and_only_an_organisation_for_several(world: World, meeting: Meeting) -> None:
    eve = world.actor("eve")
    with pytest.raises(Refused):
        actions.register(eve, meeting, Coming("room", 4))
    registration = actions.register(eve, meeting, Coming("room"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            meeting=meeting, person=eve.person, way="remote", registered_at=timezone.now()
        )
    actions.cancel_registration(eve, meeting)
    registration.refresh_from_db()
    assert registration.cancelled_at
    assert queries.coming(meeting) == {"room": 0, "remote": 0}


def test_attendance_and_the_plenary_are_written_down_in_their_time(world: World, meeting: Meeting) -> None:
    ada, today = world.actor("ada"), timezone.now().date()
    with pytest.raises(Refused):
        actions.count_attendance(ada, meeting, 10, 20)
    over = make_meeting(-1, slug="over")
    actions.count_attendance(ada, over, 10, 20)
    actions.count_attendance(ada, over, 11, 20, "recount")
    count = queries.attendance_of(over)
    assert count is not None
    assert count.in_room == 11
    asked = actions.ask_plenary(ada, meeting, "Our report", "en", today)
    with pytest.raises(ValidationError):
        actions.answer_plenary(ada, asked, is_granted=True, answered_on=today - timedelta(days=1))
    actions.answer_plenary(ada, asked, is_granted=True, answered_on=today)
    with pytest.raises(Refused):
        actions.answer_plenary(ada, asked, is_granted=False, answered_on=today)


def test_a_point_must_come_from_this_site(world: World, meeting: Meeting) -> None:
    point = Point("From elsewhere", "en", 10)
    with pytest.raises(ValidationError):
        actions.add_agenda_item(
            world.actor("ada"), meeting, replace(point, source_path="https://elsewhere.example/")
        )
