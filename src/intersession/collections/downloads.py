"""A collection as a file and as a feed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import get_tag_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.collections import queries
from intersession.collections.models import Collection, Item
from intersession.library import citations
from intersession.library.downloads import COLUMNS, ResourceFeed, cell, plain, record_of
from intersession.library.metadata import address_of
from intersession.library.models import Resource

type Lines = list[tuple[Item, Resource]]


def as_csv(lines: Lines) -> str:
    """A row for each resource, with its place and annotation, in UTF-8 with the mark spreadsheets look for."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(("position", "annotation", *COLUMNS))
    for item, resource in lines:
        record = record_of(resource)
        writer.writerow([item.position, cell(item.annotation), *(cell(record[name]) for name in COLUMNS)])
    return "\ufeff" + file.getvalue()


FORMS: dict[str, tuple[str, Callable[[Lines], str]]] = {
    "csv": ("text/csv", as_csv),
    "bib": (
        "application/x-bibtex",
        lambda lines: "\n".join(citations.bibtex(resource) for _item, resource in lines),
    ),
    "ris": (
        "application/x-research-info-systems",
        lambda lines: "".join(citations.ris(resource) for _item, resource in lines),
    ),
}


def standing_collection(request: HttpRequest, slug: str) -> Collection | HttpResponse:
    """The collection, or 410 with the reason in one line."""
    collection = queries.collection_for(request.actor, slug)  # type: ignore[attr-defined]
    if collection.is_withdrawn:
        told = _("This collection was withdrawn: %(because)s") % {"because": collection.withdrawn_because}
        return plain(f"{told}\n", status=410)
    return collection


@allow("collections.view_collection")
@require_safe
def export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The resources in their order, as CSV, BibTeX or RIS."""
    if form not in FORMS:
        raise Http404(_("Collections come as .csv, .bib and .ris."))
    collection = standing_collection(request, slug)
    if isinstance(collection, HttpResponse):
        return collection
    content_type, write = FORMS[form]
    lines = queries.resources_of(request.actor, collection)  # type: ignore[attr-defined]
    response = plain(write(lines), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{collection.slug}.{form}"'
    return response


@allow("collections.view_collection")
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What came last into the collection, as an Atom feed."""
    collection = standing_collection(request, slug)
    if isinstance(collection, HttpResponse):
        return collection
    home = f"{settings.SITE_URL}{collection.get_absolute_url()}"
    atom = ResourceFeed(
        title=f"{settings.COALITION['short_name']}: {collection.title}",
        link=home,
        description=collection.description,
        language=get_language() or "en",
        feed_url=f"{settings.SITE_URL}{reverse('collections:feed', args=[collection.slug])}",
        author_name=collection.organisation.name,
    )
    for item, resource in queries.latest_of(request.actor, collection):  # type: ignore[attr-defined]
        atom.add_item(
            title=resource.title,
            link=address_of(resource),
            description="",
            # The same entry in every language of the interface, so it is read once.
            unique_id=get_tag_uri(
                f"{settings.SITE_URL}/collections/{collection.slug}/{resource.slug}/", item.created_at
            ),
            pubdate=item.created_at,
            updateddate=item.created_at,
            categories=[str(resource.get_kind_display())],
            title_language=resource.title_language,
            words=item.annotation or (resource.title_en if resource.has_english_title else ""),
        )
    return plain(atom.writeString("utf-8"), content_type="application/atom+xml")
