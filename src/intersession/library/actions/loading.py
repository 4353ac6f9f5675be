"""Bringing the library to what reference data states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.audit.record import record_many
from intersession.audit.verbs import Verb
from intersession.library.actions._writing import keep_revisions, write
from intersession.library.entries import Entry, Stated, facts_of, stated_of
from intersession.library.models import Resource
from intersession.library.queries import whole


@dataclass(slots=True)
class Loaded:
    """How many resources a load added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load_resources(actor: Actor, entries: Sequence[Entry]) -> Loaded:
    """Bring the library to what the entries state; those it holds already are left alone.

    A new resource is published at once. One that was withdrawn stays withdrawn whatever the file says, and
    one the file no longer names stays. What a member shared or a person corrected by hand stays as it is:
    the file knows less of it. Every addition and change is an event that carries what changed, and a change
    is a revision of the resource.
    """
    slugs = [entry.slug for entry in entries]
    present = {resource.slug: resource for resource in whole(Resource.objects.filter(slug__in=slugs))}
    actor.require("library.load_resources")
    in_hand = _in_hand(present)
    fresh: list[tuple[Entry, Resource, dict[str, Any]]] = []
    changes: list[tuple[Resource, Stated, Stated]] = []
    report = Loaded()
    for entry in entries:
        resource = present.get(entry.slug)
        stated = entry.stated()
        if resource is None:
            resource = Resource(slug=entry.slug, published_at=timezone.now(), **entry.plain())
            fresh.append((entry, resource, {"title": entry.fields["title"], "added": True}))
            report.added += 1
        elif resource.pk not in in_hand and (before := stated_of(resource)) != stated:
            for name, value in entry.plain().items():
                setattr(resource, name, value)
            facts = {"title": entry.fields["title"], "changes": facts_of(before, stated)}
            fresh.append((entry, resource, facts))
            changes.append((resource, before, stated))
            report.changed += 1
        else:
            report.unchanged += 1
    if fresh:
        write([(entry, resource) for entry, resource, _facts in fresh])
        if changes:
            keep_revisions(actor, changes)
        record_many(actor, Verb.RESOURCE_LOADED, [(resource, facts) for _entry, resource, facts in fresh])
    return report


def _in_hand(present: dict[str, Resource]) -> set[int]:
    """The resources among these that a person shared or corrected."""
    by_hand = Q(contributed_by__isnull=False) | Q(revisions__person__isnull=False)
    rows = Resource.objects.filter(by_hand, pk__in=[resource.pk for resource in present.values()])
    return set(rows.values_list("pk", flat=True))
