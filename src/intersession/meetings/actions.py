"""The only place that writes meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from intersession.access.actor import Actor
from intersession.audit.record import record_many
from intersession.audit.verbs import Verb
from intersession.meetings.models import Meeting


@dataclass(slots=True)
class Loaded:
    """How many meetings were added, changed and left."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load_meetings(actor: Actor, rows: Sequence[dict[str, Any]]) -> Loaded:
    """Bring the archive to what the rows say, all or nothing. Meetings that no row names stay as they are."""
    actor.require("meetings.load_meetings")
    present = {
        each.slug: each
        for each in Meeting.objects.select_for_update().filter(slug__in=[row["slug"] for row in rows])
    }
    fresh = [Meeting(**row) for row in rows if row["slug"] not in present]
    differing = []
    for row in rows:
        before = present.get(row["slug"])
        names = [name for name, value in row.items() if before and getattr(before, name) != value]
        if before and names:
            for name in names:
                setattr(before, name, row[name])
            differing.append((before, names))
    for meeting in [*fresh, *(meeting for meeting, _names in differing)]:
        meeting.clean_fields(exclude=["place"])
    Meeting.objects.bulk_create(fresh, batch_size=200)
    for meeting, names in differing:
        meeting.save(update_fields=names)
    record_many(
        actor,
        Verb.MEETING_LOADED,
        [(meeting, {"change": "added"}) for meeting in fresh]
        + [(meeting, {"change": "changed", "fields": names}) for meeting, names in differing],
    )
    return Loaded(len(fresh), len(differing), len(rows) - len(fresh) - len(differing))
