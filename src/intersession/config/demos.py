"""Filling a demo room by room, in the order in which the rooms rest on one another."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from intersession.access.actor import Actor

# Each has a `demo.py` with `fill(actor) -> str`: adds what is missing through the room's actions and says
# what it added, or nothing. Safe to repeat. People and organisations come first, from `members.demo`.
ROOMS: tuple[str, ...] = (
    "joining",
    "mandates",
    "library",
    "directory",
    "config",
    "following",
    "collections",
    "questions",
    "pages",
    "decisions",
    "papers",
    "translations",
    "reviews",
    "commitments",
    "calls",
    "meetings",
    "transcripts",
    "circulation",
    "events",
    "action_items",
    "programme",
    "live",
    "reports",
    "projects",
    "plan",
    "annual_reports",
)


def fill_rooms(actor: Actor) -> list[str]:
    """What each room added to the demo, in words; rooms that lacked nothing say nothing."""
    done = []
    for room in ROOMS:
        fill: Callable[[Actor], str] = import_module(f"intersession.{room}.demo").fill
        done.append(fill(actor))
    return [said for said in done if said]
