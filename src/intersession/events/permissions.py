"""Who proposes events, who publishes them, and who says that they take part."""

from __future__ import annotations

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role
from intersession.library.permissions import publishes_at_once


def published(actor: Actor) -> Q:
    """Events that were published, the cancelled ones among them."""
    return Q(published_at__isnull=False)


def own(actor: Actor) -> Q:
    """Events of the organisation this actor acts for."""
    return Q(organisation=actor.organisation) if actor.organisation else nothing(actor)


def own_unpublished(actor: Actor) -> Q:
    """Own proposals; of a trusted organisation also what is in the calendar."""
    return own(actor) if publishes_at_once(actor) else own(actor) & Q(published_at__isnull=True)


declare(
    {
        "events.view_event": {Role.VISITOR: published, Role.MEMBER: own, Role.SECRETARIAT: anything},
        "events.propose_event": {Role.MEMBER: anything, Role.SECRETARIAT: anything},
        "events.change_event": {Role.MEMBER: own_unpublished, Role.SECRETARIAT: anything},
        "events.cancel_event": {Role.MEMBER: own, Role.SECRETARIAT: anything},
        "events.add_material": {Role.MEMBER: own, Role.SECRETARIAT: anything},
        "events.take_part": {Role.MEMBER: published},
        "events.answer_event": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "events.load_events": {Role.SYSTEM: anything},
    }
)
