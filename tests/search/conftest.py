"""One index over the reference data for all tests of the search; who writes to one works on a copy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from intersession.search.rebuild import rebuild

_BUILT: list[Path] = []


@pytest.fixture
def index_home(db: None, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the reference data, built at the first use. Not to be written to."""
    if not _BUILT:
        home = tmp_path_factory.mktemp("index")
        django_settings.INDEX_HOME = home
        rebuild()
        _BUILT.append(home)
    settings.INDEX_HOME = _BUILT[0]
    return _BUILT[0]


@pytest.fixture
def own_index(index_home: Path, settings: Any, tmp_path: Path) -> Path:
    """A copy of it for a test that writes."""
    home = tmp_path / "index"
    shutil.copytree(index_home, home)
    settings.INDEX_HOME = home
    return home
