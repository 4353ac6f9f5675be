"""Writing the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone

from intersession.audit.chain import hash_of
from intersession.audit.models import ChainHead, Event
from intersession.audit.verbs import Verb
from intersession.people.models import Organisation, Person

recorded = Signal()
"""Sent after commit with `events`, the list just written. The project's only signal."""


class Acting(Protocol):
    """What the log needs to know of an actor."""

    @property
    def person(self) -> Person | None: ...

    @property
    def organisation(self) -> Organisation | None: ...


def subject_label(model: type[models.Model]) -> str:
    """How the log and the search name a model: `library.resource`."""
    return model._meta.label_lower


def record(actor: Acting, verb: Verb, subject: models.Model, **facts: Any) -> Event:
    """Write one event in the current transaction. Facts are text, whole numbers, booleans, lists and maps."""
    return record_many(actor, verb, [(subject, facts)])[0]


def record_many(
    actor: Acting, verb: Verb, happenings: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> list[Event]:
    """Write several events of one verb at once, for loads. Must run inside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event belongs to the transaction of its change")
    # The lock makes events commit in the order of their ids, which the chain and the indexer rely on.
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=1)
        head = ChainHead.objects.select_for_update().get(pk=1)
    now = timezone.now()
    events: list[Event] = []
    for subject, facts in happenings:
        event = Event(
            id=head.event_id + 1,
            at=now,
            verb=verb.value,
            person=actor.person,
            organisation=actor.organisation,
            subject_type=subject_label(type(subject)),
            subject_id=str(subject.pk),
            facts=plain(facts),
            is_public=verb.is_public,
            previous_hash=head.hash,
        )
        event.hash = hash_of(event)
        head.event_id, head.hash = event.id, event.hash
        if event.is_public:
            head.public_event_id = event.id
        events.append(event)
    if events:
        Event.objects.bulk_create(events, batch_size=500)
        head.save(update_fields=["event_id", "public_event_id", "hash"])
        transaction.on_commit(partial(recorded.send, sender=Event, events=events))
    return events


def plain(value: Any) -> Any:
    """`value` if its JSON reads back the same from every database; floats and odd types do not."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [plain(item) for item in items]
    raise TypeError(f"a fact of the log cannot be a {type(value).__name__}")
