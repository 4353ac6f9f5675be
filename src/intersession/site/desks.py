"""What waits, composed from what every room declares: for the offices on the desk, for a person on their own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, lists_for
from intersession.people.models import Person

# Of each list so many stand on the desk, and so many on the page of one list.
OLDEST, MOST = 5, 100


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that waits, with its age as of now."""

    waiting: Waiting
    now: datetime

    @property
    def days(self) -> int:
        """Whole days since the wait began."""
        return max(0, (self.now - self.waiting.since).days)

    @property
    def is_overdue(self) -> bool:
        """Whether our own promise is broken."""
        return self.waiting.due is not None and self.waiting.due < self.now


@dataclass(frozen=True, slots=True)
class ShownList:
    """One list: how many wait, and the oldest of them."""

    of: WaitingList
    total: int
    entries: list[Entry]

    @property
    def overdue(self) -> int:
        """How many of those shown are overdue."""
        return sum(entry.is_overdue for entry in self.entries)

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.entries)


def shown(actor: Actor, waiting: WaitingList, most: int) -> ShownList:
    """The oldest `most` of a list; counted by a query of its own only where there are more."""
    now = timezone.now()
    found = list(waiting.entries(actor, most + 1))
    total = len(found) if len(found) <= most else waiting.count(actor)
    return ShownList(waiting, total, [Entry(each, now) for each in found[:most]])


def the_empty_of(actor: Actor, lists: list[WaitingList]) -> frozenset[str]:
    """The names of those lists in which nothing waits, as far as one query over all of them can tell."""
    known = [(each.name, each.rows(actor)) for each in lists if each.rows is not None]
    if not known or actor.person is None:
        return frozenset()
    # One row, of whoever asks, that carries a column for each list.
    whoever = Person.objects.filter(pk=actor.person.pk).order_by()
    answers = whoever.values_list(*(Exists(rows.order_by()) for _name, rows in known)).first() or ()
    return frozenset(name for (name, _rows), is_any in zip(known, answers, strict=True) if not is_any)


def what_waits(actor: Actor, *, is_personal: bool) -> list[ShownList]:
    """Every list this actor may see: the overdue first, then those in which something waits, then the empty."""
    asked = lists_for(actor, is_personal=is_personal)
    empty = the_empty_of(actor, asked)
    lists = [ShownList(each, 0, []) if each.name in empty else shown(actor, each, OLDEST) for each in asked]
    return sorted(lists, key=lambda each: (each.overdue == 0, each.total == 0))


def list_called(actor: Actor, name: str, *, is_personal: bool) -> ShownList | None:
    """One list at length, if there is one of this name that the actor may see."""
    for each in lists_for(actor, is_personal=is_personal):
        if each.name == name:
            return shown(actor, each, MOST)
    return None


def total_of(lists: Iterable[ShownList]) -> int:
    """How many things wait in all."""
    return sum(each.total for each in lists)
