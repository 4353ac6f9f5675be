"""How often a visitor may do a thing, without keeping who it was.

The key is a keyed hash of the client's address that changes every day; neither the address nor the hash
is written to the database or a log, and the count is forgotten after the window.
"""

from __future__ import annotations

import hashlib
import hmac
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from intersession.access.errors import TooOften


def limit(request: HttpRequest, name: str, *, times: int, seconds: int) -> None:
    """Count one use of `name`; raise `TooOften` beyond `times` within a window of `seconds`."""
    secret = f"{settings.SECRET_KEY}:{timezone.now():%Y-%m-%d}".encode()
    address = request.META.get("REMOTE_ADDR", "")
    window, passed = divmod(int(time.time()), seconds)
    who = hmac.new(secret, f"{name}:{window}:{address}".encode(), hashlib.sha256).hexdigest()[:32]
    key = f"limit:{who}"
    if cache.add(key, 1, timeout=seconds):
        return
    if cache.incr(key) > times:
        raise TooOften(seconds - passed)
