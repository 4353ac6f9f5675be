"""The directory with nothing cached: queries and time of its pages over ten, ten thousand and more organisations."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

from bench._site import ROOT, command, environment
from bench._table import Row

SMALL, LARGE = 10, 10_000
# A hundred thousand take minutes to generate: asked for by INTERSESSION_BENCH_ORGANISATIONS=100000.
MOST = int(os.environ.get("INTERSESSION_BENCH_ORGANISATIONS", "0"))
MOST_QUERIES = 20


class Found(TypedDict):
    """What the measuring process prints, by page."""

    queries: dict[str, int]
    cpu: dict[str, float]


def measure() -> list[Row]:
    """The same pages over few and over many: equal queries, and how the time grows."""
    small, large = measured_with(SMALL), measured_with(MOST or LARGE)
    count = MOST or LARGE
    rows = [
        Row(
            f"{name}: queries at {count:,}",
            large["queries"][name],
            small["queries"][name],
            "queries",
            f"at {SMALL}",
            1,
        )
        for name in small["queries"]
    ]
    most = max(large["queries"].values())
    rows.append(
        Row("directory pages: queries, the most of all", most, MOST_QUERIES, "queries", "the bound", 1)
    )
    rows += [
        Row(f"{name}: CPU at {count:,}", large["cpu"][name], small["cpu"][name], "ms", f"at {SMALL}")
        for name in small["cpu"]
    ]
    return rows


def measured_with(count: int, module: str = "_directory") -> Found:
    """Generate so many in a fresh home and measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        variables = environment(Path(folder) / "home")
        for arguments in (["manage", "migrate", "-v0"], ["load"], ["reindex"]):
            done = subprocess.run(
                command(*arguments), env=variables, capture_output=True, text=True, check=False
            )
            if done.returncode not in (0, 1):
                raise RuntimeError(f"{arguments[0]}: {done.stderr[-2000:]}")
        variables["DJANGO_SETTINGS_MODULE"] = "intersession.config.test_settings"
        measuring = [sys.executable, "-m", "bench._inside", module, str(count)]
        printed = subprocess.run(
            measuring, env=variables, cwd=ROOT, stdout=subprocess.PIPE, check=True
        ).stdout
        found: Found = json.loads(printed)
        return found
