"""What happens by the clock: old messages are forgotten."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.pages.actions import forget_messages
from intersession.pages.queries import messages_to_forget


def tick(actor: Actor) -> int:
    """Forget messages whose time is over; how many there were. Only reads where there is none."""
    return forget_messages(actor) if messages_to_forget().exists() else 0
