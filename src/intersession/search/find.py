"""Finding: from a query to ranked hits, facets, and what else was matched.

Ranking in tiers, so that the order can be explained (docs/search.md has it in words):

1. a title that reads exactly as the query;
2. documents that hold all telling words, those in the title first, by BM25;
3. documents filed under, or naming, the concepts and places the words stand for;
4. documents whose meaning is near.

Lower tiers add to a score but cannot lift a document over a higher one. Recency and confidence add a little.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

import tantivy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from tantivy import Occur
from tantivy import Query as Q

from intersession.search import meaning
from intersession.search.analysis import fold, grams, is_cjk, stems_of_unknown
from intersession.search.index import FACET_FIELDS, Reader, reader
from intersession.search.lexicon import Lexicon, Match, lexicon
from intersession.search.query import Asked, BadQuery, parse, telling

EXACT_TITLE = 200.0
ALL_IN_TITLE = 25.0
ALL_WORDS = 60.0
FILED_UNDER = 6.0
NAMED = 4.0
SORT_OF = 5.0
MEANING = 10.0
# Cosine below which the encoder's likeness is chance; found on the judged set (tests/search/judged.py).
LEAST_LIKENESS = 0.42
MOST_BY_MEANING = 40
LIGHT = {"high": 0.6, "medium": 0.3}
RECENT = 0.5
DEEPEST = 10_000

SORTS = ("relevance", "newest", "oldest", "title", "added")
FACETS = (*FACET_FIELDS, "year")
_FACET_SIZES = {"place": 260, "publisher": 60, "concept": 60, "language": 120, "year": 200}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. Values of one facet widen, different facets narrow. `across` off: the words alone."""

    text: str = ""
    language: str = "en"
    kinds: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    across: bool = True
    facets: tuple[str, ...] = FACETS
    recent_year: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found: its card (see `index.card`), its score, and a passage with marks."""

    card: Mapping[str, Any]
    score: float
    concepts: tuple[str, ...]

    @property
    def kind(self) -> str:
        return str(self.card["kind"])

    @property
    def key(self) -> str:
        return str(self.card["key"])


@dataclass(frozen=True, slots=True)
class Matched:
    """A concept the words stood for. `instead_of` is the term to avoid that was typed, or empty."""

    concept: str
    label: str
    others: tuple[tuple[str, str], ...]
    instead_of: str


@dataclass(frozen=True, slots=True)
class Results:
    """What was found. `marks` are the folded words and stems to mark in passages."""

    query: Query
    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    matched: Sequence[Matched] = ()
    marks: frozenset[str] = frozenset()
    corrected: Mapping[str, str] = field(default_factory=dict)
    by_meaning: int = 0
    has_meaning: bool = False
    is_loose: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Plan:
    """The parts of a query for the index, before filters."""

    words: Q | None
    clauses: list[tuple[Occur, Q]]
    without: list[Q]
    matches: list[Match]
    marks: set[str]
    corrected: dict[str, str]


def find(query: Query) -> Results:
    """Answer a query. Raises `BadQuery` for what cannot be asked and `index.NoIndex` when there is none."""
    if query.sort not in SORTS:
        raise BadQuery(_("This list cannot be put in that order."))
    if query.page < 1 or query.page * query.size > DEEPEST:
        raise BadQuery(_("Lists go as far as 10,000 entries. Narrow this one to see what is further down."))
    return _find(query, reader())


def _find(query: Query, now: Reader) -> Results:
    """Ask for documents with every word first; when there is none, for those with some of them."""
    asked = parse(query.text)
    strict = _answer(query, now, asked, some=False)
    if strict.total or len(telling(asked.words)) + len(asked.phrases) < 2:
        return strict
    loose = _answer(query, now, asked, some=True)
    return loose if loose.total else strict


def _answer(query: Query, now: Reader, asked: Asked, *, some: bool) -> Results:
    schema = now.index.schema
    words = lexicon(now.state["lexicon"])
    filters = _filters(schema, query)
    if asked.is_empty:
        base: Q = Q.all_query()
        plan = _Plan(None, [], _without(schema, asked), [], set(), {})
        near: list[tuple[int, float]] = []
    else:
        plan = _plan(now, asked, words, query, some=some)
        near = _near(query, asked)
        base = Q.boolean_query(_scored(schema, plan, near, query))
    full = _with_filters(base, plan.without, list(filters.values()))
    hits, total = _hits(now, full, query)
    facets = _facets(now, base, plan.without, filters, query, full)
    matched = _matched(plan.matches, words, asked, query.language)
    concepts = {concept.concept for concept in matched}
    found = [
        Hit(card, score, tuple(sorted(concepts.intersection(_concepts_of(card, words)))))
        for card, score in hits
    ]
    return Results(
        query=query,
        hits=found,
        total=total,
        facets=facets,
        matched=matched,
        marks=frozenset(plan.marks),
        corrected=plan.corrected,
        by_meaning=len(near),
        has_meaning=query.across and meaning.is_available(),
        is_loose=some,
        labels={concept: words.label(concept, query.language) for concept in words.preferred},
    )


def _plan(now: Reader, asked: Asked, words: Lexicon, query: Query, *, some: bool) -> _Plan:
    """The clauses of a query with words in it. With `some`, one of the words is enough."""
    schema = now.index.schema
    corrected: dict[str, str] = {}
    typed = list(asked.words)
    for place in telling(asked.words):
        better = _correction(now, typed[place], words)
        if better:
            corrected[typed[place]] = better
            typed[place] = better
    matches = words.matches(typed) if query.across else []
    marks: set[str] = set()
    kept = telling(tuple(typed))
    slots: dict[int, list[Q]] = {}
    titles: dict[int, list[Q]] = {}
    for place in kept:
        group = asked.alternatives.get(place, place)
        anywhere, in_title = _word_clauses(schema, typed[place])
        slots.setdefault(group, []).append(anywhere)
        titles.setdefault(group, []).append(in_title)
        marks |= stems_of_unknown(typed[place])
    everywhere = [Q.disjunction_max_query(each, 0.1) if len(each) > 1 else each[0] for each in slots.values()]
    title_only = [
        Q.disjunction_max_query(each, 0.1) if len(each) > 1 else each[0] for each in titles.values()
    ]
    for phrase in asked.phrases:
        everywhere.append(_phrase(schema, phrase))
        title_only.append(_phrase(schema, phrase, only="title"))
        for word in phrase:
            marks |= stems_of_unknown(word)
    clauses: list[tuple[Occur, Q]] = []
    needed = (
        len(everywhere) if len(everywhere) <= 3 or asked.phrases else len(everywhere) - len(everywhere) // 4
    )
    all_words = Q.boolean_query([(Occur.Should, each) for each in everywhere], needed)
    in_title = Q.boolean_query([(Occur.Must, each) for each in title_only])
    clauses.append((Occur.Should, all_words))
    strict = Q.boolean_query([(Occur.Must, each) for each in everywhere])
    clauses.append((Occur.Should, Q.const_score_query(strict, ALL_WORDS)))
    clauses.append((Occur.Should, Q.const_score_query(in_title, ALL_IN_TITLE)))
    exact = " ".join(fold(word) for word in asked.words)
    if exact and not asked.phrases:
        clauses.append(
            (Occur.Should, Q.const_score_query(Q.term_query(schema, "title_exact", exact), EXACT_TITLE))
        )
    if matches and not asked.phrases:
        clauses.append((Occur.Should, _stands_for(schema, matches, kept, everywhere, asked, some)))
    return _Plan(all_words, clauses, _without(schema, asked), matches, marks, corrected)


def _stands_for(
    schema: tantivy.Schema,
    matches: list[Match],
    kept: list[int],
    everywhere: list[Q],
    asked: Asked,
    some: bool,
) -> Q:
    """Documents that meet every word of the query by the word itself or by what it stands for."""
    covered: dict[int, Match] = {place: match for match in matches for place in range(match.start, match.end)}
    parts: list[Q] = []
    done: set[int] = set()
    groups = list(dict.fromkeys(asked.alternatives.get(place, place) for place in kept))
    by_group = dict(zip(groups, everywhere, strict=False))
    for place in kept:
        match = covered.get(place)
        if match is None:
            if asked.alternatives.get(place, place) == place:
                parts.append(by_group[place])
        elif match.start not in done:
            done.add(match.start)
            own = [by_group[at] for at in kept if match.start <= at < match.end and at in by_group]
            literal = (
                [Q.boost_query(Q.boolean_query([(Occur.Must, each) for each in own]), 0.4)] if own else []
            )
            parts.append(Q.disjunction_max_query([*literal, *_targets(schema, match)], 0.3))
    needed = 1 if some else _needed(len(parts), asked)
    return Q.boolean_query([(Occur.Should, part) for part in parts], needed)


def _needed(parts: int, asked: Asked) -> int:
    """How many parts of a query a document must meet: all of up to three, later three of every four."""
    return parts if parts <= 3 or asked.phrases else parts - parts // 4


def _targets(schema: tantivy.Schema, match: Match) -> list[Q]:
    """Filed under a concept counts more than naming it; rare concepts count more than common ones."""
    if match.sort == "place":
        return [Q.const_score_query(Q.term_set_query(schema, "place", list(match.targets)), FILED_UNDER)]
    found = []
    for concept in match.targets:
        found.append(Q.const_score_query(Q.term_query(schema, "concept", concept), FILED_UNDER))
        found.append(Q.boost_query(Q.term_query(schema, "mention", concept), NAMED / 4))
    return found


def _word_clauses(schema: tantivy.Schema, word: str) -> tuple[Q, Q]:
    """(anywhere, in the title) for one word."""
    if is_cjk(word):
        pairs = grams(word)
        title = _all(schema, "title_word", pairs)
        body = _all(schema, "body_word", pairs)
        return Q.disjunction_max_query([Q.boost_query(title, 3.0), body], 0.1), title
    folded = fold(word)
    others = sorted(stems_of_unknown(word))
    titles = [Q.boost_query(Q.term_query(schema, "title_word", folded), 3.5)]
    titles += [Q.boost_query(Q.term_query(schema, "title_stem", stem), 3.0) for stem in others]
    bodies = [Q.boost_query(Q.term_query(schema, "body_word", folded), 1.2)]
    bodies += [Q.term_query(schema, "body_stem", stem) for stem in others]
    return Q.disjunction_max_query([*titles, *bodies], 0.1), Q.disjunction_max_query(titles, 0.0)


def _all(schema: tantivy.Schema, name: str, terms: Sequence[str]) -> Q:
    return Q.boolean_query([(Occur.Must, Q.term_query(schema, name, term)) for term in terms])


def _phrase(schema: tantivy.Schema, words: Sequence[str], only: str = "") -> Q:
    """The words side by side, as written but for case and accents."""
    terms = [gram for word in words for gram in (grams(word) if is_cjk(word) else [fold(word)])]
    fields = ["title_word"] if only == "title" else ["title_word", "body_word"]
    if len(terms) == 1 or any(is_cjk(word) for word in words):
        return Q.disjunction_max_query([_all(schema, name, terms) for name in fields], 0.1)
    phrases = [Q.phrase_query(schema, name, list(terms)) for name in fields]
    return Q.disjunction_max_query([Q.boost_query(phrases[0], 3.0), *phrases[1:]], 0.1)


def _without(schema: tantivy.Schema, asked: Asked) -> list[Q]:
    return [_phrase(schema, words) for words in asked.without]


def _near(query: Query, asked: Asked) -> list[tuple[int, float]]:
    """Documents near in meaning. Not for exact phrases, nor for a query that excludes words."""
    if not query.across or asked.phrases or asked.without or not meaning.is_available():
        return []
    return meaning.closest(" ".join(asked.words), MOST_BY_MEANING, LEAST_LIKENESS)


def _scored(
    schema: tantivy.Schema, plan: _Plan, near: list[tuple[int, float]], query: Query
) -> list[tuple[Occur, Q]]:
    """All clauses with their tiers, and the light factors on top of those that matched at all."""
    should = list(plan.clauses)
    for key, likeness in near:
        clause = Q.term_query(schema, "meaning", key)
        should.append(
            (Occur.Should, Q.const_score_query(clause, MEANING * (likeness - LEAST_LIKENESS + 0.1)))
        )
    matching: list[tuple[Occur, Q]] = [(Occur.Must, Q.boolean_query(should))]
    if query.sort != "relevance":
        return matching
    for confidence, weight in LIGHT.items():
        matching.append(
            (Occur.Should, Q.const_score_query(Q.term_query(schema, "confidence", confidence), weight))
        )
    if query.recent_year:
        recent = Q.range_query(schema, "year", tantivy.FieldType.Unsigned, query.recent_year - 3, 9999)
        matching.append((Occur.Should, Q.const_score_query(recent, RECENT)))
    return matching


def _filters(schema: tantivy.Schema, query: Query) -> dict[str, Q]:
    """One filter per facet that something was chosen of."""
    filters: dict[str, Q] = {}
    chosen = {name: values for name, values in query.chosen.items() if values}
    if query.kinds:
        chosen["kind"] = query.kinds
    for name, values in chosen.items():
        if name == "year":
            years = [int(value) for value in values if value.isdigit() and len(value) <= 4]
            filters[name] = Q.term_set_query(schema, "year", years) if years else Q.empty_query()
        elif name in FACET_FIELDS:
            filters[name] = Q.term_set_query(schema, name, list(values))
        else:
            raise BadQuery(_("This list cannot be narrowed by that."))
    if query.year_from is not None or query.year_to is not None:
        low, high = query.year_from or 0, query.year_to if query.year_to is not None else 9999
        filters["years"] = Q.range_query(
            schema, "year", tantivy.FieldType.Unsigned, max(0, low), max(0, high)
        )
    return filters


def _with_filters(base: Q, without: Sequence[Q], filters: Sequence[Q]) -> Q:
    """The query narrowed by filters, which add nothing to the score."""
    parts = [(Occur.Must, base)]
    parts += [(Occur.Must, Q.const_score_query(each, 0.0)) for each in filters]
    parts += [(Occur.MustNot, each) for each in without]
    return Q.boolean_query(parts) if len(parts) > 1 else base


def _hits(now: Reader, full: Q, query: Query) -> tuple[list[tuple[dict[str, Any], float]], int]:
    """The cards of one page and how many there are in all."""
    offset = (query.page - 1) * query.size
    order = {"newest": "year", "oldest": "year", "title": "title_sort", "added": "added"}.get(query.sort)
    visible = _with_filters(full, [Q.term_query(now.index.schema, "key", "checkpoint")], [])
    if order is None:
        answer = now.searcher.search(visible, query.size, True, offset=offset)
    else:
        way = tantivy.Order.Asc if query.sort in ("oldest", "title") else tantivy.Order.Desc
        answer = now.searcher.search(visible, query.size, True, order, offset, way)
    found = []
    for score, address in answer.hits:
        card = card_from(str(now.searcher.doc(address)["card"][0]))
        found.append((card, float(score) if order is None else 0.0))
    return found, int(answer.count)  # type: ignore[attr-defined]


@lru_cache(maxsize=4096)
def card_from(text: str) -> dict[str, Any]:
    """A stored card, read. Cards are shared: do not change one."""
    return dict(json.loads(text))


def _facets(
    now: Reader, base: Q, without: Sequence[Q], filters: dict[str, Q], query: Query, full: Q
) -> dict[str, list[tuple[str, int]]]:
    """Counts per facet. A facet in use is counted without its own filter: choosing more of it widens."""
    wanted = [name for name in query.facets if name in FACETS]
    open_ones = [name for name in wanted if name not in filters]
    counted = _count(now, full, open_ones)
    for name in wanted:
        if name in filters:
            rest = [each for other, each in filters.items() if other != name]
            counted |= _count(now, _with_filters(base, without, rest), [name])
    return {name: counted[name] for name in wanted}


def _count(now: Reader, query: Q, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    if not names:
        return {}
    asked = {name: {"terms": {"field": name, "size": _FACET_SIZES.get(name, 40)}} for name in names}
    answer = now.searcher.aggregate(query, asked)
    found = {}
    for name in names:
        buckets = answer[name]["buckets"]
        pairs = [(_value(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
        found[name] = sorted(pairs, reverse=True) if name == "year" else pairs
    return found


def _value(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)


def _correction(now: Reader, word: str, words: Lexicon) -> str:
    """A word of the index close to one that occurs nowhere, or nothing."""
    folded = fold(word)
    if len(folded) < 4 or is_cjk(word) or not folded.isalpha():
        return ""
    for stem in stems_of_unknown(word):
        if words.firsts.get(stem):
            return ""
        for name in ("title_word", "title_stem", "body_word", "body_stem"):
            if now.searcher.doc_freq(name, stem):
                return ""
    candidates: dict[str, int] = {}
    for name in ("title_word", "body_word"):
        for length in (3, 2, 1):
            near = now.searcher.terms_with_prefix(name, folded[:length], None, 4000)
            if near:
                candidates.update(near)
                break
    candidates.update(dict.fromkeys((first for first in words.firsts if first[:1] == folded[:1]), 1))
    close = get_close_matches(
        folded, [each for each in candidates if abs(len(each) - len(folded)) <= 2], 3, 0.78
    )
    return max(close, key=lambda each: (round(_likeness(each, folded), 1), candidates[each]), default="")


def _likeness(one: str, other: str) -> float:
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return same / max(len(one), len(other))


def _matched(matches: Sequence[Match], words: Lexicon, asked: Asked, language: str) -> list[Matched]:
    """The concepts the query's words stood for, with some of their names in other languages."""
    found: dict[str, Matched] = {}
    for match in matches:
        if match.sort != "concept":
            continue
        for concept in match.targets:
            entries = [entry for entry in match.entries if entry.target == concept]
            avoided = next((entry.text for entry in entries if entry.is_to_avoid), "")
            if any(not entry.is_to_avoid for entry in entries):
                avoided = ""
            own = words.label(concept, language)
            labels = words.preferred.get(concept, {})
            others = tuple((tag, text) for tag, text in labels.items() if text != own and tag != language)[:5]
            found.setdefault(concept, Matched(concept, own, others, avoided))
    return list(found.values())


def _concepts_of(card: Mapping[str, Any], words: Lexicon) -> set[str]:
    found = set(card["concepts"])
    for language, text in card["titles"].items():
        found |= words.mentions(text, language)
    return found


def as_json(results: Results, prefix: str = "") -> dict[str, Any]:
    """The results for programs: what the search page shows."""
    reader_language = results.query.language or get_language() or "en"
    return {
        "query": results.query.text,
        "total": results.total,
        "page": results.query.page,
        "across_languages": results.query.across,
        "meaning": results.has_meaning,
        "matched_concepts": [
            {"id": each.concept, "label": each.label, "instead_of": each.instead_of}
            for each in results.matched
        ],
        "corrected": dict(results.corrected),
        "hits": [
            {
                "kind": hit.kind,
                "title": title_of(hit.card, reader_language)[1],
                "title_language": title_of(hit.card, reader_language)[0],
                "languages": hit.card["languages"],
                "countries": hit.card["places"],
                "year": hit.card["year"],
                "confidence": hit.card["confidence"],
                "as_of": hit.card["as_of"],
                "address": f"{prefix}{hit.card['path']}",
                "score": round(hit.score, 3),
                "matched_concepts": list(hit.concepts),
            }
            for hit in results.hits
        ],
        "facets": {
            name: [{"value": v, "count": n} for v, n in counts] for name, counts in results.facets.items()
        },
    }


def title_of(card: Mapping[str, Any], language: str) -> tuple[str, str]:
    """(language, text) of the title to show: the reader's if there is one, else the document's own."""
    titles: Mapping[str, str] = card["titles"]
    if language in titles:
        return language, titles[language]
    return next(iter(titles.items()), ("und", ""))
