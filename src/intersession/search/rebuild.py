"""Making the index anew from the database, beside the one in use."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from itertools import batched

from intersession.audit.models import ChainHead
from intersession.places.models import Place
from intersession.search import index, meaning
from intersession.search.documents import KINDS, Document
from intersession.search.lexicon import lexicon, revision

type Progress = Callable[[str], None]

BATCH = 2000
HEAP = 256_000_000


def _quiet(line: str) -> None:
    """No progress wanted."""


def every_document() -> Iterator[Document]:
    """All documents of all rooms."""
    for kind in KINDS.values():
        yield from kind.produce(None)


def rebuild(progress: Progress = _quiet) -> int:
    """Build a fresh index, then use it in one step. Returns how many documents it holds.

    What changes meanwhile is taken in by the follower: the checkpoint is the end of the log *before* the
    first record was read.
    """
    started = time.monotonic()
    state = {
        "event": ChainHead.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0,
        "lexicon": revision(),
    }
    words = lexicon(state["lexicon"])
    regions = dict(Place.objects.values_list("code", "region"))
    folder = index.make_folder()
    writer = index.create(folder).writer(heap_size=HEAP, num_threads=2)
    vectors = meaning.VectorWriter() if meaning.is_available() else None
    count = 0
    for batch in batched(every_document(), BATCH):
        if vectors is not None:
            vectors.put(
                [
                    (index.meaning_key(index.key_of(document.kind, document.key)), meaning.text_of(document))
                    for document in batch
                ]
            )
        count += index.put_all(writer, batch, words, regions)
        seconds = time.monotonic() - started
        progress(f"search: {count:,} documents, {count / max(seconds, 0.001):,.0f} a second")
    index.write_state(writer, state)
    writer.commit()
    writer.wait_merging_threads()
    if vectors is not None:
        vectors.compact()
    before = index.current_folder()
    index.use_folder(folder)
    for old in index.home().glob("words-*"):
        # The last one stays: a web process may still be reading from it.
        if old not in (folder, before):
            shutil.rmtree(old, ignore_errors=True)
    progress(f"search: index ready, {count:,} documents in {time.monotonic() - started:.1f} s")
    return count
