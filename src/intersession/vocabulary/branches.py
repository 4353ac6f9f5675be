"""The vocabulary as a tree: every concept under its broader one, or only what fits some words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from intersession.places.names import fold
from intersession.vocabulary.models import FALLBACK, Kind, nearness
from intersession.vocabulary.queries import Entry, Named, concepts, labels

MOST_HITS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A label that fits though the name shown does not; `preferred` is the term to use in that language."""

    text: str
    language: str
    is_to_avoid: bool
    preferred: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A concept and what stands under it. One that only leads to something that fits has `fits` False."""

    entry: Entry
    narrower: list[Branch]
    fits: bool
    hits: list[Hit]


def branches(words: str = "") -> list[Branch]:
    """The concepts at the top, each with all below it; with `words`, only where they lead to a fit.

    A concept fits when one of its labels, in any language and of any kind, holds every word.
    """
    entries = concepts()
    hits = _hits(entries, labels(), words) if words else {entry.concept_id: [] for entry in entries}
    below: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        below[entry.broader_id].append(entry)

    def grown(above: str | None) -> list[Branch]:
        found = []
        for entry in below[above]:
            narrower = grown(entry.concept_id)
            fits = entry.concept_id in hits
            if fits or narrower:
                found.append(Branch(entry, narrower, fits, hits.get(entry.concept_id, [])))
        return found

    return grown(None)


def count_fitting(found: Iterable[Branch]) -> int:
    """How many concepts of these branches fit."""
    return sum(branch.fits + count_fitting(branch.narrower) for branch in found)


def _hits(entries: list[Entry], named: list[Named], words: str) -> dict[str, list[Hit]]:
    """concept → why it fits, for those that do; no reason is given where the name shown says it all."""
    wanted = fold(words).split()
    shown = {entry.concept_id: entry.text for entry in entries}
    preferred = {
        (label.concept_id, label.language): label.text for label in named if label.kind == Kind.PREFERRED
    }
    found: dict[str, list[Hit]] = {}
    for concept_id, text in shown.items():
        if _holds(text, wanted):
            found[concept_id] = []
    said_by_name = set(found)
    reader = get_language() or FALLBACK
    for label in sorted(named, key=lambda label: nearness(label.language, reader)):
        if label.concept_id in said_by_name or not _holds(label.text, wanted):
            continue
        hits = found.setdefault(label.concept_id, [])
        if len(hits) < MOST_HITS and label.text not in (hit.text for hit in hits):
            instead = preferred.get((label.concept_id, label.language), shown[label.concept_id])
            hits.append(Hit(label.text, label.language, label.kind == Kind.TO_AVOID, instead))
    return found


def _holds(text: str, wanted: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)
