"""Following the log: what changed becomes findable.

One pass reads the events after the checkpoint, asks each room for the documents concerned, and writes them
and the new checkpoint in one commit. Their vectors follow with a checkpoint of their own, so that words never
wait for the encoder. Killed at any moment, the next pass starts from the last checkpoints and does the same
again; nothing is lost and nothing done twice matters.

After a rebuild every document's vector is looked at once, a few documents at a time between the passes;
texts that did not change keep theirs.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from threading import Event as Stop
from typing import Any

import tantivy
from django.db import close_old_connections, connection

from intersession.audit.models import Event
from intersession.places.models import Place
from intersession.search import index, leaves, meaning
from intersession.search.documents import KINDS, Document, touched_by
from intersession.search.encoders import Encoder, installed
from intersession.search.lexicon import lexicon
from intersession.search.lexicon import revision as lexicon_revision
from intersession.search.rebuild import end_of_log, every_document, rebuild
from intersession.search.vectors import Busy, Writer

log = logging.getLogger(__name__)

PAUSE = 0.3
BATCH = 2000
# Documents to encode between two looks at the log: a fraction of a second.
AT_ONCE = 32


@dataclass(slots=True)
class Filling:
    """Looking once at every document's vector: where the log was at the beginning, and what is left."""

    event: int
    documents: Iterator[tuple[Document, ...]]
    now: tuple[Document, ...] | None = None


class Follower:
    """Holds the index's only writer and brings the index up to the log, pass by pass."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.index: tantivy.Index | None = None
        self.writer: tantivy.IndexWriter | None = None
        self.state: dict[str, Any] = {"event": 0, "lexicon": ""}
        self.leaves: tantivy.IndexWriter | None = None
        self.stores: dict[Encoder, tuple[Writer, Writer]] = {}
        self.filling: dict[Encoder, Filling] = {}

    def catch_up(self) -> int:
        """One pass over the log for the words. Returns how many events were taken in."""
        self._open()
        last = end_of_log()
        if last < self.state["event"] or lexicon_revision() != self.state["lexicon"]:
            # Another database, or other labels and names: every document may read differently.
            self.close()
            rebuild()
            self._open()
            return 0
        taken = 0
        while self.state["event"] < last:
            taken += self._take(last)
        return taken

    def catch_up_in_meaning(self) -> bool:
        """A small step for the vectors of each encoder. Returns whether there is more to do."""
        has_more = [self._step(encoder) for encoder in installed()]
        return any(has_more)

    def _step(self, encoder: Encoder) -> bool:
        stores = self._stores(encoder)
        if stores is None or self.folder is None:
            return False
        store, pieces = stores
        position = store.position()
        if position.get("index") != self.folder.name:
            return self._fill(encoder, store, pieces, self.folder.name)
        if position["event"] >= self.state["event"]:
            return False
        events = events_between(position["event"], self.state["event"])
        for kind, keys in touched_by((subject, key) for _, subject, key in events).items():
            documents = list(KINDS[kind].produce(keys))
            gone = set(keys) - {document.key for document in documents}
            meaning.put(store, encoder, documents)
            meaning.remove(store, kind, gone)
            meaning.remove_pieces(pieces, kind, gone)
            if meaning.put_pieces(pieces, encoder, documents):
                # A long file: the rest comes after the next look at the log.
                return True
        position["event"] = events[-1][0] if events else self.state["event"]
        store.reach(position)
        store.tidy()
        pieces.tidy()
        return bool(position["event"] < self.state["event"])

    def _take(self, last: int) -> int:
        assert self.writer is not None
        assert self.leaves is not None
        events = events_between(self.state["event"], last)
        if not events:
            self.state["event"] = last
            return 0
        words = lexicon(self.state["lexicon"])
        regions = region_of_places()
        for kind, keys in touched_by((subject, key) for _, subject, key in events).items():
            documents = list(KINDS[kind].produce(keys))
            for document in documents:
                index.put(self.writer, document, words, regions)
                leaves.put(self.leaves, index.key_of(kind, document.key), document, words)
            for key in set(keys) - {document.key for document in documents}:
                index.remove(self.writer, kind, key)
                leaves.remove(self.leaves, index.key_of(kind, key))
        self.state["event"] = events[-1][0]
        # The leaves first: whoever is killed in between does both again from the old checkpoint.
        self.leaves.commit()
        index.write_state(self.writer, self.state)
        self.writer.commit()
        return len(events)

    def _fill(self, encoder: Encoder, store: Writer, pieces: Writer, name: str) -> bool:
        filling = self.filling.get(encoder)
        if filling is None:
            filling = Filling(self.state["event"], batched(every_document(), AT_ONCE))
            self.filling[encoder] = filling
        if filling.now is None:
            filling.now = next(filling.documents, None)
        if filling.now is not None:
            meaning.put(store, encoder, filling.now)
            if not meaning.put_pieces(pieces, encoder, filling.now):
                filling.now = None
            return True
        del self.filling[encoder]
        store.reach({"event": filling.event, "index": name})
        return True

    def _stores(self, encoder: Encoder) -> tuple[Writer, Writer] | None:
        """The vectors of documents and those of the pieces of leaves."""
        if encoder not in self.stores:
            try:
                store = Writer(meaning.place_of(encoder))
            except Busy:
                return None
            try:
                self.stores[encoder] = (store, Writer(meaning.pieces_of(encoder)))
            except Busy:
                store.close()
                return None
        return self.stores[encoder]

    def _open(self) -> None:
        folder = index.current_folder()
        if folder is None:
            self.close()
            rebuild()
            folder = index.current_folder()
        if folder == self.folder:
            return
        self.close()
        assert folder is not None
        self.index = index.open_folder(folder)
        self.writer = self.index.writer(heap_size=64_000_000, num_threads=1)
        own_leaves = index.open_leaves(folder) or index.create_leaves(folder)
        self.leaves = own_leaves.writer(heap_size=32_000_000, num_threads=1)
        self.state = index.read_state(self.index, self.index.searcher())
        self.folder = folder

    def close(self) -> None:
        """Let go of the writers, so that another process may write."""
        for writer in (self.writer, self.leaves):
            if writer is not None:
                writer.rollback()
                writer.wait_merging_threads()
        for store, pieces in self.stores.values():
            store.close()
            pieces.close()
        self.stores, self.filling = {}, {}
        self.folder = self.index = self.writer = self.leaves = None


def events_between(after: int, last: int) -> list[tuple[int, str, str]]:
    """(id, subject type, subject key) of the next events, a batch at most."""
    events = Event.objects.filter(id__gt=after, id__lte=last).order_by("id")
    return list(events.values_list("id", "subject_type", "subject_id")[:BATCH])


def region_of_places() -> dict[str, str]:
    """Place code → code of its M49 region."""
    return dict(Place.objects.values_list("code", "region"))


def catch_up() -> int:
    """Everything there is to do at once, by a follower of its own. Returns how many events were taken in."""
    follower = Follower()
    try:
        taken = follower.catch_up()
        while follower.catch_up_in_meaning():
            pass
        return taken
    finally:
        follower.close()


def follow(stop: Stop, told: Callable[[str], None] | None = None) -> None:
    """Follow the log until `stop` is set. What goes wrong is logged and tried again, each time after longer."""
    follower = Follower()
    pause, has_more = PAUSE, False
    while not stop.wait(0.01 if has_more else pause):
        try:
            started = time.monotonic()
            taken = follower.catch_up()
            if taken and told is not None:
                told(f"search: {taken} events taken in, {time.monotonic() - started:.2f} s")
            has_more = follower.catch_up_in_meaning()
            pause = PAUSE
        except Exception:
            log.exception("the search index could not follow the log; trying again")
            follower.close()
            connection.close()
            pause, has_more = min(30.0, pause * 2), False
        close_old_connections()
    follower.close()
