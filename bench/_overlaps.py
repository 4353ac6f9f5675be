"""The work behind bench/overlaps.py: a library of generated resources, and somebody who types.

A suggestion is what the form asks for: a title in which some words are other ones, a publisher, a year and a
beginning of a text, none of them asked before, so nothing is answered from a cache. Its time is that of the
clock. Vectors are made near those of real texts, since encoding two million texts would take hours. Prints
rows as JSON; progress goes to standard error.
"""

import itertools
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from bench._search import Ours, p95, say
from bench._search_corpus import Corpus
from intersession.overlaps import engine, graph
from intersession.overlaps.graph import Nearest
from intersession.overlaps.sketch import Sketch
from intersession.places.models import Place
from intersession.search import meaning
from intersession.search.documents import Document
from intersession.search.encoders import USE, encode_query, encode_texts
from intersession.search.rebuild import every_document
from intersession.search.vectors import Reader, Writer
from intersession.vocabulary.queries import concepts, labels

TYPED = 200
ASKED = 200
AT_ONCE = 20_000

type Floats = NDArray[np.float32]


class Vectors:
    """Two vectors a document near real texts: the title's, and that of a text which says much the same."""

    def __init__(self, texts: list[str]) -> None:
        self.real = np.unique(encode_texts(USE, texts), axis=0)
        self.dice = np.random.default_rng(5)

    def some(self, count: int) -> Floats:
        """Vectors between two real ones, with noise of their own."""
        one, other = self.dice.integers(0, len(self.real), (2, count))
        share = self.dice.random((count, 1), dtype=np.float32)
        mixed = self.real[one] * share + self.real[other] * (1 - share)
        return self._noisy(mixed, 0.5)

    def _noisy(self, vectors: Floats, much: float) -> Floats:
        noise = self.dice.standard_normal(vectors.shape, dtype=np.float32)
        noise *= much / np.sqrt(vectors.shape[1])
        found = vectors + noise
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)

    def fill(self, count: int) -> None:
        """The store for `count` resources."""
        store = Writer(meaning.place_of(USE))
        for start in range(0, count, AT_ONCE):
            numbers = range(start, min(count, start + AT_ONCE))
            titles = self.some(len(numbers))
            pairs = np.stack([titles, self._noisy(titles, 0.4)], axis=1).reshape(-1, titles.shape[1])
            keys = [key for number in numbers for key in meaning.vector_keys("resource", f"g{number}")]
            store.append(keys, [1] * len(keys), np.asarray(pairs, np.float32))
        store.close()


def sketches(corpus: Corpus) -> list[Sketch]:
    """What people type: a title that is there, with two words changed; one in three says a text too."""
    dice = random.Random(17)
    found = []
    step = max(1, corpus.count // TYPED // 50)
    for number, each in enumerate(itertools.islice(corpus.documents(), 0, TYPED * step, step)):
        language, title = next(iter(each.titles.items()))
        words = title.split()
        for _ in range(2):
            words[dice.randrange(len(words))] = dice.choice(corpus.words[:2000])
        text = next(iter(each.bodies.values()))[:200] if number % 3 == 0 else ""
        found.append(
            Sketch(
                titles={language: " ".join(words)},
                addresses=(f"https://example.org/{number}",),
                text=text,
                languages=(language,),
                publishers=each.publishers,
                places=each.places,
                year=each.year,
            )
        )
    return found


def milliseconds(asks: list[Callable[[], object]]) -> list[float]:
    """The time of each by the clock, in milliseconds."""
    times = []
    for ask in asks:
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return times


def exactly_nearest(store: Reader, asked: Floats, count: int) -> list[list[int]]:
    """The rows nearest to each vector, by measuring every one."""
    best = [(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in asked]
    for start in range(0, store.count, 100_000):
        part = store.vectors[start : start + 100_000].astype(np.float32)
        part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9)
        likeness = part @ asked.T
        for place in range(len(asked)):
            rows = np.argpartition(-likeness[:, place], count)[:count]
            kept = np.concatenate([best[place][0], rows + start])
            scores = np.concatenate([best[place][1], likeness[rows, place]])
            order = np.argsort(-scores)[:count]
            best[place] = (kept[order], scores[order])
    return [[int(store.keys[row]) for row in rows] for rows, _scores in best]


def main(number: str) -> list[dict[str, Any]]:
    """Rows for the table."""
    count = int(number)
    assert str(settings.INDEX_HOME).startswith(tempfile.gettempdir()), "the bench needs a home of its own"
    real: list[Document] = list(every_document())
    texts = [
        text
        for each in real
        for text in [*each.titles.values(), *each.bodies.values()]
        if re.search("[a-z]", text)
    ]
    places = list(Place.objects.order_by("pk").values_list("pk", flat=True))
    corpus = Corpus(count, texts, places, [each.concept_id for each in concepts("en")])
    started = time.perf_counter()
    Ours().build(itertools.chain(real, corpus.documents()))
    say(f"words of {count:,} resources: {time.perf_counter() - started:.0f} s")
    vectors = Vectors([*texts, *(label.text for label in labels())][:6000])
    vectors.fill(count)
    place = meaning.place_of(USE)
    started = time.perf_counter()
    is_made = graph.extend(place)
    seconds = time.perf_counter() - started
    store = meaning.reader_of(USE)
    say(f"graph over {store.count:,} vectors: {'made' if is_made else 'not needed'}, {seconds:.0f} s")

    asked, nearest = vectors.some(ASKED), Nearest()
    nearest.closest(store, asked[0], 10)
    by_graph = milliseconds([partial(nearest.closest, store, each, 10) for each in asked])
    by_scan = milliseconds([partial(store.closest, each, 10) for each in asked[:50]])
    truth = exactly_nearest(store, asked, 10)
    hits = sum(
        len({key for key, _cosine in nearest.closest(store, vector, 10)} & set(keys))
        for vector, keys in zip(asked, truth, strict=True)
    )
    scanned = sum(
        len({key for key, _cosine in store.closest(vector, 10)} & set(keys))
        for vector, keys in zip(asked[:50], truth, strict=False)
    )
    say(f"of the nearest 10, found by the signs of all: {scanned / 500:.3f}")
    started = time.perf_counter()
    exactly_nearest(store, asked[:3], 10)
    exact = (time.perf_counter() - started) * 1000 / 3

    typed = sketches(corpus)
    engine.overlaps_of(Sketch(titles={"en": "Something to warm up with"}, text="A text that says something."))
    ours = milliseconds([partial(engine.overlaps_of, each) for each in typed])
    say(
        f"suggestions: p50 {sorted(ours)[len(ours) // 2]:.1f} ms, p95 {p95(ours):.1f} ms, slowest {max(ours):.1f} ms"
    )
    graph.GRAPH_FROM, kept = sys.maxsize, graph.GRAPH_FROM
    # Both runs pay for the encoder.
    encode_query.cache_clear()
    brute = milliseconds([partial(engine.overlaps_of, each) for each in typed])
    graph.GRAPH_FROM = kept
    say(f"by looking at all vectors: p95 {p95(brute):.1f} ms")
    what = f"overlaps while typing, {count:,} resources"
    return [
        row(f"{what}, p95", p95(ours), 100, "ms", "promised", 1),
        row(f"{what}, p95", p95(ours), p95(brute), "ms", "looking at the signs of all vectors", None),
        row(
            f"nearest 10 of {store.count:,} vectors, p95",
            p95(by_graph),
            p95(by_scan),
            "ms",
            "signs of all",
            0.5,
        ),
        row(f"nearest 10 of {store.count:,} vectors", p95(by_graph), exact, "ms", "measuring all", None),
        row(
            "of the nearest 10, found by the graph",
            hits / 10 / len(asked),
            1,
            "",
            "measuring all",
            0.95,
            "least",
        ),
    ]


def row(
    what: str,
    figure: float,
    reference: float,
    unit: str,
    reference_is: str,
    target: float | None,
    at: Literal["most", "least"] = "most",
) -> dict[str, Any]:
    return {
        "what": what,
        "figure": figure,
        "reference": reference,
        "unit": unit,
        "reference_is": reference_is,
        "target": target,
        "at": at,
    }
