"""Generated resources: words as frequent as in real texts, facets as uneven as in a real library."""

import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import date

from intersession.search.documents import Document

FORMS = (
    "guideline", "research", "report", "toolkit", "law-review", "position-paper", "code-of-conduct", "campaign",
    "standard", "good-practice", "curriculum", "dataset", "case-study",
)  # fmt: skip
TOPICS = (
    "content", "contact", "conduct", "contract", "csam", "grooming", "sextortion", "reporting", "privacy",
    "education", "age-assurance", "gaming", "ai", "participation",
)  # fmt: skip
AUDIENCES = ("children", "parents", "educators", "industry", "policymakers", "professionals")
LANGUAGES = ("en", "en", "en", "en", "en", "en", "fr", "es", "pt", "ru", "ar", "de")
TAIL = 40_000


class Corpus:
    """The same documents for every engine and every run: all comes from fixed seeds."""

    def __init__(
        self, count: int, real: Sequence[str], places: Sequence[str], concepts: Sequence[str]
    ) -> None:
        self.count = count
        self.places, self.concepts = places, concepts
        dice = random.Random(7)
        known = sorted({word.lower() for text in real for word in text.split() if word.isascii()})
        dice.shuffle(known)
        syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
        tail = {"".join(dice.choices(syllables, k=dice.randint(3, 5))) for _ in range(TAIL)}
        self.words = [*known, *sorted(tail)]
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.publishers = [f"Publisher {number}" for number in range(300)]

    def documents(self) -> Iterator[Document]:
        """All of them, one after the other."""
        dice = random.Random(11)
        for number in range(self.count):
            length = dice.randint(50, 90)
            words = dice.choices(self.words, cum_weights=self.weights, k=length)
            cut = dice.randint(6, 11)
            language = dice.choice(LANGUAGES)
            yield Document(
                kind="resource",
                key=f"g{number}",
                path=f"/library/g{number}/",
                titles={language: " ".join(words[:cut])},
                bodies={language: " ".join(words[cut:])},
                languages=self._some(dice, LANGUAGES, language),
                places=tuple(self._uneven(dice, self.places) for _ in range(1 if dice.random() < 0.9 else 3)),
                concepts=tuple({self._uneven(dice, self.concepts) for _ in range(dice.randint(0, 3))}),
                topics=tuple({dice.choice(TOPICS) for _ in range(dice.randint(1, 3))}),
                audiences=tuple({dice.choice(AUDIENCES) for _ in range(dice.randint(1, 2))}),
                publisher=self._uneven(dice, self.publishers),
                form=self._uneven(dice, FORMS),
                year=dice.randint(1998, 2026),
                confidence=dice.choice(("high", "high", "medium", "low")),
                added_on=date(2026, 1, 1),
            )

    @staticmethod
    def _uneven(dice: random.Random, values: Sequence[str]) -> str:
        return values[int(len(values) * dice.random() ** 2)]

    @staticmethod
    def _some(dice: random.Random, values: Sequence[str], first: str) -> tuple[str, ...]:
        return (first,) if dice.random() < 0.8 else (first, dice.choice(values))


class Questions:
    """A mixed set of queries over a corpus: (sort, words, filter) with the words in no engine's own syntax."""

    def __init__(self, corpus: Corpus) -> None:
        dice = random.Random(13)
        plain = [word for word in corpus.words if len(word) > 4 and word.isalpha()]
        frequent = [word for word in corpus.words[:120] if len(word) > 4 and word.isalpha()][:30]
        middling, rare = plain[400:1500], plain[12_000:24_000]
        sample = [
            next(iter(each.titles.values())).split() for each in itertools.islice(corpus.documents(), 400)
        ]
        pairs = [
            (a, b)
            for words in sample
            for a, b in itertools.pairwise(words[1:4])
            if a.isalpha() and b.isalpha()
        ]
        self.asked: list[tuple[str, tuple[str, ...], str]] = []
        for _ in range(8):
            self.asked += [
                ("rare", (dice.choice(rare),), ""),
                ("middling", (dice.choice(middling),), ""),
                ("common", (dice.choice(frequent),), ""),
                ("and", (dice.choice(frequent), dice.choice(middling)), ""),
                ("and", (dice.choice(frequent), dice.choice(frequent)), ""),
                ("or", (dice.choice(frequent), dice.choice(frequent)), ""),
                ("phrase", dice.choice(pairs), ""),
                ("filtered", (dice.choice(frequent),), dice.choice(("en", "fr", "ar"))),
            ]
