"""The index of words and facets on disk, and writing documents into it.

An index is a folder `words-<n>` under settings.INDEX_HOME; the file `current` names the one in use and is
replaced in one step when a rebuild is ready. One process writes (tantivy's lock sees to it), any number read.
The document with the key `checkpoint` says how far in the log the index has come; it is committed together
with what it covers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from intersession.places.models import WORLD
from intersession.search import leaves
from intersession.search.analysis import STEMMERS, STOPWORDS, Analysed, analyse, exact_key
from intersession.search.documents import Document
from intersession.search.lexicon import Lexicon
from intersession.search.light import light_of
from intersession.search.sameness import keys_of

# Part of the folder's name: an index of another shape is not opened but rebuilt.
SHAPE = 5
CHECKPOINT = "checkpoint"
FACET_FIELDS = (
    "kind",
    "form",
    "language",
    "place",
    "region",
    "concept",
    "topic",
    "audience",
    "publisher",
    "confidence",
)
# How facets are counted. Counting a column with several values per document costs fifteen times as much as
# one with exactly one, so no facet is counted that way: a few values that come in few combinations are kept
# as one text per document (`_set`), others in numbered columns (`_0`, `_1` …), and only what is beyond them
# in a column of several values (`_more`), which is empty for nearly all documents.
SINGLE = ("kind", "form", "confidence")
IN_SETS = ("language", "region", "topic", "audience")
IN_COLUMNS = {"place": 3, "concept": 4, "publisher": 2}
BETWEEN = "\n"
TEXT_FIELDS = ("title", "text")
LATEST = 9999
LONGEST_BODY = 200_000
CARD_BODY = 1200


class NoIndex(Exception):
    """There is no index to search yet; the follower or `intersession reindex` makes one."""


def schema() -> tantivy.Schema:
    """The fields of the index.

    `title` and `text` (titles, names and bodies) hold stems; `title_word` the folded words of titles as they
    were, for suggestions and misspellings. `named` are the concepts a title names, `mention` those a body does.
    `same` holds the keys of `sameness`.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_exact", tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="spaces", index_option="position")
    builder.add_text_field("title_word", tokenizer_name="spaces", index_option="basic")
    for name in FACET_FIELDS:
        builder.add_text_field(name, fast=name in SINGLE, tokenizer_name="raw", index_option="basic")
    for name in (*columns(), "title_sort"):
        builder.add_text_field(name, fast=True, tokenizer_name="nothing", index_option="basic")
    for name in ("main_concept", "named", "mention", "same"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("year_or_last", fast=True)
    builder.add_unsigned_field("added", fast=True)
    builder.add_unsigned_field("light", fast=True)
    builder.add_unsigned_field("meaning", indexed=True)
    builder.add_text_field("card", stored=True, tokenizer_name="nothing", index_option="basic")
    builder.add_text_field("state", stored=True, tokenizer_name="nothing", index_option="basic")
    return builder.build()


def columns() -> list[str]:
    """The fields facets are counted in, but for those of one value."""
    found = [f"{name}_set" for name in IN_SETS]
    for name, width in IN_COLUMNS.items():
        found += [*(f"{name}_{place}" for place in range(width)), f"{name}_more"]
    return found


def _register(index: tantivy.Index) -> tantivy.Index:
    # Analyzers are not kept with the index; words come in already taken apart.
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaces", spaces)
    # A text field is always indexed. What is only stored or counted has no words to look up; its column takes
    # the value as it is.
    nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(1))
    index.register_tokenizer("nothing", nothing.build())
    index.register_fast_field_tokenizer(
        "nothing", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).build()
    )
    return index


def home() -> Path:
    """The folder of the indexes, made when missing."""
    folder = Path(settings.INDEX_HOME)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def current_folder() -> Path | None:
    """The folder of the index in use, or None when there is none of today's shape."""
    try:
        name = (home() / "current").read_text().strip()
    except FileNotFoundError:
        return None
    folder = home() / name
    return folder if name.startswith(f"words-{SHAPE}-") and (folder / "meta.json").exists() else None


def current_name() -> str:
    """The name of the index in use, or nothing."""
    folder = current_folder()
    return folder.name if folder else ""


def make_folder() -> Path:
    """A fresh folder for an index that is being built."""
    taken = [int(path.name.rsplit("-", 1)[1]) for path in home().glob("words-*-*")]
    folder = home() / f"words-{SHAPE}-{max(taken, default=0) + 1}"
    folder.mkdir()
    return folder


def use_folder(folder: Path) -> None:
    """Make `folder` the index in use, in one step that every process sees."""
    fresh = home() / f".current-{os.getpid()}"
    fresh.write_text(folder.name)
    os.replace(fresh, home() / "current")


def create(folder: Path) -> tantivy.Index:
    """An empty index in `folder`."""
    return _register(tantivy.Index(schema(), path=str(folder)))


def create_leaves(folder: Path) -> tantivy.Index:
    """An empty index of leaves beside the words in `folder`."""
    inside = leaves.folder_in(folder)
    inside.mkdir()
    return _register(tantivy.Index(leaves.schema(), path=str(inside)))


def open_leaves(folder: Path) -> tantivy.Index | None:
    """The leaves beside the words in `folder`; nothing where none were ever written."""
    inside = leaves.folder_in(folder)
    return _register(tantivy.Index.open(str(inside))) if (inside / "meta.json").exists() else None


def open_folder(folder: Path) -> tantivy.Index:
    """The index in `folder`, ready to search or write."""
    return _register(tantivy.Index.open(str(folder)))


def generation() -> str:
    """What the index holds, as a short text that changes with every commit. Two `stat` calls."""
    place = str(settings.INDEX_HOME)
    try:
        changed = os.stat(os.path.join(place, "current")).st_mtime_ns
        if _seen.get("current") != (place, changed):
            _seen.update(folder=current_folder(), current=(place, changed))
        if _seen["folder"] is None:
            return "none"
        meta = os.stat(os.path.join(_seen["folder"], "meta.json"))
    except FileNotFoundError:
        return "none"
    return f"{changed}.{meta.st_mtime_ns}.{meta.st_ino}"


_seen: dict[str, Any] = {}


@dataclass(slots=True)
class Reader:
    """An open index for searching, and what its checkpoint says."""

    index: tantivy.Index
    searcher: tantivy.Searcher
    generation: str
    state: dict[str, Any]
    leaves: tantivy.Index | None = None


_reader: dict[str, Any] = {}


def reader() -> Reader:
    """The index in use at its newest commit. Raises `NoIndex`."""
    now = generation()
    held: Reader | None = _reader.get("reader")
    if held is not None and held.generation == now:
        return held
    folder = current_folder()
    if folder is None:
        raise NoIndex
    if held is not None and _reader.get("folder") == folder:
        index, own_leaves = held.index, held.leaves
        index.reload()
        if own_leaves is not None:
            own_leaves.reload()
    else:
        index, own_leaves = open_folder(folder), open_leaves(folder)
    searcher = index.searcher()
    fresh = Reader(index, searcher, now, read_state(index, searcher), own_leaves)
    _reader.update(reader=fresh, folder=folder)
    return fresh


def read_state(index: tantivy.Index, searcher: tantivy.Searcher) -> dict[str, Any]:
    """What the checkpoint says: `event` (the last one covered) and `lexicon` (its revision)."""
    hits = searcher.search(tantivy.Query.term_query(index.schema, "key", CHECKPOINT), 1).hits
    if not hits:
        return {"event": 0, "lexicon": ""}
    return dict(json.loads(searcher.doc(hits[0][1])["state"][0]))


def write_state(writer: tantivy.IndexWriter, state: dict[str, Any]) -> None:
    """Replace the checkpoint; takes effect with the commit.

    It has an empty value in every column: a column that lacks one in a single document counts four times
    slower.
    """
    writer.delete_documents_by_term("key", CHECKPOINT)
    empty = {name: "" for name in (*SINGLE, *columns(), "title_sort") if not name.endswith("_more")}
    numbers = {"year": 0, "year_or_last": 0, "added": 0, "light": 0}
    fields = {"key": CHECKPOINT, "state": json.dumps(state), **empty, **numbers}
    writer.add_document(tantivy.Document.from_dict(fields, _SCHEMA))


def key_of(kind: str, key: str) -> str:
    """The key of a document in the index."""
    return f"{kind}:{key}"


def meaning_key(key: str) -> int:
    """The number a document has among the vectors: 63 bits of BLAKE2b of its key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def put(writer: tantivy.IndexWriter, document: Document, lexicon: Lexicon, regions: dict[str, str]) -> None:
    """Write a document in place of the one with its key."""
    key = key_of(document.kind, document.key)
    writer.delete_documents_by_term("key", key)
    writer.add_document(as_tantivy(document, key, lexicon, regions))


def remove(writer: tantivy.IndexWriter, kind: str, key: str) -> None:
    """Take a document out."""
    writer.delete_documents_by_term("key", key_of(kind, key))


def as_tantivy(document: Document, key: str, lexicon: Lexicon, regions: dict[str, str]) -> tantivy.Document:
    """The document as tantivy takes it: words taken apart, facets, and the card the page shows."""
    fields: dict[str, Any] = {"key": [key], "kind": [document.kind], "meaning": [meaning_key(key)]}
    _put_texts(fields, document, lexicon)
    _put_facets(fields, document, regions)
    fields["same"] = keys_of(document.titles.values(), document.addresses)
    year = document.year or 0
    fields["year"], fields["year_or_last"] = [year], [year or LATEST]
    fields["added"] = [document.added_on.toordinal()] if document.added_on else [0]
    fields["light"] = [light_of(document.kind, document.languages, document.confidence, document.year)]
    first_title = next(iter(document.titles.values()), "")
    fields["title_sort"] = [exact_key(document.titles.get("en") or first_title)[:120]]
    fields["card"] = [json.dumps(card(document), ensure_ascii=False, separators=(",", ":"))]
    return tantivy.Document.from_dict(fields, _SCHEMA)


def _put_texts(fields: dict[str, Any], document: Document, lexicon: Lexicon) -> None:
    """Titles and names, then bodies; each text is a value of its own, so that no phrase runs across two."""
    titles: list[Analysed] = []
    named: set[str] = set()
    mentioned: set[str] = set()
    for language, text in [*document.titles.items(), *(("und", name) for name in document.names)]:
        for each in _languages_of(language, document):
            analysed = analyse(text, each)
            titles.append(analysed)
            named |= lexicon.mentions(analysed, text, each)
    bodies: list[Analysed] = []
    for language, text in document.bodies.items():
        analysed = analyse(text[:LONGEST_BODY], language)
        bodies.append(analysed)
        mentioned |= lexicon.mentions(analysed, text, language)
    for leaf in document.leaves:
        analysed = analyse(leaf.text[: leaves.LONGEST_LEAF], leaf.language or "und")
        bodies.append(analysed)
        mentioned |= lexicon.mentions(analysed, leaf.text, leaf.language or "und")
    fields["title_exact"] = sorted({exact_key(text) for text in (*document.titles.values(), *document.names)})
    fields["title"] = [" ".join(line) for each in titles for line in (each.stems, each.others) if line]
    fields["text"] = fields["title"] + [
        " ".join(line) for each in bodies for line in (each.stems, each.others) if line
    ]
    title_words = {word for each in titles for word in each.words}
    fields["title_word"] = [" ".join(title_words - STOPWORDS)]
    fields["named"] = list(named)
    fields["mention"] = list(mentioned - named)


def _languages_of(language: str, document: Document) -> list[str]:
    """In which languages to read a title: its own; where that is not known, those of the document too."""
    if language != "und":
        return [language]
    known = dict.fromkeys(tag.split("-")[0] for tag in document.languages)
    return ["und", *[tag for tag in known if tag in STEMMERS][:2]]


def _put_facets(fields: dict[str, Any], document: Document, regions: dict[str, str]) -> None:
    values: dict[str, list[str]] = {
        "form": [document.form] if document.form else [],
        "confidence": [document.confidence] if document.confidence else [],
        "language": list(dict.fromkeys(tag.split("-")[0].lower() for tag in document.languages)),
        "place": list(dict.fromkeys(document.places)),
        # The whole world is a region of its own: a list of Africa may then take in what is about everywhere.
        "region": sorted(
            {place if place == WORLD else regions.get(place, "") for place in document.places} - {""}
        ),
        "concept": list(dict.fromkeys(document.concepts)),
        "topic": list(dict.fromkeys(document.topics)),
        "audience": list(dict.fromkeys(document.audiences)),
        "publisher": list(dict.fromkeys(document.publishers)),
    }
    fields |= values
    fields["main_concept"] = values["concept"][:1]
    for name in ("form", "confidence"):
        fields[name] = values[name] or [""]
    for name in IN_SETS:
        fields[f"{name}_set"] = [BETWEEN.join(sorted(values[name]))]
    for name, width in IN_COLUMNS.items():
        for place in range(width):
            fields[f"{name}_{place}"] = [values[name][place] if place < len(values[name]) else ""]
        fields[f"{name}_more"] = values[name][width:]


_SCHEMA = schema()


def put_all_leaves(writer: tantivy.IndexWriter, documents: Iterable[Document], lexicon: Lexicon) -> None:
    """Write the leaves of many documents."""
    for document in documents:
        if document.leaves:
            leaves.put(writer, key_of(document.kind, document.key), document, lexicon)


def card(document: Document) -> dict[str, Any]:
    """What the results page shows of a document without asking the database."""
    as_of = document.as_of.isoformat() if isinstance(document.as_of, date) else document.as_of
    return {
        "kind": document.kind,
        "key": document.key,
        "path": document.path,
        "titles": dict(document.titles),
        "bodies": {language: text[:CARD_BODY] for language, text in document.bodies.items() if text},
        "languages": list(document.languages),
        "places": list(document.places),
        "concepts": list(document.concepts),
        "publishers": list(document.publishers),
        "form": document.form,
        "year": document.year,
        "until": document.until,
        "audiences": list(document.audiences),
        "confidence": document.confidence,
        "as_of": as_of or "",
        "added_on": document.added_on.isoformat() if document.added_on else "",
        "has_leaves": bool(document.leaves),
    }


def put_all(
    writer: tantivy.IndexWriter, documents: Iterable[Document], lexicon: Lexicon, regions: dict[str, str]
) -> int:
    """Write many documents into an empty index; nothing is looked for to replace. Returns how many."""
    count = 0
    for document in documents:
        key = key_of(document.kind, document.key)
        writer.add_document(as_tantivy(document, key, lexicon, regions))
        count += 1
    return count
