"""What happens by the clock: the newest versions are printed, in their own language, for both sizes of paper."""

from __future__ import annotations

import time

from intersession.access.actor import Actor
from intersession.formats.actions import order_printout
from intersession.formats.queries import unprinted

EVERY_SECONDS = 15
_next = 0.0


def tick(actor: Actor) -> int:
    """How many PDFs were ordered. Looks every quarter of a minute, however often it is called."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return sum(order_printout(actor, version, version.paper.language, size) for version, size in unprinted())
