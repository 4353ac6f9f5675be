"""Fetching a page or a file from elsewhere, without being led where only we can reach.

A name is resolved here, every address it has is judged, and the connection goes to one of the judged
addresses, so that a second answer of the name server cannot lead elsewhere. Each redirect is judged anew.
Nothing personal is sent: no cookie, no referrer, no name but the site's. Seconds and bytes are counted over
everything, from the first look-up to the last byte.
"""

from __future__ import annotations

import codecs
import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import certifi
import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

CHUNK = 1 << 16
LONGEST_URL = 2_000
# Names (in their letters of the wire) and numbers of version 4 or 6.
HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?")
REDIRECTS = (301, 302, 303, 307, 308)
# Public by their number and yet a provider's own; and ways to write a version 4 address in version 6.
NEVER = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32", "192.88.99.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23",
            "::/96", "fec0::/10", "100::/64",
        ),
    )
)  # fmt: skip
# A look-up cannot be ended from outside; a few threads wait for those that take too long.
_RESOLVER = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolver")


class CannotFetch(Exception):
    """Carries a sentence for the person who gave the address."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `url` is where it came from in the end."""

    url: str
    media_type: str
    charset: str
    content: bytes

    @property
    def text(self) -> str:
        """The content as text, in the encoding it says, else UTF-8; what does not fit is marked."""
        encoding = self.charset or "utf-8"
        try:
            codecs.lookup(encoding)
        except LookupError:
            encoding = "utf-8"
        return self.content.decode(encoding, "replace")


def fetch(
    url: str,
    *,
    accepts: Iterable[str] = (),
    language: str = "",
    most_bytes: int | None = None,
    seconds: float | None = None,
) -> Fetched:
    """The content behind an address of the web. Raises `CannotFetch` with a sentence.

    `accepts` are the media types wanted ("text/html", "application/pdf"); empty takes any.
    """
    until = time.monotonic() + (seconds or settings.FETCH["seconds"])
    most = most_bytes or settings.FETCH["bytes"]
    wanted = frozenset(accepts)
    headers = {
        "Accept": ", ".join(sorted(wanted)) or "*/*",
        "Accept-Encoding": "identity",
        "User-Agent": f"Intersession (+{settings.SITE_URL})",
    }
    if language:
        headers["Accept-Language"] = language
    place = judged(url)
    for _step in range(settings.FETCH["redirects"] + 1):
        try:
            found = fetched_from(place, headers, wanted, most, until)
        except CannotFetch:
            raise
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise CannotFetch(_("The other site took too long to answer. Try again later.")) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error) as error:
            raise CannotFetch(
                _("The other site could not be reached, or did not answer as a website does.")
            ) from error
        if isinstance(found, Fetched):
            return found
        place = judged(found)
    raise CannotFetch(_("This address leads on and on to other addresses. Give the one it ends at."))


def judged(url: str) -> httpx.URL:
    """The address, if it is one of the web that we may ask. What its name leads to is judged on connecting."""
    if len(url) > LONGEST_URL:
        raise CannotFetch(_("This address is too long."))
    try:
        place = httpx.URL(url.strip())
        host, port = place.raw_host, place.port
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise CannotFetch(_("This is not an address of the web.")) from error
    if place.scheme not in ("http", "https") or not host:
        raise CannotFetch(_("Only addresses that begin with http:// or https:// can be fetched."))
    if not HOST.fullmatch(host):
        raise CannotFetch(_("This is not an address of the web."))
    if place.userinfo:
        raise CannotFetch(_("An address with a name and a password in it is not fetched."))
    if port is not None and port not in settings.FETCH["ports"] and not settings.FETCH["allows_loopback"]:
        raise CannotFetch(_("Addresses with an unusual port are not fetched."))
    return place.copy_with(fragment=None)


def fetched_from(
    place: httpx.URL, headers: dict[str, str], wanted: frozenset[str], most: int, until: float
) -> Fetched | str:
    """What one address gives, or the address it leads on to."""
    pool = httpcore.ConnectionPool(
        ssl_context=trusted(), network_backend=Network(until), max_connections=1, retries=0
    )
    asked = httpcore.URL(scheme=place.raw_scheme, host=place.raw_host, port=place.port, target=place.raw_path)
    host = place.netloc
    sent = [(b"Host", host), *((name.encode(), value.encode()) for name, value in headers.items())]
    left = max(0.1, until - time.monotonic())
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), left)
    with pool, pool.stream("GET", asked, headers=sent, extensions={"timeout": timeouts}) as response:
        told = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and told.get("location"):
            try:
                return str(place.join(told["location"]))
            except (httpx.InvalidURL, UnicodeError, ValueError) as error:
                raise CannotFetch(_("This address leads on to something that is none.")) from error
        if response.status != 200:
            raise CannotFetch(
                _(
                    "The other site answered with an error (%(status)d). Does the address open in your browser?"
                )
                % {"status": response.status}
            )
        media_type = told.get("content-type", "").partition(";")[0].strip().lower()
        if wanted and media_type not in wanted:
            raise CannotFetch(_("There is something else at this address than what is asked for here."))
        if told.get("content-length", "").isdecimal() and int(told["content-length"][:18]) > most:
            raise too_large(most)
        content = body(response, told.get("content-encoding", ""), most)
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", told.get("content-type", ""), re.IGNORECASE)
    return Fetched(str(place), media_type, charset[1].lower() if charset else "", content)


def body(response: httpcore.Response, coding: str, most: int) -> bytes:
    """All of the body, unpacked if it came packed in spite of what we asked; never more than `most`."""
    coding = coding.strip().lower()
    if coding not in ("", "identity", "gzip", "deflate"):
        raise CannotFetch(_("The other site sent its answer in a form we did not ask for."))
    unpacking: Any = (
        zlib.decompressobj(47 if coding == "gzip" else 15) if coding in ("gzip", "deflate") else None
    )
    content = bytearray()
    for chunk in response.iter_stream():
        if unpacking is None:
            content += chunk
        else:
            content += unpacking.decompress(chunk, most + 1 - len(content))
        if len(content) > most or (unpacking is not None and unpacking.unconsumed_tail):
            raise too_large(most)
    return bytes(content)


def too_large(most: int) -> CannotFetch:
    """Said when there is more than we take."""
    return CannotFetch(
        _("What is at this address is larger than %(limit)d megabytes.")
        % {"limit": max(1, most // 1_000_000)}
    )


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """The usual certificate authorities; nothing is fetched from a site that cannot show who it is."""
    return ssl.create_default_context(cafile=certifi.where())


class Network(httpcore.NetworkBackend):
    """Connects only to addresses that were judged, and counts the seconds over everything."""

    def __init__(self, until: float) -> None:
        self.until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        error: Exception | None = None
        for address in allowed_addresses(host, port, self.until):
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, timeout=self.left(), socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
                continue
            # What the connection is really made to has the last word.
            peer = stream.get_extra_info("server_addr")
            if not is_allowed(str(peer[0])):
                stream.close()
                raise not_ours()
            return Watched(stream, self)
        raise error or httpcore.ConnectError(host)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise not_ours()

    def left(self) -> float:
        """Seconds that are left; raises when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class Watched(httpcore.NetworkStream):
    """A connection on which every step ends when the time is up, however little arrives in each."""

    def __init__(self, stream: httpcore.NetworkStream, network: Network) -> None:
        self.stream = stream
        self.network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.network.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.network.left())

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return Watched(self.stream.start_tls(ssl_context, server_hostname, self.network.left()), self.network)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def allowed_addresses(host: str, port: int, until: float) -> list[str]:
    """What a name leads to. One address that is not allowed among them refuses all."""
    looking = _RESOLVER.submit(addresses_of, host, port)
    try:
        found = looking.result(timeout=max(0.1, until - time.monotonic()))
    except socket.gaierror as error:
        raise CannotFetch(_("There is no site of this name.")) from error
    except UnicodeError as error:
        raise CannotFetch(_("This is not an address of the web.")) from error
    if not found or not all(map(is_allowed, found)):
        raise not_ours()
    return found


def addresses_of(host: str, port: int) -> list[str]:
    """What the system's resolver says, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_allowed(address: str) -> bool:
    """Whether an address belongs to the public internet."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    real: IPv4Address | IPv6Address = inner or parsed
    if real.is_loopback and settings.FETCH["allows_loopback"]:
        return True
    return (
        real.is_global
        and not real.is_multicast
        and not real.is_reserved
        and not any(real.version == network.version and real in network for network in NEVER)
    )


def not_ours() -> CannotFetch:
    """Said of addresses that only machines near ours can reach."""
    return CannotFetch(_("This address does not belong to the public web, so it is not fetched."))
