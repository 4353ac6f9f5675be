"""What happens by the clock: once a day the measures are written down."""

from __future__ import annotations

import time

from django.utils import timezone

from intersession.access.actor import Actor
from intersession.openness.actions import keep_snapshot
from intersession.openness.queries import is_kept

EVERY_SECONDS = 300
_next = 0.0


def tick(actor: Actor) -> int:
    """One where today's snapshot was written. Looks every five minutes, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return 0 if is_kept(timezone.now().date()) else int(keep_snapshot(actor))
