"""Who may follow: everybody who is signed in, and only for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def own(actor: Actor) -> Q:
    """What this person follows."""
    return Q(person=actor.person)


declare(
    {
        # The page behind the button, which tells visitors what following is and where to sign in.
        "following.ask_to_follow": {Role.VISITOR: anything},
        "following.follow": {Role.PERSON: own},
    }
)
