"""Where sentence vectors are kept, and the nearest to one.

A store is a folder of two files that only grow: `vectors` holds one whole number from -127 to 127 per
dimension and row; `rows` the key, a hash of the text, and one bit per dimension (its sign). A row is appended
to `vectors` first, so a row of `rows` always has its vector; what a killed process left over is cut off by the
next writer. A later row of a key replaces earlier ones; a row without a text forgets the key. When most rows
are replaced, a new folder is written and a file of the home with the store's name points to it.

The nearest rows are found in two steps: the signs of all rows are compared with those of the query (eight
machine words a row, columns of them side by side in memory), and the best few hundred are then measured by
their numbers. This looks at every row, so nothing is missed by a graph that was built badly, a new row
counts at once, and there is nothing to build. Limit: the time grows with the rows, about 1 ms per 100,000.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MEASURED = 1_000
# A store with fewer replaced rows than this is not worth writing anew.
FEW_REPLACED = 5_000
# More signs than differ in any vector.
_REPLACED = np.uint16(4096)

type Floats = NDArray[np.float32]


class Busy(Exception):
    """Another process writes the store."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which store: the home it stands in, its name there, and how many dimensions its vectors have."""

    home: Path
    name: str
    size: int

    @property
    def row(self) -> np.dtype[Any]:
        """The layout of a row."""
        return np.dtype([("key", "<u8"), ("text", "<u8"), ("signs", "<u8", self.size // 64)])

    @property
    def pointer(self) -> Path:
        """The file that says which folder is in use."""
        return self.home / self.name

    def folder(self) -> Path:
        """The folder in use; made when there is none."""
        try:
            return self.home / self.pointer.read_text()
        except FileNotFoundError:
            return self.use(1)

    def use(self, number: int) -> Path:
        """Make a folder the one in use, in one step that every process sees."""
        folder = self.home / f"{self.name}-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        fresh = self.home / f".{self.name}-{os.getpid()}"
        fresh.write_text(folder.name)
        os.replace(fresh, self.pointer)
        return folder


def signs_of(vectors: Floats) -> NDArray[np.uint64]:
    """One bit per dimension: whether it is above zero. Shape (rows, words of 64 bits)."""
    bits = np.packbits(vectors > 0, axis=1, bitorder="little")
    return np.ascontiguousarray(bits).view("<u8")


def _small(vectors: Floats) -> NDArray[np.int8]:
    """The vectors in whole numbers; likeness is an angle, so their length does not matter."""
    longest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return np.rint(vectors / longest * 127).astype(np.int8)


class Writer:
    """Appends rows. Holds a lock as long as it lives; raises `Busy` when another process has it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        place.home.mkdir(parents=True, exist_ok=True)
        self._lock = (place.home / f"{place.name}.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            self._lock.close()
            raise Busy from held
        self._open(place.folder())

    def close(self) -> None:
        """Let another process write. The lock also goes with the process."""
        self._lock.close()

    def _open(self, folder: Path) -> None:
        self.folder = folder
        rows, vectors = folder / "rows", folder / "vectors"
        rows.touch()
        vectors.touch()
        row, size = self.place.row, self.place.size
        whole = min(rows.stat().st_size // row.itemsize, vectors.stat().st_size // size)
        os.truncate(rows, whole * row.itemsize)
        os.truncate(vectors, whole * size)
        held = np.fromfile(rows, dtype=row)
        self.count = whole
        self.texts = dict(zip(held["key"].tolist(), held["text"].tolist(), strict=True))

    def has(self, key: int, text: int) -> bool:
        """Whether the key's row is of this text."""
        return self.texts.get(key) == text

    def append(self, keys: Sequence[int], texts: Sequence[int], vectors: Floats) -> None:
        """Write rows to disk."""
        if not keys:
            return
        rows = np.zeros(len(keys), dtype=self.place.row)
        rows["key"], rows["text"], rows["signs"] = keys, texts, signs_of(vectors)
        for name, content in (("vectors", _small(vectors).tobytes()), ("rows", rows.tobytes())):
            with (self.folder / name).open("ab") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        self.count += len(keys)
        self.texts.update(zip(keys, texts, strict=True))

    def forget(self, keys: Sequence[int]) -> None:
        """Rows without a text for keys that have one."""
        known = [key for key in keys if self.texts.get(key)]
        self.append(known, [0] * len(known), np.zeros((len(known), self.place.size), np.float32))

    def tidy(self) -> None:
        """Write a new store when more rows are replaced than not. Readers go over with their next look."""
        alive = sum(1 for text in self.texts.values() if text)
        if self.count - alive < max(FEW_REPLACED, alive):
            return
        rows = np.fromfile(self.folder / "rows", dtype=self.place.row)
        last = dict(zip(rows["key"].tolist(), range(len(rows)), strict=True))
        kept = np.array([row for key, row in last.items() if self.texts[key]], dtype=np.int64)
        vectors = np.memmap(self.folder / "vectors", np.int8, "r", shape=(len(rows), self.place.size))
        number = int(self.folder.name.rsplit("-", 1)[1]) + 1
        folder = self.place.home / f"{self.place.name}-{number}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "vectors").write_bytes(vectors[kept].tobytes())
        (folder / "rows").write_bytes(rows[kept].tobytes())
        position = self.position()
        before = self.folder
        self._open(folder)
        self.reach(position)
        self.place.use(number)
        shutil.rmtree(before, ignore_errors=True)

    def position(self) -> dict[str, Any]:
        """How far in the log the store has come, as `reach` was told."""
        try:
            return dict(json.loads((self.folder / "position").read_text()))
        except FileNotFoundError:
            return {}

    def reach(self, position: dict[str, Any]) -> None:
        """Note how far the store has come; all rows up to there are on disk."""
        fresh = self.folder / ".position"
        fresh.write_text(json.dumps(position))
        os.replace(fresh, self.folder / "position")


class Reader:
    """The store as a web process sees it: keys and signs in memory, vectors mapped from the file."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._seen: tuple[int, int] = (0, -1)
        self._begin(place.home)

    def _begin(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.keys = np.zeros(1024, np.uint64)
        self.signs = np.zeros((self.place.size // 64, 1024), np.uint64)
        self.replaced = np.zeros(1024, np.uint16)
        self.vectors: NDArray[np.int8] = np.zeros((0, self.place.size), np.int8)

    def refresh(self) -> None:
        """Take in what was written since the last look. Two `stat` calls when nothing was."""
        try:
            pointer = os.stat(self.place.pointer).st_mtime_ns
            size = os.stat(self.folder / "rows").st_size
        except FileNotFoundError:
            pointer, size = 0, 0
        if (pointer, size) == self._seen:
            return
        folder = self.place.folder()
        if folder != self.folder:
            self._begin(folder)
        path = folder / "rows"
        size = path.stat().st_size if path.exists() else 0
        self._seen = (pointer, size)
        row = self.place.row
        known = size // row.itemsize
        if known < self.count:
            self._begin(folder)
        if known > self.count:
            self._take(np.fromfile(path, row, known - self.count, offset=self.count * row.itemsize), known)

    def _take(self, rows: NDArray[Any], known: int) -> None:
        start = self.count
        while len(self.keys) < known:
            self.keys = np.concatenate([self.keys, np.zeros_like(self.keys)])
            self.replaced = np.concatenate([self.replaced, np.zeros_like(self.replaced)])
            self.signs = np.concatenate([self.signs, np.zeros_like(self.signs)], axis=1)
        keys = rows["key"]
        self.replaced[:start][np.isin(self.keys[:start], keys)] = _REPLACED
        self.keys[start:known] = keys
        self.signs[:, start:known] = rows["signs"].T
        # Of several new rows of one key the last counts; a row without a text counts for nothing.
        reversed_first = np.unique(keys[::-1], return_index=True)[1]
        fresh = np.full(len(keys), _REPLACED, np.uint16)
        fresh[len(keys) - 1 - reversed_first] = 0
        fresh[rows["text"] == 0] = _REPLACED
        self.replaced[start:known] = fresh
        self.vectors = np.memmap(self.folder / "vectors", np.int8, "r", shape=(known, self.place.size))
        self.count = known

    def closest(self, vector: Floats, count: int) -> list[tuple[int, float]]:
        """Up to `count` (key, cosine) of the rows nearest to a unit vector, nearest first."""
        return self.measured(self.likely(vector), vector, count)

    def likely(self, vector: Floats, start: int = 0) -> NDArray[np.int64]:
        """The few hundred rows from `start` on whose signs differ least from those of a vector."""
        if start >= self.count:
            return np.zeros(0, np.int64)
        signs = signs_of(vector[None, :])[0]
        differing = self.replaced[start : self.count].copy()
        for word in range(len(signs)):
            differing += np.bitwise_count(self.signs[word, start : self.count] ^ signs[word])
        ranks = np.cumsum(np.bincount(differing, minlength=self.place.size + 1)[: self.place.size + 1])
        most = int(np.searchsorted(ranks, min(MEASURED, int(ranks[-1]))))
        return np.flatnonzero(differing <= most)[: 2 * MEASURED] + start

    def measured(self, rows: NDArray[np.int64], vector: Floats, count: int) -> list[tuple[int, float]]:
        """Up to `count` (key, cosine) of these rows, nearest first; replaced rows are left out."""
        rows = rows[self.replaced[rows] == 0]
        measured = self.vectors[rows].astype(np.float32)
        lengths = np.maximum(np.linalg.norm(measured, axis=1), 1e-9)
        likeness = measured @ vector / lengths
        best = np.argsort(-likeness, kind="stable")[:count]
        return [(int(self.keys[rows[place]]), float(likeness[place])) for place in best]
