"""What the pages of sharing ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.library.entries import Entry
from intersession.library.models import Publisher, Resource
from intersession.overlaps.sketch import Sketch
from intersession.sharing.models import Batch, BatchRow, Distinction


def batch_for(actor: Actor, pk: int) -> Batch:
    """A batch of this person for the organisation they act for; else 404 with a sentence."""
    found: Batch | None = (
        Batch.objects.filter(actor.scope("sharing.view_batch"), pk=pk)
        .select_related("person", "organisation")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such list here. Lists are kept for a week, and only for who sent them."))
    return found


def open_batches(actor: Actor) -> QuerySet[Batch]:
    """Those that wait for their owner, the newest first."""
    found: QuerySet[Batch] = Batch.objects.open().filter(actor.scope("sharing.view_batch"))
    return found.annotate(row_count=Count("rows")).order_by("-created_at")


def rows_of(batch: Batch) -> QuerySet[BatchRow]:
    """Its rows in the order of the file, with the resources they became."""
    found: QuerySet[BatchRow] = BatchRow.objects.filter(batch=batch).select_related("resource")
    return found.order_by("line").fetch_mode(settings.PAGE_FETCH_MODE)


def counts_of(batch: Batch) -> dict[str, int]:
    """How many rows there are, how many are sound, and how many are chosen. One query."""
    return BatchRow.objects.filter(batch=batch).aggregate(
        rows=Count("pk"),
        sound=Count("pk", filter=Q(is_sound=True)),
        chosen=Count("pk", filter=Q(is_chosen=True)),
    )


def listed_by_key(actor: Actor, keys: Iterable[str]) -> Mapping[str, Resource]:
    """The resources of the library behind overlaps, by the key the search has for them. One query."""
    wanted = [int(key) for key in keys if key.isascii() and key.isdigit()]
    found: QuerySet[Resource] = Resource.objects.listed().filter(
        actor.scope("library.view_resource"), pk__in=wanted
    )
    return {str(resource.pk): resource for resource in found}


def distinctions_of(resource: Resource) -> QuerySet[Distinction]:
    """What a resource was said to be distinct from."""
    found: QuerySet[Distinction] = Distinction.objects.filter(resource=resource).select_related("other")
    return found.order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE)


def sketch_of(entry: Entry) -> Sketch:
    """An entry as the overlaps see it."""
    told = entry.plain()
    titles = {told["title_language"] or "und": told["title"]}
    if told["title_en"]:
        titles.setdefault("en", told["title_en"])
    return Sketch(
        titles=titles,
        addresses=tuple(filter(None, (told["url"], told["doi"], told["isbn"]))),
        text=told["summary"],
        languages=entry.languages,
        places=entry.places,
        concepts=tuple(entry.concepts),
        publishers=tuple(name for _slug, name, _is_periodical in entry.publishers),
        form=told["kind"],
        year=told["year"],
    )


def names_of_publishers(slugs: Iterable[str]) -> Mapping[str, str]:
    """Slug → name. One query."""
    return dict(Publisher.objects.filter(slug__in=list(slugs)).values_list("slug", "name"))
