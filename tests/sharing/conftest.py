"""An index of the reference data, so that overlaps can be looked for."""

from __future__ import annotations

from tests.search.conftest import index_home, own_index

__all__ = ["index_home", "own_index"]
