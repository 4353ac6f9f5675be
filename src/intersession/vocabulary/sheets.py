"""What the page of one concept says, language by language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from intersession.kit.languages import language_name
from intersession.places.names import sort_key
from intersession.vocabulary.models import FALLBACK, Concept, Kind, Label, nearness
from intersession.vocabulary.queries import Entry
from intersession.vocabulary.words import CONFIDENCE_WORDS


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a concept is called in one language, and which words for it to avoid there."""

    label: Label
    alternatives: list[str]
    to_avoid: list[str]

    @property
    def confidence_words(self) -> str:
        """How sure we are of the label."""
        return str(CONFIDENCE_WORDS[self.label.confidence])


def tongues(concept: Concept) -> list[Tongue]:
    """A concept in all its languages, the reader's first, the others by their name."""
    reader = get_language() or FALLBACK
    others = list(concept.other_labels.all())

    def said(language: str, kind: Kind) -> list[str]:
        return [other.text for other in others if other.language == language and other.kind == kind]

    found = [
        Tongue(label, said(label.language, Kind.ALTERNATIVE), said(label.language, Kind.TO_AVOID))
        for label in concept.labels.all()
    ]

    def order(tongue: Tongue) -> tuple[bool, str]:
        is_far = nearness(tongue.label.language, reader)[0] > 1
        return (is_far, sort_key(language_name(tongue.label.language)))

    return sorted(found, key=order)


@dataclass(frozen=True, slots=True)
class Around:
    """Where a concept stands: from the top down to its broader one, itself, and what is just below."""

    above: list[Entry]
    entry: Entry
    below: list[Entry]


def around(concept_id: str, entries: list[Entry]) -> Around:
    """Where one of `entries` stands among them."""
    by_id = {entry.concept_id: entry for entry in entries}
    above: list[Entry] = []
    broader_id = by_id[concept_id].broader_id
    # A load lets no loop in; the second condition is for rows that came in past it.
    while broader_id is not None and by_id[broader_id] not in above:
        above.insert(0, by_id[broader_id])
        broader_id = by_id[broader_id].broader_id
    below = [entry for entry in entries if entry.broader_id == concept_id]
    return Around(above, by_id[concept_id], below)
