"""Finding overlaps: candidates by keys, words and meaning; then points and reasons for each.

The points, their sum and what makes an overlap "the same", "another language" or "another version" are
written for readers in docs/overlaps.md; change both together. Thresholds of likeness were set on the pairs of
original and English titles in data/resources.csv (figures in docs/overlaps.md): half of the pairs in a
language the encoder knows are more alike than TRANSLATED, five in six nearest strangers are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from rapidfuzz import fuzz
from tantivy import Occur
from tantivy import Query as Q

from intersession.kit.languages import language_name
from intersession.overlaps.graph import Nearest
from intersession.overlaps.sketch import Found, Nearness, Overlap, Sketch
from intersession.places.models import WORLD
from intersession.places.names import place_name
from intersession.search import meaning
from intersession.search.analysis import STEMMERS, STOPWORDS, analyse, fold, simplified, words_of
from intersession.search.encoders import E5, Encoder, encode_query, installed
from intersession.search.find import card_at, title_of
from intersession.search.index import NoIndex, Reader, key_of, meaning_key, reader
from intersession.search.lexicon import Lexicon, lexicon
from intersession.search.sameness import address_key, is_telling, title_key, title_words

MOST_BY_MEANING = 40
MOST_BY_WORDS = 30
MOST_WORDS = 6
LONGEST_TEXT = 2_000
SHORTEST_TEXT = 30

# Points.
SAME_ADDRESS = 100.0
SAME_TITLE, SAME_SHORT_TITLE = 80.0, 30.0
LIKE_TITLE = 60.0
LIKE_MEANING = 60.0
PER_CONCEPT, MOST_FOR_CONCEPTS = 4.0, 12.0
PER_PLACE, MOST_FOR_PLACES = 4.0, 8.0
SAME_PUBLISHER = 6.0
SAME_YEAR = 2.0
SAME_FORM = 1.0
# Likeness of meaning (0: chance, 1: the same) from which we speak of it.
NEARLY_THE_SAME, TRANSLATED, SIMILAR = 0.65, 0.5, 0.3
# Likeness of titles letter by letter, from 0 to 100.
NEARLY_THE_TITLE, RESEMBLING_TITLE = 92, 75
LEAST_POINTS = 24.0
# A concept or place that more than this share of the library has says nothing about kinship.
COMMON = 0.15
FEW = 20
# What is done, unlike what is written, overlaps by what it is about, where, when and for whom. Theme, place and
# time together reach LEAST_POINTS.
MOST_BY_FACTS = 60
BY_FACTS_CONCEPT, BY_FACTS_PLACE, BY_FACTS_TIME, BY_FACTS_AUDIENCE = 8.0, 8.0, 8.0, 4.0
# This much of all concepts named by one of the two, in the same places at the same time, in another language, is
# probably the same.
ALIKE_THEMES = 0.6
# Words that tell editions of one title apart; they are compared without.
_EDITION = frozenset({"edition", "ed", "version", "revised", "updated", "second", "third", "2nd", "3rd"})


@dataclass(slots=True)
class Candidate:
    """A record under consideration, and what led to it."""

    card: Mapping[str, Any]
    keys: set[str] = field(default_factory=set)
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """The sketch, read: keys, and what its words stand for."""

    addresses: Mapping[str, str]
    title_keys: Mapping[str, str]
    concepts: frozenset[str]
    places: frozenset[str]
    publishers: Mapping[str, str]
    languages: frozenset[str]


def overlaps_of(
    sketch: Sketch,
    *,
    kinds: tuple[str, ...] = ("resource",),
    language: str = "",
    most: int = 6,
    without: frozenset[str] = frozenset(),
    audience_names: Mapping[str, object] | None = None,
) -> Found:
    """What overlaps with a sketch, nearest first. `without` are keys of records to leave out.

    With `audience_names` what is looked for is done rather than written: theme, place, time and audience lead to
    candidates and count for more. Never raises for what was typed. Reasons are in the reader's language.
    """
    by_facts = audience_names is not None
    if sketch.is_empty and not (by_facts and sketch.has_facts):
        return Found()
    try:
        now = reader()
    except NoIndex:
        return Found(has_looked=False)
    words = lexicon(now.state["lexicon"])
    known = _read(sketch, now, words)
    candidates = _candidates(sketch, known, now, kinds, by_facts)
    seen = language or get_language() or "en"
    found = [
        overlap
        for candidate in candidates
        if str(candidate.card["key"]) not in without
        and (overlap := _judged(candidate, sketch, known, words, now, seen, audience_names)) is not None
    ]
    found.sort(key=lambda overlap: (-overlap.points, overlap.key))
    return Found(tuple(found[:most]), has_meaning=meaning.is_available())


def same_as(
    addresses: Iterable[str], titles: Iterable[str], kinds: tuple[str, ...] = ("resource",)
) -> set[str]:
    """The records that have one of the addresses, or one of the titles where it is telling. For many rows."""
    keys = [address_key(address) for address in addresses]
    keys += [title_key(title) for title in titles if is_telling(title)]
    try:
        now = reader()
    except NoIndex:
        return set()
    found = (_by_key(now, key) for key in dict.fromkeys(keys) if key)
    return {str(card["key"]) for cards in found for card in cards if card["kind"] in kinds}


def _read(sketch: Sketch, now: Reader, words: Lexicon) -> Known:
    concepts, places = set(sketch.concepts), set(sketch.places)
    for tag, title in sketch.titles.items():
        title = title[:500]
        concepts |= words.mentioned(title, tag)
        for match in words.matches(words_of(title)[:40]):
            if match.sort == "place":
                places |= set(match.targets)
    return Known(
        addresses={key: address for address in sketch.addresses if (key := address_key(address))},
        title_keys={key: tag for tag, title in sketch.titles.items() if (key := title_key(title))},
        concepts=frozenset(each for each in concepts if _is_telling(now, each, "concept", "named")),
        places=frozenset(each for each in places - {WORLD} if _is_telling(now, each, "place")),
        publishers={title_words(name): name for name in sketch.publishers if title_words(name)},
        languages=frozenset(
            _base(tag) for tag in (*sketch.languages, *_first(sketch.titles)) if tag != "und"
        ),
    )


def _first(titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles)[:1]


def _base(tag: str) -> str:
    return tag.split("-")[0].lower()


def _is_telling(now: Reader, value: str, *names: str) -> bool:
    most = max(FEW, now.searcher.num_docs * COMMON)
    return all(now.searcher.doc_freq(name, value) <= most for name in names)


def _candidates(
    sketch: Sketch, known: Known, now: Reader, kinds: tuple[str, ...], by_facts: bool
) -> list[Candidate]:
    """Every record that any of the ways leads to."""
    found: dict[str, Candidate] = {}

    def take(card: Mapping[str, Any]) -> Candidate | None:
        if card["kind"] not in kinds:
            return None
        return found.setdefault(key_of(str(card["kind"]), str(card["key"])), Candidate(card))

    for key in (*known.addresses, *known.title_keys):
        for card in _by_key(now, key):
            if candidate := take(card):
                candidate.keys.add(key)
    for card in _by_words(sketch, now):
        take(card)
    if by_facts:
        for card in _by_facts(sketch, known, now, kinds):
            take(card)
    near = _by_meaning(sketch, known, at_once=by_facts)
    for card in _cards_of(now, near, kinds):
        take(card)
    for key, candidate in found.items():
        candidate.likeness = near.get(meaning_key(key), 0.0)
    return list(found.values())


def _by_key(now: Reader, key: str) -> list[Mapping[str, Any]]:
    query = Q.term_query(now.index.schema, "same", key, "basic")
    return [card_at(now, address) for _score, address in now.searcher.search(query, 10, False).hits]


def _by_words(sketch: Sketch, now: Reader) -> list[Mapping[str, Any]]:
    """Records whose titles hold the rarest words of ours, best first."""
    stems: dict[str, int] = {}
    for tag, title in sketch.titles.items():
        analysed = analyse(title[:300], tag if _base(tag) in STEMMERS else "und")
        for stem, word in zip(analysed.stems, analysed.words, strict=True):
            if word not in STOPWORDS and fold(word) not in STOPWORDS and stem not in stems:
                stems[stem] = int(now.searcher.doc_freq("title", stem))
    rarest = sorted((count, stem) for stem, count in stems.items() if count)[:MOST_WORDS]
    if not rarest:
        return []
    schema = now.index.schema
    clauses = [(Occur.Should, Q.term_query(schema, "title", stem)) for _count, stem in rarest]
    hits = now.searcher.search(Q.boolean_query(clauses), MOST_BY_WORDS, False).hits
    return [card_at(now, address) for _score, address in hits]


def _by_facts(sketch: Sketch, known: Known, now: Reader, kinds: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Records about the same, in the same places, for the same people; what few share counts most (BM25)."""
    schema = now.index.schema
    clauses = [
        (Occur.Should, Q.term_query(schema, name, value, "basic"))
        for name, values in (
            ("concept", known.concepts),
            ("place", known.places),
            ("audience", sketch.audiences),
        )
        for value in sorted(values)
    ]
    if not clauses:
        return []
    about = [(Occur.Must, Q.term_set_query(schema, "kind", list(kinds)))]
    if known.concepts:
        # Without a theme in common nothing overlaps by its facts, and most records need not be looked at.
        about.append((Occur.Must, Q.term_set_query(schema, "concept", sorted(known.concepts))))
    hits = now.searcher.search(Q.boolean_query([*about, *clauses]), MOST_BY_FACTS, False).hits
    return [card_at(now, address) for _score, address in hits]


_nearest: dict[str, Nearest] = {}


def _by_meaning(sketch: Sketch, known: Known, *, at_once: bool) -> dict[int, float]:
    """Meaning key → likeness, of the records nearest to a title or to the text; or to both as one, in half the time."""
    texts = [title.strip() for title in sketch.titles.values() if len(title.strip()) >= 4][:2]
    if len(sketch.text.strip()) >= SHORTEST_TEXT:
        texts.append(sketch.text.strip())
    if at_once and texts:
        texts = [". ".join(texts)]
    is_foreign = not known.languages or bool(known.languages - meaning.KNOWN)
    found: dict[int, float] = {}
    for text in dict.fromkeys(texts):
        plain = simplified(text.lower() if text.isupper() else text)[: meaning.LONGEST_TITLE]
        for encoder in installed():
            if encoder is E5 and not is_foreign and len(installed()) > 1:
                continue
            for key, likeness in _near(encoder, plain):
                found[key] = max(likeness, found.get(key, 0.0))
    best = sorted(found.items(), key=lambda pair: -pair[1])[:MOST_BY_MEANING]
    return dict(best)


def _near(encoder: Encoder, text: str) -> list[tuple[int, float]]:
    store = meaning.reader_of(encoder)
    nearest = _nearest.setdefault(str(store.place.home / store.place.name), Nearest())
    pairs = nearest.closest(store, encode_query(encoder, text), MOST_BY_MEANING * 2)
    scaled = ((key >> 1, (cosine - encoder.least) / (1.0 - encoder.least)) for key, cosine in pairs)
    return [(key, likeness) for key, likeness in scaled if likeness > 0]


def _cards_of(now: Reader, near: Mapping[int, float], kinds: tuple[str, ...]) -> list[Mapping[str, Any]]:
    if not near:
        return []
    schema = now.index.schema
    query = Q.boolean_query(
        [
            (Occur.Must, Q.term_set_query(schema, "meaning", list(near))),
            (Occur.Must, Q.term_set_query(schema, "kind", list(kinds))),
        ]
    )
    hits = now.searcher.search(query, len(near), False).hits
    return [card_at(now, address) for _score, address in hits]


@dataclass(slots=True)
class Tally:
    """Points and reasons of one candidate as they come together."""

    points: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str = "") -> None:
        self.points += points
        if reason:
            self.reasons.append(reason)


def _judged(
    candidate: Candidate,
    sketch: Sketch,
    known: Known,
    words: Lexicon,
    now: Reader,
    language: str,
    audience_names: Mapping[str, object] | None,
) -> Overlap | None:
    """The candidate with points, reasons and what it probably is; None when it is not worth showing."""
    card, tally = candidate.card, Tally()
    has_address = _add_address(tally, candidate, known)
    likeness_of_titles = _add_title(tally, candidate, sketch, known)
    _add_meaning(tally, candidate)
    if audience_names is None:
        is_kin = _add_shared(tally, card, sketch, known, words, now, language)
        is_alike = False
    else:
        is_kin, is_alike = _add_facts(tally, card, sketch, known, words, language, audience_names)
    nearness = _nearness(card, sketch, known, candidate, has_address, likeness_of_titles, is_kin)
    if is_alike and nearness is Nearness.CLOSE:
        nearness = Nearness.TRANSLATION
    if nearness is Nearness.CLOSE and tally.points < LEAST_POINTS:
        return None
    year = card["year"]
    if nearness is Nearness.VERSION and year and sketch.year and year != sketch.year:
        tally.reasons.append(_("of %(year)s, yours of %(own)s") % {"year": year, "own": sketch.year})
    if nearness is Nearness.TRANSLATION:
        names = [language_name(tag, language) for tag in card["languages"][:3]]
        tally.reasons.append(_("in %(languages)s") % {"languages": ", ".join(names)})
    tag, title = title_of(card, language)
    return Overlap(
        kind=str(card["kind"]),
        key=str(card["key"]),
        path=str(card["path"]),
        title=title,
        language=tag,
        nearness=nearness,
        reasons=tuple(tally.reasons),
        points=tally.points,
        languages=tuple(card["languages"]),
        publishers=tuple(card["publishers"]),
        form=str(card["form"]),
        year=year,
    )


def _add_address(tally: Tally, candidate: Candidate, known: Known) -> bool:
    met = [key for key in known.addresses if key in candidate.keys]
    if not met:
        return False
    reasons = {"doi": _("same DOI"), "isbn": _("same ISBN"), "link": _("same link")}
    tally.add(SAME_ADDRESS)
    tally.reasons += dict.fromkeys(reasons[key.partition(":")[0]] for key in met)
    return True


def _add_title(tally: Tally, candidate: Candidate, sketch: Sketch, known: Known) -> float:
    """Points for the likest pair of titles. Returns how alike they are, from 0 to 100; 0 for short ones."""
    titles: Mapping[str, str] = candidate.card["titles"]
    met = [key for key in known.title_keys if key in candidate.keys]
    if met:
        theirs = next((tag for tag, title in titles.items() if title_key(title) == met[0]), "")
        is_long = any(is_telling(title) for title in titles.values() if title_key(title) in met)
        own = known.title_keys[met[0]]
        other = theirs and own not in ("und", theirs) and theirs != "und"
        reason = (
            _("same title in %(language)s") % {"language": language_name(theirs)}
            if other
            else _("same title")
        )
        tally.add(SAME_TITLE if is_long else SAME_SHORT_TITLE, reason)
        return 100.0 if is_long else 0.0
    best = max(
        (
            fuzz.token_sort_ratio(_without_edition(title), _without_edition(own))
            for title in titles.values()
            for own in sketch.titles.values()
            if is_telling(own) and is_telling(title)
        ),
        default=0.0,
    )
    if best >= RESEMBLING_TITLE:
        share = (best - RESEMBLING_TITLE / 2) / (100 - RESEMBLING_TITLE / 2)
        reason = _("nearly the same title") if best >= NEARLY_THE_TITLE else _("a title much like it")
        tally.add(LIKE_TITLE * share, reason)
    return float(best)


@lru_cache(maxsize=4096)
def _without_edition(title: str) -> str:
    words = title_words(title).split()
    return " ".join(word for word in words if word not in _EDITION and not re.fullmatch(r"(19|20)\d\d", word))


def _add_meaning(tally: Tally, candidate: Candidate) -> None:
    if candidate.likeness >= NEARLY_THE_SAME:
        tally.add(LIKE_MEANING * candidate.likeness, _("says nearly the same"))
    elif candidate.likeness >= SIMILAR:
        tally.add(LIKE_MEANING * candidate.likeness, _("says something similar"))
    else:
        tally.add(LIKE_MEANING * candidate.likeness)


def _add_shared(
    tally: Tally,
    card: Mapping[str, Any],
    sketch: Sketch,
    known: Known,
    words: Lexicon,
    now: Reader,
    language: str,
) -> bool:
    """Points for what both are about and who published them. Returns whether they share any of it."""
    theirs = set(card["concepts"])
    for tag, title in card["titles"].items():
        theirs |= words.mentioned(title, tag)
    concepts = sorted(known.concepts & theirs)
    places = sorted(known.places & set(card["places"]))
    tally.add(min(MOST_FOR_CONCEPTS, PER_CONCEPT * len(concepts)))
    tally.add(min(MOST_FOR_PLACES, PER_PLACE * len(places)))
    names = [words.label(concept, language) for concept in concepts[:3]]
    names += [place_name(code, language) for code in places[:2]]
    if names:
        tally.add(0, _("both: %(names)s") % {"names": ", ".join(names)})
    publishers = {title_words(name): name for name in card["publishers"]}
    shared = [name for key, name in publishers.items() if key in known.publishers]
    if shared:
        words_for = ngettext("same publisher: %(names)s", "same publishers: %(names)s", len(shared))
        tally.add(SAME_PUBLISHER, words_for % {"names": ", ".join(shared[:2])})
    has_year = bool(sketch.year and sketch.year == card["year"])
    tally.add(SAME_YEAR * has_year + SAME_FORM * bool(sketch.form and sketch.form == card["form"]))
    return bool(concepts or places or shared or has_year)


def _add_facts(
    tally: Tally,
    card: Mapping[str, Any],
    sketch: Sketch,
    known: Known,
    words: Lexicon,
    language: str,
    audience_names: Mapping[str, object],
) -> tuple[bool, bool]:
    """Points for theme, place, time and audience. Returns whether theme, place and time meet, and whether they are
    as good as the same in another language."""
    # What is entered by its facts has them; its title, read anew for every candidate, would take most of the time.
    concepts, places = (
        sorted(known.concepts & set(card["concepts"])),
        sorted(known.places & set(card["places"])),
    )
    audiences = [each for each in sketch.audiences if each in card.get("audiences", ())]
    years = _years_of(sketch.year, sketch.until) & _years_of(card["year"], card.get("until"))
    names = [words.label(concept, language) for concept in concepts[:3]]
    names += [place_name(code, language) for code in places[:2]]
    if concepts or places:
        tally.add(min(3, len(concepts)) * BY_FACTS_CONCEPT + min(2, len(places)) * BY_FACTS_PLACE)
        tally.add((BY_FACTS_TIME if years else 0.0) + min(2, len(audiences)) * BY_FACTS_AUDIENCE)
        names += [_span(years)] if years else []
        names += [str(audience_names[each]) for each in audiences[:2] if each in audience_names]
        tally.add(0, _("both: %(names)s") % {"names": ", ".join(names)})
    shared = {title_words(name): name for name in card["publishers"]}.keys() & known.publishers.keys()
    if shared:
        tally.add(SAME_PUBLISHER, _("the same organisation"))
    meet = bool(concepts and places and years)
    tags = {_base(tag) for tag in card["languages"]}
    share = len(concepts) / max(1, len(known.concepts | set(card["concepts"])))
    is_foreign = bool(known.languages and tags and known.languages.isdisjoint(tags))
    is_alike = meet and is_foreign and len(concepts) >= 2 and share >= ALIKE_THEMES
    return meet, is_alike and known.places == set(card["places"])


def _years_of(first: int | None, last: int | None) -> set[int]:
    """Every year something lasts; one without an end counts for five."""
    if not first:
        return set()
    return set(range(first, min(last or first + 4, first + 30) + 1))


def _span(years: set[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


def _nearness(
    card: Mapping[str, Any],
    sketch: Sketch,
    known: Known,
    candidate: Candidate,
    has_address: bool,
    titles: float,
    is_kin: bool,
) -> Nearness:
    """What the candidate probably is. The rule stands in docs/overlaps.md."""
    theirs = {_base(tag) for tag in card["languages"]}
    is_other_language = bool(known.languages and theirs and known.languages.isdisjoint(theirs))
    is_other_year = bool(sketch.year and card["year"] and sketch.year != card["year"])
    if has_address:
        return Nearness.TRANSLATION if is_other_language and titles < NEARLY_THE_TITLE else Nearness.SAME
    if titles >= NEARLY_THE_TITLE:
        if is_other_language:
            return Nearness.TRANSLATION
        return Nearness.VERSION if is_other_year else Nearness.SAME
    needed = TRANSLATED if is_kin else NEARLY_THE_SAME
    if is_other_language and candidate.likeness >= needed and not is_other_year:
        return Nearness.TRANSLATION
    return Nearness.CLOSE
