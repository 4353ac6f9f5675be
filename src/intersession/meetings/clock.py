"""What happens by the clock: sessions keep the hour on the wall when the rules of a time zone change."""

from __future__ import annotations

import time

from intersession.access.actor import Actor
from intersession.meetings.actions import keep_hours

EVERY_SECONDS = 3600
_next = 0.0


def tick(actor: Actor) -> int:
    """How many begin at another moment now. Looks once an hour, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return keep_hours(actor)
