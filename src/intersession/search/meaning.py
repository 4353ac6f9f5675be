"""What says the same in other words: the documents nearest in meaning to a query.

Without an encoder nothing here fails and `is_available()` says no. A document has up to two vectors for each
encoder, one of its title and one of the beginning of its text; the nearer one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from intersession.search import leaves
from intersession.search.analysis import STEMMERS, simplified
from intersession.search.documents import Document
from intersession.search.encoders import E5, Encoder, encode_query, encode_texts, installed
from intersession.search.index import home, key_of, meaning_key
from intersession.search.vectors import Place, Reader, Writer

LONGEST_TITLE = 200
LONGEST_BODY = 200
BATCH = 128
# Pieces to encode between two looks at the log.
AT_ONCE = 256
# Pieces in a row that another encoder may have read.
LONGEST_GAP = 8
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


def pieces_of(encoder: Encoder) -> Place:
    """Where an encoder's vectors of the pieces of leaves are."""
    return Place(home(), f"{encoder.name}-of-leaves", encoder.size)


def reads(encoder: Encoder, language: str) -> bool:
    """Whether pieces of this language are this encoder's: each is read by one, the quick one if it can."""
    is_known = not language or language.split("-")[0] in KNOWN
    return len(installed()) == 1 or is_known == (encoder is not E5)


def put_pieces(store: Writer, encoder: Encoder, documents: Iterable[Document], most: int = AT_ONCE) -> bool:
    """Bring the vectors of pieces up to the leaves of documents, at most so many now. Whether there is more."""
    missing: list[tuple[int, int, str]] = []
    for document in documents:
        key = key_of(document.kind, document.key)
        pieces = [piece for _leaf, found in leaves.pieces_of(key, document.leaves) for piece in found]
        other = [piece.key for piece in pieces if not reads(encoder, piece.language)]
        _forget_from(store, key, len(pieces))
        store.forget(other)
        for piece in pieces:
            if reads(encoder, piece.language) and not store.has(piece.key, hashed := _hash_of(piece.text)):
                missing.append((piece.key, hashed, piece.text))
                if len(missing) == most:
                    _encode(store, encoder, missing)
                    return True
    _encode(store, encoder, missing)
    return False


def _forget_from(store: Writer, key: str, number: int) -> None:
    """Forget the pieces of a document from this number on: they follow one another without a gap.

    Pieces that another encoder reads are rows of their own kind here only when they were once read by this
    one; the numbers in between are looked over.
    """
    if not store.texts:
        return
    gone: list[int] = []
    gap = 0
    for each in leaves.keys_from(key, number):
        gap = 0 if each in store.texts else gap + 1
        if gap > LONGEST_GAP:
            break
        gone.append(each)
    store.forget(gone)


def _encode(store: Writer, encoder: Encoder, missing: list[tuple[int, int, str]]) -> None:
    # Texts of like length together: the encoder pads a batch to its longest.
    missing.sort(key=lambda entry: len(entry[2]))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = encode_texts(encoder, [text for _, _, text in batch])
        store.append([key for key, _, _ in batch], [hashed for _, hashed, _ in batch], vectors)


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
    _encode(store, encoder, missing)
    return len(missing)


def remove(store: Writer, kind: str, keys: Iterable[str]) -> None:
    """Forget documents."""
    store.forget([each for key in keys for each in vector_keys(kind, key)])


def remove_pieces(store: Writer, kind: str, keys: Iterable[str]) -> None:
    """Forget the leaves of documents."""
    for key in keys:
        _forget_from(store, key_of(kind, key), 0)


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
    found: dict[int, float] = {}
    for encoder, plain in _asked(text, is_foreign=is_foreign):
        for key, likeness in _alike(reader_of(encoder), encoder, plain, count * 2, is_faint=is_faint):
            found[key >> 1] = max(likeness, found.get(key >> 1, 0.0))
    return sorted(found.items(), key=lambda pair: -pair[1])[:count]


def closest_pieces(
    text: str, count: int, *, is_faint: bool = False, is_foreign: bool = False
) -> dict[int, float]:
    """The same of the pieces of leaves: key → likeness."""
    found: dict[int, float] = {}
    for encoder, plain in _asked(text, is_foreign=is_foreign):
        store = _reader(pieces_of(encoder))
        store.refresh()
        found |= _alike(store, encoder, plain, count, is_faint=is_faint)
    return found


def _asked(text: str, *, is_foreign: bool) -> Iterator[tuple[Encoder, str]]:
    """The encoders to ask, and the text as they take it."""
    # The encoders mind capitals and traditional characters; who types does not.
    plain = simplified(text.lower() if text.isupper() else text)[:LONGEST_TITLE]
    for encoder in installed():
        if encoder is not E5 or is_foreign or len(installed()) == 1:
            yield encoder, plain


def _alike(
    store: Reader, encoder: Encoder, plain: str, count: int, *, is_faint: bool
) -> list[tuple[int, float]]:
    least = encoder.faint if is_faint else encoder.least
    found = store.closest(encode_query(encoder, plain), count)
    return [(key, (cosine - least) / (1.0 - least)) for key, cosine in found if cosine > least]
