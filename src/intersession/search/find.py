"""Finding: from a query to ranked hits, facets, and what else was matched.

How documents are ranked stands in `ranking` and, in words, in docs/search.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import tantivy
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from tantivy import Occur
from tantivy import Query as Q

from intersession.search import counting, leaves, light, meaning
from intersession.search.index import CHECKPOINT, FACET_FIELDS, Reader, key_of, meaning_key, reader
from intersession.search.lexicon import Lexicon, Match, lexicon
from intersession.search.query import Asked, BadQuery, parse, telling
from intersession.search.ranking import Clauses, LeafClauses, Plan, languages_of, plan
from intersession.search.spelling import correction

MOST_BY_MEANING = 60
# With fewer documents that meet all words than this, those that meet most of them are taken in as well, and
# those a little less alike in meaning: among few, even a faint likeness puts them in the right order.
FEW = 4
DEEPEST = 10_000
# Light factors reorder stretches of this many hits, so that pages stay stable however deep one reads.
STRETCH = 100

SORTS = ("relevance", "newest", "oldest", "title", "added")
FACETS = (*FACET_FIELDS, "year")
_ORDERS = {
    "newest": ("year", tantivy.Order.Desc),
    "oldest": ("year_or_last", tantivy.Order.Asc),
    "title": ("title_sort", tantivy.Order.Asc),
    "added": ("added", tantivy.Order.Desc),
}


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
    """A document found: its card (see `index.card`), its score, and the leaf that answers best (`leaves.card`)."""

    card: Mapping[str, Any]
    score: float
    concepts: tuple[str, ...]
    leaf: Mapping[str, Any] | None = None

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


@dataclass(frozen=True, slots=True)
class _Search:
    """A query made ready for the index: with points, without them, and what narrows it."""

    scored: Q
    matching: Q
    without: list[Q]
    filters: dict[str, Q]

    def narrowed(self, query: Q, *, but: str = "") -> Q:
        """`query` with every filter except that of one facet. Filters add nothing to the score."""
        parts = [(Occur.Must, query)]
        parts += [
            (Occur.Must, Q.const_score_query(each, 0.0)) for name, each in self.filters.items() if name != but
        ]
        parts += [(Occur.MustNot, each) for each in self.without]
        return Q.boolean_query(parts) if len(parts) > 1 else query


def find(query: Query) -> Results:
    """Answer a query. Raises `BadQuery` for what cannot be asked and `index.NoIndex` when there is none."""
    if query.sort not in SORTS:
        raise BadQuery(_("This list cannot be put in that order."))
    if query.page < 1 or query.size < 1 or query.page * query.size > DEEPEST:
        raise BadQuery(_("Lists go as far as 10,000 entries. Narrow this one to see what is further down."))
    now = reader()
    asked = parse(query.text)
    words = lexicon(now.state["lexicon"])
    if asked.is_empty:
        return _listed(query, asked, now, words)
    return _answered(query, asked, now, words)


def _listed(query: Query, asked: Asked, now: Reader, words: Lexicon) -> Results:
    """A list without words: everything, narrowed by filters. Without another order, the newest additions."""
    every = Q.all_query()
    clauses = Clauses(now.index, now.searcher, words)
    nothing = plan(asked, (), words, across=False)
    hidden = Q.term_query(now.index.schema, "key", CHECKPOINT, "basic")
    search = _Search(every, every, [hidden, *clauses.without(nothing)], _filters(now.index.schema, query))
    order = query.sort if query.sort != "relevance" else "added"
    hits = [(card_at(now, address), 0.0) for _, address in _in_order(now, search, query, order)]
    counts = _counts_of_list(now, search, query)
    return Results(
        query=query,
        hits=[Hit(card, score, ()) for card, score in hits],
        total=_total(now, search, counts),
        facets={name: counts[name] for name in query.facets if name in counts},
        has_meaning=query.across and meaning.is_available(),
        labels=_labels(now.state["lexicon"], query.language),
    )


def _answered(query: Query, asked: Asked, now: Reader, words: Lexicon) -> Results:
    """An answer to words: strictly first; loosely as well where hardly anything meets them all."""
    typed, corrected = _corrected(asked, now, words)
    plan_ = plan(asked, typed, words, across=query.across)
    clauses = Clauses(now.index, now.searcher, words)
    near, near_leaves = _near(query, asked, plan_, clauses, typed, now)
    search = _search(query, plan_, clauses, near)
    counts = _counts(now, search, query)
    total = _total(now, search, counts)
    is_loose = False
    if asked.is_plain and total < FEW + len(near):
        met = _met(now, search, clauses, plan_, None)
        if met < FEW:
            is_loose = met == 0
            near, near_leaves = _near(query, asked, plan_, clauses, typed, now, is_faint=True)
            least = _least(now, search, clauses, plan_)
            search = _search(query, plan_, clauses, near, least=least)
            counts = _counts(now, search, query)
            total = _total(now, search, counts)
    matched = _matched(plan_.matches, words, query.language)
    leaf_of = _best_leaf(now, plan_, words, near_leaves)
    concepts = {concept.concept for concept in matched}
    return Results(
        query=query,
        hits=[
            Hit(
                card,
                score,
                tuple(sorted(concepts.intersection(_concepts_of(card, words, query.language)))),
                leaf_of(card),
            )
            for card, score in _hits(now, search, plan_, query, typed)
        ],
        total=total,
        facets={name: counts[name] for name in query.facets if name in counts},
        matched=matched,
        marks=plan_.marks,
        corrected=corrected,
        by_meaning=len(near),
        has_meaning=query.across and meaning.is_available(),
        is_loose=is_loose,
        labels=_labels(now.state["lexicon"], query.language),
    )


def _met(now: Reader, search: _Search, clauses: Clauses, plan_: Plan, least: int | None) -> int:
    """How many documents within the filters meet the units of a query by words or what they stand for."""
    asked = search.narrowed(clauses.matching(plan_, least=least))
    return int(now.searcher.search(asked, 1).count)  # type: ignore[attr-defined]


def _least(now: Reader, search: _Search, clauses: Clauses, plan_: Plan) -> int | None:
    """How many units to ask for, so that a few documents meet them; half of them at least."""
    units = len(plan_.units)
    fewest = max(1, -(-units // 2))
    for least in range(units - 1, fewest, -1):
        if _met(now, search, clauses, plan_, least) >= FEW:
            return least
    return fewest if fewest < units else None


def _corrected(asked: Asked, now: Reader, words: Lexicon) -> tuple[list[str], dict[str, str]]:
    """The words to look for, and which of them stand for what was typed."""
    typed = list(asked.words)
    corrected: dict[str, str] = {}
    for place in telling(asked.words):
        if better := correction(now.searcher, typed[place], words):
            corrected[typed[place]] = better
            typed[place] = better
    return typed, corrected


def _near(
    query: Query,
    asked: Asked,
    plan_: Plan,
    clauses: Clauses,
    typed: Sequence[str],
    now: Reader,
    *,
    is_faint: bool = False,
) -> tuple[list[tuple[int, float]], dict[str, NearLeaf]]:
    """Documents near in meaning, and which leaf made them so. Not for exact phrases, alternatives, nor where
    words are excluded."""
    if not (query.across and asked.is_plain and meaning.is_available()):
        return [], {}
    kept = telling(asked.words)
    unknown = sum(not clauses.holds(asked.words[place]) for place in kept)
    is_foreign = "sw" in languages_of(plan_, typed, query.language) or unknown * 2 >= len(kept)
    text = " ".join(asked.words)
    near = dict(meaning.closest(text, MOST_BY_MEANING, is_faint=is_faint, is_foreign=is_foreign))
    own_leaves = _near_leaves(now, text, is_faint=is_faint, is_foreign=is_foreign)
    for key, leaf in own_leaves.items():
        number = meaning_key(key)
        near[number] = max(leaf.likeness, near.get(number, 0.0))
    return sorted(near.items(), key=lambda pair: -pair[1])[:MOST_BY_MEANING], own_leaves


@dataclass(frozen=True, slots=True)
class NearLeaf:
    """A leaf near in meaning: how near, its card, and the piece of it that is."""

    likeness: float
    card: Mapping[str, Any]
    piece: str


def _near_leaves(now: Reader, text: str, *, is_faint: bool, is_foreign: bool) -> dict[str, NearLeaf]:
    """Document → its leaf nearest in meaning."""
    if now.leaves is None:
        return {}
    found = meaning.closest_pieces(text, MOST_BY_MEANING, is_faint=is_faint, is_foreign=is_foreign)
    if not found:
        return {}
    searcher = now.leaves.searcher()
    asked = Q.term_set_query(now.leaves.schema, "pieces", list(found))
    best: dict[str, NearLeaf] = {}
    for _score, address in searcher.search(asked, len(found), False).hits:
        document = searcher.doc(address)
        key, card = str(document["of"][0]), card_from(str(document["card"][0]))
        pieces = {number: likeness for number in document["pieces"] if (likeness := found.get(number))}
        number, likeness = max(pieces.items(), key=lambda pair: pair[1])
        if key not in best or likeness > best[key].likeness:
            place = document["pieces"].index(number)
            texts = leaves.cut(card["text"])
            best[key] = NearLeaf(likeness, card, texts[place] if place < len(texts) else "")
    return best


def _best_leaf(
    now: Reader, plan_: Plan, words: Lexicon, near: Mapping[str, NearLeaf]
) -> Callable[[Mapping[str, Any]], Mapping[str, Any] | None]:
    """Which leaf of a document to show: one that meets the whole query by words or concepts, else the one
    nearest in meaning, else one that meets some of it."""
    if now.leaves is None or not plan_.units:
        return lambda card: None
    searcher = now.leaves.searcher()
    clauses = LeafClauses(now.leaves, searcher, words)

    def best(card: Mapping[str, Any]) -> Mapping[str, Any] | None:
        if not card.get("has_leaves"):
            return None
        key = key_of(card["kind"], card["key"])
        every, some = clauses.best(plan_, key)
        for asked in (every, None, some):
            if asked is None:
                if key in near:
                    leaf = near[key]
                    return {**leaf.card, "text": leaf.piece or leaf.card["text"]}
                continue
            hits = searcher.search(asked, 1, False).hits
            if hits:
                return card_from(str(searcher.doc(hits[0][1])["card"][0]))
        return None

    return best


def _search(
    query: Query,
    plan_: Plan,
    clauses: Clauses,
    near: Sequence[tuple[int, float]],
    *,
    least: int | None = None,
) -> _Search:
    scored = Q.boolean_query(clauses.scored(plan_, least=least))
    matching = clauses.matching(plan_, least=least)
    if near:
        close = [(Occur.Should, each) for each in clauses.near(near)]
        scored = Q.boolean_query([(Occur.Should, scored), *close])
        keys = Q.term_set_query(clauses.schema, "meaning", [key for key, _likeness in near])
        matching = Q.boolean_query([(Occur.Should, matching), (Occur.Should, keys)])
    return _Search(scored, matching, clauses.without(plan_), _filters(clauses.schema, query))


def _filters(schema: tantivy.Schema, query: Query) -> dict[str, Q]:
    """One filter per facet that something was chosen of."""
    filters: dict[str, Q] = {}
    chosen = {name: values for name, values in query.chosen.items() if values}
    if query.kinds:
        chosen["kind"] = query.kinds
    for name, values in chosen.items():
        if name == "year":
            years = [
                int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 4
            ]
            filters[name] = Q.term_set_query(schema, "year", years) if years else Q.empty_query()
        elif name in FACET_FIELDS:
            filters[name] = Q.term_set_query(schema, name, list(values))
        else:
            raise BadQuery(_("This list cannot be narrowed by that."))
    if query.year_from is not None or query.year_to is not None:
        low = max(1, query.year_from or 1)
        high = query.year_to if query.year_to is not None else 9999
        filters["years"] = Q.range_query(schema, "year", tantivy.FieldType.Unsigned, low, max(0, high))
    return filters


def _in_order(
    now: Reader, search: _Search, query: Query, order: str
) -> Sequence[tuple[Any, tantivy.DocAddress]]:
    """(value, address) of the documents of one page, sorted by a column."""
    column, way = _ORDERS[order]
    offset = (query.page - 1) * query.size
    asked = search.narrowed(search.matching)
    return now.searcher.search(asked, query.size, False, column, offset, way).hits


def _hits(
    now: Reader, search: _Search, plan_: Plan, query: Query, typed: Sequence[str]
) -> list[tuple[Mapping[str, Any], float]]:
    """(card, score) of the documents of one page."""
    if query.sort != "relevance":
        return [(card_at(now, address), 0.0) for _, address in _in_order(now, search, query, query.sort)]
    # A whole number of pages, at least as long as a stretch of lists of usual length.
    length = query.size * max(1, STRETCH // query.size)
    page = (query.page - 1) * query.size
    start = page // length * length
    found = now.searcher.search(search.narrowed(search.scored), length, False, offset=start).hits
    lights = now.searcher.fast_field_values("light", [address for _, address in found])
    languages = light.mask_of(languages_of(plan_, typed, query.language))
    this_year = query.recent_year or timezone.now().year
    weighed = [
        (
            score
            + light.points(int(bits or 0), languages, is_for_help=plan_.is_for_help, this_year=this_year),
            address,
        )
        for (score, address), bits in zip(found, lights, strict=True)
    ]
    weighed.sort(key=lambda pair: -pair[0])
    return [
        (card_at(now, address), score) for score, address in weighed[page - start : page - start + query.size]
    ]


def card_at(now: Reader, address: tantivy.DocAddress) -> Mapping[str, Any]:
    """The card of a document."""
    return card_from(str(now.searcher.doc(address)["card"][0]))


@lru_cache(maxsize=4096)
def card_from(text: str) -> dict[str, Any]:
    """The card as it was stored."""
    return dict(json.loads(text))


def _counts(now: Reader, search: _Search, query: Query) -> counting.Counts:
    """Counts per facet. A facet in use is counted without its own filter: choosing more of it widens."""
    wanted = [name for name in query.facets if name in FACETS]
    open_ones = [name for name in wanted if name not in search.filters]
    counted = counting.count(now.searcher, search.narrowed(search.matching), open_ones)
    for name in wanted:
        if name in search.filters:
            rest = search.narrowed(search.matching, but=name)
            counted |= counting.count(now.searcher, rest, [name])
    return counted


_counted_lists: dict[tuple[Any, ...], counting.Counts] = {}


def _counts_of_list(now: Reader, search: _Search, query: Query) -> counting.Counts:
    """The same for a list without words. Everybody asks for the same few, so they are kept per commit."""
    chosen = tuple(sorted((name, tuple(sorted(values))) for name, values in query.chosen.items()))
    asked = (now.generation, query.text, query.kinds, chosen, query.year_from, query.year_to, query.facets)
    if asked not in _counted_lists:
        if len(_counted_lists) >= 256:
            _counted_lists.clear()
        _counted_lists[asked] = _counts(now, search, query)
    return _counted_lists[asked]


def _total(now: Reader, search: _Search, counts: counting.Counts) -> int:
    """How many documents there are in all; the facet of kinds knows, unless kinds are chosen."""
    counted = counting.total(counts) if "kind" not in search.filters else None
    if counted is not None:
        return counted
    return int(now.searcher.search(search.narrowed(search.matching), 1).count)  # type: ignore[attr-defined]


@lru_cache(maxsize=16)
def _labels(at_revision: str, language: str) -> Mapping[str, str]:
    words = lexicon(at_revision)
    return {concept: words.label(concept, language) for concept in words.preferred}


def _matched(matches: Sequence[Match], words: Lexicon, language: str) -> list[Matched]:
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


def _concepts_of(card: Mapping[str, Any], words: Lexicon, language: str) -> set[str]:
    """The concepts a document is filed under or names in a title that is shown."""
    found = set(card["concepts"])
    titles: Mapping[str, str] = card["titles"]
    shown = {next(iter(titles), "und"), language} & titles.keys()
    for tag in shown:
        found |= words.mentioned(titles[tag], tag)
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
                "page": {"number": hit.leaf["number"], "address": f"{prefix}{hit.leaf['path']}"}
                if hit.leaf
                else None,
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
