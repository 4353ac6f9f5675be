"""The library's list, rendered by Django with nothing cached: its queries and its CPU time, small and large."""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from typing import TypedDict

from bench._site import ROOT, command, environment
from bench._table import Row

SMALL, LARGE = 10, 10_000
MOST_QUERIES, MOST_CPU = 12, 30
DATA = ROOT / "src" / "intersession" / "data"
# Lists as a visitor opens them: the first page, a narrowed one, words.
ADDRESSES = ("/en/library/", "/en/library/?topic=csam&language=en", "/en/library/?q=children")


class Found(TypedDict):
    """What the measuring process prints: by address, and the bare page's milliseconds."""

    queries: dict[str, int]
    cpu: dict[str, float]
    plain: float


def measure() -> list[Row]:
    """Count and time the same pages over ten resources and over ten thousand."""
    small, large = measured_with(SMALL), measured_with(LARGE)
    rows = [
        Row(
            f"uncached {address}: queries at {LARGE:,} rows",
            large["queries"][address],
            max(small["queries"][address], 1),
            "queries",
            f"at {SMALL} rows",
            1,
        )
        for address in ADDRESSES
        if address in small["queries"]
    ]
    most = max(large["queries"].values())
    rows.append(
        Row("uncached list page: queries, the most of all", most, MOST_QUERIES, "queries", "the bound", 1)
    )
    for address in ADDRESSES:
        cpu = large["cpu"][address]
        rows.append(Row(f"uncached {address}: CPU", cpu, MOST_CPU, "ms", "the bound", 1))
    slowest = max(large["cpu"].values())
    rows.append(
        Row(
            "uncached list page: CPU, the slowest", slowest, large["plain"], "ms", "10 queries, 30 rows, bare"
        )
    )
    return rows


def measured_with(rows: int) -> Found:
    """Load so many resources into a fresh home, index them, and measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        data, home = Path(folder) / "data", Path(folder) / "home"
        shutil.copytree(DATA, data)
        write_resources(data / "resources.csv", rows)
        variables = environment(home)
        for arguments in (["manage", "migrate", "-v0"], ["load", str(data)], ["reindex"]):
            done = subprocess.run(
                command(*arguments), env=variables, capture_output=True, text=True, check=False
            )
            if done.returncode not in (0, 1):
                raise RuntimeError(f"{arguments[0]}: {done.stderr[-2000:]}")
        # Plain static files: the home was not set up for serving.
        variables["DJANGO_SETTINGS_MODULE"] = "intersession.config.test_settings"
        measuring = [sys.executable, "-m", "bench._inside", "_list_page", *ADDRESSES]
        printed = subprocess.run(
            measuring, env=variables, cwd=ROOT, stdout=subprocess.PIPE, check=True
        ).stdout
        found: Found = json.loads(printed)
        return found


def write_resources(path: Path, rows: int) -> None:
    """Real rows, again and again under numbered titles, until there are so many."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        fields = list(reader.fieldnames or [])
        real = [row for row in reader if row["kind"] not in ("law-review",) and row["confidence"] != "low"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        for number, row in enumerate(islice(cycle(real), rows)):
            again = f" · {number // len(real) + 1}" if number >= len(real) else ""
            title, title_en = row["title"] + again, (row["title_en"] or row["title"]) + again
            writer.writerow({**row, "title": title, "title_en": title_en})
