"""What the search knows of collections: the public ones that stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from intersession.collections.models import Collection, Item
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every public collection that was not withdrawn, or those of these keys."""
    found = Collection.objects.listed().order_by("pk").select_related("organisation")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    annotated = Item.objects.exclude(annotation="").order_by("position")
    for collection in found.prefetch_related(Prefetch("items", annotated)).iterator(chunk_size=200):
        yield document(collection)


def document(collection: Collection) -> Document:
    """One collection as the search sees it: its words and its annotations."""
    texts = [collection.description, *(item.annotation for item in collection.items.all())]
    body = "\n\n".join(text for text in texts if text)
    return Document(
        kind="collection",
        key=str(collection.pk),
        path=f"/collections/{collection.slug}/",
        titles={collection.language: collection.title},
        bodies={collection.language: body} if body else {},
        names=(collection.organisation.name,),
        languages=(collection.language,),
        publisher=collection.organisation.name,
        year=collection.published_at.year if collection.published_at else None,
        added_on=collection.published_at.date() if collection.published_at else None,
    )


declare("collection", _("Collections"), "collections.collection", documents)
