"""Counting 10,000 ballots, as the page of a decision does and as `intersession verify` does."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._site import ROOT, command, environment
from bench._table import Row

BALLOTS = 10_000
MOST = 50


def measure() -> list[Row]:
    """Count in a process of its own, beside a plain SQL count over the same rows in the same run."""
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
            [sys.executable, "-m", "bench._inside", "_decisions", str(BALLOTS)],
            env=variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found = json.loads(printed)
    name = f"{BALLOTS:,} ballots"
    return [
        Row(f"tally of {name}, open", found["open"], MOST, "ms", "the bound", 1),
        Row(f"tally of {name}, open", found["open"], found["sql"], "ms", "SQL COUNT … GROUP BY", 3),
        Row(f"tally of {name}, secret", found["secret"], MOST, "ms", "the bound", 1),
        Row(f"sheet and tally of a record with {name}", found["record"], MOST, "ms", "the bound", 1),
        Row(
            f"page of a decision with {name}: queries",
            found["queries"],
            found["queries_of_one"],
            "queries",
            "with one",
            1,
        ),
    ]
