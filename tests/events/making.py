"""Events for tests, made through the same actions as real ones."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from intersession.events import actions
from intersession.events.actions import Said
from intersession.events.models import CalendarEvent, Sort
from intersession.places.models import Place
from tests.world import World


def said(**changes: Any) -> Said:
    """A training in Nairobi, in the year 2031."""
    words: dict[str, Any] = {
        "title": "A training (invented)",
        "title_language": "en",
        "sort": Sort.TRAINING,
        "place": Place.objects.get(code="KE"),
        "starts_on": date(2031, 5, 12),
        "ends_on": date(2031, 5, 12),
        **changes,
    }
    return Said(**words)


def hours(first: time, last: time, zone: str) -> dict[str, Any]:
    """Hours by the clocks of a zone."""
    return {"starts_time": first, "ends_time": last, "zone": zone}


def propose(world: World, name: str = "ben", **changes: Any) -> CalendarEvent:
    """What somebody proposes."""
    return actions.propose_event(world.actor(name), said(**changes))


def make_event(world: World, **changes: Any) -> CalendarEvent:
    """What Harbour Lights proposed and the secretariat published."""
    return actions.publish_event(world.actor("ada"), propose(world, **changes))
