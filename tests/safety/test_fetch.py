"""Fetching from elsewhere, against a real server on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intersession.safety import fetch as fetching
from intersession.safety.fetch import CannotFetch, fetch, is_allowed


class Site(BaseHTTPRequestHandler):
    """A site with every trick."""

    seen: list[Any] = []
    redirect = ""

    def do_GET(self) -> None:
        self.seen.append(self.headers)
        getattr(self, self.path.partition("?")[0].strip("/").replace("-", "_") or "page")()

    def answer(self, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "track=1")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page(self) -> None:
        self.answer("<title>Bonjour à tous</title>".encode())

    def latin(self) -> None:
        self.answer("país".encode("latin-1"), "text/plain; charset=ISO-8859-1")

    def lead(self) -> None:
        self.send_response(302)
        self.send_header("Location", Site.redirect)
        self.end_headers()

    def packed(self) -> None:
        self.answer(gzip.compress(b"packed all the same"), Content_Encoding="gzip")

    def bomb(self) -> None:
        self.answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def brotli(self) -> None:
        self.answer(b"x", Content_Encoding="br")

    def huge(self) -> None:
        self.answer(b"", Content_Length="999999999999")

    def endless(self) -> None:
        self.answer(b"")
        try:
            while True:
                self.wfile.write(bytes(100_000))
        except OSError:
            pass

    def drip(self) -> None:
        self.answer(b"")
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def slow_headers(self) -> None:
        try:
            for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def nonsense(self) -> None:
        self.wfile.write(b"\x00\x01 I am no website\r\n\r\n")

    def missing(self) -> None:
        self.send_error(404)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def near(settings: Any) -> None:
    """This machine may be asked, as in tests only."""
    settings.FETCH = {**settings.FETCH, "allows_loopback": True, "seconds": 5}
    Site.seen.clear()


def test_a_page_comes_with_its_address_and_encoding(address: str, near: None) -> None:
    found = fetch(f"{address}/page#part", accepts=["text/html"], language="fr")
    assert (found.url, found.media_type) == (f"{address}/page", "text/html")
    assert found.text == "<title>Bonjour à tous</title>"
    assert fetch(f"{address}/latin").text == "país"


def test_nothing_personal_is_sent(address: str, near: None) -> None:
    Site.redirect = f"{address}/page"
    fetch(f"{address}/lead")
    assert len(Site.seen) == 2
    for headers in Site.seen:
        assert set(headers) == {"Host", "Accept", "Accept-Encoding", "User-Agent"}


def test_what_comes_packed_is_unpacked(address: str, near: None) -> None:
    assert fetch(f"{address}/packed").content == b"packed all the same"


REFUSED = {
    "bomb": "larger than",
    "huge": "larger than",
    "endless": "larger than",
    "brotli": "did not ask for",
    "missing": "(404)",
    "nonsense": "as a website does",
}


@pytest.mark.parametrize("path", REFUSED)
def test_a_bad_answer_is_a_sentence(path: str, address: str, near: None) -> None:
    with pytest.raises(CannotFetch, match=REFUSED[path].replace("(", r"\(").replace(")", r"\)")):
        fetch(f"{address}/{path}", most_bytes=1_000_000)


def test_another_kind_than_asked_for_is_refused_before_it_is_read(address: str, near: None) -> None:
    with pytest.raises(CannotFetch, match="something else"):
        fetch(f"{address}/endless", accepts=["application/pdf"])


@pytest.mark.parametrize("path", ["drip", "slow-headers"])
def test_slowness_ends_with_the_seconds_there_are(path: str, address: str, near: None) -> None:
    started = time.monotonic()
    with pytest.raises(CannotFetch, match="too long"):
        fetch(f"{address}/{path}", seconds=0.5)
    assert time.monotonic() - started < 2.5


def test_without_the_setting_this_machine_is_never_asked(address: str) -> None:
    Site.seen.clear()
    with pytest.raises(CannotFetch, match="unusual port"):
        fetch(address)
    assert Site.seen == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254",
        "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]", "192.0.2.1", "198.18.0.1", "[::127.0.0.1]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_addresses_beside_the_public_web_are_refused(scheme: str, host: str) -> None:
    with pytest.raises(CannotFetch, match=r"public web|not an address"):
        fetch(f"{scheme}://{host}/")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.org/a", "http://"),
        ("file:///etc/passwd", "http://"),
        ("gopher://example.org/", "http://"),
        ("javascript:alert(1)", "http://"),
        ("//example.org", "http://"),
        ("", "http://"),
        ("https://user:secret@example.org/", "password"),
        ("https://example.org:22/", "unusual port"),
        ("https://example.org:99999/", "unusual port"),
        ("https://exa mple.org/", "not an address"),
        ("https://example.org/" + "a" * 3000, "too long"),
        ("https://nowhere.invalid/", "no site of this name"),
    ],
)
def test_odd_addresses_are_refused_with_a_sentence(url: str, words: str) -> None:
    with pytest.raises(CannotFetch, match=words):
        fetch(url)


def named(names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name server that gives these answers, one after the other; returns what it was asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in names:
            return real(host, port, *args, **kwargs)
        asked.append(name)
        found = names[name].pop(0) if len(names[name]) > 1 else names[name][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_redirect_to_a_private_address_is_refused(
    address: str, near: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    named({"inside.example": [["10.1.2.3"]]}, monkeypatch)
    for target in (
        "http://inside.example/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
    ):
        Site.redirect = target
        with pytest.raises(CannotFetch, match=r"public web|http://"):
            fetch(f"{address}/lead")


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named({"mixed.example": [["93.184.216.34", "192.168.0.1"]]}, monkeypatch)
    with pytest.raises(CannotFetch, match="public web"):
        fetch("http://mixed.example/")


def test_a_name_is_asked_for_once_so_a_second_answer_cannot_lead_elsewhere(
    address: str, near: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = address.rpartition(":")[2]
    asked = named({"rebound.example": [["127.0.0.1"], ["10.0.0.1"]]}, monkeypatch)
    assert fetch(f"http://rebound.example:{port}/page").media_type == "text/html"
    assert asked == ["rebound.example"]
    assert Site.seen[-1]["Host"] == f"rebound.example:{port}"


def test_redirects_come_to_an_end(address: str, near: None) -> None:
    Site.redirect = f"{address}/lead"
    with pytest.raises(CannotFetch, match="on and on"):
        fetch(f"{address}/lead")


@given(st.ip_addresses())
def test_no_address_is_allowed_that_is_not_of_the_public_internet(address: Any) -> None:
    if is_allowed(str(address)):
        assert address.is_global
        assert not address.is_private
        assert not address.is_loopback
        assert not address.is_link_local
        assert not address.is_multicast


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    with suppress(CannotFetch):
        assert fetching.judged(text).scheme in ("http", "https")
