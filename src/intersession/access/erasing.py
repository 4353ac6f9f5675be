"""What rooms do when somebody's account is erased, declared in one place so that no address is left behind."""

from __future__ import annotations

from collections.abc import Callable

from intersession.people.models import Person

type Erasure = Callable[[Person, str], None]

ERASURES: list[Erasure] = []


def on_erasure(erase: Erasure) -> Erasure:
    """Call this with the person and the address they had, inside the transaction of the erasure."""
    ERASURES.append(erase)
    return erase
