"""What the page cache keeps, what it never keeps, and what goes over the wire."""

import contextlib
import gzip
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
import pytest

from intersession.config.page_cache import PageCache, coding_for
from intersession.config.stamp import SqliteRevision, StampOf

TEXT = b"<p>" + b"A helpline answers. " * 60 + b"</p>"


class Site:
    """A WSGI application that counts how often it is asked and says what a test tells it to."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = "200 OK"
        self.headers: list[tuple[str, str]] = []
        self.body = TEXT
        self.seen: dict[str, Any] = {}
        self.while_rendering: Callable[[], None] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        self.seen = environ
        length = ("Content-Length", str(len(self.body)))
        start_response(self.status, [("Content-Type", "text/html; charset=utf-8"), length, *self.headers])
        body = self.body
        self.while_rendering()
        return [body]


class Visitor:
    """Asks a WSGI application and remembers the last answer."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def get(
        self, path: str = "/en/", *, method: str = "GET", **headers: str
    ) -> tuple[str, dict[str, str], bytes]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "HTTP_HOST": "localhost",
        }
        environ |= {"wsgi.url_scheme": "http", "wsgi.input": BytesIO()}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        started: list[Any] = []
        body = b"".join(
            self.application(environ, lambda status, sent, exc=None: started.append((status, sent)))
        )
        status, sent = started[-1]
        return status, {name.lower(): value for name, value in sent}, body


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def stamp() -> list[int]:
    """The stamp as a list of one number, so that a test can move it."""
    return [1]


@pytest.fixture
def visitor(site: Site, stamp: list[int]) -> Visitor:
    return Visitor(PageCache(site, lambda: stamp[0], own_cookies=("sessionid", "csrftoken")))


def test_a_page_is_rendered_once_and_sent_alike_afterwards(site: Site, visitor: Visitor) -> None:
    fresh = visitor.get(accept_encoding="br, gzip")
    kept = visitor.get(accept_encoding="gzip, deflate, br")
    assert site.asked == 1
    assert kept == fresh
    assert brotli.decompress(kept[2]) == TEXT


def test_a_page_comes_in_the_coding_the_visitor_takes(visitor: Visitor) -> None:
    assert gzip.decompress(visitor.get(accept_encoding="gzip")[2]) == TEXT
    status, headers, body = visitor.get()
    assert (status, body) == ("200 OK", TEXT)
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding, Cookie"
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert headers["content-length"] == str(len(TEXT))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br", "br"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0.0", ""),
        ("", ""),
        ("BR", "br"),
        ("identity", ""),
        ("*", ""),
    ],
)
def test_a_coding_the_visitor_refuses_is_not_used(accepted: str, coding: str) -> None:
    assert coding_for(accepted) == coding


def test_a_published_change_shows_at_the_next_request(site: Site, visitor: Visitor, stamp: list[int]) -> None:
    visitor.get()
    site.body = TEXT + b"new"
    assert visitor.get()[2] == TEXT
    stamp[0] = 2
    assert visitor.get()[2] == TEXT + b"new"


def test_a_change_during_rendering_is_not_kept_under_the_new_stamp(
    site: Site, visitor: Visitor, stamp: list[int]
) -> None:
    def change() -> None:
        stamp[0] = 2
        site.body = TEXT + b"new"
        site.while_rendering = lambda: None

    site.while_rendering = change
    assert visitor.get()[2] == TEXT
    assert visitor.get()[2] == TEXT + b"new"


@pytest.mark.parametrize(
    "headers",
    [
        [("Set-Cookie", "a=b")],
        [("Cache-Control", "private")],
        [("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")],
        [("Content-Security-Policy", "script-src 'nonce-abc'")],
        [("Content-Security-Policy-Report-Only", "script-src 'nonce-abc'")],
        [("Vary", "*")],
    ],
)
def test_an_answer_for_one_visitor_is_never_kept(
    site: Site, visitor: Visitor, headers: list[tuple[str, str]]
) -> None:
    site.headers = headers
    assert visitor.get()[2] == visitor.get()[2] == TEXT
    assert site.asked == 2


@pytest.mark.parametrize(
    "status", ["404 Not Found", "302 Found", "500 Internal Server Error", "206 Partial Content"]
)
def test_only_whole_pages_are_kept(site: Site, visitor: Visitor, status: str) -> None:
    site.status = status
    assert visitor.get()[0] == visitor.get()[0] == status
    assert site.asked == 2


def test_a_streamed_answer_is_passed_on(site: Site, visitor: Visitor) -> None:
    site.headers = [("Content-Length", "")]
    assert visitor.get()[2] == TEXT
    assert visitor.get(method="HEAD")[2] == b""
    assert site.asked == 2


def test_who_asks_for_a_part_of_a_file_is_answered_by_the_site(site: Site, visitor: Visitor) -> None:
    site.status = "206 Partial Content"
    for times in (1, 2):
        visitor.get(range="bytes=0-1", cookie="theme=dark")
        assert (site.asked, site.seen["HTTP_RANGE"]) == (times, "bytes=0-1")
        assert "HTTP_COOKIE" not in site.seen


def test_whoever_is_signed_in_goes_straight_to_the_site(site: Site, visitor: Visitor) -> None:
    visitor.get()
    site.body = b"Hello Ada"
    _, headers, body = visitor.get(cookie="theme=dark; sessionid=abc")
    assert body == b"Hello Ada"
    assert headers["cache-control"] == "private, no-store"
    assert visitor.get(authorization="Bearer abc")[2] == b"Hello Ada"
    assert visitor.get()[2] == TEXT


def test_a_cookie_of_somebody_else_changes_nothing_and_is_not_seen(site: Site, visitor: Visitor) -> None:
    visitor.get(cookie="__proxy=1")
    assert "HTTP_COOKIE" not in site.seen
    visitor.get(cookie="__proxy=2")
    assert site.asked == 1


def test_a_form_that_is_sent_reaches_the_site(site: Site, visitor: Visitor) -> None:
    visitor.get()
    visitor.get(method="POST")
    assert site.asked == 2


def test_the_head_of_a_page_is_that_of_the_page(site: Site, visitor: Visitor) -> None:
    status, headers, body = visitor.get(method="HEAD", accept_encoding="br")
    assert body == b""
    assert (status, headers) == visitor.get(accept_encoding="br")[:2]
    assert site.asked == 1


def test_a_visitor_who_has_the_page_is_told_so(site: Site, visitor: Visitor, stamp: list[int]) -> None:
    tag = visitor.get()[1]["etag"]
    for seen in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, headers, body = visitor.get(if_none_match=seen)
        assert (status, body, headers["etag"]) == ("304 Not Modified", b"", tag)
    assert visitor.get(if_none_match='"other"')[0] == "200 OK"
    stamp[0] = 2
    assert visitor.get(if_none_match=tag)[0] == "304 Not Modified"
    assert site.asked == 2


def test_pages_that_depend_on_a_header_are_kept_apart(site: Site, visitor: Visitor) -> None:
    site.headers = [("Vary", "Accept-Language")]
    site.body = TEXT + b"en"
    visitor.get(accept_language="en")
    site.body = TEXT + b"fr"
    assert visitor.get(accept_language="fr")[2] == TEXT + b"fr"
    assert visitor.get(accept_language="en")[2] == TEXT + b"en"
    assert site.asked == 2


@pytest.mark.parametrize("change", [{"path": "/fr/"}, {"host": "elsewhere"}, {"x_forwarded_proto": "https"}])
def test_another_address_is_another_page(site: Site, visitor: Visitor, change: dict[str, str]) -> None:
    visitor.get()
    visitor.get(**change)
    assert site.asked == 2


def test_memory_is_bounded_and_the_oldest_goes_first(site: Site) -> None:
    cache = PageCache(site, lambda: 1, own_cookies=(), limit=10_000)
    visitor = Visitor(cache)
    for number in range(50):
        visitor.get(f"/en/{number}/")
        assert cache.kept <= 10_000
    visitor.get("/en/49/")
    assert site.asked == 50
    visitor.get("/en/0/")
    assert site.asked == 51
    visitor.get("/en/" + "x" * 3000)
    visitor.get("/en/" + "x" * 3000)
    assert site.asked == 53


def test_without_a_stamp_nothing_is_kept(site: Site) -> None:
    visitor = Visitor(PageCache(site, lambda: None, own_cookies=()))
    visitor.get()
    visitor.get()
    assert site.asked == 2


@pytest.fixture
def log(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database with nothing but the head of a log, in the given journal mode."""
    with contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute(
            "CREATE TABLE audit_chainhead (id INTEGER PRIMARY KEY, event_id INTEGER, public_event_id INTEGER)"
        )
        writer.execute("INSERT INTO audit_chainhead VALUES (1, 7, 7)")
        yield writer


@pytest.fixture
def revision(tmp_path: Path) -> Iterator[SqliteRevision]:
    """The reader under test."""
    reader = SqliteRevision(str(tmp_path / "db.sqlite3"))
    yield reader
    reader.close()


def test_without_a_database_there_is_no_stamp(revision: SqliteRevision) -> None:
    assert StampOf(revision, lambda: None)() is None


def test_the_revision_is_what_is_committed(log: sqlite3.Connection, revision: SqliteRevision) -> None:
    assert revision() == 7
    log.execute("BEGIN")
    log.execute("UPDATE audit_chainhead SET event_id = 8, public_event_id = 8")
    assert revision() == 7
    log.execute("ROLLBACK")
    assert revision() == 7
    log.execute("UPDATE audit_chainhead SET event_id = 8")
    assert revision() == 7
    log.execute("UPDATE audit_chainhead SET event_id = 9, public_event_id = 9")
    assert revision() == 9


def test_the_revision_survives_every_kind_of_checkpoint(
    log: sqlite3.Connection, revision: SqliteRevision
) -> None:
    for number in range(100, 400):
        log.execute("UPDATE audit_chainhead SET public_event_id = ?", (number,))
        if number % 3 == 0:
            log.execute(f"PRAGMA wal_checkpoint({('PASSIVE', 'RESTART', 'TRUNCATE', 'FULL')[number % 4]})")
        assert revision() == number


def test_the_revision_is_read_once_for_each_commit(log: sqlite3.Connection, revision: SqliteRevision) -> None:
    asked: list[str] = []
    revision()
    assert revision.connection is not None
    assert revision.header is not None, "the fast way is in use"
    revision.connection.set_trace_callback(asked.append)
    for _ in range(10):
        revision()
    assert asked == []
    log.execute("UPDATE audit_chainhead SET public_event_id = 10")
    assert [revision(), revision()] == [10, 10]
    assert len(asked) == 1


def test_another_process_is_heard(log: sqlite3.Connection, revision: SqliteRevision, tmp_path: Path) -> None:
    assert revision() == 7
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute(sys.argv[2])"
    )
    change = "UPDATE audit_chainhead SET public_event_id = 11"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "db.sqlite3"), change], check=True)
    assert revision() == 11


def test_a_database_without_a_write_ahead_log_is_followed_too(
    log: sqlite3.Connection, revision: SqliteRevision
) -> None:
    log.execute("PRAGMA journal_mode=DELETE")
    assert revision() == 7
    assert revision.header is None
    log.execute("UPDATE audit_chainhead SET public_event_id = 12")
    assert revision() == 12


def test_the_stamp_follows_the_index_and_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr("intersession.config.stamp.time.time", lambda: now[0])
    generation = ["first"]
    stamp = StampOf(lambda: 7, lambda: generation[0])
    first = stamp()
    generation[0] = "second"
    now[0] += 0.1
    second = stamp()
    assert second != first
    now[0] += 86_400
    assert stamp() != second
    now[0] -= 86_400
    assert stamp() == second
