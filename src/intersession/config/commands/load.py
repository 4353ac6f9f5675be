"""`intersession load`: reference data into the database, with a report."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from django.conf import settings

from intersession.config.loads import Report, load_reference_data

SHOWN = 20


def run(arguments: Namespace) -> int:
    """Load every file, print what became of its rows; status 1 when one was rejected."""
    folder = Path(arguments.folder) if arguments.folder else settings.REFERENCE_DATA
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return 2
    rejected = 0
    for report in load_reference_data(folder):
        rejected += len(report.rejected)
        print("\n".join(described(report)), flush=True)
    return 1 if rejected else 0


def described(report: Report) -> list[str]:
    """A line of figures for the file, then one for each rejected row up to a bearable number."""
    lines = [
        f"{report.name:22} {report.added:6,} added {report.changed:6,} changed "
        f"{report.unchanged:6,} unchanged {len(report.rejected):4,} rejected"
    ]
    lines += [f"    line {line}: {reason}" for line, reason in report.rejected[:SHOWN]]
    if len(report.rejected) > SHOWN:
        lines.append(f"    … and {len(report.rejected) - SHOWN} more")
    return lines
