"""What public pages depend on, read afresh at every request in about a microsecond.

The stamp is (public revision of the log, generation of the search index, UTC date). The revision stands in
the log's head row, which every change updates in its own transaction, so whoever reads the new revision
also reads the new data.

On SQLite even `PRAGMA data_version` costs three system calls, half of what a cached page costs in all. SQLite's
own readers learn of a commit by comparing the header of the write-ahead log's index, a file that all processes
map into memory and whose form is published and fixed. So this module maps the same 48 bytes, compares them,
and asks SQL only when they changed.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from threading import local
from typing import Any
from urllib.parse import quote

import psycopg

REVISION = "SELECT public_event_id FROM audit_chainhead WHERE id = 1"
DAY = 86_400
# The index follows the log with a delay anyway; looking for its next generation twenty times a second is enough.
LOOK_EVERY = 0.05
WAL_HEADER = 48
# Mapped once for each file and never let go of: closing a file drops the locks that SQLite itself, in this
# process, holds on it (POSIX locks belong to the process, not to the opened file).
_mapped: dict[tuple[int, int], mmap.mmap] = {}


class StampOf:
    """Calling it gives the stamp, or None while the database does not answer (the cache is off meanwhile).

    The generation is read *before* pages are rendered and may be a moment old: then a page is rendered once
    more than needed, and never kept too long.
    """

    def __init__(self, revision: Callable[[], int], generation: Callable[[], object]) -> None:
        self.revision = revision
        self.generation = generation
        self.looked_at = 0.0
        self.slow: tuple[object, int] = (None, 0)

    def __call__(self) -> tuple[int, tuple[object, int]] | None:
        now = time.time()
        if not 0 <= now - self.looked_at < LOOK_EVERY:
            self.slow = (self.generation(), int(now) // DAY)
            self.looked_at = now
        try:
            return self.revision(), self.slow
        except (sqlite3.Error, psycopg.Error):
            return None


class SqliteRevision(local):
    """The revision in SQLite, over a read-only connection of its own in each thread. Locks nothing.

    The connection stays open, which keeps the mapped file in place: SQLite removes it with the last connection.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self.header: mmap.mmap | None = None
        self.seen: object = None
        self.revision = -1

    def __call__(self) -> int:
        if self.connection is None:
            self._open()
        # Read before the row: should a commit fall between the two, the next call reads the row once more.
        seen = self.header[:WAL_HEADER] if self.header else self._data_version()
        if seen != self.seen:
            row = self._ask(REVISION)
            self.seen, self.revision = seen, row[0] if row else 0
        return self.revision

    def _open(self) -> None:
        address = f"file:{quote(self.path)}?mode=ro"
        self.connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=1)
        self.seen = None
        self._ask(REVISION)
        is_wal = self._ask("PRAGMA journal_mode") == ("wal",)
        self.header = wal_header(f"{self.path}-shm") if is_wal else None

    def _data_version(self) -> object:
        """What SQLite offers for the same question; used where there is no write-ahead log to look at."""
        return self._ask("PRAGMA data_version")

    def _ask(self, query: str) -> Any:
        assert self.connection is not None
        try:
            return self.connection.execute(query).fetchone()
        except sqlite3.Error:
            self.close()
            raise

    def close(self) -> None:
        """Let go of this thread's connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = self.header = None


def wal_header(path: str) -> mmap.mmap | None:
    """The first bytes of a write-ahead log's index, as they change; None where they cannot be mapped."""
    with contextlib.suppress(OSError, ValueError):
        found = os.stat(path)
        name = (found.st_dev, found.st_ino)
        if name not in _mapped:
            _mapped[name] = mmap.mmap(os.open(path, os.O_RDONLY), WAL_HEADER, prot=mmap.PROT_READ)
        return _mapped[name]
    return None


class PostgresRevision(local):
    """The revision in PostgreSQL: one prepared SELECT on a connection of its own in each thread."""

    def __init__(self, **parameters: Any) -> None:
        self.parameters = parameters
        self.connection: psycopg.Connection[tuple[int]] | None = None

    def __call__(self) -> int:
        if self.connection is None:
            self.connection = psycopg.connect(**self.parameters, autocommit=True, connect_timeout=2)
            self.connection.prepare_threshold = 0
        try:
            row = self.connection.execute(REVISION).fetchone()
        except psycopg.Error:
            self.close()
            raise
        return row[0] if row else 0

    def close(self) -> None:
        """Let go of this thread's connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def revision_of(database: Mapping[str, Any]) -> SqliteRevision | PostgresRevision:
    """The reader that fits one entry of Django's DATABASES."""
    if database["ENGINE"].endswith("sqlite3"):
        return SqliteRevision(str(database["NAME"]))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return PostgresRevision(**{ours: database[name] for name, ours in names.items() if database.get(name)})
