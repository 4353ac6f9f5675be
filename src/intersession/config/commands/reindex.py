"""`intersession reindex`: the search index anew, while the site answers from the old one."""

from __future__ import annotations

import time
from argparse import Namespace

from intersession.search.index import current_folder
from intersession.search.rebuild import rebuild


def run(arguments: Namespace) -> int:
    """Build the index and say how it goes."""
    rebuild(Progress())
    return 0


def build_if_absent() -> str:
    """Build the index when there is none that this version of the code can read."""
    return "" if current_folder() else f"{rebuild(Progress()):,} documents"


class Progress:
    """Prints what the rebuild says, a line each second at most, and always its last word."""

    def __init__(self) -> None:
        self.printed_at = time.monotonic()

    def __call__(self, line: str) -> None:
        now = time.monotonic()
        if now - self.printed_at >= 1 or "ready" in line:
            self.printed_at = now
            print(f"    {line}", flush=True)
