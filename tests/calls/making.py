"""Calls for tests, made through the same actions as real ones; time is set back in the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.calls import actions
from intersession.calls.actions import Entry, Terms
from intersession.calls.clock import tick
from intersession.calls.models import Call, Idea, Reviewer
from intersession.surveys.actions import Asking
from tests.surveys.making import make_questionnaire
from tests.world import World

ENTRY = Entry("Night shifts shared (invented)", "Two helplines share their nights.", "en", places=("KE",))
OTHER = Entry("Lines that answer at night (invented)", "Nights are shared by two.", "en")


def terms(**changes: Any) -> Terms:
    """A call for ideas that is open now."""
    now = timezone.now()
    usual = Terms(
        "ideas", "Ideas for the session (invented)", "What shall we talk about?", "en", now.year,
        now - timedelta(minutes=1), now + timedelta(days=30), criteria=("Useful", "New"),
    )  # fmt: skip
    return replace(usual, **changes)


def make_call(world: World, *, announced: bool = True, **changes: Any) -> Call:
    """A call that is open."""
    ada = world.actor("ada")
    call = actions.make_call(ada, terms(**changes))
    return actions.announce_call(ada, call) if announced else call


def make_survey(world: World, *askings: Asking, is_anonymous: bool = False, **changes: Any) -> Call:
    """A survey that is open."""
    questionnaire = make_questionnaire(world, *askings, is_anonymous=is_anonymous)
    return make_call(world, kind="survey", questionnaire=questionnaire, criteria=(), **changes)


def make_idea(
    world: World, call: Call, name: str = "ben", entry: Entry = ENTRY, *, submitted: bool = True
) -> Idea:
    """An idea of somebody's organisation."""
    idea = actions.draft_idea(world.actor(name), call, entry)
    return actions.submit_idea(world.actor(name), idea) if submitted else idea


def close(call: Call) -> Call:
    """Let its end have passed, and the clock have seen it."""
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(seconds=1)
    )
    tick(SYSTEM)
    return Call.objects.select_related("questionnaire").get(pk=call.pk)


def appoint(world: World, call: Call, name: str = "lea") -> Reviewer:
    """Somebody who reviews."""
    return actions.appoint_reviewer(world.actor("ada"), call, world.people[name])


def make_told(world: World, **changes: Any) -> Call:
    """A call with two ideas, one merged into the other, and all told."""
    call = make_call(world, **changes)
    first, second = make_idea(world, call), make_idea(world, call, "lou", OTHER)
    call = close(call)
    ada = world.actor("ada")
    actions.decide_idea(ada, first, "accepted", "Well done.")
    actions.decide_idea(ada, second, "merged", "Together.", first)
    return actions.release_fates(ada, call)
