"""One index over the reference data for all tests of overlaps; who writes to one works on a copy."""

from __future__ import annotations

from tests.search.conftest import index_home, own_index

__all__ = ["index_home", "own_index"]
