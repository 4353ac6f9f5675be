"""One page of the library: what is wanted, what was found, and how many of each sort there are.

The search index finds and counts. When it cannot be asked, the database lists the same resources by the
same filters; only the counts are missing, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.library.models import (
    Resource,
    ResourceAudience,
    ResourceLanguage,
    ResourcePlace,
    ResourcePublisher,
    ResourceTopic,
)
from intersession.library.queries import for_list, seen_by, whole
from intersession.places.models import WORLD

FACETS = ("kind", "region", "country", "language", "topic", "audience", "year", "publisher")
SORTS = {
    "relevance": _("Best match first"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "title": _("By title"),
    "added": _("Added last first"),
}
ORDERS = {
    "newest": (F("year").desc(nulls_last=True), "title_en", "pk"),
    "oldest": (F("year").asc(nulls_last=True), "title_en", "pk"),
    "title": (Lower("title_en"), "pk"),
    "added": ("-published_at", "-pk"),
}
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of the library. Values within a facet widen, facets narrow each other."""

    text: str = ""
    sort: str = "newest"
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sorted_by(self, sort: str) -> Wanted:
        """The same, in another order."""
        return replace(self, sort=sort)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or any(self.chosen.values()))


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found. `counts` is facet → (value, how many), or None when only the database could answer.

    `snippets` holds a passage with marks for some resources, by their key.
    """

    total: int
    resources: Sequence[Resource]
    counts: Mapping[str, Sequence[tuple[str, int]]] | None
    snippets: Mapping[int, str] = field(default_factory=dict)


def in_database(actor: Actor, wanted: Wanted) -> QuerySet[Resource]:
    """The resources wanted, in the order wanted, without the index."""
    rows = seen_by(actor)
    for name, values in wanted.chosen.items():
        if values:
            rows = rows.filter(condition(name, values))
    for word in wanted.text.split()[:MOST_WORDS]:
        publishers = ResourcePublisher.objects.filter(
            resource=OuterRef("pk"), publisher__name__icontains=word
        )
        rows = rows.filter(Q(title__icontains=word) | Q(title_en__icontains=word) | Exists(publishers))
    return rows.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))


def condition(facet: str, values: Sequence[str]) -> Q | Exists:
    """The resources with one of these values. Exists, not joins: a join would list a resource twice."""
    mine = {"resource": OuterRef("pk")}
    places = ResourcePlace.objects.filter(**mine)
    match facet:
        case "kind":
            return Q(kind__in=values)
        case "year":
            return Q(year__in=[int(value) for value in values])
        case "region":
            regions = Q(place__region__in=[value for value in values if value != WORLD])
            if WORLD in values:
                regions |= Q(place_id=WORLD)
            return Exists(places.filter(regions))
        case "country":
            return Exists(places.filter(place_id__in=values))
        case "language":
            return Exists(ResourceLanguage.objects.filter(**mine, language__in=values))
        case "topic":
            return Exists(ResourceTopic.objects.filter(**mine, topic__in=values))
        case "audience":
            return Exists(ResourceAudience.objects.filter(**mine, audience__in=values))
        case "publisher":
            return Exists(ResourcePublisher.objects.filter(**mine, publisher__name__in=values))
    raise ValueError(f"{facet} is no facet")


def listing(actor: Actor, wanted: Wanted, offset: int, size: int) -> Listing:
    """`size` resources from `offset` on. Falls back to the database when the index cannot be asked."""
    rows = in_database(actor, wanted)
    resources = list(for_list(rows)[offset : offset + size])
    return Listing(rows.count(), resources, None)


def everything(actor: Actor, wanted: Wanted) -> Iterator[Resource]:
    """All the resources wanted, a few hundred in memory at a time."""
    yield from whole(in_database(actor, wanted)).iterator(chunk_size=500)
