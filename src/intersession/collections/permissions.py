"""Who may do what with collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def public(actor: Actor) -> Q:
    """Collections made public, the withdrawn ones among them: their tombstone is public too."""
    return Q(published_at__isnull=False)


def own(actor: Actor) -> Q:
    """Collections of the organisation this actor acts for."""
    return Q(organisation=actor.organisation) if actor.organisation else nothing(actor)


declare(
    {
        "collections.view_collection": {Role.VISITOR: public, Role.MEMBER: own, Role.OBSERVER: own},
        "collections.make_collection": {Role.MEMBER: anything},
        "collections.edit_collection": {Role.MEMBER: own},
        "collections.copy_collection": {Role.MEMBER: public},
        "collections.withdraw_collection": {Role.MEMBER: own, Role.SECRETARIAT: public},
        "collections.reinstate_collection": {Role.SECRETARIAT: public},
    }
)
