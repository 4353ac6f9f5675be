"""Who may share, and whose batches they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def own_for_organisation(actor: Actor) -> Q:
    """What this person sent in while acting for the organisation they act for now."""
    if actor.person is None:
        return nothing(actor)
    if actor.organisation is None:
        return Q(person=actor.person, organisation__isnull=True)
    return Q(person=actor.person, organisation=actor.organisation)


declare(
    {
        "sharing.share_resource": {Role.MEMBER: anything, Role.INDIVIDUAL: anything},
        "sharing.view_batch": {Role.MEMBER: own_for_organisation, Role.INDIVIDUAL: own_for_organisation},
    }
)
