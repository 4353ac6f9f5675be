"""Overlaps while somebody enters a project, over 100,000 generated projects, beside MinHash LSH on the same set.

One process of its own does the work (`bench/_projects.py`), since it needs Django set up for a home of its own.
INTERSESSION_BENCH_DOCUMENTS takes another number of projects. The references, datasketch and rensa,
are measured where they are installed.
"""

import json
import os
import subprocess
import sys

from bench._site import environment, home
from bench._table import Row


def measure() -> list[Row]:
    """p95 of a suggestion, how many planted twins are found, and both beside the references."""
    with home() as folder:
        count = os.environ.get("INTERSESSION_BENCH_DOCUMENTS", "100000")
        variables = {"DJANGO_SETTINGS_MODULE": "intersession.config.settings"}
        own = environment(folder)
        # Where references that are not installed may lie.
        variables["PYTHONPATH"] = os.pathsep.join(
            filter(None, (own["PYTHONPATH"], os.environ.get("PYTHONPATH")))
        )
        done = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_projects", count],
            env={**own, **variables},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return [Row(**row) for row in json.loads(done.stdout)]
