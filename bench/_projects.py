"""The work behind bench/projects.py: generated projects, planted near-duplicates, and somebody who types.

A planted twin is a project that is there, told anew: some words of its title and summary are others, one theme may be
missing, it begins or ends another year; half of the twins are in another language, so that no word of theirs is the
same and only themes, places, time and audience are. What is asked is what the form would have typed of a twin; found is
a twin among the first ten shown. Vectors of meaning are made near those of real texts as in `_overlaps` and say
nothing of the twins, so meaning costs its time here and helps nobody; real ones would add to the recall.

Side by side: MinHash with LSH (datasketch, rensa) over the words of title and summary, and over the same with the
themes, places, years and audiences as words, which is what it takes to meet across languages. Both are asked for the
ten likest of what their buckets hold. They are no part of the locked packages: where they are not installed, their rows
are left out and it is said.
"""

import importlib
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings

from bench._overlaps import AT_ONCE, Vectors, milliseconds, row
from bench._search import Ours, p95, say
from intersession.overlaps.sketch import Sketch
from intersession.places.models import Place
from intersession.projects import nearness
from intersession.projects.models import ForWhom
from intersession.search import meaning
from intersession.search.documents import Document
from intersession.search.encoders import USE
from intersession.search.rebuild import every_document
from intersession.search.vectors import Writer
from intersession.vocabulary.queries import concepts

ASKED = 400
MOST = 10
PERMUTATIONS = 128
THRESHOLD = 0.3
LANGUAGES = ("en", "fr", "es", "ar")


@dataclass(frozen=True, slots=True)
class Made:
    """A generated project as rows of the search, and as somebody would have typed it."""

    title: str
    summary: str
    language: str
    concepts: tuple[str, ...]
    places: tuple[str, ...]
    audiences: tuple[str, ...]
    first: int
    last: int

    def document(self, number: int) -> Document:
        return Document(
            kind="project",
            key=str(number),
            path=f"/projects/{number}/",
            titles={self.language: self.title},
            bodies={self.language: self.summary},
            languages=(self.language,),
            concepts=self.concepts,
            places=self.places,
            audiences=self.audiences,
            year=self.first,
            until=self.last,
        )

    def sketch(self) -> Sketch:
        return Sketch(
            titles={self.language: self.title},
            text=self.summary,
            languages=(self.language,),
            concepts=self.concepts,
            places=self.places,
            audiences=self.audiences,
            year=self.first,
            until=self.last,
        )

    def shingles(self, *, with_facts: bool) -> list[str]:
        words = f"{self.title} {self.summary}".lower().split()
        if not with_facts:
            return words
        years = [f"year:{year}" for year in range(self.first, self.last + 1)]
        facts = [f"concept:{each}" for each in self.concepts] + [f"place:{each}" for each in self.places]
        return [*words, *facts, *years, *(f"who:{each}" for each in self.audiences)]


class Makers:
    """Projects whose words are those of no dictionary, told apart by language; few themes and places are common."""

    def __init__(self, themes: list[str], places: list[str]) -> None:
        self.dice = random.Random(23)
        self.themes, self.places = themes, places
        syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
        self.words = {
            language: ["".join(self.dice.choices(syllables, k=3)) + ending for _ in range(4000)]
            for language, ending in zip(LANGUAGES, ("n", "x", "s", "q"), strict=True)
        }

    def some(self, language: str, count: int) -> list[str]:
        # Few words are used often, as in texts.
        words = self.words[language]
        return [words[int(len(words) * self.dice.random() ** 2)] for _ in range(count)]

    def one(self) -> Made:
        dice = self.dice
        language = dice.choice(LANGUAGES)
        first = dice.randint(2015, 2027)
        return Made(
            " ".join(self.some(language, 7)),
            " ".join(self.some(language, 30)),
            language,
            tuple(dict.fromkeys(dice.choices(self.themes, k=dice.randint(2, 4)))),
            tuple(dict.fromkeys(dice.choices(self.places, k=dice.randint(1, 3)))),
            tuple(dict.fromkeys(dice.choices(ForWhom.values, k=dice.randint(1, 2)))),
            first,
            first + dice.randint(0, 3),
        )

    def twin(self, made: Made, *, is_foreign: bool) -> Made:
        dice = self.dice
        themes = list(made.concepts)
        if len(themes) > 2 and dice.random() < 0.5:
            themes.pop(dice.randrange(len(themes)))
        first = made.first + dice.choice((0, 0, 1)) if made.last > made.first else made.first
        told = replace(
            made, concepts=tuple(themes), first=first, last=max(first, made.last + dice.choice((0, 1)))
        )
        if is_foreign:
            language = dice.choice([each for each in LANGUAGES if each != made.language])
            return replace(
                told,
                language=language,
                title=" ".join(self.some(language, 7)),
                summary=" ".join(self.some(language, 30)),
            )
        title, summary = made.title.split(), made.summary.split()
        for words, times in ((title, 2), (summary, 8)):
            for _ in range(times):
                words[dice.randrange(len(words))] = self.some(made.language, 1)[0]
        return replace(told, title=" ".join(title), summary=" ".join(summary))


def fill_vectors(vectors: Vectors, count: int) -> None:
    """Two vectors a project, near real texts."""
    store = Writer(meaning.place_of(USE))
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(count, start + AT_ONCE))
        keys = [key for number in numbers for key in meaning.vector_keys("project", f"{number}")]
        store.append(keys, [1] * len(keys), vectors.some(len(keys)))
    store.close()


def datasketched(made: list[Made], *, with_facts: bool) -> Callable[[Made], list[int]]:
    library: Any = importlib.import_module("datasketch")

    def hashed(each: Made) -> Any:
        found = library.MinHash(num_perm=PERMUTATIONS)
        found.update_batch([word.encode() for word in each.shingles(with_facts=with_facts)])
        return found

    index, kept = library.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS), []
    for number, each in enumerate(made):
        kept.append(hashed(each))
        index.insert(number, kept[-1], check_duplication=False)

    def ask(each: Made) -> list[int]:
        asked = hashed(each)
        return sorted(index.query(asked), key=lambda number: -asked.jaccard(kept[number]))[:MOST]

    return ask


def rensa_hashed(made: list[Made], *, with_facts: bool) -> Callable[[Made], list[int]]:
    library: Any = importlib.import_module("rensa")

    def hashed(each: Made) -> Any:
        found = library.RMinHash(num_perm=PERMUTATIONS, seed=1)
        found.update(each.shingles(with_facts=with_facts))
        return found

    # Bands of two rows: of pairs with a likeness of 0.2, nine in ten meet in one of them.
    index = library.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=PERMUTATIONS // 2)
    kept = []
    for number, each in enumerate(made):
        kept.append(hashed(each))
        index.insert(number, kept[-1])

    def ask(each: Made) -> list[int]:
        asked = hashed(each)
        return sorted(index.query(asked), key=lambda number: -asked.jaccard(kept[number]))[:MOST]

    return ask


def ours(each: Made) -> list[int]:
    """What the form would show, as numbers."""
    return [int(overlap.key) for overlap in nearness.near(each.sketch(), most=MOST).overlaps]


def measured(
    ask: Callable[[Made], list[int]], asked: list[tuple[int, Made, bool]]
) -> tuple[float, float, float]:
    """(p95 in milliseconds, recall within a language, recall across languages)."""
    hits: dict[bool, list[bool]] = {False: [], True: []}
    times = milliseconds([partial(ask, twin) for _number, twin, _foreign in asked])
    for number, twin, is_foreign in asked:
        hits[is_foreign].append(number in ask(twin))
    return p95(times), *(sum(found) / len(found) for found in (hits[False], hits[True]))  # type: ignore[return-value]


def main(number: str) -> list[dict[str, Any]]:
    """Rows for the table."""
    count = int(number)
    assert str(settings.INDEX_HOME).startswith(tempfile.gettempdir()), "the bench needs a home of its own"
    themes = [each.concept_id for each in concepts("en")]
    places = list(Place.objects.order_by("pk").values_list("pk", flat=True))
    makers = Makers(themes, places)
    made = [makers.one() for _ in range(count)]
    real = list(every_document())
    Ours().build([*real, *(each.document(place) for place, each in enumerate(made))])
    texts = [text for each in real for text in each.titles.values() if text.isascii()][:3000]
    fill_vectors(Vectors(texts), count)
    chosen = makers.dice.sample(range(count), ASKED)
    asked = [
        (place, makers.twin(made[place], is_foreign=turn % 2 == 1), turn % 2 == 1)
        for turn, place in enumerate(chosen)
    ]
    say(f"{count:,} projects are there; {len(asked)} twins are asked for")
    ours(asked[0][1])
    time, within, across = measured(ours, asked)
    say(f"ours: p95 {time:.1f} ms, recall {within:.3f} within a language, {across:.3f} across")
    both = (within + across) / 2
    what = f"overlaps of a project while typing, {count:,} projects"
    rows = [
        row(f"{what}, p95", time, 50, "ms", "promised", 1),
        row("planted twins found among ten", both, 1, "", "all", 0.9, "least"),
        row("… those in another language", across, 1, "", "all", 0.9, "least"),
    ]
    for name, begin in (("datasketch", datasketched), ("rensa", rensa_hashed)):
        for with_facts in (False, True):
            try:
                ask = begin(made, with_facts=with_facts)
            except ModuleNotFoundError:
                say(f"{name} is not installed: its rows are left out")
                break
            other, within, across = measured(ask, asked)
            label = f"MinHash LSH of {name}, {'words and facts' if with_facts else 'words'}"
            say(f"{label}: p95 {other:.1f} ms, recall {within:.3f} within a language, {across:.3f} across")
            rows.append(row(f"p95 beside {label}", time, other, "ms", label, None))
            rows.append(
                row(f"twins found beside {label}", both, (within + across) / 2, "", label, 1, "least")
            )
    return rows


if __name__ == "__main__":
    sys.exit("run make bench ONLY=projects")
