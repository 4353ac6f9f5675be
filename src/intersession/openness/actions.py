"""The only place that writes snapshots."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.openness.models import Snapshot
from intersession.openness.queries import measures


@transaction.atomic
def keep_snapshot(actor: Actor) -> bool:
    """Write down what the measures say today, once; whether this call wrote it."""
    actor.require("openness.keep_snapshot")
    said = {each.key: {"standing": each.standing.value, **each.figures} for each in measures()}
    day = timezone.now().date()
    # Two workers may come at once: the day is unique, and the second leaves what the first wrote.
    snapshot, is_new = Snapshot.objects.get_or_create(day=day, defaults={"measures": said})
    if is_new:
        record(actor, Verb.OPENNESS_MEASURED, snapshot, day=day.isoformat())
    return is_new
