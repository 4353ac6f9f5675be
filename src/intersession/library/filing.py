"""Filing a resource under concepts: by its topics, and by what its title says.

A title is searched for every label of the vocabulary in every language, deprecated ones included (an old
title is filed where today's term belongs). The longest label wins where labels overlap, so "child sexual
abuse material" files under that concept and not also under the wider one its first words name. Labels of
three letters or fewer must stand in the title exactly so ("AI"), or "ai" would be found in French.

Limits: no stemming, so an inflected title may be missed; scripts without spaces are searched letter by
letter. The search index, which does analyse languages, finds what this misses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intersession.library.models import FiledBecause

# True of nearly everything here, so they tell nothing.
TOO_WIDE = frozenset({"child"})
# In a title these name the sort of work ("annual report"), not a way to report abuse.
AMBIGUOUS = frozenset({"report", "rapport", "informe", "relatorio", "bericht"})
SHORTEST_FOLDED_LABEL = 4
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


def folded(text: str) -> str:
    """Lower case, without accents or Arabic vowel signs, everything but letters and digits as one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


@dataclass(frozen=True, slots=True)
class Titles:
    """Finds concepts in titles. Made once per load: `labels` are (concept, label) in any language."""

    patterns: tuple[tuple[str, str], ...]
    exact: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def of(cls, labels: Iterable[tuple[str, str]]) -> Titles:
        patterns: dict[str, str] = {}
        exact: dict[str, str] = {}
        for concept, label in labels:
            form = folded(label)
            if concept in TOO_WIDE or form in AMBIGUOUS or not form:
                continue
            if UNSPACED.search(form) or len(form) >= SHORTEST_FOLDED_LABEL:
                patterns.setdefault(form, concept)
            elif label.isupper():
                exact.setdefault(label, concept)
        longest_first = sorted(patterns.items(), key=lambda pair: (-len(pair[0]), pair[0]))
        return cls(
            tuple(longest_first),
            tuple((re.compile(rf"\b{re.escape(label)}\b"), concept) for label, concept in exact.items()),
        )

    def concepts_in(self, title: str) -> set[str]:
        """The concepts whose labels stand in the title."""
        text = f" {folded(title)} "
        found = set()
        for form, concept in self.patterns:
            needle = form if UNSPACED.search(form) else f" {form} "
            if needle in text:
                found.add(concept)
                # What a longer label took is taken; the spaces stay so that neighbours still match.
                text = text.replace(needle, " \0 ")
        return found | {concept for pattern, concept in self.exact if pattern.search(title)}


def concepts_for(
    topics: Iterable[str], titles: Iterable[str], by_topic: Mapping[str, str], by_title: Titles
) -> dict[str, str]:
    """Concept → why: by a topic first, else by a title."""
    filed = {concept: FiledBecause.TITLE.value for title in titles for concept in by_title.concepts_in(title)}
    filed.update({by_topic[topic]: FiledBecause.TOPIC.value for topic in topics if topic in by_topic})
    return filed
