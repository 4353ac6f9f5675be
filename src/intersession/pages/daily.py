"""What is done once a day."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.pages.actions import forget_messages


def run(actor: Actor) -> str:
    """Forget old messages; what was done, in words, or nothing."""
    count = forget_messages(actor)
    return f"{count} answered messages forgotten" if count else ""
