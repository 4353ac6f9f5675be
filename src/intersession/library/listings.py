"""One page of the library: what is wanted, what was found, and how many of each sort there are.

The search index finds and counts. When it cannot be asked, the database lists the same resources by the
same filters; only the counts are missing, and words are looked for in titles and publishers alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
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
from intersession.library.queries import bare, resources_in_order, seen_by, whole
from intersession.places.models import WORLD
from intersession.search.find import DEEPEST, Query, Results, find
from intersession.search.index import NoIndex
from intersession.search.query import BadQuery

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
# Facet → what the index calls it.
IN_INDEX = {
    "kind": "form",
    "region": "region",
    "country": "place",
    "language": "language",
    "topic": "topic",
    "audience": "audience",
    "year": "year",
    "publisher": "publisher",
}
FACETS = tuple(IN_INDEX)
MOST_WORDS = 12
BATCH = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of the library. Values within a facet widen, facets narrow each other.

    With `across` off the words alone are looked for, not what they mean in other languages.
    """

    text: str = ""
    sort: str = "newest"
    across: bool = True
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

    `results` is the index's whole answer: what else it looked for, and which words to mark.
    """

    total: int
    resources: Sequence[Resource]
    counts: Mapping[str, Sequence[tuple[str, int]]] | None
    results: Results | None = None

    @property
    def marks(self) -> frozenset[str]:
        """The folded words and stems to mark in titles."""
        return self.results.marks if self.results else frozenset()


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
    """`size` resources from `offset` on, a multiple of `size`. May raise `BadQuery` with a sentence."""
    results = from_index(wanted, offset // size + 1, size, tuple(IN_INDEX.values()))
    if results is None or (results.total == 0 and not wanted.is_narrowed):
        rows = in_database(actor, wanted)
        return Listing(rows.count(), list(bare(rows)[offset : offset + size]), None)
    counts = {name: results.facets[field] for name, field in IN_INDEX.items()}
    resources = resources_in_order(actor, (int(hit.key) for hit in results.hits))
    return Listing(min(results.total, DEEPEST), resources, counts, results)


def from_index(wanted: Wanted, page: int, size: int, facets: tuple[str, ...]) -> Results | None:
    """What the index answers, or None when it cannot be asked: it is being made, or its files are broken."""
    query = Query(
        text=wanted.text,
        language=get_language() or "en",
        kinds=("resource",),
        chosen={IN_INDEX[name]: values for name, values in wanted.chosen.items()},
        sort=wanted.sort,
        page=page,
        size=size,
        across=wanted.across,
        facets=facets,
        recent_year=timezone.now().year,
    )
    try:
        return find(query)
    except NoIndex:
        return None
    except BadQuery:
        raise
    except (OSError, ValueError):
        # The list must stand even while somebody mends the index.
        log.exception("The search index cannot be read; the library lists from the database.")
        return None


def everything(actor: Actor, wanted: Wanted) -> Iterator[Resource]:
    """All the resources wanted, a few hundred in memory at a time. May raise `BadQuery`, at once.

    Words are asked of the index; where there are none the database has the same answer and no end.
    """
    first = from_index(wanted, 1, BATCH, ()) if wanted.text else None
    if first is None:
        rows: Iterator[Resource] = whole(in_database(actor, wanted)).iterator(chunk_size=BATCH)
        return rows
    return _by_pages(actor, wanted, first)


def _by_pages(actor: Actor, wanted: Wanted, first: Results) -> Iterator[Resource]:
    for page in range(1, -(-min(first.total, DEEPEST) // BATCH) + 1):
        results = first if page == 1 else from_index(wanted, page, BATCH, ())
        keys = [int(hit.key) for hit in results.hits] if results else []
        yield from resources_in_order(actor, keys, whole)
