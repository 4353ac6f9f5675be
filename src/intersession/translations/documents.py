"""What the search knows of translations: the newest public version of each paper, in each language begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.search.documents import Document, declare
from intersession.translations.models import Rendition
from intersession.translations.queries import living_papers, text_of


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """The renditions of public papers, or those of these keys: only what is translated, each in its language."""
    renditions = Rendition.objects.filter(paper__in=living_papers()).select_related("paper__organisation")
    if keys is not None:
        renditions = renditions.filter(pk__in=[int(key) for key in keys])
    for rendition in renditions.order_by("pk").iterator(chunk_size=50):
        paper = rendition.paper
        version = paper.versions.exclude(published_at=None).order_by("-number").first()
        if version is None:
            continue
        text = text_of(version, rendition.language)
        if not text.progress.begun:
            continue
        body = "\n\n".join(block.text for block in text.blocks if block.is_translated)
        yield Document(
            kind="translation",
            key=str(rendition.pk),
            path=f"/papers/{paper.slug}/versions/{version.number}/in/{rendition.language}/",
            titles={text.title.language: text.title.text},
            bodies={rendition.language: body} if body else {},
            names=(paper.organisation.name,),
            languages=(rendition.language,),
            form=paper.kind,
            year=version.published_at.year,
            added_on=version.published_at.date(),
        )


def of_papers(keys: list[str]) -> Iterable[str]:
    """The renditions of these papers: a new version or a withdrawal concerns them."""
    found = Rendition.objects.filter(paper__in=[int(key) for key in keys]).values_list("pk", flat=True)
    return [str(pk) for pk in found]


declare(
    "translation",
    _("Translations of papers"),
    "translations.rendition",
    documents,
    also={"papers.paper": of_papers},
)
