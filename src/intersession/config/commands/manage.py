"""`intersession manage`: Django's own commands."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import execute_from_command_line


def run(arguments: Namespace) -> int:
    """Hand over; Django ends the process itself where a command fails."""
    execute_from_command_line(["intersession manage", *arguments.arguments])
    return 0
