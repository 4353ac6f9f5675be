"""Who may comment, answer comments and withdraw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def own(actor: Actor) -> Q:
    """Comments this person wrote."""
    return Q(person=actor.person) if actor.person else nothing(actor)


def on_own_paper(actor: Actor) -> Q:
    """Comments on papers that the organisation one acts for proposed."""
    if actor.organisation is None:
        return nothing(actor)
    return Q(version__paper__organisation=actor.organisation)


declare(
    {
        "reviews.view_comment": {Role.VISITOR: anything},
        "reviews.add_comment": {Role.PERSON: anything},
        "reviews.speak_for_organisation": {Role.MEMBER: anything, Role.OBSERVER: anything},
        "reviews.answer_comment": {Role.MEMBER: on_own_paper, Role.SECRETARIAT: anything},
        "reviews.withdraw_comment": {
            Role.PERSON: own,
            Role.SECRETARIAT: anything,
            Role.SAFEGUARDING: anything,
        },
    }
)
