"""What happens by the clock: whoever has something to do is reminded, before its day and after."""

from __future__ import annotations

import time

from django.utils import timezone

from intersession.access.actor import Actor
from intersession.action_items.actions import remind
from intersession.action_items.queries import to_remind

EVERY_SECONDS = 60
_next = 0.0


def tick(actor: Actor) -> int:
    """How many were reminded of. Looks once a minute, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return sum(remind(actor, item) for item in to_remind(timezone.now().date())[:200])
