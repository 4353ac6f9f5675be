"""From a question in somebody's own words to its parts: what about, where, and in which language.

"Who knows about age assurance in Latin America, in Spanish" has three parts: a concept, a region, a
language. Concepts and countries are known by every label and name the search knows them by; regions and
languages by their names in the interface languages. The longest name wins and no word is used twice, so
"French Polynesia" is a place and not a language. What is left over are words, looked for as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings

from intersession.directory.regions import ASKABLE, UN_GROUPS
from intersession.places.names import place_name
from intersession.search.analysis import STOPWORDS, fold, words_of
from intersession.search.index import NoIndex, reader
from intersession.search.lexicon import Lexicon, lexicon, revision

LONGEST = 300
MOST_WORDS = 40
MOST_PARTS = 8

CONCEPT, PLACE, LANGUAGE, WORD = "concept", "place", "language", "word"

# Other names of regions than those of CLDR.
ALSO_CALLED = {
    "419": (
        "latin america and the caribbean", "latin american", "américa latina", "américa latina y el caribe",
        "amérique latine et caraïbes", "أمريكا اللاتينية ومنطقة البحر الكاريبي",
    ),
    "009": ("pacific", "the pacific", "pacific islands", "pacífico", "pacifique", "المحيط الهادئ"),
    "145": ("middle east", "moyen-orient", "oriente medio", "oriente próximo", "الشرق الأوسط"),
    "202": ("afrique subsaharienne", "subsaharan africa", "áfrica subsahariana"),
    "africa": ("african group",),
    "asia-pacific": ("asia pacific", "asia-pacific group", "asie-pacifique", "asia-pacífico", "آسيا والمحيط الهادئ"),
    "latin-america-caribbean": ("grulac",),
    "western-europe-others": ("weog",),
}  # fmt: skip
# Words of a question that ask rather than say what about. Beside them stand the search's own stop words.
ASKING = frozenset(
    fold(word)
    for word in [
        "who",
        "what",
        "which",
        "knows",
        "know",
        "known",
        "knowing",
        "somebody",
        "someone",
        "anybody",
        "anyone",
        "people",
        "person",
        "persons",
        "expert",
        "experts",
        "expertise",
        "specialist",
        "specialists",
        "organisation",
        "organisations",
        "organization",
        "organizations",
        "about",
        "working",
        "works",
        "work",
        "speaks",
        "speaking",
        "speak",
        "language",
        "languages",
        "find",
        "looking",
        "help",
        "me",
        "please",
        "there",
        "qui",
        "que",
        "quoi",
        "quel",
        "quelle",
        "connaît",
        "connait",
        "connaissent",
        "sait",
        "personne",
        "personnes",
        "organisations",
        "expert",
        "experte",
        "experts",
        "travaille",
        "travaillent",
        "parle",
        "parlant",
        "langue",
        "cherche",
        "trouver",
        "quelqu",
        "un",
        "quién",
        "quien",
        "quiénes",
        "qué",
        "cuál",
        "sabe",
        "saben",
        "conoce",
        "conocen",
        "alguien",
        "personas",
        "organizaciones",
        "experto",
        "experta",
        "expertos",
        "trabaja",
        "trabajan",
        "habla",
        "hablan",
        "idioma",
        "busco",
        "sobre",
        "acerca",
        "من",
        "ما",
        "الذي",
        "يعرف",
        "تعرف",
        "خبير",
        "خبراء",
        "خبرة",
        "شخص",
        "أشخاص",
        "منظمة",
        "منظمات",
        "يعمل",
        "تعمل",
        "يتحدث",
        "لغة",
        "عن",
        "حول",
        "في",
        "باللغة",
        "اللغة",
    ]
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing understood of a question. `typed` are the words it was understood from; empty if chosen."""

    sort: str
    value: str
    typed: str = ""

    @property
    def key(self) -> str:
        """How an address names the part, to take it away."""
        return f"{self.sort}.{self.value}"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in parts. Parts of one sort widen, sorts narrow each other."""

    parts: tuple[Part, ...] = ()

    def values(self, sort: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.value for part in self.parts if part.sort == sort))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.values(CONCEPT)

    @property
    def places(self) -> tuple[str, ...]:
        return self.values(PLACE)

    @property
    def languages(self) -> tuple[str, ...]:
        return self.values(LANGUAGE)

    @property
    def words(self) -> tuple[str, ...]:
        return self.values(WORD)

    @property
    def has_topic(self) -> bool:
        return bool(self.concepts or self.words)

    def but(self, *sorts: str) -> Question:
        """The same without the parts of some sorts."""
        return replace(self, parts=tuple(part for part in self.parts if part.sort not in sorts))

    def without(self, keys: Iterable[str]) -> Question:
        """The same without the parts an address takes away."""
        gone = set(keys)
        return replace(self, parts=tuple(part for part in self.parts if part.key not in gone))

    def __add__(self, other: Question) -> Question:
        """Both, each part once, at most so many."""
        found = {part.key: part for part in (*other.parts, *self.parts)}
        ordered = {part.key: found[part.key] for part in (*self.parts, *other.parts)}
        return Question(tuple(ordered.values())[:MOST_PARTS])


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `start` to `end` stand for these values of one sort."""

    start: int
    end: int
    sort: str
    values: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, int]:
        """Longer first; of two readings of the same words places, then languages, then concepts."""
        return (self.start - self.end, self.start, (PLACE, LANGUAGE, CONCEPT).index(self.sort))


def understand(text: str) -> Question:
    """The parts of a question, in the order in which they were typed."""
    words = words_of(text[:LONGEST])[:MOST_WORDS]
    if not words:
        return Question()
    folded = [_bare(word) for word in words]
    spans = [*_named(folded, _places(), PLACE), *_named(folded, _languages(), LANGUAGE)]
    spans += [
        Span(match.start, match.end, CONCEPT if match.sort == "concept" else PLACE, match.targets)
        for match in _lexicon().matches(words)
    ]
    used: set[int] = set()
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: span.rank):
        if used.isdisjoint(range(span.start, span.end)):
            used.update(range(span.start, span.end))
            chosen.append(span)
    parts: list[tuple[int, Part]] = []
    for span in chosen:
        typed = " ".join(words[span.start : span.end])
        parts += [(span.start, Part(span.sort, value, typed)) for value in span.values]
    for place, word in enumerate(folded):
        if place not in used and len(word) > 1 and word not in STOPWORDS and word not in ASKING:
            parts.append((place, Part(WORD, word, words[place])))
    parts.sort(key=lambda pair: pair[0])
    return Question(tuple({part.key: part for _place, part in parts}.values())[:MOST_PARTS])


def _bare(word: str) -> str:
    """A word as names are compared. Arabic writes "in" and "for" before the article as one word with it."""
    bare = fold(word)
    return f"ال{bare[3:]}" if bare.startswith(("بال", "وال")) and len(bare) > 5 else bare


def _named(words: Sequence[str], names: dict[tuple[str, ...], str], sort: str) -> list[Span]:
    """Every run of words that is a name."""
    longest = max(map(len, names))
    return [
        Span(start, start + length, sort, (names[run],))
        for start in range(len(words))
        for length in range(1, min(longest, len(words) - start) + 1)
        if (run := tuple(words[start : start + length])) in names
    ]


def _key(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words_of(name))


@lru_cache(maxsize=1)
def _places() -> dict[tuple[str, ...], str]:
    """Names of regions and UN groups in the interface languages → code. Countries are in the lexicon."""
    names: dict[tuple[str, ...], str] = {}
    for code in ASKABLE:
        if code not in UN_GROUPS:
            for language, _label in settings.LANGUAGES:
                names.setdefault(_key(place_name(code, language)), code)
        for name in ALSO_CALLED.get(code, ()):
            names.setdefault(_key(name), code)
    return names


@lru_cache(maxsize=1)
def _languages() -> dict[tuple[str, ...], str]:
    """Names of languages in the interface languages and in their own → tag."""
    names: dict[tuple[str, ...], str] = {}
    known = map(str, Locale("en").languages)
    tags = [tag for tag in known if len(tag) == 2 or tag in ("fil", "ckb", "yue")]
    for interface, _label in settings.LANGUAGES:
        for tag in tags:
            if name := Locale.parse(interface).languages.get(tag):
                names.setdefault(_key(str(name)), tag)
    for tag in tags:
        try:
            if own := Locale.parse(tag).languages.get(tag):
                names.setdefault(_key(str(own)), tag)
        except (UnknownLocaleError, ValueError):
            continue
    names.pop((), None)
    return names


def known_languages() -> frozenset[str]:
    """The tags a question can name."""
    return frozenset(_languages().values())


def _lexicon() -> Lexicon:
    """The labels and names of the index in use; without an index those of the database."""
    try:
        return lexicon(reader().state["lexicon"])
    except NoIndex:
        return lexicon(revision())
