"""The leaves of a document: the pages of its files, each found on its own and shown with its number.

A document is found and ranked as a whole, the words of all its leaves among its own. Which leaf to show is
asked afterwards, of an index of leaves alone (a folder `leaves` beside the words): so leaves change neither
the counts nor how rare a word is among documents.

For likeness in meaning a leaf is cut into pieces of a few sentences, since an encoder tells little of a
whole page. Pieces have stores of vectors of their own. A piece's key holds 48 bits of its document's and the
running number of the piece, so that what a document lost is found and forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import tantivy

from intersession.search.analysis import analyse
from intersession.search.documents import Document, Leaf
from intersession.search.lexicon import Lexicon

FOLDER = "leaves"
LONGEST_PIECE = 220
SHORTEST_PIECE = 20
# Sixteen bits count the pieces of a document; what is beyond is found by its words alone.
MOST_PIECES = 1 << 16
LONGEST_LEAF = 20_000
# What is stored to be shown; a page of print holds some three thousand letters.
LONGEST_CARD = 6_000
SENTENCE = re.compile(r"(?<=[.!?。！？؟…:;])\s+|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A few sentences of a leaf, and the key of their vector."""

    key: int
    text: str
    language: str


def _base(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=6).digest(), "big") << 16


def pieces_of(key: str, leaves: Iterable[Leaf]) -> Iterator[tuple[Leaf, list[Piece]]]:
    """Each leaf with its pieces. `key` is the document's in the index."""
    base, number = _base(key), 0
    for leaf in leaves:
        pieces = []
        for text in cut(leaf.text[:LONGEST_LEAF]):
            if number < MOST_PIECES:
                pieces.append(Piece(base | number, text, leaf.language))
                number += 1
        yield leaf, pieces


def keys_from(key: str, number: int) -> Iterator[int]:
    """The keys of a document's pieces from this number on."""
    return (_base(key) | each for each in range(number, MOST_PIECES))


def cut(text: str) -> list[str]:
    """Pieces of whole sentences where they are short enough, else of whole words."""
    pieces: list[str] = []
    for sentence in SENTENCE.split(text):
        for part in _shortened(" ".join(sentence.split())):
            if pieces and len(pieces[-1]) + len(part) < LONGEST_PIECE:
                pieces[-1] = f"{pieces[-1]} {part}"
            elif part:
                pieces.append(part)
    return [piece for piece in pieces if len(piece) >= SHORTEST_PIECE]


def _shortened(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST_PIECE:
        space = sentence.rfind(" ", LONGEST_PIECE // 2, LONGEST_PIECE)
        end = space if space > 0 else LONGEST_PIECE
        yield sentence[:end].strip()
        sentence = sentence[end:].strip()
    yield sentence


def schema() -> tantivy.Schema:
    """The fields of the index of leaves. `of` is the document's key; the words are stems, as everywhere."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("of", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="spaces", index_option="position")
    builder.add_text_field("mention", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("pieces", stored=True, indexed=True)
    builder.add_text_field("card", stored=True, tokenizer_name="nothing", index_option="basic")
    return builder.build()


_SCHEMA = schema()


def folder_in(folder: Path) -> Path:
    """Where the leaves of an index are."""
    return folder / FOLDER


def put(writer: tantivy.IndexWriter, key: str, document: Document, lexicon: Lexicon) -> None:
    """Write the leaves of a document in place of those it had."""
    writer.delete_documents_by_term("of", key)
    for leaf, pieces in pieces_of(key, document.leaves):
        analysed = analyse(leaf.text[:LONGEST_LEAF], leaf.language or "und")
        fields: dict[str, Any] = {
            "of": [key],
            "text": [" ".join(line) for line in (analysed.stems, analysed.others) if line],
            "mention": list(lexicon.mentions(analysed, leaf.text, leaf.language or "und")),
            "pieces": [piece.key for piece in pieces],
            "card": [json.dumps(card(leaf), ensure_ascii=False, separators=(",", ":"))],
        }
        writer.add_document(tantivy.Document.from_dict(fields, _SCHEMA))


def remove(writer: tantivy.IndexWriter, key: str) -> None:
    """Take the leaves of a document out."""
    writer.delete_documents_by_term("of", key)


def card(leaf: Leaf) -> Mapping[str, Any]:
    """What the results page shows of a leaf."""
    return {
        "number": leaf.number,
        "path": leaf.path,
        "language": leaf.language or "und",
        "text": leaf.text[:LONGEST_CARD],
    }
