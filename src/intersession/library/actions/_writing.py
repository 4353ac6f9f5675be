"""Laying down what resources state. Used by the actions alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.library.entries import PLAIN, Entry, Stated
from intersession.library.models import (
    Publisher,
    Resource,
    ResourceAudience,
    ResourceConcept,
    ResourceLanguage,
    ResourcePlace,
    ResourcePublisher,
    ResourceRevision,
    ResourceTopic,
)
from intersession.people.models import Organisation, Person


def write(pairs: Sequence[tuple[Entry, Resource]]) -> None:
    """Store resources and lay their lines anew: a dozen statements, however many rows."""
    fresh = [resource for _entry, resource in pairs if resource.pk is None]
    known = [resource for _entry, resource in pairs if resource.pk is not None]
    Resource.objects.bulk_create(fresh)
    Resource.objects.bulk_update(known, PLAIN)
    publishers = write_publishers(line for entry, _resource in pairs for line in entry.publishers)
    lines: list[tuple[type[models.Model], list[Any]]] = [
        (
            ResourcePublisher,
            [
                ResourcePublisher(resource=resource, publisher=publishers[slug], position=position)
                for entry, resource in pairs
                for position, (slug, _name, _is_periodical) in enumerate(entry.publishers)
            ],
        ),
        (
            ResourceLanguage,
            [
                ResourceLanguage(resource=resource, language=language, position=position)
                for entry, resource in pairs
                for position, language in enumerate(entry.languages)
            ],
        ),
        (
            ResourcePlace,
            [
                ResourcePlace(resource=resource, place_id=code)
                for entry, resource in pairs
                for code in entry.places
            ],
        ),
        (
            ResourceAudience,
            [
                ResourceAudience(resource=resource, audience=audience)
                for entry, resource in pairs
                for audience in entry.audiences
            ],
        ),
        (
            ResourceTopic,
            [
                ResourceTopic(resource=resource, topic=topic)
                for entry, resource in pairs
                for topic in entry.topics
            ],
        ),
        (
            ResourceConcept,
            [
                ResourceConcept(resource=resource, concept_id=concept, because=because)
                for entry, resource in pairs
                for concept, because in entry.concepts.items()
            ],
        ),
    ]
    for model, rows in lines:
        manager = model._default_manager
        if known:
            manager.filter(resource__in=known).delete()
        manager.bulk_create(rows, batch_size=500)


def write_publishers(lines: Iterable[tuple[str, str, bool]]) -> dict[str, Publisher]:
    """The publishers of these slugs; those not seen before are created. A name once given stays."""
    wanted = {slug: (name, is_periodical) for slug, name, is_periodical in lines}
    known = {publisher.slug: publisher for publisher in Publisher.objects.filter(slug__in=wanted)}
    new = [
        Publisher(slug=slug, name=name, is_periodical=is_periodical)
        for slug, (name, is_periodical) in wanted.items()
        if slug not in known
    ]
    if new:
        # Somebody else may be writing the same name at this moment; then theirs is taken.
        Publisher.objects.bulk_create(new, ignore_conflicts=True)
        fresh = Publisher.objects.filter(slug__in=[publisher.slug for publisher in new])
        known |= {publisher.slug: publisher for publisher in fresh}
    return known


def keep_revisions(actor: Actor, changes: Sequence[tuple[Resource, Stated, Stated]]) -> None:
    """Put changes (resource, before, after) into the histories. Two statements, however many.

    The first change of a resource without a stored history also stores what it stated before, as of the day
    it came: that was its first revision all along.
    """
    last = dict(
        ResourceRevision.objects.filter(resource__in=[resource for resource, *_rest in changes])
        .values_list("resource_id")
        .annotate(last=models.Max("number"))
    )
    rows = []
    for resource, before, after in changes:
        number = last.get(resource.pk, 0)
        if not number:
            at = resource.published_at or resource.created_at
            rows.append(ResourceRevision(resource=resource, number=1, stated=before, at=at))
            number = 1
        rows.append(revision(actor, resource, number + 1, after))
    ResourceRevision.objects.bulk_create(rows, batch_size=200)


def revision(
    actor: Actor, resource: Resource, number: int, stated: Mapping[str, Any], **changes: Any
) -> ResourceRevision:
    """A revision by this actor, not stored yet."""
    whose: dict[str, Person | Organisation | None] = {
        "person": actor.person,
        "organisation": actor.organisation,
    }
    return ResourceRevision(
        resource=resource,
        number=number,
        stated=dict(stated),
        at=timezone.now(),
        **{**whose, **changes},
    )
