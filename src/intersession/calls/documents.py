"""What the search knows: calls that were announced, and ideas that everybody may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.access.actor import VISITOR
from intersession.calls.models import Call, Fate, Idea
from intersession.calls.permissions import public_ideas
from intersession.calls.queries import line_of, searchable
from intersession.search.documents import Document, declare


def call_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every announced call, or those of these keys."""
    found = Call.objects.filter(announced_at__isnull=False).order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    for call in found.iterator(chunk_size=200):
        yield Document(
            kind="call",
            key=str(call.pk),
            path=f"/calls/{call.slug}/",
            titles={call.language: call.title},
            bodies={call.language: call.text},
            languages=(call.language,),
            form=call.kind,
            year=call.year,
            added_on=call.opens_at.date(),
        )


def idea_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every public idea that was not merged into another, or those of these keys."""
    found = searchable().filter(public_ideas(VISITOR)).exclude(fate=Fate.MERGED, released_at__isnull=False)
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    for idea in found.iterator(chunk_size=200):
        yield document(idea)


def document(idea: Idea) -> Document:
    """One idea as the search sees it."""
    line = line_of(VISITOR, idea)
    return Document(
        kind="idea",
        key=str(idea.pk),
        path=f"/calls/{idea.call.slug}/ideas/{idea.number}/",
        titles={idea.language: idea.title},
        bodies={idea.language: idea.summary},
        names=tuple(line.credits),
        languages=(idea.language,),
        places=tuple(line.places),
        concepts=tuple(line.concepts),
        form=idea.call.kind,
        year=idea.call.year,
        added_on=(idea.released_at or idea.submitted_at or idea.created_at).date(),
    )


declare("call", _("Calls"), "calls.call", call_documents)
declare("idea", _("Ideas"), "calls.idea", idea_documents)
