"""`intersession verify FILE`: check the record of a closed decision. Needs neither the site nor a database."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from intersession.ballots.records import verify_file


def run(arguments: Namespace) -> int:
    """Print one line for each thing checked; status 1 when one does not hold, 2 when there is no such file."""
    try:
        data = Path(arguments.file).read_bytes()
    except OSError as error:
        print(f"{arguments.file} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    checks = verify_file(data)
    for check in checks:
        verdict = "ok   " if check.holds else "WRONG"
        print(f"{verdict} {check.what}" + (f": {check.remark}" if check.remark else ""))
    if all(check.holds for check in checks):
        print("The file is whole. Compare the hash of its event with the one the coalition shows.")
        return 0
    print("Do not trust this file.", file=sys.stderr)
    return 1
