"""What happens by the clock: files that nobody used are destroyed."""

from __future__ import annotations

import time

from intersession.access.actor import Actor
from intersession.safety.actions import forget_files

EVERY_SECONDS = 600
_next = 0.0


def tick(actor: Actor) -> int:
    """How many files were destroyed. Looks every ten minutes, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return forget_files(actor)
