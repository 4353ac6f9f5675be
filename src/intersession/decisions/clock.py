"""The clock: what is due is written, whoever looks first. The worker calls `tick` every few seconds.

Nothing depends on it being called at the right minute. Who may vote is read off the clock itself; what was
missed while no process ran is written when one runs again, with the instant that was promised.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from intersession.access.actor import Actor
from intersession.decisions.actions import keep_the_clock, remind_voters
from intersession.decisions.due import overdue
from intersession.decisions.models import Decision

# Reminders before closing, each only where voting lasts more than twice as long.
REMINDERS = {"three-days": timedelta(days=3), "one-day": timedelta(days=1)}


def tick(actor: Actor) -> int:
    """Open and close what is due and remind whoever has not spoken; says how much was done."""
    now = timezone.now()
    done = 0
    for decision in overdue(now):
        done += len(keep_the_clock(actor, decision))
    for decision in Decision.objects.open_at(now):
        assert decision.opens_at
        assert decision.closes_at
        due = {"opened": decision.opens_at}
        lasts = decision.closes_at - decision.opens_at
        due |= {kind: decision.closes_at - before for kind, before in REMINDERS.items() if lasts > 2 * before}
        # Only the newest that is due: after a standstill nobody gets three mails at once.
        kind, moment = max(
            ((kind, moment) for kind, moment in due.items() if moment <= now), key=lambda pair: pair[1]
        )
        done += remind_voters(actor, decision, kind, moment) is not None
    return done
