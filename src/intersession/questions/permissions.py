"""Who may ask, answer, accept, close and withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def own(actor: Actor) -> Q:
    """What was asked or answered for the organisation this actor acts for."""
    return Q(organisation=actor.organisation) if actor.organisation else nothing(actor)


declare(
    {
        "questions.view_question": {Role.VISITOR: anything},
        "questions.ask_question": {Role.MEMBER: anything},
        "questions.answer_question": {Role.MEMBER: anything},
        "questions.decline_question": {Role.MEMBER: anything},
        "questions.accept_answer": {Role.MEMBER: own},
        "questions.close_question": {Role.MEMBER: own, Role.SECRETARIAT: anything},
        "questions.withdraw_question": {
            Role.MEMBER: own,
            Role.SECRETARIAT: anything,
            Role.SAFEGUARDING: anything,
        },
        "questions.withdraw_answer": {
            Role.MEMBER: own,
            Role.SECRETARIAT: anything,
            Role.SAFEGUARDING: anything,
        },
    }
)
