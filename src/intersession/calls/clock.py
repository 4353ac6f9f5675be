"""What happens by the clock: calls open, who has a draft is reminded, calls close. What was missed is caught up."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.calls.actions import follow_clock
from intersession.calls.queries import due


def tick(actor: Actor) -> int:
    """How much was written down. One query when nothing is due."""
    return sum(follow_clock(actor, call) for call in due())
