"""A session live: numbers without a gap, one queue, hands in a fair order, and what arrives once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some

from intersession.access.actor import VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.action_items.models import ActionItem
from intersession.live import actions, queries
from intersession.live.hands import MOST_PASSED_OVER, Raised, next_hand, speaking_order
from intersession.live.models import MOST_UPDATES, Question, Sitting, Sort, Update, Voice
from intersession.meetings.models import Meeting
from tests.live.making import a_captions_token, ask, ask_and_let_in, make_open
from tests.programme.making import add_item, confirm, make_meeting
from tests.world import World

type SignIn = Callable[[str], Client]


def told(meeting: Meeting, after: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(queries.updates_after(meeting, after))["updates"]
    return found


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# ── the numbers ─────────────────────────────────────────────────────────────────────────────────


def test_updates_are_numbered_without_a_gap_and_can_be_asked_for(world: World) -> None:
    meeting = make_open(world)
    for number in range(1, 5):
        actions.add_caption(VISITOR, meeting, number, f"Sentence {number}.", "en")
    assert [each["n"] for each in told(meeting)] == [1, 2, 3, 4, 5]
    assert [each["text"] for each in told(meeting, 3)] == ["Sentence 3.", "Sentence 4."]
    assert told(meeting, 5) == []


def test_the_database_itself_refuses_a_gap(world: World) -> None:
    meeting = make_open(world)
    sitting = Sitting.objects.get(meeting=meeting)
    last = Update.objects.get(sitting=sitting)
    for number, follows in ((3, last.pk), (2, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Update.objects.create(
                id=sitting.pk * MOST_UPDATES + number,
                sitting=sitting,
                number=number,
                follows_id=follows,
                sort=Sort.CHAT,
                told="{}",
                at=last.at,
            )


def test_nothing_happens_before_it_is_opened_or_after_it_was_closed(world: World) -> None:
    meeting = make_meeting()
    with pytest.raises(Refused):
        ask(world, meeting)
    with pytest.raises(NotAllowed):
        actions.open_sitting(world.actor("ben"), meeting)
    confirm(world, meeting)
    actions.open_sitting(world.actor("ben"), meeting)
    actions.close_sitting(world.actor("ben"), meeting)
    with pytest.raises(Refused):
        actions.add_caption(VISITOR, meeting, 1, "Too late.", "en")
    actions.open_sitting(world.actor("ada"), meeting)
    assert [each["sort"] for each in told(meeting)] == ["opened", "closed", "opened"]


def test_a_piece_of_captions_and_a_line_of_the_chat_arrive_once(world: World) -> None:
    meeting, key = make_open(world), uuid4()
    for _ in range(2):
        actions.add_caption(VISITOR, meeting, 7, "Good morning.", "en")
        actions.say_in_chat(world.actor("eve"), meeting, key, "Hello", "en")
    assert [each["sort"] for each in told(meeting)] == ["opened", "caption", "chat"]
    sitting = Sitting.objects.get(meeting=meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.filter(sitting=sitting, sort=Sort.CHAT).update(chunk=7)


def test_the_chat_goes_with_the_session_unless_it_is_kept(world: World) -> None:
    meeting = make_open(world)
    actions.say_in_chat(world.actor("eve"), meeting, uuid4(), "Only for now", "en")
    actions.close_sitting(world.actor("ada"), meeting)
    assert "Only for now" not in queries.updates_after(meeting, 0)
    assert [each["n"] for each in told(meeting)] == [1, 2, 3]


# ── questions ───────────────────────────────────────────────────────────────────────────────────


def test_a_question_arrives_once_and_shows_once_it_is_let_in(world: World) -> None:
    meeting, key = make_open(world), uuid4()
    for _ in range(2):
        actions.ask_question(world.actor("ben"), meeting, key, "Who answers at night?", "en")
    question = Question.objects.get()
    assert [each["sort"] for each in told(meeting)] == ["opened"]
    with pytest.raises(NotAllowed):
        actions.let_in_question(world.actor("ben"), meeting, question)
    actions.let_in_question(world.actor("ada"), meeting, question)
    assert told(meeting, 1)[0]["text"] == "Who answers at night?"


def test_the_same_words_are_one_more_voice_and_a_person_has_one(world: World) -> None:
    meeting = make_open(world)
    question = ask_and_let_in(world, meeting)
    same = ask(world, meeting, "who answers, at NIGHT", "lou")
    assert same == question
    assert not actions.voice_question(world.actor("lou"), meeting, question)
    assert not actions.voice_question(world.actor("ben"), meeting, question)
    assert Voice.objects.filter(question=question).count() == 1
    assert told(meeting)[-1]["voices"] == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.create(question=question, person=world.people["lou"])


def test_what_is_set_aside_is_told_to_nobody(world: World) -> None:
    meeting = make_open(world)
    question = ask_and_let_in(world, meeting, "An unkind question")
    actions.set_question_aside(world.actor("ada"), meeting, question)
    assert "An unkind question" not in queries.updates_after(meeting, 0)
    with pytest.raises(Refused):
        actions.voice_question(world.actor("lou"), meeting, question)


def test_room_and_remote_stand_in_one_queue_by_voices(world: World, client: Client) -> None:
    meeting = make_open(world)
    ask_and_let_in(world, meeting)
    room = actions.ask_question(
        world.actor("ada"), meeting, uuid4(), "And by day?", "en", name="In row three"
    )
    actions.voice_question(world.actor("lou"), meeting, room)
    page = words(client.get(f"/en/sessions/{meeting.slug}/live/"))
    assert page.index("And by day?") < page.index("Who answers at night?")


# ── hands ───────────────────────────────────────────────────────────────────────────────────────


def test_who_has_not_spoken_comes_first_then_who_was_heard_least() -> None:
    called = [Raised(1, "a", "north")]
    raised = [Raised(2, "a", "north"), Raised(3, "b", "north"), Raised(4, "c", "south")]
    assert [each.speaker for each in speaking_order(raised, called)] == ["c", "b", "a"]


@given(some.lists(some.integers(0, 11), min_size=4, max_size=40))
@settings(max_examples=60)
def test_nobody_waits_for_ever(moves: list[int]) -> None:
    """Whoever raises a hand is called after those before them and a few more, whatever others do."""
    raised: list[Raised] = []
    called: list[Raised] = []
    ahead: dict[int, int] = {}
    waited: dict[int, int] = {}

    def call() -> None:
        turn = next_hand(raised, called)
        assert turn is not None
        raised.remove(turn)
        called.append(turn)
        for each in raised:
            waited[each.number] += 1
        assert waited[turn.number] <= ahead[turn.number] + MOST_PASSED_OVER

    for number, move in enumerate(moves):
        if move < 8 or not raised:
            ahead[number], waited[number] = len(raised), 0
            raised.append(Raised(number, f"speaker {move % 4}", f"group {move % 3}"))
        if move % 2 and raised:
            call()
    while raised:
        call()
    assert len(called) == len(ahead)


def test_a_person_has_one_hand_up(world: World) -> None:
    meeting = make_open(world)
    first = actions.raise_hand(world.actor("ben"), meeting)
    assert actions.raise_hand(world.actor("ben"), meeting) == first
    actions.raise_hand(world.actor("ada"), meeting, name="In row three")
    actions.call_hand(world.actor("ada"), meeting, first)
    actions.raise_hand(world.actor("ben"), meeting)
    order = told(meeting)[-1]["order"]
    assert [each["is_new"] for each in order] == [True, False]
    actions.lower_hand(world.actor("ben"), meeting)
    assert len(told(meeting)[-1]["order"]) == 1


# ── polls, decisions, action items ──────────────────────────────────────────────────────────────


def test_a_poll_is_counted_when_it_is_closed(world: World) -> None:
    meeting, ada = make_open(world), world.actor("ada")
    with pytest.raises(Refused):
        actions.open_poll(ada, meeting, "Again?", ["Yes", "Yes "], "en")
    poll = actions.open_poll(ada, meeting, "Again?", ["Yes", "No"], "en")
    with pytest.raises(Refused):
        actions.open_poll(ada, meeting, "And again?", ["Yes", "No"], "en")
    for name, choice in (("ben", 0), ("lou", 0), ("ben", 1)):
        actions.vote_in_poll(world.actor(name), meeting, poll, choice)
    assert told(meeting)[-1]["counts"] is None
    actions.close_sitting(ada, meeting)
    assert told(meeting)[-2]["counts"] == [1, 1]


def test_what_is_agreed_is_an_action_item_with_the_way_back(world: World, client: Client) -> None:
    meeting, key, ada = make_open(world), uuid4(), world.actor("ada")
    for _ in range(2):
        item = actions.take_action_item(
            ada, meeting, key, "Translate the form", "en", organisation=world.organisation
        )
    actions.note_decision(ada, meeting, uuid4(), "We meet again.", "en")
    assert ActionItem.objects.get() == item
    assert item.meeting == meeting
    page = words(client.get(f"/en/sessions/{meeting.slug}/live/"))
    assert f'id="{item.source_path.partition("#")[2]}"' in page
    actions.close_sitting(ada, meeting)
    assert "1 decision · 1 action item" in words(client.get(meeting.get_absolute_url()))


# ── the pages ───────────────────────────────────────────────────────────────────────────────────


def test_without_a_script_a_question_is_asked_by_the_form(world: World, sign_in: SignIn) -> None:
    meeting = make_open(world)
    browser, address = sign_in("eve"), f"/en/sessions/{meeting.slug}/live/"
    sent = {"key": str(uuid4()), "text": "Is there a form?", "language": "en"}
    assert browser.post(f"{address}questions/", sent).status_code == 302
    assert "Is there a form?" in words(browser.get(address))
    wrong = browser.post(f"{address}questions/", {**sent, "text": "", "key": str(uuid4())})
    assert wrong.status_code == 400
    said = browser.post(
        f"{address}questions/", {**sent, "text": "?", "key": str(uuid4())}, headers={"X-Live": "1"}
    )
    assert (said.status_code, said.json()["why"]) == (400, "Write something first.")


def test_a_captioner_needs_the_link_alone(world: World, client: Client) -> None:
    address = f"/en/captions/{a_captions_token(world)}/"
    sent = {"chunk": "1", "text": "Good morning.", "language": "en"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent, headers={"X-Live": "1"}).json() == {"done": True}
    assert 'value="2"' in words(client.get(address))
    assert client.get("/en/captions/forged/").status_code == 404


def test_only_who_runs_it_says_where_it_is(world: World, sign_in: SignIn) -> None:
    meeting = make_open(world)
    item = add_item(world, meeting, "The report")
    address = f"/en/sessions/{meeting.slug}/live/item/"
    assert sign_in("ben").post(address, {"item": item.pk}).status_code == 404
    confirm(world, meeting)
    assert sign_in("ben").post(address, {"item": item.pk}).status_code == 302
    assert told(meeting)[-1]["title"] == "The report"


def test_the_page_costs_the_same_however_much_was_said(world: World, sign_in: SignIn) -> None:
    meeting = make_open(world)
    browser, address = sign_in("ada"), f"/en/sessions/{meeting.slug}/live/"

    def say(times: int) -> None:
        for number in range(times):
            mark = f"{times}.{number}"
            ask_and_let_in(world, meeting, f"Question {mark}")
            ask(world, meeting, f"Waiting {mark}")
            actions.raise_hand(world.actor("ada"), meeting, name=mark)
            actions.note_decision(world.actor("ada"), meeting, uuid4(), mark, "en")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    say(1)
    browser.get(address)
    before = cost()
    say(3)
    assert cost() == before
