"""How often a visitor may do a thing, without keeping who it was.

The key is a keyed hash of the client's address that changes every day; neither the address nor the hash
is written to the database or a log, and the count is forgotten after the window.

Behind other servers of ours the client's address is the one that the outermost of them saw; how many there
are says ALLAUTH_TRUSTED_PROXY_COUNT, so that sign-in and these limits count the same clients.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from intersession.access.errors import TooOften


def limit(request: HttpRequest, name: str, *, times: int, seconds: int) -> None:
    """Count one use of `name`; raise `TooOften` beyond `times` within a window of `seconds`."""
    count_use(name, network_of(request), times=times, seconds=seconds)


def count_use(name: str, user: str, *, times: int, seconds: int) -> None:
    """The same for whoever `user` stands for: an address, or a person who signed in."""
    secret = f"{settings.SECRET_KEY}:{timezone.now():%Y-%m-%d}".encode()
    window, passed = divmod(int(time.time()), seconds)
    who = hmac.new(secret, f"{name}:{window}:{user}".encode(), hashlib.sha256).hexdigest()[:32]
    key = f"limit:{who}"
    cache.add(key, 0, timeout=seconds)
    try:
        used = cache.incr(key)
    except ValueError:
        # Forgotten between the two lines: the window is over.
        return
    # Counting up gives a key of the file cache Django's usual five minutes, whatever it had before.
    cache.touch(key, timeout=seconds)
    if used > times:
        raise TooOften(seconds - passed)


def network_of(request: HttpRequest) -> str:
    """The client's address; of version 6 the network of 64 bits, since one household has all of it."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    passed_on = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < proxies <= len(passed_on) and passed_on[-proxies].strip():
        address = passed_on[-proxies].strip()
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return f"{int(parsed) >> 64:x}::/64"
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def wait_words(seconds: int) -> str:
    """Why a form was not taken now, and when it will be; for forms that keep what was typed."""
    minutes = -(-seconds // 60)
    return ngettext(
        "Too much came from your network. What you typed is still here: send it again in %(minutes)s minute.",
        "Too much came from your network. What you typed is still here: send it again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
