"""Fixtures every test may ask for."""

from __future__ import annotations

import copy
import gc
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from hypothesis import settings as laws

from intersession.config.commands.setup import compile_translations
from intersession.config.loads import load_reference_data
from tests.world import TWO_STEP, World, build_world

# CI tries the same inputs every time, so that it fails for a change and never for chance; by hand, with
# INTERSESSION_CHANCE=1, laws are tried with new ones.
laws.register_profile("same", derandomize=True, database=None)
if not os.environ.get("INTERSESSION_CHANCE"):
    laws.load_profile("same")

_WORLD: list[World] = []
ASKS_THE_DATABASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}


def pytest_sessionstart() -> None:
    """Pages and documents are tested in the words people read: the catalogs as they are now."""
    compile_translations()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the garbage collector need not look at it for every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what may ask the database: only that is run again on the other one (see scripts/test.py).

    pytest-django lets no test reach it that does not say so; those of the command start processes that do. Laws that
    are tried with many inputs made by chance say nothing of the database; they are tried once.
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        says_so = item.get_closest_marker("django_db") or not names.isdisjoint(ASKS_THE_DATABASE)
        is_law = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
        if (says_so or item.nodeid.startswith("tests/config/")) and not is_law:
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database holds the reference data and the cast; each test rolls its own changes back."""
    with django_db_blocker.unblock():
        for _report in load_reference_data(settings.REFERENCE_DATA):
            pass
        _WORLD[:] = [build_world()]


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files a test writes go to a folder of its own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def world(db: None) -> World:
    """A fresh copy of the cast."""
    return copy.deepcopy(_WORLD[0])


@pytest.fixture
def sign_in(client: Client, world: World) -> Callable[[str], Client]:
    """Sign a member of the cast in; `visitor` stays a visitor."""

    def signed_in(name: str) -> Client:
        if name == "visitor":
            return client
        client.force_login(world.people[name])
        if name in TWO_STEP:
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
            session.save()
        return client

    return signed_in


@pytest.fixture
def client() -> Client:
    """A browser that asks for English pages by their prefix, from the host of the settings."""
    return Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})


@pytest.fixture
def knock(sign_in: Callable[[str], Client]) -> Callable[..., HttpResponse]:
    """Open an address as a member of the cast."""

    def knocked(name: str, path: str, **query: Any) -> HttpResponse:
        return sign_in(name).get(path, query)  # type: ignore[return-value]

    return knocked


@pytest.fixture
def mailbox(settings: Any, db: None) -> list[Any]:
    """Letters go here instead of out."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    mail.outbox = []
    return mail.outbox
