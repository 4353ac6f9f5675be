"""How often a visitor may do a thing, and who counts as the same visitor."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from intersession.access.errors import TooOften
from intersession.access.limits import limit

# Ten seconds into an hour.
EARLY = 1_800_000_000 // 3600 * 3600 + 10


def knocks(address: str, **headers: str) -> None:
    """One use by a client; twice in an hour is allowed."""
    request = RequestFactory().post("/", headers=headers, REMOTE_ADDR=address)
    limit(request, "test", times=2, seconds=3600)


@pytest.fixture(autouse=True)
def _nobody_knocked_before() -> None:
    cache.clear()


def test_beyond_the_limit_it_is_refused_and_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: float(EARLY))
    knocks("192.0.2.1")
    knocks("192.0.2.1")
    with pytest.raises(TooOften) as refusal:
        knocks("192.0.2.1")
    assert refusal.value.retry_after == 3590
    knocks("192.0.2.2")


def test_the_file_cache_remembers_for_the_whole_window(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    monkeypatch.setattr(time, "time", lambda: float(EARLY))
    knocks("192.0.2.1")
    knocks("192.0.2.1")
    monkeypatch.setattr(time, "time", lambda: EARLY + 1200.0)
    with pytest.raises(TooOften):
        knocks("192.0.2.1")
    monkeypatch.setattr(time, "time", lambda: EARLY + 3600.0)
    knocks("192.0.2.1")


def test_one_household_has_one_network_of_version_6() -> None:
    knocks("2001:db8:1:2::1")
    knocks("2001:db8:1:2:ffff::2")
    with pytest.raises(TooOften):
        knocks("2001:db8:1:2::3")
    knocks("2001:db8:1:3::1")


def test_without_servers_of_ours_before_it_nobody_chooses_their_address() -> None:
    knocks("192.0.2.1", **{"X-Forwarded-For": "198.51.100.1"})
    knocks("192.0.2.1", **{"X-Forwarded-For": "198.51.100.2"})
    with pytest.raises(TooOften):
        knocks("192.0.2.1", **{"X-Forwarded-For": "198.51.100.3"})


def test_behind_a_server_of_ours_the_address_that_it_saw_counts(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    knocks("127.0.0.1", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})
    knocks("127.0.0.1", **{"X-Forwarded-For": "203.0.113.8, 198.51.100.1"})
    with pytest.raises(TooOften):
        knocks("127.0.0.1", **{"X-Forwarded-For": "203.0.113.7, 198.51.100.1"})
    knocks("127.0.0.1", **{"X-Forwarded-For": "198.51.100.2"})
