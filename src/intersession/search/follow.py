"""Following the log: what changed becomes findable.

One pass reads the events after the checkpoint, asks each room for the documents concerned, writes their
vectors, then the documents and the new checkpoint in one commit. Killed at any moment, the next pass starts
from the last commit and does the same again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event as Stop
from typing import Any

import tantivy
from django.db import close_old_connections, connection

from intersession.audit.models import ChainHead, Event
from intersession.places.models import Place
from intersession.search import index, meaning
from intersession.search.documents import KINDS, touched_by
from intersession.search.lexicon import lexicon
from intersession.search.lexicon import revision as lexicon_revision
from intersession.search.rebuild import rebuild

log = logging.getLogger(__name__)

PAUSE = 0.3
BATCH = 2000


class Follower:
    """Holds the index's only writer and brings the index up to the log, pass by pass."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.index: tantivy.Index | None = None
        self.writer: tantivy.IndexWriter | None = None
        self.vectors: meaning.VectorWriter | None = None
        self.state: dict[str, Any] = {"event": 0, "lexicon": ""}

    def catch_up(self) -> int:
        """One pass. Returns how many events were taken in."""
        self._open()
        assert self.index is not None
        assert self.writer is not None
        last = ChainHead.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0
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

    def _take(self, last: int) -> int:
        assert self.writer is not None
        events = list(
            Event.objects.filter(id__gt=self.state["event"], id__lte=last)
            .order_by("id")
            .values_list("id", "subject_type", "subject_id")[:BATCH]
        )
        if not events:
            self.state["event"] = last
            return 0
        words = lexicon(self.state["lexicon"])
        regions = region_of_places()
        for kind, keys in touched_by((subject, key) for _, subject, key in events).items():
            documents = list(KINDS[kind].produce(keys))
            if self.vectors is not None:
                self.vectors.put(
                    [_meant(document.kind, document.key, meaning.text_of(document)) for document in documents]
                )
            for document in documents:
                index.put(self.writer, document, words, regions)
            gone = set(keys) - {document.key for document in documents}
            for key in gone:
                index.remove(self.writer, kind, key)
            if self.vectors is not None:
                self.vectors.remove([index.meaning_key(index.key_of(kind, key)) for key in gone])
        self.state["event"] = events[-1][0]
        index.write_state(self.writer, self.state)
        self.writer.commit()
        if self.vectors is not None:
            self.vectors.compact()
        return len(events)

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
        self.state = index.read_state(self.index, self.index.searcher())
        self.vectors = meaning.VectorWriter() if meaning.is_available() else None
        self.folder = folder

    def close(self) -> None:
        """Let go of the writer, so that another process may write."""
        if self.writer is not None:
            self.writer.rollback()
            self.writer.wait_merging_threads()
        self.folder = self.index = self.writer = self.vectors = None


def _meant(kind: str, key: str, text: str) -> tuple[int, str]:
    return index.meaning_key(index.key_of(kind, key)), text


def region_of_places() -> dict[str, str]:
    """Place code → code of its M49 region."""
    return dict(Place.objects.values_list("code", "region"))


def catch_up() -> int:
    """One pass of a follower of its own, for commands and tests."""
    follower = Follower()
    try:
        return follower.catch_up()
    finally:
        follower.close()


def follow(stop: Stop, told: Callable[[str], None] | None = None) -> None:
    """Follow the log until `stop` is set. What goes wrong is logged and tried again, each time after longer."""
    follower = Follower()
    pause = PAUSE
    while not stop.wait(pause):
        try:
            started = time.monotonic()
            taken = follower.catch_up()
            if taken and told is not None:
                told(f"search: {taken} events taken in, {time.monotonic() - started:.2f} s")
            pause = PAUSE
        except Exception:
            log.exception("the search index could not follow the log; trying again")
            follower.close()
            connection.close()
            pause = min(30.0, pause * 2)
        close_old_connections()
    follower.close()
