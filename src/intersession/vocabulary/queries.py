"""What pages, library and search ask the vocabulary. Everything in it is public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intersession.people.models import Confidence
from intersession.vocabulary.models import FALLBACK, Concept, Kind, Label, OtherLabel, nearness


@dataclass(frozen=True, slots=True)
class Named:
    """A word for a concept. `kind` is preferred, alternative or to_avoid (see `Kind`)."""

    concept_id: str
    language: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept under the label nearest to the reader; `language` is that label's."""

    concept_id: str
    broader_id: str | None
    text: str
    language: str


def concepts(language: str | None = None) -> list[Entry]:
    """Every concept in the order of the file, named in `language` (default: the reader's), else English."""
    named = _nearest(language)
    return [
        Entry(concept_id, broader_id, *named.get(concept_id, (concept_id, "und")))
        for concept_id, broader_id in Concept.objects.values_list("id", "broader_id")
    ]


def _nearest(language: str | None) -> dict[str, tuple[str, str]]:
    """concept → (text, language) of the preferred label nearest to `language`."""
    reader = language or get_language() or FALLBACK
    found: dict[str, tuple[str, str]] = {}
    rows = Label.objects.order_by().values_list("concept_id", "text", "language")
    for concept_id, text, tag in rows:
        before = found.get(concept_id)
        if before is None or nearness(tag, reader) < nearness(before[1], reader):
            found[concept_id] = (text, tag)
    return found


def preferred_labels(language: str | None = None) -> dict[str, str]:
    """concept → its preferred label in `language` (default: the reader's), else in English. One query."""
    return {concept_id: text for concept_id, (text, _tag) in _nearest(language).items()}


def label_in(concept_id: str, language: str | None = None) -> str:
    """The preferred label of one concept; the id itself where no concept has it. For many, ask once with
    `preferred_labels`.
    """
    reader = language or get_language() or FALLBACK
    rows = Label.objects.filter(concept_id=concept_id).values_list("language", "text")
    return min(rows, key=lambda row: nearness(row[0], reader), default=("", concept_id))[1]


def labels() -> list[Named]:
    """Every label of every concept in every language, of all three kinds. Two queries."""
    preferred = Label.objects.order_by("concept__position", "language")
    others = OtherLabel.objects.order_by("concept__position", "language", "position")
    found = [
        Named(concept_id, language, text, Kind.PREFERRED.value)
        for concept_id, language, text in preferred.values_list("concept_id", "language", "text")
    ]
    found += [
        Named(concept_id, language, text, kind)
        for concept_id, language, text, kind in others.values_list("concept_id", "language", "text", "kind")
    ]
    return found


def concepts_named(ids: Iterable[str]) -> QuerySet[Concept]:
    """These concepts with their labels, so that `concept.label` asks nothing more. Two queries."""
    found: QuerySet[Concept] = Concept.objects.filter(pk__in=list(ids)).prefetch_related("labels")
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def concept_for(concept_id: str) -> Concept:
    """A concept with its labels and other labels, in the order of languages; else 404. Three queries."""
    found = everything().filter(pk=concept_id).first()
    if found is None:
        raise Http404(_("The vocabulary has no concept at this address."))
    return found


def everything() -> QuerySet[Concept]:
    """Every concept with all it is called. Three queries."""
    found: QuerySet[Concept] = Concept.objects.prefetch_related(
        Prefetch("labels", Label.objects.order_by("language")),
        Prefetch("other_labels", OtherLabel.objects.order_by("language", "position")),
    )
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is: preferred labels, how many of them no source confirms, and languages."""

    labels: int
    unchecked: int
    languages: int


def totals() -> Totals:
    """What the whole vocabulary counts. One query."""
    return Totals(
        **Label.objects.aggregate(
            labels=Count("pk"),
            unchecked=Count("pk", filter=Q(confidence=Confidence.LOW)),
            languages=Count("language", distinct=True),
        )
    )


def narrower() -> dict[str, list[str]]:
    """concept → the concepts just below it, in the order of the file. One query."""
    below: dict[str, list[str]] = {}
    pairs = Concept.objects.filter(broader__isnull=False).values_list("id", "broader_id")
    for narrower_id, broader_id in pairs:
        below.setdefault(str(broader_id), []).append(narrower_id)
    return below


def descendants(concept_id: str) -> set[str]:
    """Every concept under this one, at any depth, without itself. Nothing for an unknown one. One query."""
    below = narrower()
    found: set[str] = set()
    waiting = list(below.get(concept_id, ()))
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += below.get(each, ())
    return found
