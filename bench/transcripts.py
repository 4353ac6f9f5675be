"""A transcript of three hours: reading and storing it, and the page of it, against the bounds."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._site import ROOT, command, environment
from bench._table import Row

WORDS = 30_000
MOST_SECONDS, MOST_MILLISECONDS, MOST_BYTES = 2, 300, 60_000


def measure() -> list[Row]:
    """Bring it in and open it, in a process of its own with a fresh home."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        variables = environment(Path(folder))
        for arguments in (["manage", "migrate", "-v0"], ["load"]):
            subprocess.run(command(*arguments), env=variables, check=True, stdout=subprocess.DEVNULL)
        variables["DJANGO_SETTINGS_MODULE"] = "intersession.config.test_settings"
        printed = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_transcripts", str(WORDS)],
            env=variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found = json.loads(printed)
    what = f"transcript of {found['words']:,} words, {found['passages']:,} passages"
    return [
        Row(f"{what}: read and stored", found["import"], MOST_SECONDS, "s", "the bound", 1),
        Row("the same: read, in the sandbox", found["read"], found["import"], "s", "the whole"),
        Row("the same: its first page", found["page"], MOST_MILLISECONDS, "ms", "the bound", 1),
        Row("the same: its first page, compressed", found["bytes"], MOST_BYTES, "bytes", "the bound", 1),
        Row("the same: a name of a minor removed", found["removal"], MOST_SECONDS, "s", "the bound", 1),
        Row("the same: words found in it", found["search"], MOST_MILLISECONDS, "ms", "the bound", 1),
    ]
