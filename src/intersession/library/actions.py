"""Every write of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record, record_many
from intersession.audit.verbs import Verb
from intersession.library.models import (
    Publisher,
    Resource,
    ResourceAudience,
    ResourceConcept,
    ResourceLanguage,
    ResourcePlace,
    ResourcePublisher,
    ResourceTopic,
)
from intersession.library.queries import whole

PLAIN = (
    "title", "title_language", "title_en", "kind", "year", "url", "license", "source_url", "source_words",
    "as_of", "confidence", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource as reference data states it, checked. `fields` are the plain columns.

    `publishers` are (slug, name, is periodical); `places` codes; `concepts` concept → why.
    """

    slug: str
    fields: Mapping[str, Any]
    publishers: tuple[tuple[str, str, bool], ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    concepts: Mapping[str, str] = field(default_factory=dict)

    def stated(self) -> dict[str, Any]:
        """What the log would say of this resource: only text, numbers, lists and maps."""
        return {
            **{name: self.fields[name] for name in PLAIN},
            "publishers": [slug for slug, _name, _is_periodical in self.publishers],
            "languages": list(self.languages),
            "places": sorted(self.places),
            "audiences": sorted(self.audiences),
            "topics": sorted(self.topics),
            "concepts": dict(sorted(self.concepts.items())),
        }


@dataclass(slots=True)
class Loaded:
    """How many resources a load added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def _stated_of(resource: Resource) -> dict[str, Any]:
    """The same of a stored resource that came with everything (`queries.whole`)."""
    return {
        **{name: getattr(resource, name) for name in PLAIN},
        "publishers": [line.publisher.slug for line in resource.publisher_lines.all()],
        "languages": [line.language for line in resource.language_lines.all()],
        "places": sorted(place.code for place in resource.places.all()),
        "audiences": sorted(line.audience for line in resource.audience_lines.all()),
        "topics": sorted(line.topic for line in resource.topic_lines.all()),
        "concepts": dict(sorted((line.concept_id, line.because) for line in resource.concept_lines.all())),
    }


@transaction.atomic
def load_resources(actor: Actor, entries: Sequence[Entry]) -> Loaded:
    """Bring the library to what the entries state; those it holds already are left alone.

    A new resource is published at once. One that was withdrawn stays withdrawn whatever the file says, and
    one the file no longer names stays. Every addition and change is an event that carries what changed.
    """
    present = {
        resource.slug: resource
        for resource in whole(Resource.objects.filter(slug__in=[entry.slug for entry in entries]))
    }
    actor.require("library.load_resources")
    fresh: list[tuple[Entry, Resource, dict[str, Any]]] = []
    report = Loaded()
    for entry in entries:
        resource = present.get(entry.slug)
        stated = entry.stated()
        if resource is None:
            resource = Resource(slug=entry.slug, published_at=timezone.now(), **entry.fields)
            fresh.append((entry, resource, {"title": entry.fields["title"], "added": True}))
            report.added += 1
        elif (before := _stated_of(resource)) != stated:
            changes = {
                name: {"from": before[name], "to": value}
                for name, value in stated.items()
                if before[name] != value
            }
            for name, value in entry.fields.items():
                setattr(resource, name, value)
            fresh.append((entry, resource, {"title": entry.fields["title"], "changes": changes}))
            report.changed += 1
        else:
            report.unchanged += 1
    if fresh:
        _write(fresh)
        record_many(actor, Verb.RESOURCE_LOADED, [(resource, facts) for _entry, resource, facts in fresh])
    return report


def _write(fresh: Sequence[tuple[Entry, Resource, dict[str, Any]]]) -> None:
    """Store the resources and lay their lines anew: a dozen statements, however many rows."""
    Resource.objects.bulk_create([resource for _entry, resource, _facts in fresh if resource.pk is None])
    Resource.objects.bulk_update([resource for _entry, resource, facts in fresh if "changes" in facts], PLAIN)
    pairs = [(entry, resource) for entry, resource, _facts in fresh]
    publishers = _publishers(line for entry, _resource in pairs for line in entry.publishers)
    touched = [resource.pk for _entry, resource in pairs]
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
        manager.filter(resource__in=touched).delete()
        manager.bulk_create(rows, batch_size=500)


def _publishers(lines: Iterable[tuple[str, str, bool]]) -> dict[str, Publisher]:
    """The publishers of these slugs; those not seen before are created. A name once given stays."""
    wanted = {slug: (name, is_periodical) for slug, name, is_periodical in lines}
    known = {publisher.slug: publisher for publisher in Publisher.objects.filter(slug__in=wanted)}
    new = [
        Publisher(slug=slug, name=name, is_periodical=is_periodical)
        for slug, (name, is_periodical) in wanted.items()
        if slug not in known
    ]
    Publisher.objects.bulk_create(new)
    return {**known, **{publisher.slug: publisher for publisher in new}}


@transaction.atomic
def publish_resource(actor: Actor, resource: Resource) -> Resource:
    """Put a resource into the library: a draft, or one that was withdrawn and is good again."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    actor.require("library.publish_resource", resource)
    if resource.published_at is not None and resource.withdrawn_at is None:
        raise Refused(_("This resource is in the library already."))
    facts = {"withdrawn_before_because": resource.withdrawn_because} if resource.withdrawn_because else {}
    resource.published_at = resource.published_at or timezone.now()
    resource.withdrawn_at, resource.withdrawn_because = None, ""
    resource.save(update_fields=["published_at", "withdrawn_at", "withdrawn_because"])
    record(actor, Verb.RESOURCE_PUBLISHED, resource, title=resource.title, **facts)
    return resource


@transaction.atomic
def withdraw_resource(actor: Actor, resource: Resource, because: str) -> Resource:
    """Take a resource out of the library. Its address stays and says why, in the words given."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    actor.require("library.withdraw_resource", resource)
    if resource.published_at is None or resource.withdrawn_at is not None:
        raise Refused(_("Only a resource that is in the library can be withdrawn."))
    if not because.strip():
        raise Refused(_("Say why it is withdrawn."))
    resource.withdrawn_at, resource.withdrawn_because = timezone.now(), because.strip()
    resource.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, Verb.RESOURCE_WITHDRAWN, resource, title=resource.title, because=resource.withdrawn_because)
    return resource
