"""The permission table as data, and the one query made from it.

Each capability declares its rows in `permissions.py`. A cell is a condition: a function of the actor
that returns a `Q` over the records the permission speaks of. Conditions of several roles are or-ed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor

type Condition = Callable[[Actor], Q]

MATRIX: dict[str, dict[Role, Condition]] = {}


def anything(actor: Actor) -> Q:
    """Every record. Not an empty `Q`: that one vanishes when or-ed with another."""
    return ~Q(pk__in=[])


def nothing(actor: Actor) -> Q:
    """No record."""
    return Q(pk__in=[])


def declare(rows: Mapping[str, Mapping[Role, Condition]]) -> None:
    """Add a capability's rows. A permission declared twice is a mistake in the code."""
    for permission, cells in rows.items():
        if permission in MATRIX:
            raise ValueError(f"{permission} is declared twice")
        MATRIX[permission] = dict(cells)


def grants(permission: str) -> Mapping[Role, Condition]:
    """The row of a permission; a permission nobody declared is a mistake in the code."""
    return MATRIX[permission]
