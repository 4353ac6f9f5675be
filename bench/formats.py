"""A guideline of sixty pages as PDF: the sandbox, Typst and all, against the bound and against a bare text."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._site import ROOT, environment
from bench._table import Row

PAGES = 60
MOST_SECONDS = 2


def measure() -> list[Row]:
    """Print in a process of its own, with the fonts looked through once, as in a site that runs."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        variables = environment(Path(folder)) | {
            "DJANGO_SETTINGS_MODULE": "intersession.config.test_settings"
        }
        printed = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_formats", str(PAGES)],
            env=variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found = json.loads(printed)
    what = f"PDF of a guideline, {found['pages']} pages"
    return [
        Row(f"{what}: time", found["pdf"], MOST_SECONDS, "s", "the bound", 1),
        Row(f"{what}: time, first one of a process", found["first"], found["pdf"], "s", "the next ones"),
        Row(f"{what}: time", found["pdf"], found["bare"], "s", "Typst, the same words bare", 4),
        Row("the same as Word", found["docx"], found["pdf"], "s", "the PDF"),
        Row("the same as EPUB", found["epub"], found["pdf"], "s", "the PDF"),
        Row("the same as HTML", found["html"], found["pdf"], "s", "the PDF"),
        Row("the same as Markdown", found["md"], found["pdf"], "s", "the PDF"),
    ]
