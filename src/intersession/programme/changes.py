"""What changed between two releases of an agenda: added, removed, moved, retimed, worded otherwise.

An item counts as moved only if it changed places among those that stand on both: of the items in both, the longest
run that kept its order stayed, and the others moved. So one item that goes to the top is one move, and not a move of
all that stood before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

type Item = Mapping[str, Any]


class What(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RETIMED = "retimed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log. `before` and `after` are minutes, places in the order, or titles."""

    what: What
    title: str
    language: str
    before: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        """What happened, in a sentence without the title."""
        said = {"before": self.before, "after": self.after}
        return {
            What.ADDED: _("added"),
            What.REMOVED: _("removed"),
            What.MOVED: _("moved from place %(before)s to place %(after)s"),
            What.RETIMED: _("%(after)s minutes instead of %(before)s"),
            What.REWORDED: _("was called “%(before)s”"),
        }[self.what] % said


def stayed(order: Sequence[int]) -> set[int]:
    """The values of the longest run that keeps rising; the earliest such run is good enough."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for index, value in enumerate(order):
        place = bisect_left(tails, value)
        if place == len(tails):
            tails.append(value)
            ends.append(index)
        else:
            tails[place], ends[place] = value, index
        before[index] = ends[place - 1] if place else -1
    kept: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(order[index])
        index = before[index]
    return kept


def changes_between(old: Sequence[Item], new: Sequence[Item]) -> list[Change]:
    """The change log, in the order of the new agenda; what was removed comes last."""
    was = {item["key"]: place for place, item in enumerate(old)}
    kept = stayed([was[item["key"]] for item in new if item["key"] in was])
    found = []
    for place, item in enumerate(new):
        title, language = item["title"], item["language"]
        if item["key"] not in was:
            found.append(Change(What.ADDED, title, language))
            continue
        earlier = old[was[item["key"]]]
        if was[item["key"]] not in kept:
            found.append(Change(What.MOVED, title, language, str(was[item["key"]] + 1), str(place + 1)))
        if earlier["minutes"] != item["minutes"]:
            minutes = str(earlier["minutes"]), str(item["minutes"])
            found.append(Change(What.RETIMED, title, language, *minutes))
        if earlier["title"] != title:
            found.append(Change(What.REWORDED, title, language, earlier["title"], title))
    now = {item["key"] for item in new}
    found += [Change(What.REMOVED, item["title"], item["language"]) for item in old if item["key"] not in now]
    return found
