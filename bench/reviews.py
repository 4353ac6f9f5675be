"""A paper of 1,000 blocks with 5,000 comments: queries and time of its pages, beside one of ten with fifty."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

from bench._site import ROOT, command, environment
from bench._table import Row

FEW, MANY = (10, 50), (1_000, 5_000)
MOST_QUERIES = 15


class Found(TypedDict):
    """What the measuring process prints, by page."""

    queries: dict[str, int]
    cpu: dict[str, float]


def measure() -> list[Row]:
    """Equal queries within the bound, and how the time grows."""
    few, many = measured_with(*FEW), measured_with(*MANY)
    rows = []
    for page, asked in many["queries"].items():
        name = f"paper/{page}"
        rows += [
            Row(
                f"{name}: queries, 1,000 blocks, 5,000 comments",
                asked,
                few["queries"][page],
                "queries",
                "10, 50",
                1,
            ),
            Row(f"{name}: queries", asked, MOST_QUERIES, "queries", "the bound", 1),
            Row(
                f"{name}: CPU, 1,000 blocks, 5,000 comments",
                many["cpu"][page],
                few["cpu"][page],
                "ms",
                "10, 50",
            ),
        ]
    return rows


def measured_with(blocks: int, comments: int) -> Found:
    """In a fresh home, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        variables = environment(Path(folder)) | {
            "DJANGO_SETTINGS_MODULE": "intersession.config.test_settings"
        }
        for arguments in (["manage", "migrate", "-v0"], ["load"]):
            done = subprocess.run(
                command(*arguments), env=variables, capture_output=True, text=True, check=False
            )
            if done.returncode not in (0, 1):
                raise RuntimeError(f"{arguments[0]}: {done.stderr[-2000:]}")
        printed = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_reviews", str(blocks), str(comments)],
            env=variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found: Found = json.loads(printed)
    return found
