"""The graph names what looking at every vector finds; losing it costs time, never results."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from intersession.overlaps import graph
from intersession.overlaps.graph import Nearest, extend, graph_file
from intersession.search.vectors import Place, Reader, Writer

SIZE = 512
ROWS = 3_000

type Floats = NDArray[np.float32]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph is made for stores a test can fill."""
    monkeypatch.setattr(graph, "GRAPH_FROM", 1_000)
    monkeypatch.setattr(graph, "LONGEST_TAIL", 500)


def vectors(count: int, seed: int) -> Floats:
    dice = np.random.default_rng(seed)
    centres = np.random.default_rng(1).standard_normal((60, SIZE), dtype=np.float32)
    found = centres[dice.integers(0, 60, count)] + dice.standard_normal((count, SIZE), dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def fill(place: Place, start: int, count: int, seed: int) -> Floats:
    found = vectors(count, seed)
    store = Writer(place)
    store.append(range(start, start + count), [1] * count, found)
    store.close()
    return found


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, "vectors", SIZE)
    fill(place, 1, ROWS, 2)
    return place


def reader(place: Place) -> Reader:
    store = Reader(place)
    store.refresh()
    return store


def test_it_finds_what_looking_at_all_finds(place: Place) -> None:
    assert extend(place)
    store, nearest = reader(place), Nearest()
    found = wanted = 0
    for vector in vectors(50, 3):
        truth = {key for key, _cosine in store.closest(vector, 10)}
        found += len(truth & {key for key, _cosine in nearest.closest(store, vector, 10)})
        wanted += len(truth)
    assert nearest.index is not None
    assert found / wanted > 0.95


def test_a_new_row_counts_before_the_graph_has_it(place: Place) -> None:
    extend(place)
    fresh = fill(place, 100_000, 20, 4)
    assert not extend(place), "twenty rows are not worth it"
    store, nearest = reader(place), Nearest()
    assert nearest.closest(store, fresh[7], 1)[0][0] == 100_007


def test_a_row_taken_back_is_not_found(place: Place) -> None:
    extend(place)
    vector = vectors(ROWS, 2)[11]
    store = Writer(place)
    store.forget([12])
    store.close()
    assert Nearest().closest(reader(place), vector, 1)[0][0] != 12


def test_many_new_rows_extend_the_graph_and_the_old_file_goes(place: Place) -> None:
    extend(place)
    fill(place, 100_000, 800, 5)
    assert extend(place)
    assert graph_file(place.folder()) == (place.home / f"vectors-1.{ROWS + 800}.graph", ROWS + 800)
    assert len(list(place.home.glob("*.graph"))) == 1


def test_it_may_be_deleted_at_any_time(place: Place) -> None:
    extend(place)
    store, nearest, vector = reader(place), Nearest(), vectors(1, 6)[0]
    before = nearest.closest(store, vector, 5)
    path, _rows = graph_file(place.folder()) or pytest.fail("there is no graph")
    path.unlink()
    assert nearest.closest(store, vector, 5) == before == store.closest(vector, 5)
    assert extend(place)


def test_a_broken_file_is_passed_over(place: Place) -> None:
    (place.home / f"vectors-1.{ROWS}.graph").write_bytes(b"not a graph")
    store, vector = reader(place), vectors(1, 6)[0]
    assert Nearest().closest(store, vector, 5) == store.closest(vector, 5)


def test_a_graph_of_a_folder_no_longer_used_is_swept_away(place: Place) -> None:
    extend(place)
    place.use(2)
    extend(place)
    assert list(place.home.glob("*.graph")) == []


def test_a_small_store_needs_none(tmp_path: Path) -> None:
    place = Place(tmp_path, "vectors", SIZE)
    assert not extend(place)
    fill(place, 1, 900, 2)
    assert not extend(place)
