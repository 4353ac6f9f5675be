"""The guard: pictures are compared with banks of known abuse material.

The sandbox hashes pictures (PDQ); here the hashes are looked up in the banks that the operator fetched with
the program `threatexchange`, in whose state folder they lie. Hashes live in memory for the moment of the
comparison and are never stored or logged. Without the extra `guard`, or without banks, nothing is compared
and `intersession check` says so. Banks that are configured and cannot be read stop uploads with pictures:
then nobody may believe that they were compared.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from intersession.safety.kinds import Why
from intersession.safety.running import Failed
from intersession.safety.test_bank import HASHES

PDQ = re.compile(r"[0-9a-f]{64}")
TEST_BANK = "test"
# Most exchanges ask that what was fetched from them is brought up to date within days.
FRESH_FOR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Banks:
    """What pictures are compared with: names of the configured banks, and indexes to look hashes up in."""

    names: tuple[str, ...]
    indexes: tuple[Any, ...]
    size: int


def is_installed() -> bool:
    """Whether the extra `guard` is there."""
    return find_spec("pdqhash") is not None and find_spec("threatexchange") is not None


def configured() -> tuple[str, ...]:
    """Names of the exchanges the operator configured and did not switch off."""
    names = []
    for path in sorted((settings.GUARD_HOME / "collab_configs").glob("*.json")):
        try:
            config = json.loads(path.read_text(encoding="utf-8"))
            if config.get("enabled", True):
                names.append(str(config["name"]))
        except (OSError, ValueError, KeyError, AttributeError):
            # One that cannot be read was meant to guard all the same.
            names.append(path.stem)
    return tuple(names)


def is_on() -> bool:
    """Whether pictures must be compared: banks are configured, or the test bank is asked for."""
    return bool(configured()) or (settings.GUARD_TEST_BANK and is_installed())


def banks() -> Banks:
    """The banks as they are now on disk; read again when they changed. Raises when they cannot be read."""
    path = settings.GUARD_HOME / "index" / "pdq.index"
    changed = path.stat().st_mtime_ns if path.exists() else 0
    return banks_at(path, changed, configured(), settings.GUARD_TEST_BANK)


@lru_cache(maxsize=1)
def banks_at(path: Path, changed: int, names: tuple[str, ...], with_test_bank: bool) -> Banks:
    """The banks of one moment."""
    pdq = import_module("threatexchange.signal_type.pdq.signal").PdqSignal.get_index_cls()
    indexes = []
    if with_test_bank:
        known = [(TEST_BANK, None)]
        indexes.append(pdq.build((each, known) for each in HASHES))
    if names:
        # Written by the operator's own `threatexchange fetch`, into a folder only the operator writes.
        with path.open("rb") as file:
            saved = pdq.deserialize(file)
        # Seen with a bank of one: saved and read back, it found nothing any more.
        works = bool(saved.query(saved.local_id_to_entry[0][0]))
        indexes.append(saved if works else pdq.build(saved.local_id_to_entry))
    return Banks(names, tuple(indexes), sum(len(index) for index in indexes))


def bank_with(hashes: Iterable[Any]) -> str:
    """The name of a bank that knows one of the pictures (each given by its hashes), or an empty string."""
    if not is_on():
        return ""
    try:
        known = banks()
        for each in hashes:
            for hashed in each:
                if isinstance(hashed, str) and PDQ.fullmatch(hashed) and (bank := looked_up(hashed, known)):
                    return bank
    except Exception as error:
        raise Failed(Why.NOT_CHECKED) from error
    return ""


def looked_up(hashed: str, known: Banks) -> str:
    """The first bank that holds something like this hash and does not call it harmless."""
    for index in known.indexes:
        for match in index.query(hashed):
            for bank, metadata in match.metadata:
                if bank == TEST_BANK and metadata is None:
                    return TEST_BANK
                if bank in known.names and not is_harmless(metadata):
                    return str(bank)
    return ""


def is_harmless(metadata: Any) -> bool:
    """Whether all who know this hash say that it finds what it should not."""
    return bool(metadata.get_as_aggregate_opinion().category.name == "NEGATIVE_CLASS")


@dataclass(frozen=True, slots=True)
class State:
    """How the guard stands, for `intersession check`."""

    is_on: bool
    is_well: bool
    sentence: str


def state() -> State:
    """Whether pictures are compared, with what, and what is wrong."""
    names = configured()
    if not is_installed():
        if names:
            return State(
                False,
                False,
                "banks are configured, but the extra `guard` is not installed: files are refused",
            )
        return State(False, True, "OFF: pictures are not compared (the extra `guard` is not installed)")
    if not names:
        test = "; only the test bank is used" if settings.GUARD_TEST_BANK else ""
        return State(False, True, f"OFF: no bank is configured in {settings.GUARD_HOME}{test}")
    try:
        known = banks()
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        return State(True, False, f"the banks cannot be read, files are refused ({fault})")
    days = (time.time() - (settings.GUARD_HOME / "index" / "pdq.index").stat().st_mtime) / 86_400
    sentence = f"on, {known.size:,} pictures known ({', '.join(names)}), fetched {days:.0f} days ago"
    if days > FRESH_FOR_DAYS:
        return State(True, False, f"{sentence}: run threatexchange fetch")
    return State(True, True, sentence)
