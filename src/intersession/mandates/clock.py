"""What happens by the clock: mandates that run out are told of, whenever it is that a process runs again."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.mandates.actions import tell_mandate_ran_out
from intersession.mandates.queries import mandates_to_tell_of


def tick(actor: Actor) -> int:
    """Tell of every mandate whose day has come; how many there were. Only reads where there is none."""
    return sum(tell_mandate_ran_out(actor, mandate) for mandate in mandates_to_tell_of())
