"""What somebody may be about to type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from intersession.search.analysis import STOPWORDS, fold, words_of
from intersession.search.find import card_from, title_of
from intersession.search.index import Reader, reader
from intersession.search.lexicon import lexicon

MOST_TERMS = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title or label that begins so, and its address (empty: search for the text)."""

    text: str
    language: str
    path: str
    kind: str


def suggestions(text: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Labels of concepts and titles of documents with words that begin as the last one typed."""
    words = words_of(text[:100])
    if not words:
        return []
    now = reader()
    found: dict[str, Suggestion] = {}
    for label in _labels(now, words, language):
        found.setdefault(fold(label.text), label)
        if len(found) >= 3:
            break
    for card in _titles(now, words, limit):
        tag, title = title_of(card, language)
        found.setdefault(fold(title), Suggestion(title, tag, str(card["path"]), str(card["kind"])))
    return list(found.values())[:limit]


def _labels(now: Reader, words: list[str], language: str) -> list[Suggestion]:
    typed = " ".join(fold(word) for word in words)
    preferred = lexicon(now.state["lexicon"]).preferred
    return [
        Suggestion(labels[language], language, "", "concept")
        for labels in preferred.values()
        if language in labels and fold(labels[language]).startswith(typed)
    ]


def _titles(now: Reader, words: list[str], limit: int) -> list[Mapping[str, Any]]:
    schema = now.index.schema
    parts: list[tuple[Occur, Q]] = [
        (Occur.Must, Q.term_query(schema, "title_word", fold(word)))
        for word in words[:-1]
        if fold(word) not in STOPWORDS
    ]
    endings = now.searcher.terms_with_prefix("title_word", fold(words[-1]), None, 500)
    common = sorted(endings, key=lambda pair: -pair[1])[:MOST_TERMS]
    if not common:
        return []
    parts.append((Occur.Must, Q.boolean_query([(Occur.Should, _term(schema, term)) for term, _ in common])))
    answer = now.searcher.search(Q.boolean_query(parts), limit)
    return [_card_of(now, address) for _, address in answer.hits]


def _term(schema: tantivy.Schema, term: str) -> Q:
    return Q.const_score_query(Q.term_query(schema, "title_word", term), 1.0)


def _card_of(now: Reader, address: tantivy.DocAddress) -> Mapping[str, Any]:
    return card_from(str(now.searcher.doc(address)["card"][0]))
