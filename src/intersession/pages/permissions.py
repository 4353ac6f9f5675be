"""Who may do what with the coalition's own pages, its messages, and the tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def further(actor: Actor) -> Q:
    """Pages the coalition added; the four every coalition needs stay."""
    return Q(kind="other")


declare(
    {
        "pages.view_page": {Role.VISITOR: anything},
        "pages.write_page": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "pages.add_page": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "pages.withdraw_page": {Role.SECRETARIAT: further},
        "pages.send_message": {Role.VISITOR: anything},
        "pages.answer_message": {Role.SECRETARIAT: anything},
        "pages.forget_messages": {Role.SYSTEM: anything},
        "pages.take_tour": {Role.VISITOR: anything},
        "pages.end_tour": {Role.PERSON: anything},
    }
)
