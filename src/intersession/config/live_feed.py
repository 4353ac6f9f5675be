"""What happened on a live session after a number, answered before Django, and before the page cache.

Five hundred people ask once a second, so this must cost next to nothing: a request reads a list in memory. The list
grows by reading the rows that came since, and only when the database changed at all (see `stamp.py` for how that is
seen on SQLite without a query). What is answered is what `live.views.updates` answers; where this module knows no
answer it leaves the request to Django.
"""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock, local
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg

from intersession.config.stamp import wal_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENDS = "/live/updates/"
ADDRESS = re.compile(r"/[a-z]{2}/sessions/([-\w]{1,120})/live/updates/")
AFTER = re.compile(r"after=(\d{1,7})")
MOST_SESSIONS, MOST_AT_ONCE = 20, 500
# Told words may be taken back; then what is in memory is read again.
TAKEN_BACK = ('"state": "aside"', '"sort": "closed"')
SQL = (
    "SELECT told FROM live_update WHERE sitting_id = (SELECT live_sitting.id FROM live_sitting "
    "JOIN meetings_meeting ON meetings_meeting.id = live_sitting.meeting_id WHERE meetings_meeting.slug = {0}) "
    "AND number > {0} ORDER BY number"
)

type Rows = list[str]
type Read = Callable[[str, int], Rows]


class LiveFeed:
    """Wraps a WSGI application. `changed()` gives something new whenever the database may have changed."""

    def __init__(self, application: WSGIApplication, read: Read, changed: Callable[[], object]) -> None:
        self.application = application
        self.read = read
        self.changed = changed
        self._told: OrderedDict[str, tuple[object, Rows]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        named = ADDRESS.fullmatch(path) if path.endswith(ENDS) else None
        after = AFTER.fullmatch(environ.get("QUERY_STRING", ""))
        if named is None or after is None or environ["REQUEST_METHOD"] != "GET":
            return self.application(environ, start_response)
        try:
            told = self.told(named[1])
        except (sqlite3.Error, psycopg.Error):
            return self.application(environ, start_response)
        if not told:
            # Nobody opened it, or there is no such session: Django knows.
            return self.application(environ, start_response)
        number = int(after[1])
        new = told[number : number + MOST_AT_ONCE]
        body = f'{{"last": {number + len(new)}, "updates": [{", ".join(new)}]}}'.encode()
        start_response(
            "200 OK",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        return [body]

    def told(self, slug: str) -> Rows:
        """Everything told of a session so far, in its order."""
        # Read before the rows: should a change fall in between, the next request reads once more.
        seen = self.changed()
        known = self._told.get(slug)
        if known is not None and known[0] == seen and seen is not None:
            return known[1]
        rows = known[1] if known else []
        fresh = self.read(slug, len(rows))
        if any(mark in each for each in fresh for mark in TAKEN_BACK):
            rows, fresh = [], self.read(slug, 0)
        # A new list each time it grows: other threads may be reading the old one.
        rows = [*rows, *fresh] if fresh else rows
        with self._lock:
            self._told[slug] = (seen, rows)
            self._told.move_to_end(slug)
            while len(self._told) > MOST_SESSIONS:
                self._told.popitem(last=False)
        return rows


class SqliteUpdates(local):
    """Reads over a read-only connection of its own in each thread."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None

    def _open(self) -> sqlite3.Connection:
        if self.connection is None:
            address = f"file:{quote(self.path)}?mode=ro"
            self.connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=1)
            self.connection.execute("SELECT 1 FROM live_sitting LIMIT 1").fetchone()
        return self.connection

    def read(self, slug: str, after: int) -> Rows:
        """The rows after a number."""
        return [row[0] for row in self._open().execute(SQL.format("?"), (slug, after))]

    def changed(self) -> object:
        """The header of the write-ahead log's index, which every commit changes."""
        connection = self._open()
        header = wal_header(f"{self.path}-shm")
        return header[:] if header else connection.execute("PRAGMA data_version").fetchone()


class PostgresUpdates(local):
    """Reads over a connection of its own in each thread; one prepared SELECT for each request."""

    def __init__(self, **parameters: Any) -> None:
        self.parameters = parameters
        self.connection: psycopg.Connection[tuple[str]] | None = None

    def read(self, slug: str, after: int) -> Rows:
        """The rows after a number."""
        if self.connection is None:
            self.connection = psycopg.connect(**self.parameters, autocommit=True, connect_timeout=2)
            self.connection.prepare_threshold = 0
        try:
            return [row[0] for row in self.connection.execute(SQL.format("%s"), (slug, after))]
        except psycopg.Error:
            self.connection.close()
            self.connection = None
            raise

    def changed(self) -> object:
        """It cannot be told without asking, so it is asked."""
        return None


def updates_of(database: Mapping[str, Any]) -> SqliteUpdates | PostgresUpdates:
    """The reader that fits one entry of Django's DATABASES."""
    if database["ENGINE"].endswith("sqlite3"):
        return SqliteUpdates(str(database["NAME"]))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return PostgresUpdates(**{ours: database[name] for name, ours in names.items() if database.get(name)})
