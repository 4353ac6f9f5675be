"""What happens by the clock: what people needed is forgotten."""

from __future__ import annotations

import time

from intersession.access.actor import Actor
from intersession.programme.actions import forget_needs

EVERY_SECONDS = 3600
_next = 0.0


def tick(actor: Actor) -> int:
    """How much was forgotten. Looks once an hour, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return forget_needs(actor)
