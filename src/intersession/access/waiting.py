"""What waits for somebody, declared by each room in one place, so that desks can show all of it.

A room's `waiting.py` declares its lists; `site` shows those whose permission the actor holds. An entry
says what waits, since when, and whose move it is; the page it links to is where it is cleared, and
simple answers may stand beside it as buttons (`Step`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from intersession.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """A button beside a waiting entry: a POST to `url`, which answers with a redirect to `next` (`kit.pages.back`).

    `fields` are sent along as they are. Where the step needs words, `ask` is the label of a field for them and
    `name` the name it is sent under.
    """

    label: object
    url: str
    fields: tuple[tuple[str, str], ...] = ()
    ask: object = ""
    name: str = "text"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `since` is when the wait began, `due` when it should end by our own promise."""

    title: object
    url: str
    since: datetime
    whose: object
    note: object = ""
    language: str = ""
    due: datetime | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A sort of waiting entries. `count` is one query; `entries` gives the oldest first, at most `most`."""

    name: str
    label: object
    permission: str
    count: Callable[[Actor], int]
    entries: Callable[[Actor, int], Iterable[Waiting]]
    url: str = ""
    """Name of the address where all of them are, if there is such a page."""
    is_personal: bool = False
    """Shown on the person's own page (what waits for me) instead of an office's desk."""
    rows: Callable[[Actor], QuerySet[Any]] | None = None
    """The same as rows of a table, if they are: all such lists are then asked in one query whether they are empty."""


LISTS: dict[str, WaitingList] = {}


def declare(waiting: WaitingList) -> None:
    """Add a room's list. A name declared twice is a mistake in the code."""
    if waiting.name in LISTS:
        raise ValueError(f"the waiting list {waiting.name} is declared twice")
    LISTS[waiting.name] = waiting


def lists_for(actor: Actor, *, is_personal: bool) -> list[WaitingList]:
    """The lists this actor may see: those of offices, or those of the person."""
    return [
        each for each in LISTS.values() if each.is_personal == is_personal and actor.holds(each.permission)
    ]
