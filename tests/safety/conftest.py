"""What tests of files need: a storage of their own, and who may use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from intersession.access.actor import Actor
from tests.world import World


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    """An empty folder that files go to, an empty one of the guard, and no scanner."""
    folder = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        },
    }
    settings.GUARD_HOME = tmp_path / "guard"
    settings.GUARD_TEST_BANK = False
    settings.CLAMD = ""
    cache.clear()
    return folder


@pytest.fixture
def kept(storage: Path) -> Callable[[], list[Path]]:
    """The files that are in the storage now."""
    return lambda: [path for path in storage.rglob("*") if path.is_file()]


@pytest.fixture
def ben(world: World) -> Actor:
    """A member who sends files."""
    return world.actor("ben")
