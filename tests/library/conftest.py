"""The library with and without the search index."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intersession.library.documents import documents
from intersession.places.models import Place
from intersession.search import index
from intersession.search.lexicon import lexicon, revision

type Reindex = Callable[[], None]


@pytest.fixture(autouse=True)
def _no_index(settings: Any, tmp_path: Path) -> None:
    """Unless a test asks for an index there is none, and the database must answer."""
    settings.INDEX_HOME = tmp_path / "index"


@pytest.fixture
def reindex(db: None) -> Reindex:
    """Build an index of the resources alone, from what the database holds now."""

    def built() -> None:
        folder = index.make_folder()
        writer = index.create(folder).writer(heap_size=15_000_000, num_threads=1)
        words = lexicon(revision())
        regions = dict(Place.objects.values_list("code", "region"))
        index.put_all(writer, documents(None), words, regions)
        index.write_state(writer, {"event": 0, "lexicon": revision()})
        writer.commit()
        writer.wait_merging_threads()
        index.use_folder(folder)
        os.utime(index.home() / "current")

    return built


@pytest.fixture(params=["index", "database"])
def reindexed(request: pytest.FixtureRequest, reindex: Reindex) -> Reindex:
    """Runs a test twice: with an index that is brought up to date on call, and without any."""
    if request.param == "database":
        return lambda: None
    reindex()
    return reindex
