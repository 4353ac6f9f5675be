"""Search over 300,000 generated resources beside the real data, and the two engines it is compared with.

One process of its own does the work (`bench/_search.py`), since it needs Django set up for a home of its own.
INTERSESSION_BENCH_DOCUMENTS takes another number of documents.
"""

import json
import os
import subprocess
import sys

from bench._site import environment, home
from bench._table import Row


def measure() -> list[Row]:
    """p95 of a mixed set of queries with facets and snippets, and how fast the index is made."""
    with home() as folder:
        count = os.environ.get("INTERSESSION_BENCH_DOCUMENTS", "300000")
        variables = {"DJANGO_SETTINGS_MODULE": "intersession.config.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_search", count],
            env={**environment(folder), **variables},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return [Row(**row) for row in json.loads(done.stdout)]
