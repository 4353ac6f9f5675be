"""What other rooms know of a meeting: they stand above, so they say it themselves.

A room with something to show has a module `of_meetings` that calls `declare`; it is found by its name, as the
documents of the search are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from intersession.access.actor import Actor
from intersession.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on the page of a meeting: a heading, a sentence, and links as (address, words)."""

    title: str
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    tone: str = ""


type Show = Callable[[Actor, Meeting], Panel | None]
type Mark = Callable[[Iterable[Meeting]], dict[int, tuple[str, str]]]

PANELS: list[Show] = []
MARKS: list[Mark] = []


def declare(show: Show, mark: Mark | None = None) -> None:
    """Say what a room shows of one meeting, and, if it likes, a link (address, words) for each in the archive."""
    PANELS.append(show)
    if mark is not None:
        MARKS.append(mark)


@cache
def _discover() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("intersession.") and find_spec(f"{config.name}.of_meetings"):
            import_module(f"{config.name}.of_meetings")


def panels_of(actor: Actor, meeting: Meeting) -> list[Panel]:
    """What every room shows of it."""
    _discover()
    return [panel for show in PANELS if (panel := show(actor, meeting)) is not None]


def marks_of(meetings: list[Meeting]) -> dict[int, list[tuple[str, str]]]:
    """The links of every meeting, asked of each room once."""
    _discover()
    found: dict[int, list[tuple[str, str]]] = {meeting.pk: [] for meeting in meetings}
    for mark in MARKS:
        for key, link in mark(meetings).items():
            found[key].append(link)
    return found
