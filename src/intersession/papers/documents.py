"""What the search knows of papers: the newest public version of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from intersession.papers.models import Paper, State, Version
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """The public papers, or those of these keys. Drafts are not found."""
    public = Version.objects.exclude(published_at=None).order_by("-number").prefetch_related("blocks")
    papers = (
        Paper.objects.public().exclude(state=State.WITHDRAWN).select_related("organisation").order_by("pk")
    )
    if keys is not None:
        papers = papers.filter(pk__in=[int(key) for key in keys])
    for paper in papers.prefetch_related(Prefetch("versions", public, to_attr="public_versions")).iterator(
        chunk_size=50
    ):
        version = paper.public_versions[0]
        body = "\n\n".join(block.text for block in version.blocks.all())
        yield Document(
            kind="paper",
            key=str(paper.pk),
            path=f"/papers/{paper.slug}/",
            titles={paper.language: paper.title},
            bodies={paper.language: f"{paper.purpose}\n\n{body}"},
            names=(paper.organisation.name,),
            languages=(paper.language,),
            form=paper.kind,
            year=version.published_at.year,
            added_on=version.published_at.date(),
        )


declare("paper", _("Papers"), "papers.paper", documents)
