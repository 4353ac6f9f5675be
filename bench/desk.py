"""The desk and one's own page with ten and with ten thousand things in each list: their queries and CPU time."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

from bench._site import ROOT, command, environment
from bench._table import Row

FEW, MANY = 10, 10_000
MOST_QUERIES, MOST_CPU = 20, 60


class Found(TypedDict):
    """What the measuring process prints, by address."""

    queries: dict[str, int]
    cpu: dict[str, float]


def measure() -> list[Row]:
    """Count and time the pages over few and over many waiting things."""
    few, many = measured_with(FEW), measured_with(MANY)
    rows = []
    for address in many["queries"]:
        asked, before = many["queries"][address], few["queries"][address]
        rows += [
            Row(f"{address}: queries, {MANY:,} in each list", asked, before, "queries", f"{FEW} in each", 1),
            Row(f"{address}: queries", asked, MOST_QUERIES, "queries", "the bound", 1),
            Row(
                f"{address}: CPU, {MANY:,} in each list", many["cpu"][address], MOST_CPU, "ms", "the bound", 1
            ),
            Row(f"{address}: CPU", many["cpu"][address], few["cpu"][address], "ms", f"{FEW} in each"),
        ]
    return rows


def measured_with(rows: int) -> Found:
    """Fill the lists of a fresh home and measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        variables = environment(Path(folder))
        # Plain static files: the home was not set up for serving.
        subprocess.run(command("manage", "migrate", "-v0"), env=variables, check=True, capture_output=True)
        variables["DJANGO_SETTINGS_MODULE"] = "intersession.config.test_settings"
        printed = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_desk", str(rows)],
            env=variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found: Found = json.loads(printed)
    return found
