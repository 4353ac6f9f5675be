"""`intersession demo`: clearly fictional people, and how to sign in as them."""

from __future__ import annotations

import sys
from argparse import Namespace

from django.conf import settings

from intersession.access.actor import SYSTEM
from intersession.config.demo_people import how_to_sign_in
from intersession.config.demos import fill_rooms
from intersession.members.demo import build_demo, demo_code, demo_people, seconds_left


def run(arguments: Namespace) -> int:
    """Fill in what is missing and print how to sign in, or only the current codes."""
    if not settings.IS_DEMO:
        print("Refused: this installation is not a demo. Start with INTERSESSION_DEMO=1.", file=sys.stderr)
        return 1
    if arguments.code:
        print(current_codes() or "No demo person has a second step yet: intersession demo")
        return 0
    print(fill() or "Everybody is here already.")
    print(how_to_sign_in(settings.SITE_URL, "" if settings.MAIL_URL.scheme else str(settings.MAIL_HOME)))
    return 0


def fill() -> str:
    """Add the people of the demo who are not there yet, each with a line in the log."""
    added = build_demo(SYSTEM)
    done = [f"{len(added)} fictional people added"] if added else []
    done += fill_rooms(SYSTEM)
    (settings.HOME / "demo").touch()
    return "; ".join(done)


def current_codes() -> str:
    """The code each fictional person's second step asks for now, and for how many seconds more."""
    codes = [(person.email, demo_code(person)) for person in demo_people()]
    return "\n".join(f"{email:20} {code}   for {seconds_left()} s more" for email, code in codes if code)
