"""A graph over the signs of the vectors, so that the nearest are found without looking at all of them.

Up to `GRAPH_FROM` rows every row is looked at, as the search does: nothing can be missed, and it takes a few
milliseconds. Beyond, a graph (HNSW of usearch, over the 512 signs as bits, mapped from its file) names the
likely rows, and the vectors measure them. Rows the graph does not hold yet are looked at one by one; the
worker adds them when they have become many. A graph belongs to one folder of the store, its file says to
which and how many rows it holds, and it is put in place in one step. Losing it costs time, never results.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Stop
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usearch.compiled import MetricKind, ScalarKind
from usearch.index import Index

from intersession.search.encoders import installed
from intersession.search.meaning import place_of
from intersession.search.vectors import Floats, Place, Reader, signs_of

log = logging.getLogger(__name__)

GRAPH_FROM = 200_000
# So many rows beyond the graph (and a tenth of it) make the worker extend it.
LONGEST_TAIL = 50_000
AT_ONCE = 20_000
PAUSE = 10.0
# Neighbours a row keeps, and how widely they are looked for while building and searching. With these the ten
# nearest of a million were among those named in more than 99 of 100 cases (bench/overlaps.py).
CONNECTIVITY, WHEN_ADDING, WHEN_SEARCHING = 32, 128, 1600
NAMED = 800

_NAME = re.compile(r"^(?P<store>.+)\.(?P<rows>\d+)\.graph$")


def fresh_index(size: int) -> Index:
    """An empty graph over vectors of `size` dimensions."""
    return Index(
        ndim=size,
        metric=MetricKind.Hamming,
        dtype=ScalarKind.B1,
        connectivity=CONNECTIVITY,
        expansion_add=WHEN_ADDING,
        expansion_search=WHEN_SEARCHING,
    )


def graph_file(folder: Path) -> tuple[Path, int] | None:
    """The largest graph of a folder of the store, and how many rows it holds."""
    found = [
        (int(name["rows"]), path)
        for path in folder.parent.glob(f"{folder.name}.*.graph")
        if (name := _NAME.match(path.name))
    ]
    return max(found)[::-1] if found else None


class Nearest:
    """The nearest rows of one store, with the graph where there is one."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.index: Index | None = None
        self.rows = 0

    def closest(self, store: Reader, vector: Floats, count: int) -> list[tuple[int, float]]:
        """Up to `count` (key, cosine) nearest to a unit vector, nearest first."""
        if store.count <= GRAPH_FROM:
            return store.closest(vector, count)
        self._refresh(store)
        if self.index is None:
            return store.closest(vector, count)
        signs = signs_of(vector[None, :])[0].view(np.uint8)
        named = np.asarray(self.index.search(signs, NAMED, threads=1).keys, dtype=np.int64)
        rows = np.concatenate([named[named < store.count], store.likely(vector, self.rows)])
        return store.measured(rows, vector, count)

    def _refresh(self, store: Reader) -> None:
        found = graph_file(store.folder)
        if found is None or found[0] == self.path:
            if found is None:
                self.path, self.index, self.rows = None, None, 0
            return
        try:
            index = fresh_index(store.place.size)
            index.view(str(found[0]))
        except Exception:
            # A newer graph may just have taken its place; the next look finds that one.
            log.warning("the graph %s could not be opened", found[0].name, exc_info=True)
            self.path, self.index, self.rows = None, None, 0
            return
        self.path, self.rows, self.index = found[0], found[1], index


@contextmanager
def _alone(place: Place) -> Iterator[bool]:
    """Whether no other process extends the graph of this store."""
    place.home.mkdir(parents=True, exist_ok=True)
    with (place.home / f"{place.name}.graph.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def extend(place: Place, stop: Stop | None = None) -> bool:
    """Bring the graph of a store up to its rows, if that is due. Returns whether it was."""
    folder = place.folder()
    _sweep(place, folder)
    rows = _rows_of(place, folder)
    before = graph_file(folder)
    held = before[1] if before else 0
    if len(rows) <= GRAPH_FROM or len(rows) - held < max(LONGEST_TAIL, held // 10):
        return False
    with _alone(place) as is_alone:
        if not is_alone:
            return False
        index = fresh_index(place.size)
        if before:
            index.load(str(before[0]))
        for start in range(held, len(rows), AT_ONCE):
            if stop is not None and stop.is_set():
                return False
            part = rows[start : start + AT_ONCE]
            signs = np.ascontiguousarray(part["signs"]).view(np.uint8)
            # A row without a text takes something back; it is nobody's neighbour.
            alive = part["text"] != 0
            numbers = np.arange(start, start + len(part), dtype=np.uint64)
            index.add(numbers[alive], signs[alive], threads=1)
        fresh = place.home / f".{folder.name}.graph"
        index.save(str(fresh))
        os.replace(fresh, place.home / f"{folder.name}.{len(rows)}.graph")
    _sweep(place, folder)
    return True


def _rows_of(place: Place, folder: Path) -> NDArray[Any]:
    path = folder / "rows"
    whole = path.stat().st_size // place.row.itemsize if path.exists() else 0
    if not whole:
        return np.zeros(0, place.row)
    return np.memmap(path, place.row, "r", shape=(whole,))


def _sweep(place: Place, folder: Path) -> None:
    """Remove graphs of folders no longer in use, and those a larger one replaced. Open ones stay readable."""
    kept = graph_file(folder)
    for path in place.home.glob("*.graph"):
        name = _NAME.match(path.name)
        if name and name["store"].rpartition("-")[0] == place.name and path != (kept and kept[0]):
            path.unlink(missing_ok=True)


def tend(stop: Stop) -> None:
    """Keep the graphs of all encoders extended until `stop`. What goes wrong is logged and tried again."""
    while not stop.wait(PAUSE):
        for encoder in installed():
            try:
                extend(place_of(encoder), stop)
            except Exception:
                log.exception("the graph of overlaps could not be extended; trying again")
