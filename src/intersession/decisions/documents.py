"""What the search knows of decisions: those that were announced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.decisions.models import Decision
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every announced decision that was not withdrawn, or those of these keys."""
    found = Decision.objects.standing().filter(announced_at__isnull=False).order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    for decision in found.prefetch_related("wordings").iterator(chunk_size=200):
        yield document(decision)


def document(decision: Decision) -> Document:
    """A decision as the search sees it: the question in every language it was worded in, and the outcome."""
    titles, bodies = {decision.language: decision.title}, {decision.language: decision.text}
    for wording in decision.wordings.all():
        titles[wording.language], bodies[wording.language] = wording.title, wording.text
    if decision.statement:
        bodies["und"] = decision.statement
    assert decision.announced_at
    return Document(
        kind="decision",
        key=str(decision.pk),
        path=f"/decisions/{decision.slug}/",
        titles=titles,
        bodies=bodies,
        languages=tuple(titles),
        form=decision.method,
        year=decision.announced_at.year,
        added_on=decision.announced_at.date(),
    )


declare("decision", _("Decision"), "decisions.decision", documents)
