"""Words of any language, mapped to concepts and places.

Labels of the vocabulary (preferred, alternative, and to avoid) and the names of places become sequences of
stems. In a query the longest sequence wins; a word belongs to one match only. Beside the labels stand words
for the search alone (data/search_words.csv), which no page shows.

A document *names* a concept where a label of the text's own language stands in it. Short single words that
are only alternative labels ("report") do not count there, they are common words too; labels of one short
all-capital word (AI, AV) count only where they are written in capitals (French *ai* is a verb).
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from intersession.audit.models import Event
from intersession.places.models import Place
from intersession.places.names import place_name
from intersession.search.analysis import (
    STOPWORDS,
    Analysed,
    analyse,
    fold,
    grams,
    is_cjk,
    stems,
    stems_of_unknown,
    words_of,
)
from intersession.vocabulary import queries as vocabulary

SEARCH_WORDS = "search_words.csv"
# A single word shorter than this that is only an alternative label is a common word as well.
WEAK = 9

PLACE_LANGUAGES = ("en", "fr", "es", "ar", "pt", "ru", "zh", "de", "sw")


@dataclass(frozen=True, slots=True)
class Entry:
    """One label or name: what it stands for, in which language, and whether it is a term to avoid."""

    sort: str  # "concept" or "place"
    target: str
    text: str
    language: str
    is_preferred: bool
    is_to_avoid: bool
    is_capitals: bool
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Words from `start` to `end` of the query stand for these targets of one sort."""

    start: int
    end: int
    sort: str
    targets: tuple[str, ...]
    entries: tuple[Entry, ...]


# A form of a word → (the labels that end with it, what may follow).
type Tree = dict[str, tuple[tuple[Entry, ...], Tree]]


class Lexicon:
    """All labels and names by their sequences of stems."""

    def __init__(self, entries: Iterable[Entry], below: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.below = below or {}
        self._naming: dict[str, Tree] = {}
        self.sequences: dict[tuple[str, ...], list[Entry]] = {}
        self.prefixes: set[tuple[str, ...]] = set()
        self.firsts: dict[str, int] = {}
        self.preferred: dict[str, dict[str, str]] = {}
        for entry in entries:
            if entry.is_preferred and entry.sort == "concept":
                self.preferred.setdefault(entry.target, {})[entry.language] = entry.text
            for sequence in _sequences(entry):
                self.sequences.setdefault(sequence, []).append(entry)
                self.prefixes.update(sequence[:length] for length in range(1, len(sequence) + 1))
                self.firsts[sequence[0]] = max(self.firsts.get(sequence[0], 0), len(sequence))

    def matches(self, words: Sequence[str]) -> list[Match]:
        """The longest labels in a query, from left to right; no word is used twice."""
        alternatives = [stems_of_unknown(word) for word in words]
        found: list[Match] = []
        place = 0
        while place < len(words):
            match = self._longest(words, alternatives, place)
            if match is None:
                place += 1
            else:
                found.append(match)
                place = match.end
        return found

    def _longest(self, words: Sequence[str], alternatives: list[frozenset[str]], start: int) -> Match | None:
        reach = max((self.firsts.get(stem, 0) for stem in alternatives[start]), default=0)
        # Function words inside a label ("ligne d'écoute") are not part of its sequence.
        for end in range(min(len(words), start + reach + 3), start, -1):
            inside = [place for place in range(start, end) if fold(words[place]) not in STOPWORDS]
            if not inside or inside[0] != start or inside[-1] != end - 1 or len(inside) > reach:
                continue
            entries = self._entries([alternatives[place] for place in inside])
            if entries:
                sort = "place" if all(entry.sort == "place" for entry in entries) else "concept"
                kept = tuple(entry for entry in entries if entry.sort == sort)
                return Match(start, end, sort, tuple(dict.fromkeys(entry.target for entry in kept)), kept)
        return None

    def _entries(self, slots: list[frozenset[str]]) -> list[Entry]:
        """Entries whose sequence fits the slots; only beginnings that some label has are followed."""
        sequences: list[tuple[str, ...]] = [()]
        for slot in slots:
            longer = ((*before, stem) for before in sequences for stem in slot)
            sequences = [sequence for sequence in longer if sequence in self.prefixes]
        found: dict[Entry, None] = {}
        for sequence in sequences:
            for entry in self.sequences.get(sequence, ()):
                found[entry] = None
        return list(found)

    def label(self, concept: str, language: str) -> str:
        """The preferred label of a concept in a language, else in English, else its name in the index."""
        labels = self.preferred.get(concept, {})
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), concept)

    def narrower(self, concept: str) -> tuple[str, ...]:
        """The concepts directly under one."""
        return self.below.get(concept, ())

    def mentions(self, analysed: Analysed, text: str, language: str) -> set[str]:
        """The concepts a document's text names in its own language; any language where that is unknown."""
        language = language.split("-")[0].lower()
        tree = self._naming.get(language)
        if tree is None:
            tree = self._naming[language] = self._tree(language)
        found: set[str] = set()
        if not tree:
            return found
        forms = analysed.words if language == "und" else analysed.stems
        kept = [form for form, word in zip(forms, analysed.words, strict=True) if word not in STOPWORDS]
        for start, form in enumerate(kept):
            if form in tree:
                found.update(_longest(tree, kept, start, text))
        return found

    def _tree(self, language: str) -> Tree:
        """The labels that name a concept in texts of a language, by their words one after the other."""
        tree: Tree = {}
        for sequence, entries in self.sequences.items():
            naming = tuple(
                entry
                for entry in entries
                if entry.sort == "concept" and not entry.is_weak and language in ("und", entry.language)
            )
            if naming:
                node = tree
                for form in sequence[:-1]:
                    node = node.setdefault(form, ((), {}))[1]
                before, below = node.get(sequence[-1], ((), {}))
                node[sequence[-1]] = ((*before, *naming), below)
        return tree

    def mentioned(self, text: str, language: str) -> set[str]:
        """The same for a text not yet taken apart."""
        return self.mentions(analyse(text, language), text, language)


def _longest(tree: Tree, forms: Sequence[str], start: int, text: str) -> Iterable[str]:
    """The concepts of the longest label that begins at a place."""
    found: tuple[Entry, ...] = ()
    node = tree
    for form in forms[start:]:
        if form not in node:
            break
        entries, node = node[form]
        found = tuple(entry for entry in entries if _is_written_so(entry, text)) or found
    return (entry.target for entry in found)


def _is_written_so(entry: Entry, text: str) -> bool:
    return not entry.is_capitals or re.search(rf"\b{re.escape(entry.text)}\b", text) is not None


def _sequences(entry: Entry) -> set[tuple[str, ...]]:
    """The sequences a label is known by: stemmed in its own language, and only folded."""
    words = [word for word in words_of(entry.text) if fold(word) not in STOPWORDS]
    if not words or len(words) > 8:
        return set()
    if any(is_cjk(word) for word in words):
        # In a query a CJK run is one word; in a document its pairs are looked up one after the other.
        pairs = tuple(gram for word in words for gram in grams(word))
        return {tuple(fold(word) for word in words), pairs}
    return {tuple(stems(words, entry.language)), tuple(fold(word) for word in words)}


def _entries_of_concepts() -> Iterable[Entry]:
    for label in vocabulary.labels():
        text, kind = label.text, str(label.kind)
        yield Entry(
            sort="concept",
            target=label.concept_id,
            text=text,
            language=label.language,
            is_preferred=kind == "preferred",
            is_to_avoid=kind == "to_avoid",
            is_capitals=text.isupper() and len(text) <= 5 and " " not in text,
            is_weak=kind == "alternative" and len(text) < WEAK and text.isalpha() and not text.isupper(),
        )


def _entries_of_search_words() -> Iterable[Entry]:
    """What people type for a concept that no label of it says. Only the search knows these words."""
    with _search_words().open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for text in row["words"].split("|"):
                weak = len(text) < WEAK and text.isalpha()
                yield Entry("concept", row["concept_id"], text, row["language"], False, False, False, weak)


def _search_words() -> Path:
    return Path(settings.REFERENCE_DATA) / SEARCH_WORDS


def _below() -> dict[str, tuple[str, ...]]:
    """Concept → the concepts directly under it."""
    found: dict[str, list[str]] = {}
    for entry in vocabulary.concepts("en"):
        if entry.broader_id:
            found.setdefault(entry.broader_id, []).append(entry.concept_id)
    return {concept: tuple(narrower) for concept, narrower in found.items()}


def _entries_of_places() -> Iterable[Entry]:
    for place in Place.objects.exclude(kind="world").order_by("code"):
        names = {place_name(place.code, language): language for language in PLACE_LANGUAGES}
        names.setdefault(place.name_en, "en")
        for name, language in names.items():
            if len(name) > 2:
                yield Entry("place", place.code, name, language, True, False, False, False)


_SUBJECTS = ("vocabulary.concept", "places.place")


def revision() -> str:
    """A text that changes whenever labels, places or the words for the search do."""
    events = Event.objects.filter(subject_type__in=_SUBJECTS).order_by("-id")
    last = events.values_list("id", flat=True).first() or 0
    return f"{last}-{zlib.crc32(_search_words().read_bytes()):08x}"


@lru_cache(maxsize=2)
def _lexicon(at_revision: str, database: str) -> Lexicon:
    entries = [*_entries_of_concepts(), *_entries_of_search_words(), *_entries_of_places()]
    return Lexicon(entries, _below())


def lexicon(at_revision: str) -> Lexicon:
    """The lexicon an index of this revision was made with. Built once per revision and process."""
    return _lexicon(at_revision, str(settings.DATABASES["default"]["NAME"]))
