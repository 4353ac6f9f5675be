"""The one table of states, moves, clocks and guards.

A move leads from one state to another. Its guards are named; each looks at the paper and answers with a sentence
when something is missing, so that a page can say beforehand what is needed and whose move it is. Rooms above may
add guards of their own under a name that stands here (`guard`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intersession.papers.models import Paper, State

type Guard = Callable[[Paper], object]
"""What is missing, as a sentence, or an empty answer."""

GUARDS: dict[str, list[Guard]] = {}


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another. `days` is how long the new state lasts at least, if it has a clock.

    `adopts` marks the version as adopted; `needs_successor` names the paper that takes the place; a move that
    `needs_edition` is there only for papers of which an edition was adopted.
    """

    name: str
    label: Promise
    start: tuple[State, ...]
    end: State
    guards: tuple[str, ...] = ()
    days: int | None = None
    needs_reason: bool = False
    publishes: bool = False
    asks_members: bool = False
    adopts: bool = False
    needs_successor: bool = False
    needs_edition: bool = False

    @property
    def length(self) -> timedelta | None:
        return timedelta(days=self.days) if self.days else None


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(
            "open_comments",
            _("Publish the draft and open it for comments"),
            (State.DRAFT, State.REVISION),
            State.COMMENTS,
            ("text-is-there", "sponsors-stand-behind-it", "changes-are-checked"),
            days=28,
            publishes=True,
        ),
        Move(
            "begin_revision",
            _("Close the comments and revise the text"),
            (State.COMMENTS,),
            State.REVISION,
            ("clock-has-run",),
        ),
        Move(
            "call_last",
            _("Publish the revision and call for last objections"),
            (State.REVISION,),
            State.LAST_CALL,
            (
                "text-is-there",
                "comments-are-answered",
                "changes-are-checked",
                "an-edition-says-something-new",
            ),
            days=14,
            publishes=True,
        ),
        Move(
            "revise_again",
            _("Take it back for revision"),
            (State.LAST_CALL, State.DECISION),
            State.REVISION,
            ("the-members-did-not-adopt-it",),
            needs_reason=True,
        ),
        Move(
            "put_to_decision",
            _("Put it to the members for decision"),
            (State.LAST_CALL,),
            State.DECISION,
            ("clock-has-run", "comments-are-answered"),
            asks_members=True,
        ),
        Move(
            "adopt",
            _("Record that it was adopted"),
            (State.DECISION,),
            State.ADOPTED,
            ("decision-adopted-it",),
            adopts=True,
        ),
        Move(
            "begin_review",
            _("Open it for review"),
            (State.ADOPTED,),
            State.UNDER_REVIEW,
            needs_reason=True,
        ),
        Move(
            "confirm",
            _("Confirm it unchanged"),
            (State.UNDER_REVIEW,),
            State.ADOPTED,
            needs_reason=True,
        ),
        Move(
            "revise_edition",
            _("Prepare a new edition"),
            (State.UNDER_REVIEW,),
            State.REVISION,
        ),
        Move(
            "keep_edition",
            _("Give the new edition up and keep the adopted one"),
            (State.COMMENTS, State.REVISION, State.LAST_CALL, State.DECISION),
            State.ADOPTED,
            ("the-members-did-not-adopt-it",),
            needs_reason=True,
            needs_edition=True,
        ),
        Move(
            "supersede",
            _("Let another paper take its place"),
            (State.ADOPTED, State.UNDER_REVIEW),
            State.SUPERSEDED,
            needs_reason=True,
            needs_successor=True,
        ),
        Move(
            "withdraw",
            _("Withdraw it"),
            tuple(state for state in State if state not in (State.WITHDRAWN, State.SUPERSEDED)),
            State.WITHDRAWN,
            needs_reason=True,
        ),
    )
}


def guard(name: str) -> Callable[[Guard], Guard]:
    """Say that a function stands guard under a name of the table."""

    def declared(function: Guard) -> Guard:
        GUARDS.setdefault(name, []).append(function)
        return function

    return declared


def moves_from(state: str, *, has_edition: bool = False) -> list[Move]:
    """The moves that lead on from a state; those about editions only where one was adopted."""
    return [
        move for move in MOVES.values() if state in move.start and (has_edition or not move.needs_edition)
    ]
