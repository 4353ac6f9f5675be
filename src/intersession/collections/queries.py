"""What pages ask about collections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.collections.models import Collection, Item
from intersession.kit.markdown import to_html
from intersession.library.models import Resource
from intersession.library.queries import bare, resources_in_order, whole
from intersession.library.rows import Row, rows_of

LATEST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """An item as its line shows it: a row of the library, or the tombstone of a withdrawn resource."""

    item: Item
    resource: Resource
    row: Row | None
    annotation: SafeString
    is_first: bool
    is_last: bool


def visible(actor: Actor) -> QuerySet[Collection]:
    """What this actor may see, withdrawn or not, with the organisation."""
    found: QuerySet[Collection] = Collection.objects.filter(
        actor.scope("collections.view_collection")
    ).select_related("organisation", "copied_from", "copied_from__organisation")
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def listed(
    actor: Actor, *, languages: Iterable[str] = (), only_own: bool = False, words: str = ""
) -> QuerySet[Collection]:
    """The list: what this actor may see and was not withdrawn, the last changed first, with `size`."""
    found = visible(actor).filter(withdrawn_at__isnull=True)
    if languages:
        found = found.filter(language__in=list(languages))
    if only_own:
        found = found.filter(organisation=actor.organisation)
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__acronym__iexact=word)
        )
    return found.annotate(size=Count("items")).order_by("-changed_at", "-pk")


def language_counts(actor: Actor, *, only_own: bool, words: str) -> list[tuple[str, int]]:
    """The languages of the list and how many collections each has."""
    found = listed(actor, only_own=only_own, words=words).order_by().values_list("language")
    return sorted(found.annotate(rows=Count("pk", distinct=True)), key=lambda row: (-row[1], row[0]))


def collection_for(actor: Actor, slug: str) -> Collection:
    """The collection at an address, with its organisation; 404 with a sentence for none this actor may see."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no collection at this address."))
    return found


def item_for(actor: Actor, slug: str, pk: int) -> Item:
    """An item of a collection this actor may see; else 404."""
    seen = visible(actor).filter(slug=slug, pk=OuterRef("collection"))
    found = Item.objects.filter(Exists(seen), pk=pk).select_related("collection", "resource").first()
    if found is None:
        raise Http404(_("This is not in the collection, or no longer."))
    return found


def lines_of(actor: Actor, collection: Collection, offset: int, size: int, total: int) -> list[Line]:
    """Some of the items in their order. As many queries for one item as for fifty."""
    items = list(
        Item.objects.filter(collection=collection)
        .order_by("position")
        .fetch_mode(settings.PAGE_FETCH_MODE)[offset : offset + size]
    )
    seen = bare(
        Resource.objects.filter(
            actor.scope("library.view_resource"), pk__in=[item.resource_id for item in items]
        )
    ).in_bulk()
    rows = {
        row.resource.pk: row for row in rows_of([each for each in seen.values() if not each.is_withdrawn])
    }
    return [
        Line(
            item,
            seen[item.resource_id],
            rows.get(item.resource_id),
            # Every note of the page has a key of its own, or their footnotes would meet.
            to_html(item.annotation, top=4, notes=f"i{item.pk}"),
            item.position == 1,
            item.position == total,
        )
        for item in items
        if item.resource_id in seen
    ]


def size_of(collection: Collection) -> int:
    return Item.objects.filter(collection=collection).count()


def resources_of(actor: Actor, collection: Collection) -> list[tuple[Item, Resource]]:
    """Every item with its resource and all that is exported of it; what was withdrawn is left out."""
    items = list(Item.objects.filter(collection=collection).order_by("position"))
    found = {each.pk: each for each in resources_in_order(actor, (item.resource_id for item in items), whole)}
    return [(item, found[item.resource_id]) for item in items if item.resource_id in found]


def latest_of(actor: Actor, collection: Collection) -> list[tuple[Item, Resource]]:
    """What came last into the collection, for its feed."""
    items = list(Item.objects.filter(collection=collection).order_by("-created_at", "-pk")[:LATEST])
    found = {each.pk: each for each in resources_in_order(actor, (item.resource_id for item in items))}
    return [(item, found[item.resource_id]) for item in items if item.resource_id in found]


def own_collections(actor: Actor, resource: Resource) -> QuerySet[Collection]:
    """Collections this actor may put the resource into; `has_it` where it is already."""
    there = Item.objects.filter(collection=OuterRef("pk"), resource=resource)
    return (
        Collection.objects.standing()
        .filter(actor.scope("collections.edit_collection"))
        .annotate(has_it=Exists(there), size=Count("items"))
        .order_by("-changed_at", "-pk")
    )


def slugs_like(slug: str) -> set[str]:
    """Slugs taken that begin so."""
    return set(Collection.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
