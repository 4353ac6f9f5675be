"""`intersession guard`: how the guard stands, and a picture to try it with."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from django.conf import settings

from intersession.safety.guard import state
from intersession.safety.test_bank import picture


def run(arguments: Namespace) -> int:
    """Print one line, or write the picture. Status 1 when the guard is not well."""
    found = state()
    if not arguments.file:
        print(found.sentence)
        return 0 if found.is_well else 1
    target = Path(arguments.file)
    if target.exists():
        print(f"{target} is there already; nothing was written.", file=sys.stderr)
        return 1
    target.write_bytes(picture(1))
    print(f"{target} is written. Send it as a member: the site must refuse it.")
    if not settings.GUARD_TEST_BANK:
        print("The web processes need INTERSESSION_GUARD_TEST_BANK=1 for that.")
    return 0
