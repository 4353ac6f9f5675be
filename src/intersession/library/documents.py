"""What the search knows of resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.library.models import Resource
from intersession.library.queries import whole, with_pages
from intersession.search.documents import Document, Leaf, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """The listed resources, or those of these keys that are listed. Drafts and tombstones are not found."""
    resources = Resource.objects.listed().order_by("pk")
    if keys is not None:
        resources = resources.filter(pk__in=[int(key) for key in keys])
    for resource in with_pages(whole(resources)).iterator(chunk_size=100):
        yield document(resource)


def document(resource: Resource) -> Document:
    """One resource as the search sees it."""
    publishers = tuple(line.publisher.name for line in resource.publisher_lines.all())
    titles = {resource.title_language: resource.title}
    titles.setdefault("en", resource.title_en)
    return Document(
        kind="resource",
        key=str(resource.pk),
        path=f"/library/{resource.slug}/",
        titles=titles,
        bodies=bodies_of(resource),
        names=publishers,
        addresses=tuple(filter(None, (resource.url, resource.doi, resource.isbn))),
        languages=tuple(line.language for line in resource.language_lines.all()),
        places=tuple(place.code for place in resource.places.all()),
        concepts=tuple(line.concept_id for line in resource.concept_lines.all()),
        topics=tuple(line.topic for line in resource.topic_lines.all()),
        audiences=tuple(line.audience for line in resource.audience_lines.all()),
        publisher=publishers,
        form=resource.kind,
        year=resource.year,
        confidence=resource.confidence,
        as_of=resource.as_of or None,
        added_on=resource.published_at.date() if resource.published_at else None,
        leaves=tuple(leaves_of(resource)),
    )


def leaves_of(resource: Resource) -> Iterator[Leaf]:
    """The pages of its files, as far as they were read."""
    for file in resource.files.all():
        for page in file.pages.all():
            path = f"/library/{resource.slug}/file/{file.stored.key}/?page={page.number}"
            yield Leaf(page.number, page.text, path, file.language)


def bodies_of(resource: Resource) -> dict[str, str]:
    """The summary, in the language of the title, and the remarks, which are English."""
    bodies = {resource.title_language: resource.summary} if resource.summary else {}
    if resource.notes:
        bodies["en"] = "\n".join(filter(None, [bodies.get("en", ""), resource.notes]))
    return bodies


declare("resource", _("Library"), "library.resource", documents)
