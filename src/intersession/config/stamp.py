"""What public pages depend on, read afresh at every request in a few microseconds.

The stamp is (public revision of the log, generation of the search index, UTC date). The revision stands in
the log's head row, which every change updates in its own transaction, so whoever reads the new revision
also reads the new data.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import quote

import psycopg

REVISION = "SELECT public_event_id FROM audit_chainhead WHERE id = 1"
DAY = 86_400


class StampOf:
    """Calling it gives the stamp, or None while the database does not answer (the cache is off meanwhile)."""

    def __init__(self, revision: Callable[[], int], generation: Callable[[], object]) -> None:
        self.revision = revision
        self.generation = generation

    def __call__(self) -> tuple[int, object, int] | None:
        try:
            return self.revision(), self.generation(), int(time.time()) // DAY
        except (sqlite3.Error, psycopg.Error):
            return None


class SqliteRevision(local):
    """The revision in SQLite, over a read-only connection of its own in each thread.

    `PRAGMA data_version` looks at the shared memory of the write-ahead log only and changes whenever another
    connection committed; the row is read again just then. Nothing is ever locked.
    """

    def __init__(self, path: str) -> None:
        self.address = f"file:{quote(path)}?mode=ro"
        self.connection: sqlite3.Connection | None = None
        self.version = self.revision = -1

    def __call__(self) -> int:
        if self.connection is None:
            self.connection = sqlite3.connect(self.address, uri=True, isolation_level=None, timeout=1)
            self.version = -1
        try:
            version = self.connection.execute("PRAGMA data_version").fetchone()[0]
            if version != self.version:
                # Should a commit fall between the two reads, the next call reads the row once more.
                row = self.connection.execute(REVISION).fetchone()
                self.version, self.revision = version, row[0] if row else 0
        except sqlite3.Error:
            self.connection.close()
            self.connection = None
            raise
        return self.revision


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
            self.connection.close()
            self.connection = None
            raise
        return row[0] if row else 0


def revision_of(database: Mapping[str, Any]) -> Callable[[], int]:
    """The reader that fits one entry of Django's DATABASES."""
    if database["ENGINE"].endswith("sqlite3"):
        return SqliteRevision(str(database["NAME"]))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return PostgresRevision(**{ours: database[name] for name, ours in names.items() if database.get(name)})


def generation_of(index: Path) -> Callable[[], object]:
    """Says when the search index under `index` was last committed; the same answer while it was not."""
    path = str(index / "generation")

    def generation() -> object:
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    return generation
