"""Overlaps while somebody types, over 1,000,000 generated resources, and the same by looking at every vector.

One process of its own does the work (`bench/_overlaps.py`), since it needs Django set up for a home of its own.
INTERSESSION_BENCH_DOCUMENTS takes another number of resources. Most of the time goes into making the index.
"""

import json
import os
import subprocess
import sys

from bench._site import environment, home
from bench._table import Row


def measure() -> list[Row]:
    """p95 of a suggestion, how many of the nearest the graph finds, and both against brute force."""
    with home() as folder:
        count = os.environ.get("INTERSESSION_BENCH_DOCUMENTS", "1000000")
        variables = {"DJANGO_SETTINGS_MODULE": "intersession.config.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_overlaps", count],
            env={**environment(folder), **variables},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return [Row(**row) for row in json.loads(done.stdout)]
