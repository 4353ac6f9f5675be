"""The page cache: a thin WSGI application around Django that keeps what every visitor is sent alike.

A page is kept under what may change it for a visitor: scheme, host, path, query, accepted coding, and the
request headers its own `Vary` names. It carries the stamp of the moment *before* it was rendered (the log's
public revision, the search index's generation, the UTC date) and is served only while that stamp still
holds. So a published change shows at the next request, and a change that commits during rendering can only
lose a page early, never keep one too long.

Nothing of a signed-in person comes near it. A request that carries one of our cookies goes straight to
Django; of any other request the `Cookie` header is taken off first, so that no page can depend on it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import brotli

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

type Headers = list[tuple[str, str]]
type Stamp = Hashable

HONEST = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"
UNKEPT = ("private", "no-store", "no-cache")
COMPRESSIBLE = ("text/", "application/json", "application/ld+json", "application/xml", "image/svg+xml")
COMPRESSIBLE_ENDS = ("+xml", "+json", "javascript")
# Brotli 5 compresses a page of 40 KB in about 1 ms; higher levels win a few per cent for ten times as much.
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
LONGEST_ADDRESS = 2_000
LONGEST_HEADER = 300
# What the application must not see, so that it always renders the whole page.
CONDITIONS = (
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE",
    "HTTP_IF_RANGE", "HTTP_COOKIE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One answer as it goes over the wire, and the stamp it holds for."""

    stamp: Stamp
    headers: Headers
    etag: str
    body: bytes

    @property
    def size(self) -> int:
        """Bytes it takes in memory, roughly."""
        return len(self.body) + 2_000


class PageCache:
    """Wraps a WSGI application. `stamp()` says what public pages depend on; None turns the cache off.

    `own_cookies` are the names that make a request personal. The store never holds more than `limit` bytes;
    what was not asked for longest goes first. Safe for several threads.
    """

    def __init__(
        self,
        application: WSGIApplication,
        stamp: Callable[[], Stamp | None],
        *,
        own_cookies: Iterable[str],
        limit: int = 64_000_000,
        largest: int = 2_000_000,
    ) -> None:
        self.application = application
        self.stamp = stamp
        self.own_cookies = tuple(f"{name}=" for name in own_cookies)
        self.limit = limit
        self.largest = largest
        self.kept = 0
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._varies: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if (method != "GET" and method != "HEAD") or self._is_personal(environ):
            return self._personal(environ, start_response)
        if "HTTP_RANGE" in environ:
            # A part of a file is never kept; the cookie goes, as for every visitor.
            bare = {name: value for name, value in environ.items() if name != "HTTP_COOKIE"}
            return self._personal(bare, start_response)
        # Read before anything is looked up or rendered: see the top of this file.
        stamp = self.stamp()
        address = (
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            coding_for(environ.get("HTTP_ACCEPT_ENCODING", "")),
            environ.get("wsgi.url_scheme", ""),
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
        )
        names = self._varies.get(address)
        key = address if names is None else varied(address, names, environ)
        page = self._pages.get(key)
        if page is not None:
            # Asked for just now: last to go. Another thread may have taken it out in between.
            with suppress(KeyError):
                self._pages.move_to_end(key)
        if page is None or page.stamp != stamp or stamp is None:
            return self._rendered(environ, start_response, address, stamp)
        return answer(page, environ, start_response)

    def _is_personal(self, environ: WSGIEnvironment) -> bool:
        """Whether the request could be answered differently from any other visitor's."""
        if "HTTP_AUTHORIZATION" in environ:
            return True
        cookies = environ.get("HTTP_COOKIE", "")
        return cookies != "" and any(name in cookies for name in self.own_cookies)

    def _personal(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Straight from the application; what it does not say itself about caching is `private`."""

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            if not any(name.lower() == "cache-control" for name, _ in headers):
                headers = [*headers, ("Cache-Control", PRIVATE)]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self.application(environ, start)

    def _rendered(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        address: tuple[str, ...],
        stamp: Stamp | None,
    ) -> Iterable[bytes]:
        """Ask the application; keep the page if every visitor may have it."""
        started: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [(status, headers)]
            return refuse_write

        asked = {name: value for name, value in environ.items() if name not in CONDITIONS}
        result = self.application({**asked, "REQUEST_METHOD": "GET"}, start)
        status, headers = started[0]
        found = {name.lower(): value for name, value in headers}
        if not self._is_public(status, headers, found):
            start_response(status, headers)
            return without_body(result) if environ["REQUEST_METHOD"] == "HEAD" else result
        body = joined(result)
        page = finished(headers, found, body, address[3], stamp)
        self._keep(page, address, vary_names(found.get("vary", "")), environ)
        return answer(page, environ, start_response)

    def _is_public(self, status: str, headers: Headers, found: Mapping[str, str]) -> bool:
        """Whether this answer may be given to every visitor who asks the same."""
        control = found.get("cache-control", "")
        policy = " ".join(
            value for name, value in headers if name.lower().startswith("content-security-policy")
        )
        return (
            status.startswith("200")
            and "set-cookie" not in found
            and not any(word in control for word in UNKEPT)
            and "nonce-" not in policy
            and found.get("vary", "") != "*"
            # A streamed answer has no length: it is passed on as it comes.
            and 0 < int(found.get("content-length") or 0) <= self.largest
        )

    def _keep(
        self, page: Page, address: tuple[str, ...], names: tuple[str, ...], environ: WSGIEnvironment
    ) -> None:
        """Put the page into the store, unless its address is outlandish; make room for it."""
        too_long = sum(map(len, address)) > LONGEST_ADDRESS
        if (
            page.stamp is None
            or too_long
            or any(len(environ.get(name, "")) > LONGEST_HEADER for name in names)
        ):
            return
        with self._lock:
            known = self._varies.get(address)
            if names and names != known:
                if len(self._varies) > 20_000:
                    self._varies.clear()
                    self._pages.clear()
                    self.kept = 0
                # An address that varied once by a header is looked up by it from then on.
                names = self._varies[address] = tuple(sorted({*names, *(known or ())}))
            key = varied(address, names or known or (), environ)
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self.kept += page.size - (old.size if old else 0)
            while self.kept > self.limit:
                _, oldest = self._pages.popitem(last=False)
                self.kept -= oldest.size


def answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Send a page, or 304 where the visitor has this very one. Fresh and kept pages both go out here."""
    seen = environ.get("HTTP_IF_NONE_MATCH")
    if seen is not None and is_among(page.etag, seen):
        start_response(
            "304 Not Modified", [pair for pair in page.headers if not pair[0].startswith("Content-")]
        )
        return []
    start_response("200 OK", page.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def finished(headers: Headers, found: Mapping[str, str], body: bytes, coding: str, stamp: Stamp) -> Page:
    """The page as it goes out: compressed, with its length, its tag and honest cache headers."""
    kind = found.get("content-type", "").partition(";")[0].strip()
    compressible = kind.startswith(COMPRESSIBLE) or kind.endswith(COMPRESSIBLE_ENDS)
    ours = {"content-length", "etag", "vary", "last-modified"}
    sent = [(name, value) for name, value in headers if name.lower() not in ours]
    if "content-encoding" not in found and compressible and len(body) >= 200 and coding:
        body = compressed(body, coding)
        sent.append(("Content-Encoding", coding))
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    named = [name.strip() for name in found.get("vary", "").split(",") if name.strip()]
    present = {name.lower() for name in named}
    named += [name for name in ("Accept-Encoding", "Cookie") if name.lower() not in present]
    if "cache-control" not in found:
        sent.append(("Cache-Control", HONEST))
    sent += [("Vary", ", ".join(named)), ("ETag", etag), ("Content-Length", str(len(body)))]
    return Page(stamp, sent, etag, body)


def compressed(body: bytes, coding: str) -> bytes:
    """The body in `coding`; the same bytes for the same body, always."""
    if coding == "br":
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


@lru_cache(maxsize=500)
def coding_for(accepted: str) -> str:
    """The best coding the visitor takes: `br`, `gzip`, or nothing. Honours `q=0`."""
    offers: dict[str, bool] = {}
    for part in accepted.lower()[:LONGEST_HEADER].split(","):
        name, _, weight = part.partition(";")
        offers[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in ("br", "gzip") if offers.get(name)), "")


@lru_cache(maxsize=500)
def vary_names(vary: str) -> tuple[str, ...]:
    """The WSGI names of the request headers a `Vary` names, without those the cache knows of itself."""
    names = {name.strip().lower() for name in vary.split(",")} - {"", "accept-encoding", "cookie"}
    return tuple(sorted(f"HTTP_{name.upper().replace('-', '_')}" for name in names))


def varied(address: tuple[str, ...], names: tuple[str, ...], environ: WSGIEnvironment) -> tuple[str, ...]:
    """The address together with the request headers its answer depends on."""
    return (*address, *(environ.get(name, "") for name in names))


def is_among(etag: str, seen: str) -> bool:
    """Whether `If-None-Match` names this tag. Weak tags count: a proxy that recompresses makes them weak."""
    return seen.strip() == "*" or any(tag.strip().removeprefix("W/") == etag for tag in seen.split(","))


def joined(result: Iterable[bytes]) -> bytes:
    """The whole body; the application's response is closed as the protocol asks."""
    try:
        return b"".join(result)
    finally:
        close(result)


def without_body(result: Iterable[bytes]) -> list[bytes]:
    """Nothing, after closing the response."""
    close(result)
    return []


def close(result: Iterable[bytes]) -> None:
    """Tell the application that its answer was taken."""
    if hasattr(result, "close"):
        result.close()


def refuse_write(data: bytes) -> object:
    """The protocol's old `write()`; Django never calls it."""
    raise NotImplementedError("the page cache does not take bodies through write()")
