"""Loading all reference data, in the order in which it rests on other reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from django.db import transaction

from intersession.access.actor import SYSTEM, Actor
from intersession.audit.record import record_many
from intersession.audit.verbs import Verb
from intersession.places.load import load_places

ROOMS = ("vocabulary", "members", "helplines", "library", "atlas", "pages", "events", "meetings")


class Report(Protocol):
    """What every load says of a file; `rejected` holds (line number, sentence)."""

    name: str
    added: int
    changed: int
    unchanged: int
    rejected: list[tuple[int, str]]


@transaction.atomic
def load_all_places(folder: Path) -> Report:
    """Places stand below the log, so their events are written here."""
    report = load_places(folder / "places.csv")
    record_many(SYSTEM, Verb.PLACE_LOADED, [(place, {}) for place in report.touched])
    return report


def load_reference_data(folder: Path) -> Iterator[Report]:
    """Load every file of reference data; safe to repeat. Each file is one transaction."""
    yield load_all_places(folder)
    for room in ROOMS:
        name = f"intersession.{room}.load"
        if find_spec(name) is not None:
            load: Callable[[Actor, Path], list[Report]] = import_module(name).load
            yield from load(SYSTEM, folder)
