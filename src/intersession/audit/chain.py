"""The canonical form of an event, its hash, and the check of the whole chain.

An event's hash is SHA-256 over the UTF-8 JSON of its fields with sorted keys and no spaces, the hash of
the event before it among them. So changing, deleting or inserting an old row breaks every later link; a
row cut from the end is seen because the head still names it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from intersession.audit.canonical import canonical_json
from intersession.audit.models import ChainHead, Event

GENESIS = "0" * 64


def form_of(event: Event) -> dict[str, Any]:
    """The fields an event's hash is taken over."""
    return {
        "id": event.id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "verb": str(event.verb),
        "person": event.person_id,
        "organisation": event.organisation_id,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "facts": event.facts,
        "is_public": event.is_public,
        "previous_hash": event.previous_hash,
    }


def canonical(event: Event) -> bytes:
    """The bytes an event's hash is taken over."""
    return canonical_json(form_of(event))


def hash_of(event: Event) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(event)).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found: how many events, and what is wrong with the first bad one."""

    events: int
    fault: str | None

    @property
    def is_whole(self) -> bool:
        return self.fault is None


def verify() -> Verdict:
    """Walk the whole log and say whether every link holds. Reads in batches; memory stays flat.

    Locks nothing: what is written during the walk is walked as well, before the head is believed.
    """
    previous, count = GENESIS, 0
    events = Event.objects.order_by("id")
    while True:
        walked = count
        for event in events.iterator(chunk_size=2000):
            count += 1
            if event.id != count:
                return Verdict(count - 1, f"event {count} is missing")
            if event.previous_hash != previous:
                return Verdict(count - 1, f"event {event.id} does not follow the one before it")
            if event.hash != hash_of(event):
                return Verdict(count - 1, f"event {event.id} was changed after it was written")
            previous = event.hash
        head = ChainHead.objects.filter(pk=1).first()
        last = head.event_id if head else 0
        if last <= count or count == walked:
            break
        events = Event.objects.order_by("id").filter(id__gt=count)
    if last != count:
        return Verdict(count, f"the log ends at event {count}, its head names event {last}")
    if head and head.hash != previous:
        return Verdict(count, "the head carries another hash than the last event")
    return Verdict(count, None)
