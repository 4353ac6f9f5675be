"""What happens by the clock, room by room. The worker asks every few seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from django.db import close_old_connections, connection

from intersession.access.actor import SYSTEM, Actor
from intersession.action_items.clock import tick as action_items_tick
from intersession.annual_reports.clock import tick as annual_reports_tick
from intersession.calls.clock import tick as calls_tick
from intersession.circulation.clock import tick as circulation_tick
from intersession.decisions.clock import tick as decisions_tick
from intersession.formats.clock import tick as formats_tick
from intersession.mandates.clock import tick as mandates_tick
from intersession.meetings.clock import tick as meetings_tick
from intersession.openness.clock import tick as openness_tick
from intersession.pages.clock import tick as pages_tick
from intersession.programme.clock import tick as programme_tick
from intersession.reports.clock import tick as reports_tick
from intersession.safety.clock import tick as safety_tick

log = logging.getLogger(__name__)

SECONDS = 5.0
# Each writes what is due and says how much it was. Safe to call at any time, and from several workers.
TICKS: tuple[Callable[[Actor], int], ...] = (
    action_items_tick,
    calls_tick,
    circulation_tick,
    decisions_tick,
    formats_tick,
    mandates_tick,
    meetings_tick,
    openness_tick,
    pages_tick,
    programme_tick,
    reports_tick,
    annual_reports_tick,
    safety_tick,
)


def keep_time(stop: Event, seconds: float = SECONDS) -> None:
    """Call every room's clock until `stop`. A room that fails is tried again, and does not stop the others."""
    while not stop.is_set():
        close_old_connections()
        for tick in TICKS:
            try:
                tick(SYSTEM)
            except Exception:
                log.exception("What was due by the clock could not be written; trying again")
        stop.wait(seconds)
    connection.close()
