"""The work behind bench/search.py: build three engines over the same documents, and time the same queries.

Times are CPU time: each query runs in this one thread, and what else the machine does meanwhile is not its
fault. Prints rows as JSON; progress goes to standard error.
"""

import gc
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from django.conf import settings
from tantivy import Occur

from bench._search_corpus import Corpus, Questions
from intersession.places.models import Place
from intersession.search import index, meaning
from intersession.search.documents import Document
from intersession.search.encoders import USE, encode_texts
from intersession.search.find import Query, find, title_of
from intersession.search.lexicon import lexicon, revision
from intersession.search.passages import marked, passage
from intersession.search.rebuild import end_of_log, every_document
from intersession.search.vectors import Writer
from intersession.vocabulary.queries import concepts

FACETS = ("kind", "language", "region", "place", "concept", "year")
SIZE = 20
ROUNDS = 3

type Asked = tuple[str, tuple[str, ...], str]


def say(text: str) -> None:
    print(f"    {text}", file=sys.stderr, flush=True)


class Ours:
    """The search as the page asks it, with the passages the page shows."""

    def build(self, documents: Iterable[Document]) -> None:
        state: dict[str, Any] = {"event": end_of_log(), "lexicon": revision()}
        folder = index.make_folder()
        writer = index.create(folder).writer(heap_size=256_000_000, num_threads=1)
        regions = dict(Place.objects.values_list("code", "region"))
        index.put_all(writer, documents, lexicon(state["lexicon"]), regions)
        index.write_state(writer, state)
        writer.commit()
        writer.wait_merging_threads()
        index.use_folder(folder)

    def fill_vectors(self, count: int) -> None:
        """Two vectors a document, near those of real texts: encoding 600,000 texts would take an hour."""
        dice = np.random.default_rng(5)
        store = Writer(meaning.place_of(USE))
        real = encode_texts(USE, ["online safety of children", "data", "law"])
        for start in range(0, count, 20_000):
            numbers = range(start, min(count, start + 20_000))
            keys = [key for number in numbers for key in meaning.vector_keys("resource", f"g{number}")]
            noise = dice.standard_normal((len(keys), real.shape[1]), dtype=np.float32) / 12
            vectors = real[dice.integers(0, len(real), len(keys))] * 0.3 + noise
            store.append(keys, [1] * len(keys), np.asarray(vectors, dtype=np.float32))
        store.close()

    def ask(self, asked: Asked, *, across: bool = False) -> int:
        sort, words, language = asked
        text = {"or": " OR ".join(words), "phrase": f'"{" ".join(words)}"'}.get(sort, " ".join(words))
        chosen = {"language": (language,)} if language else {}
        results = find(
            Query(text=text, language="en", chosen=chosen, size=SIZE, across=across, facets=FACETS)
        )
        for hit in results.hits:
            tag, title = title_of(hit.card, "en")
            marked(title, tag, results.marks)
            passage(hit.card, results.marks, "en")
        return results.total


class RawTantivy:
    """Tantivy with its own query parser, multi-valued facet columns and snippet generator."""

    def __init__(self, folder: str) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
        for name in FACETS[:-1]:
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("year", stored=True, indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=folder)

    def build(self, documents: Iterable[Document]) -> None:
        regions = dict(Place.objects.values_list("code", "region"))
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for document in documents:
            fields: dict[str, Any] = {
                "title": list(document.titles.values()),
                "body": list(document.bodies.values()),
                **facets_of(document, regions),
                "year": document.year or 0,
            }
            writer.add_document(tantivy.Document.from_dict(fields, self.schema))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def ask(self, asked: Asked) -> int:
        sort, words, language = asked
        text = {"or": " OR ".join(words), "phrase": f'"{" ".join(words)}"'}.get(sort, " ".join(words))
        query = self.index.parse_query(
            text, ["title", "body"], field_boosts={"title": 3.0}, conjunction_by_default=True
        )
        full = query
        if language:
            term = tantivy.Query.term_query(self.schema, "language", language, "basic")
            full = tantivy.Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, tantivy.Query.const_score_query(term, 0.0))]
            )
        searcher = self.index.searcher()
        answer = searcher.search(full, SIZE)
        searcher.aggregate(full, {name: {"terms": {"field": name, "size": 300}} for name in FACETS})
        generators = [
            tantivy.SnippetGenerator.create(searcher, query, self.schema, name) for name in ("title", "body")
        ]
        for _score, address in answer.hits:
            document = searcher.doc(address)
            for generator in generators:
                generator.snippet_from_doc(document).to_html()
        return int(answer.count)  # type: ignore[attr-defined]


class Fts5:
    """SQLite's full-text search with Porter stems, BM25 and its snippets; facets are rows to be grouped."""

    def __init__(self, folder: str) -> None:
        self.database = sqlite3.connect(Path(folder) / "fts5.sqlite3")
        self.database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY;"
            "CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='porter unicode61');"
            "CREATE TABLE facets(document INTEGER, name TEXT, value TEXT, PRIMARY KEY (document, name, value)) "
            "WITHOUT ROWID;"
        )

    def build(self, documents: Iterable[Document]) -> None:
        regions = dict(Place.objects.values_list("code", "region"))
        for number, document in enumerate(documents, 1):
            texts = (" ".join(document.titles.values()), " ".join(document.bodies.values()))
            self.database.execute("INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)", (number, *texts))
            values = {**facets_of(document, regions), "year": [str(document.year or "")]}
            self.database.executemany(
                "INSERT OR IGNORE INTO facets VALUES (?, ?, ?)",
                [(number, name, value) for name, found in values.items() for value in found],
            )
        self.database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        self.database.execute("ANALYZE")
        self.database.commit()

    def ask(self, asked: Asked) -> int:
        sort, words, language = asked
        quoted = [f'"{word}"' for word in words]
        match = {"or": " OR ".join(quoted), "phrase": f'"{" ".join(words)}"'}.get(sort, " ".join(quoted))
        narrowed = (
            "AND EXISTS (SELECT 1 FROM facets WHERE document = texts.rowid AND name = 'language' AND value = ?)"
            if language
            else ""
        )
        values = (match, language) if language else (match,)
        self.database.execute(
            "SELECT rowid, snippet(texts, 0, '<mark>', '</mark>', '…', 20), "
            "snippet(texts, 1, '<mark>', '</mark>', '…', 40) FROM texts "
            f"WHERE texts MATCH ? {narrowed} ORDER BY bm25(texts, 3.0, 1.0) LIMIT {SIZE}",
            values,
        ).fetchall()
        counted = self.database.execute(
            "SELECT name, value, count(*) FROM facets WHERE document IN "
            f"(SELECT rowid FROM texts WHERE texts MATCH ? {narrowed}) GROUP BY name, value",
            values,
        ).fetchall()
        return sum(number for name, _value, number in counted if name == "kind")


def facets_of(document: Document, regions: dict[str, str]) -> dict[str, list[str]]:
    return {
        "kind": [document.kind],
        "language": list(dict.fromkeys(document.languages)),
        "region": sorted({regions[place] for place in document.places if regions.get(place)}),
        "place": list(dict.fromkeys(document.places)),
        "concept": list(dict.fromkeys(document.concepts)),
    }


def timed(ask: Callable[[Asked], int], asked: list[Asked], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each query: the middle of the rounds, after one to warm up."""
    for each in asked:
        ask(each)
    runs = []
    for _ in range(rounds):
        run = []
        for each in asked:
            started = time.process_time()
            ask(each)
            run.append((time.process_time() - started) * 1000)
        runs.append(run)
    return [sorted(times)[len(times) // 2] for times in zip(*runs, strict=True)]


def median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def built(name: str, build: Callable[[Iterable[Document]], None], documents: Iterable[Document]) -> float:
    """CPU seconds of building an engine."""
    started, wall = time.process_time(), time.perf_counter()
    build(documents)
    used = time.process_time() - started
    say(f"{name} built: {used:.0f} s of CPU, {time.perf_counter() - wall:.0f} s in all")
    return used


def by_sort(asked: list[Asked], times: list[float]) -> str:
    found: dict[str, list[float]] = {}
    for (sort, _words, _language), spent in zip(asked, times, strict=True):
        found.setdefault(sort, []).append(spent)
    return "  ".join(f"{sort} {median(each):.1f}" for sort, each in found.items())


def main(number: str) -> list[dict[str, Any]]:
    """Rows for the table."""
    count = int(number)
    real = list(every_document())
    texts = [
        text
        for each in real
        for text in [*each.titles.values(), *each.bodies.values()]
        if re.search("[a-z]", text)
    ]
    places = list(Place.objects.order_by("pk").values_list("pk", flat=True))
    corpus = Corpus(count, texts, places, [each.concept_id for each in concepts("en")])
    asked = Questions(corpus).asked

    documents = [*real, *corpus.documents()]
    gc.freeze()
    made = len(documents)
    say(f"{made:,} documents generated")
    assert str(settings.INDEX_HOME).startswith(tempfile.gettempdir()), "the bench needs a home of its own"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "raw").mkdir()
        ours, raw, fts5 = Ours(), RawTantivy(f"{folder}/raw"), Fts5(folder)
        seconds = built("intersession", ours.build, documents)
        raw_seconds = built("raw tantivy", raw.build, documents)
        built("FTS5", fts5.build, documents)
        totals = [(ours.ask(each), raw.ask(each), fts5.ask(each)) for each in asked[:8]]
        say(f"totals (ours, tantivy, FTS5): {totals}")
        times = {"ours": timed(ours.ask, asked), "tantivy": timed(raw.ask, asked)}
        times["FTS5"] = timed(fts5.ask, asked, 1)
        ours.fill_vectors(count)
        started = time.perf_counter()
        ours.ask(("common", ("children",), ""), across=True)
        say(f"first query with meaning: {time.perf_counter() - started:.2f} s")
        times["meaning"] = timed(lambda each: ours.ask(each, across=True), asked)
        for name, each in times.items():
            say(f"{name}: p50 {median(each):.1f} ms, p95 {p95(each):.1f} ms; medians {by_sort(asked, each)}")
    ms, what = "ms", f"search, {made:,} documents, facets and snippets, p95 of CPU"
    own = p95(times["ours"])
    return [
        row(f"{what}", own, p95(times["FTS5"]), ms, "SQLite FTS5, facets by SQL", 1 / 3),
        row(f"{what}", own, p95(times["tantivy"]), ms, "raw tantivy", 2),
        row("search with meaning across languages, p95 of CPU", p95(times["meaning"]), own, ms, "without", 3),
        row("index made, CPU", seconds, raw_seconds, "s", "raw tantivy", None),
        row("index made", made / seconds, made / raw_seconds, "documents/s", "raw tantivy", None),
    ]


def row(
    what: str, figure: float, reference: float, unit: str, reference_is: str, target: float | None
) -> dict[str, Any]:
    return {
        "what": what,
        "figure": figure,
        "reference": reference,
        "unit": unit,
        "reference_is": reference_is,
        "target": target,
    }
