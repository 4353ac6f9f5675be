"""What was agreed is never lost: who confirms it, who may say it is done, who is reminded, and where it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.action_items import actions, queries
from intersession.action_items.models import ActionItem, State
from intersession.meetings.models import Meeting
from tests.action_items.making import agreed, make_item
from tests.transcripts.making import make_public
from tests.world import World

type SignIn = Callable[[str], Client]


@pytest.fixture
def meeting() -> Meeting:
    return Meeting.objects.ours().earliest("starts_on")


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_what_a_member_writes_down_shows_once_it_is_confirmed(world: World, client: Client) -> None:
    item = actions.propose_item(world.actor("lou"), agreed(world))
    address = item.get_absolute_url()
    assert client.get(address).status_code == 404
    assert queries.item_for(world.actor("lou"), item.pk)
    assert item in queries.waiting_items()
    with pytest.raises(NotAllowed):
        actions.confirm_item(world.actor("lou"), item)
    mail.outbox.clear()
    actions.confirm_item(world.actor("ada"), item)
    assert client.get(address).status_code == 200
    assert item not in queries.waiting_items()


def test_only_who_took_it_on_and_the_secretariat_say_what_became_of_it(world: World) -> None:
    item = make_item(world)
    for act in (actions.add_note, actions.finish_item):
        with pytest.raises(NotAllowed):
            act(world.actor("lou"), item, "Not mine.")
    actions.add_note(world.actor("ben"), item, "Half of it.")
    with pytest.raises(Refused):
        actions.finish_item(world.actor("ben"), item, " ")
    done = actions.finish_item(world.actor("ben"), item, "It hangs on the wall.")
    assert done.state_on(timezone.now().date()) == State.DONE
    with pytest.raises(Refused):
        actions.add_note(world.actor("ben"), item, "Once more.")


def test_dropping_says_why_and_stays(world: World, client: Client) -> None:
    item = make_item(world)
    with pytest.raises(NotAllowed):
        actions.drop_item(world.actor("ben"), item, "Too dear.")
    with pytest.raises(Refused):
        actions.drop_item(world.actor("ada"), item, "")
    actions.drop_item(world.actor("ada"), item, "Somebody else did it.")
    assert "Somebody else did it." in words(client.get(item.get_absolute_url()))


@pytest.mark.parametrize("changed", [{"what": " "}, {"due_on": timezone.now().date() - timedelta(days=90)}])
def test_nothing_half_is_written(world: World, changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_item(world, **changed)
    assert not ActionItem.objects.filter(is_fictional=False).exists()


def test_who_does_it_is_reminded_once_before_and_once_after(world: World) -> None:
    today = timezone.now().date()
    item = make_item(world, due_on=today + timedelta(days=5))
    far = make_item(world, due_on=today + timedelta(days=50))
    assert list(queries.to_remind(today)) == [item]
    assert actions.remind(SYSTEM, item)
    assert not actions.remind(SYSTEM, item)
    assert not actions.remind(SYSTEM, far)
    after = today + timedelta(days=6)
    assert item in queries.to_remind(after)
    ActionItem.objects.filter(pk=item.pk).update(reminded_on=after)
    assert item not in queries.to_remind(after + timedelta(days=30))


def test_a_session_says_what_became_of_its_items(world: World, client: Client, meeting: Meeting) -> None:
    address = meeting.get_absolute_url()
    assert "No action item of this session is on record" in words(client.get(address))
    item = make_item(world, meeting=meeting)
    make_item(world, meeting=meeting)
    actions.finish_item(world.actor("ben"), item, "Done.")
    shown = words(client.get(address))
    assert "Open: 1" in shown
    assert "Done: 1" in shown


def test_what_is_overdue_stands_before_the_next_session(
    world: World, client: Client, meeting: Meeting
) -> None:
    today = timezone.now().date()
    item = make_item(world, due_on=today - timedelta(days=1))
    assert queries.carried_over(VISITOR, meeting) == []
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=9)
    )
    coming = Meeting.objects.get(pk=meeting.pk)
    assert queries.carried_over(VISITOR, coming) == [item]
    assert item.what in words(client.get(coming.get_absolute_url()))
    actions.finish_item(world.actor("ben"), item, "At last.")
    assert queries.carried_over(VISITOR, coming) == []


def test_the_list_asks_as_much_for_one_as_for_many(world: World, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/actions/").status_code == 200
        return len(captured)

    make_item(world)
    asked()
    before = asked()
    for _ in range(5):
        make_item(world)
    assert asked() == before <= 8


def test_what_was_typed_stays(world: World, sign_in: SignIn) -> None:
    sent = {"what": "Something", "language": "en", "session": "/en/sessions/no-such-session/"}
    answer = sign_in("ben").post("/en/actions/new/", sent)
    assert answer.status_code == 400
    assert "There is no session at this address." in words(answer)
    assert 'value="Something"' in words(answer)


def test_a_passage_brings_its_words_along(sign_in: SignIn, meeting: Meeting) -> None:
    browser = sign_in("ben")
    path = f"{meeting.get_absolute_url()}transcript/"
    first = {"session": meeting.get_absolute_url(), "source_words": "We shall do it.", "source_path": path}
    assert "We shall do it." in words(browser.get("/en/actions/new/", first))
    sent = {**first, "what": "Do it", "language": "en", "agreed_on": meeting.starts_on.isoformat()}
    sent["source_path"] = f"https://elsewhere.example{path}"
    assert browser.post("/en/actions/new/", sent).status_code == 302
    item = ActionItem.objects.get(what="Do it")
    assert (item.meeting, item.source_path) == (meeting, path)
    assert item.confirmed_at is None


def test_a_state_that_does_not_exist_is_not_found(world: World, client: Client) -> None:
    assert client.get("/en/actions/?state=lost").status_code == 404
    assert client.get("/en/actions/list.csv?state=done").status_code == 200


def test_a_passage_that_is_public_leads_to_an_item(world: World, sign_in: SignIn, client: Client) -> None:
    transcript = make_public(world)
    passage = transcript.passages.earliest("number")
    address = passage.get_absolute_url()
    assert "/actions/new/" not in words(client.get(address)).partition("<footer")[0]
    assert "/actions/new/?session=" in words(sign_in("ben").get(address))
