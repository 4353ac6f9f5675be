"""A session that is open, for tests."""

from __future__ import annotations

from uuid import uuid4

from intersession.live.actions import ask_question, let_in_question, open_poll, open_sitting, raise_hand
from intersession.live.models import Hand, Poll, Question
from intersession.live.queries import captions_token
from intersession.meetings.models import Meeting
from tests.programme.making import make_meeting
from tests.world import World


def make_open(world: World) -> Meeting:
    """The secretariat opened it."""
    meeting = make_meeting()
    open_sitting(world.actor("ada"), meeting)
    return meeting


def ask(world: World, meeting: Meeting, text: str = "Who answers at night?", name: str = "ben") -> Question:
    """Somebody asks; it waits."""
    return ask_question(world.actor(name), meeting, uuid4(), text, "en")


def ask_and_let_in(world: World, meeting: Meeting, text: str = "Who answers at night?") -> Question:
    """It is in the queue."""
    return let_in_question(world.actor("ada"), meeting, ask(world, meeting, text))


def a_question(world: World) -> tuple[str, int]:
    """The address of a question in the queue."""
    meeting = make_open(world)
    return meeting.slug, ask_and_let_in(world, meeting).pk


def a_hand(world: World) -> tuple[str, int]:
    """The address of a hand."""
    meeting = make_open(world)
    hand: Hand = raise_hand(world.actor("ben"), meeting)
    return meeting.slug, hand.pk


def a_poll(world: World) -> tuple[str, int]:
    """The address of a poll."""
    meeting = make_open(world)
    poll: Poll = open_poll(world.actor("ada"), meeting, "Again next month?", ["Yes", "No"], "en")
    return meeting.slug, poll.pk


def a_captions_token(world: World) -> str:
    """The end of a captioner's link."""
    return captions_token(make_open(world))
