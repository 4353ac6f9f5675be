"""Making the index anew from the database, beside the one in use."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any

from intersession.audit.models import ChainHead
from intersession.places.models import Place
from intersession.search import index, meaning
from intersession.search.documents import KINDS, Document
from intersession.search.encoders import Encoder, installed
from intersession.search.lexicon import lexicon, revision
from intersession.search.vectors import Busy, Writer

type Progress = Callable[[str], None]

BATCH = 2000
HEAP = 256_000_000
LEAF_HEAP = 64_000_000


def _quiet(line: str) -> None:
    """No progress wanted."""


def every_document() -> Iterator[Document]:
    """All documents of all rooms."""
    for kind in KINDS.values():
        yield from kind.produce(None)


def rebuild(progress: Progress = _quiet) -> int:
    """Build a fresh index, use it in one step, then bring the vectors up to it. Returns how many documents.

    What changes meanwhile is taken in by the follower: the checkpoint is the end of the log *before* the
    first record was read. Searching by words works as soon as the words are there; vectors of texts that
    did not change are kept.
    """
    started = time.monotonic()
    state: dict[str, Any] = {"event": end_of_log(), "lexicon": revision()}
    count = _rebuild_words(state, progress)
    progress(f"search: words ready, {count:,} documents in {time.monotonic() - started:.1f} s")
    for encoder in installed():
        try:
            encoded = _rebuild_meaning(encoder, state, progress)
        except Busy:
            # A follower runs beside this; it sees the new index and brings the vectors up to it itself.
            progress("search: the worker brings meaning up to it")
        else:
            seconds = time.monotonic() - started
            progress(f"search: meaning ready, {encoded:,} texts encoded, {seconds:.1f} s in all")
    return count


def end_of_log() -> int:
    """The last event there is."""
    return ChainHead.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0


def _rebuild_words(state: dict[str, Any], progress: Progress) -> int:
    started = time.monotonic()
    words = lexicon(state["lexicon"])
    regions = dict(Place.objects.values_list("code", "region"))
    folder = index.make_folder()
    writer = index.create(folder).writer(heap_size=HEAP, num_threads=2)
    leaf_writer = index.create_leaves(folder).writer(heap_size=LEAF_HEAP, num_threads=1)
    count = 0
    for batch in batched(every_document(), BATCH):
        count += index.put_all(writer, batch, words, regions)
        index.put_all_leaves(leaf_writer, batch, words)
        seconds = time.monotonic() - started
        progress(f"search: {count:,} documents, {count / max(seconds, 0.001):,.0f} a second")
    leaf_writer.commit()
    leaf_writer.wait_merging_threads()
    index.write_state(writer, state)
    writer.commit()
    writer.wait_merging_threads()
    before = index.current_folder()
    index.use_folder(folder)
    for old in index.home().glob("words-*"):
        # The last one stays: a web process may still be reading from it.
        if old not in (folder, before):
            shutil.rmtree(old, ignore_errors=True)
    return count


def _rebuild_meaning(encoder: Encoder, state: dict[str, Any], progress: Progress) -> int:
    started = time.monotonic()
    store = Writer(meaning.place_of(encoder))
    count = encoded = 0
    try:
        pieces = Writer(meaning.pieces_of(encoder))
    except Busy:
        store.close()
        raise
    try:
        for batch in batched(every_document(), BATCH):
            encoded += meaning.put(store, encoder, batch)
            while meaning.put_pieces(pieces, encoder, batch):
                pass
            count += len(batch)
            seconds = time.monotonic() - started
            progress(f"search: meaning of {count:,} documents, {count / max(seconds, 0.001):,.0f} a second")
        store.tidy()
        pieces.tidy()
        store.reach({"event": state["event"], "index": index.current_name()})
    finally:
        store.close()
        pieces.close()
    return encoded
