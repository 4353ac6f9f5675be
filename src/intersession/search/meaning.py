"""What says the same in other words: the documents nearest in meaning to a query.

Without an encoder nothing here fails and `is_available()` says no. A document has up to two vectors for each
encoder, one of its title and one of the beginning of its text; the nearer one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from intersession.search.analysis import STEMMERS, simplified
from intersession.search.documents import Document
from intersession.search.encoders import E5, Encoder, encode_query, encode_texts, installed
from intersession.search.index import home, key_of, meaning_key
from intersession.search.vectors import Place, Reader, Writer

LONGEST_TITLE = 200
LONGEST_BODY = 200
BATCH = 128
# Languages USE knows; of a document's titles the first in one of them is taken.
KNOWN = frozenset({*STEMMERS, "zh", "it", "ja", "ko", "nl", "pl", "th", "tr"})


def is_available() -> bool:
    """Whether an encoder is installed."""
    return bool(installed())


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


def place_of(encoder: Encoder) -> Place:
    """Where an encoder's vectors are."""
    return Place(home(), encoder.name, encoder.size)


def put(store: Writer, encoder: Encoder, documents: Iterable[Document]) -> int:
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
        vectors = encode_texts(encoder, [text for _, _, text in batch])
        store.append([key for key, _, _ in batch], [hashed for _, hashed, _ in batch], vectors)
    return len(missing)


def remove(store: Writer, kind: str, keys: Iterable[str]) -> None:
    """Forget documents."""
    store.forget([each for key in keys for each in vector_keys(kind, key)])


@lru_cache(maxsize=4)
def _reader(place: Place) -> Reader:
    return Reader(place)


def reader_of(encoder: Encoder) -> Reader:
    """An encoder's vectors as they are now."""
    store = _reader(place_of(encoder))
    store.refresh()
    return store


def closest(
    text: str, count: int, *, is_faint: bool = False, is_foreign: bool = False
) -> list[tuple[int, float]]:
    """The documents nearest in meaning to a text: (meaning key, likeness from 0 to 1), the nearest first.

    `is_faint` takes in what is less alike. `is_foreign` says that the words may be of a language the quick
    encoder does not know: then the other one is asked as well, if there is one.
    """
    # The encoders mind capitals and traditional characters; who types does not.
    plain = simplified(text.lower() if text.isupper() else text)[:LONGEST_TITLE]
    found: dict[int, float] = {}
    for encoder in installed():
        if encoder is E5 and not is_foreign and len(installed()) > 1:
            continue
        store = reader_of(encoder)
        least = encoder.faint if is_faint else encoder.least
        for key, cosine in store.closest(encode_query(encoder, plain), count * 2):
            likeness = (cosine - least) / (1.0 - least)
            if likeness > 0:
                found[key >> 1] = max(likeness, found.get(key >> 1, 0.0))
    return sorted(found.items(), key=lambda pair: -pair[1])[:count]
