"""How a query becomes clauses of the index, and what each is worth. docs/search.md says it in words.

The typed words are taken apart into units: a label or name the lexicon knows, a phrase, a single word, or
alternatives joined by OR. A document answers the query when it meets every unit, by the words themselves or
by what they stand for (filed under the concept, naming it in another language, of the place), or when its
meaning is near. Points are dealt in tiers, so that a lower one cannot lift a document over a higher:

    the title reads exactly as the query             EXACT_TITLE
    it holds all the words, anywhere                 ALL_WORDS     + BM25, titles counted more
    ... all of them in the title                     ALL_IN_TITLE
    per unit: what the words stand for               at most NAMED_IN_TITLE and half of the rest
    its meaning is near                              at most MEANING
    light factors: language, help, confidence, age   less than 8 together
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from intersession.search.analysis import LATIN, STEMMERS, fold, grams, is_cjk, stems, stems_of_unknown
from intersession.search.lexicon import Lexicon, Match
from intersession.search.query import Asked, telling

EXACT_TITLE = 1000.0
ALL_WORDS = 20.0
ALL_IN_TITLE = 6.0
IN_TITLE = 1.5
NAMED_IN_TITLE = 10.0
MAIN_CONCEPT = 8.0
FILED_UNDER = 5.0
FILED_UNDER_NARROWER = 3.0
MENTIONED = 2.0
OF_PLACE = 6.0
MEANING = 8.0
# Of several ways to meet one unit the best counts whole and each other by this share.
ALSO = 0.5
# A concept with more than this many narrower ones is a heading; what is under it is not meant.
MOST_NARROWER = 8

# Words for help put services first: somebody may need one.
HELP = frozenset({"helpline", "hotline", "reporting", "notice-and-takedown", "ncii", "law-enforcement"})


@dataclass(slots=True)
class Unit:
    """Words that are met together: `groups` of alternatives, a phrase, and what they stand for."""

    groups: list[list[str]] = field(default_factory=list)
    phrase: tuple[str, ...] = ()
    match: Match | None = None


@dataclass(slots=True)
class Plan:
    """A query taken apart. `marks` are the stems and folded words to mark in what is shown."""

    units: list[Unit]
    without: list[tuple[str, ...]]
    matches: list[Match]
    marks: frozenset[str]
    exact: str

    @property
    def is_for_help(self) -> bool:
        """Whether some word asks for help or where to report."""
        return any(HELP.intersection(match.targets) for match in self.matches if match.sort == "concept")


def plan(asked: Asked, typed: Sequence[str], lexicon: Lexicon, *, across: bool) -> Plan:
    """Take a query apart. `typed` are its words after correction."""
    kept = telling(tuple(typed))
    matches = lexicon.matches(typed) if across and not asked.phrases else []
    covered = {place: match for match in matches for place in range(match.start, match.end)}
    units: list[Unit] = []
    of_group: dict[int, list[str]] = {}
    of_match: dict[int, Unit] = {}
    for place in kept:
        group = asked.alternatives.get(place, place)
        if group in of_group:
            of_group[group].append(typed[place])
            continue
        of_group[group] = [typed[place]]
        match = covered.get(place)
        if match is None:
            units.append(Unit([of_group[group]]))
        elif match.start in of_match:
            of_match[match.start].groups.append(of_group[group])
        else:
            of_match[match.start] = Unit([of_group[group]], match=match)
            units.append(of_match[match.start])
    units += [Unit(phrase=phrase) for phrase in asked.phrases]
    marks = [word for place, word in enumerate(typed) if place in kept]
    marks += [word for phrase in asked.phrases for word in phrase]
    return Plan(
        units=units,
        without=list(asked.without),
        matches=matches,
        marks=frozenset().union(*map(_marks_of, marks)),
        exact="" if asked.phrases else " ".join(fold(word) for word in asked.words),
    )


def _marks_of(word: str) -> frozenset[str]:
    return frozenset(grams(word)) if is_cjk(word) else stems_of_unknown(word)


class Clauses:
    """Writes the clauses of a plan for one state of the index, leaving out words it does not hold."""

    def __init__(self, index: tantivy.Index, searcher: tantivy.Searcher, lexicon: Lexicon) -> None:
        self.schema = index.schema
        self.searcher = searcher
        self.lexicon = lexicon

    def matching(self, plan: Plan, *, least: int | None = None) -> Q:
        """What a document must meet: every unit, or `least` of them."""
        return _all_of([self._met(unit, scored=False) for unit in plan.units], least)

    def scored(self, plan: Plan, *, least: int | None = None) -> list[tuple[Occur, Q]]:
        """The same with points."""
        found = [(Occur.Must, _all_of([self._met(unit, scored=True) for unit in plan.units], least))]
        words = [group for unit in plan.units for group in unit.groups]
        phrases = [unit.phrase for unit in plan.units if unit.phrase]
        literal = [self._words("text", group) for group in words]
        literal += [self._phrase("text", phrase) for phrase in phrases]
        if plan.matches or least is not None:
            found.append((Occur.Should, Q.const_score_query(_all_of(literal, None), ALL_WORDS)))
        else:  # whoever matches at all holds all the words
            found.append((Occur.Must, Q.const_score_query(Q.all_query(), ALL_WORDS)))
        titles = [self._words("title", group) for group in words]
        titles += [self._phrase("title", phrase) for phrase in phrases]
        found += [(Occur.Should, Q.boost_query(each, IN_TITLE)) for each in titles]
        if len(titles) > 1:
            found.append((Occur.Should, Q.const_score_query(_all_of(titles, None), ALL_IN_TITLE)))
        if plan.exact:
            exact = Q.term_query(self.schema, "title_exact", plan.exact)
            found.append((Occur.Should, Q.const_score_query(exact, EXACT_TITLE)))
        return found

    def near(self, near: Sequence[tuple[int, float]]) -> list[Q]:
        """A clause for each document near in meaning, worth more the nearer it is."""
        return [
            Q.const_score_query(Q.term_query(self.schema, "meaning", key), MEANING * likeness)
            for key, likeness in near
        ]

    def holds(self, word: str) -> bool:
        """Whether the index or the lexicon knows a word in any of its forms."""
        forms = grams(word) if is_cjk(word) else stems_of_unknown(word)
        return any(self.lexicon.firsts.get(form) or self.searcher.doc_freq("text", form) for form in forms)

    def without(self, plan: Plan) -> list[Q]:
        """What must not stand in a document."""
        return [self._phrase("text", words) for words in plan.without]

    def _met(self, unit: Unit, *, scored: bool) -> Q:
        if unit.phrase:
            return self._phrase("text", unit.phrase)
        literal = _all_of([self._words("text", group) for group in unit.groups], None)
        if unit.match is None:
            return literal
        targets = self._targets(unit.match)
        if scored:
            weighed = [Q.const_score_query(target, points) for target, points in targets]
            return Q.disjunction_max_query([literal, *weighed], ALSO)
        return Q.boolean_query(
            [(Occur.Should, each) for each in [literal, *(target for target, _ in targets)]]
        )

    def _targets(self, match: Match) -> list[tuple[Q, float]]:
        """What the words of a unit stand for, and what that is worth."""
        if match.sort == "place":
            return [(self._any("place", match.targets), OF_PLACE)]
        below = [
            narrower
            for concept in match.targets
            if len(self.lexicon.narrower(concept)) <= MOST_NARROWER
            for narrower in self.lexicon.narrower(concept)
        ]
        found = [
            (self._any("main_concept", match.targets), MAIN_CONCEPT),
            (self._any("named", match.targets), NAMED_IN_TITLE),
            (self._any("concept", match.targets), FILED_UNDER),
            (self._any("mention", match.targets), MENTIONED),
        ]
        if below:
            found.append((self._any("concept", below), FILED_UNDER_NARROWER))
        return found

    def _any(self, name: str, values: Sequence[str]) -> Q:
        terms = [Q.term_query(self.schema, name, value, "basic") for value in values]
        return terms[0] if len(terms) == 1 else Q.boolean_query([(Occur.Should, term) for term in terms])

    def _words(self, name: str, group: Sequence[str]) -> Q:
        """Any word of a group, in any of its forms that the index holds."""
        found = [clause for word in group for clause in self._forms(name, word)]
        if not found:
            return Q.empty_query()
        return found[0] if len(found) == 1 else Q.boolean_query([(Occur.Should, each) for each in found])

    def _forms(self, name: str, word: str) -> list[Q]:
        if is_cjk(word):
            return self._runs(name, word)
        held = [stem for stem in sorted(stems_of_unknown(word)) if self.searcher.doc_freq(name, stem)]
        return [Q.term_query(self.schema, name, stem) for stem in held]

    def _runs(self, name: str, word: str) -> list[Q]:
        """A run of CJK characters: nearly all of its pairs, since one does not see where words end."""
        pairs = list(dict.fromkeys(grams(word)))
        terms = [(Occur.Should, Q.term_query(self.schema, name, pair)) for pair in pairs]
        if len(terms) < 3:
            return [Q.boolean_query([(Occur.Must, each) for _, each in terms])]
        return [Q.boolean_query(terms, max(2, round(len(terms) * 0.7)))]

    def _phrase(self, name: str, words: Sequence[str]) -> Q:
        """The words side by side, in the stems of each language they may be of."""
        if any(is_cjk(word) for word in words):
            pairs = [pair for word in words for pair in (grams(word) if is_cjk(word) else [fold(word)])]
            return self._side_by_side(name, pairs)
        sequences = {tuple(stems(words, language)) for language in (*LATIN, "ar", "ru", "und")}
        found = [self._side_by_side(name, list(sequence)) for sequence in sorted(sequences)]
        return found[0] if len(found) == 1 else Q.disjunction_max_query(found)

    def _side_by_side(self, name: str, terms: list[str]) -> Q:
        if len(terms) == 1:
            return Q.term_query(self.schema, name, terms[0])
        if not all(self.searcher.doc_freq(name, term) for term in terms):
            return Q.empty_query()
        return Q.phrase_query(self.schema, name, list(terms))


class LeafClauses(Clauses):
    """The same for the index of leaves: which leaf of a document answers a query best."""

    def best(self, plan: Plan, key: str) -> list[Q]:
        """Leaves of a document that meet every unit; then those that meet any."""
        of = Q.const_score_query(Q.term_query(self.schema, "of", key, "basic"), 0.0)
        units = [self._met(unit, scored=True) for unit in plan.units]
        without = [(Occur.MustNot, each) for each in self.without(plan)]
        every = [(Occur.Must, _all_of(units, None))]
        some = [(Occur.Must, _all_of(units, 1) if len(units) > 1 else units[0])]
        return [Q.boolean_query([(Occur.Must, of), *met, *without]) for met in (every, some)]

    def with_pieces(self, keys: Sequence[int]) -> Q:
        """The leaves these pieces are of."""
        return Q.term_set_query(self.schema, "pieces", list(keys))

    def _targets(self, match: Match) -> list[tuple[Q, float]]:
        """A leaf names concepts; it is filed under none and belongs to no place."""
        return [(self._any("mention", match.targets), MENTIONED)] if match.sort == "concept" else []


def _all_of(parts: Sequence[Q], least: int | None) -> Q:
    """Every part, or at least so many of them."""
    if len(parts) == 1:
        return parts[0]
    if least is None or least >= len(parts):
        return Q.boolean_query([(Occur.Must, part) for part in parts])
    return Q.boolean_query([(Occur.Should, part) for part in parts], least)


def languages_of(plan: Plan, typed: Sequence[str], reader: str) -> frozenset[str]:
    """The languages a person seems to read: that of the page, of the script, of the labels typed."""
    found = {reader.split("-")[0]}
    for word in typed:
        if is_cjk(word):
            found.add("zh")
        elif (folded := fold(word)) and not folded.isascii():
            found |= {"ar"} if "\u0600" <= folded[0] <= "\u06ff" else set()
            found |= {"ru"} if "\u0400" <= folded[0] <= "\u04ff" else set()
    spoken = [
        {entry.language for entry in match.entries} for match in plan.matches if match.sort == "concept"
    ]
    if spoken and reader not in (common := set.intersection(*spoken)) and len(common) <= 2:
        found |= common
    return frozenset(found & {*STEMMERS, "zh", "sw"})
