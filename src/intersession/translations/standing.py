"""How a translation stands to the text it is of: the one place where staleness is decided. No database.

A block is changed, and its change class (named by the writers, checked by a second person) says what that does.
Classes 1 and 2 leave the meaning: the translation stays current and translators see that the wording changed.
Classes 3 and 4 change it: the translation is stale. When a block reads again what a translation was made from,
that translation is current again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

CHANGES_MEANING = 3


class Standing(StrEnum):
    """How a block stands in a language. Exactly one holds, so that counts add up."""

    CURRENT = "current"
    REWORDED = "reworded"
    STALE = "stale"
    MISSING = "missing"
    MACHINE = "machine"

    @property
    def label(self) -> object:
        return _LABELS[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


_LABELS = {
    Standing.CURRENT: _("Up to date"),
    Standing.REWORDED: _("Up to date, wording changed since"),
    Standing.STALE: _("Out of date: what is asked changed since"),
    Standing.MISSING: _("Not translated yet"),
    Standing.MACHINE: _("Machine translation, not checked by a person"),
}
_TONES = {
    Standing.CURRENT: "ok",
    Standing.REWORDED: "ok",
    Standing.STALE: "warn",
    Standing.MISSING: "line",
    Standing.MACHINE: "warn",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A block in a version: the number of the version and the words."""

    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A current translation of some state of a block."""

    number: int
    source: Source
    is_machine: bool


def meaning_changed(changes: Iterable[tuple[int, int | None]], since: int, until: int) -> bool:
    """Whether a change of class 3 or 4 lies behind version `since`, up to version `until`."""
    return any(since < at <= until and (kind or 0) >= CHANGES_MEANING for at, kind in changes)


def was_classified(changes: Iterable[tuple[int, int | None]], since: int, until: int) -> bool:
    """Whether any change was named in between. Words that differ without one are not trusted."""
    return any(since < at <= until and kind for at, kind in changes)


def standing_of(one: Candidate, block: Source, changes: Sequence[tuple[int, int | None]]) -> Standing:
    """How a translation stands to a block of some version. `changes`: (version, change class) of that block."""
    if one.source.text == block.text:
        found = Standing.CURRENT
    else:
        first, last = sorted((one.source.version, block.version))
        is_sure = was_classified(changes, first, last) and not meaning_changed(changes, first, last)
        found = Standing.REWORDED if is_sure else Standing.STALE
    if one.is_machine:
        # Machine text of other words helps nobody: it is offered to translators and not shown to readers.
        return Standing.MISSING if found is Standing.STALE else Standing.MACHINE
    return found


_RANK = (Standing.CURRENT, Standing.REWORDED, Standing.MACHINE, Standing.STALE, Standing.MISSING)


def best(
    candidates: Iterable[Candidate], block: Source, changes: Sequence[tuple[int, int | None]]
) -> tuple[Candidate | None, Standing]:
    """The translation to show for a block and how it stands; a person's words before a machine's."""
    found: list[tuple[int, int, int, Candidate, Standing]] = []
    for one in candidates:
        standing = standing_of(one, block, changes)
        # Of those that stand alike, the one whose source is nearest below the version looked at.
        is_later = one.source.version > block.version
        found.append((_RANK.index(standing), int(is_later), -one.source.version, one, standing))
    if not found:
        return None, Standing.MISSING
    *_order, one, standing = min(found, key=lambda each: (*each[:3], each[3].number))
    return one, standing


def tally(standings: Iterable[Standing]) -> Mapping[Standing, int]:
    """How many blocks stand how; all five, also with none."""
    counts = dict.fromkeys(Standing, 0)
    for standing in standings:
        counts[standing] += 1
    return counts
