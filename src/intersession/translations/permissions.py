"""Who may translate, and who may say that a translation is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def own(actor: Actor) -> Q:
    """Files this person brought."""
    return Q(person=actor.person) if actor.person else nothing(actor)


declare(
    {
        "translations.view_translation": {Role.VISITOR: anything},
        "translations.offer_translation": {Role.MEMBER: anything, Role.SECRETARIAT: anything},
        "translations.import_translations": {Role.MEMBER: own, Role.SECRETARIAT: own},
        "translations.check_translation": {Role.MEMBER: anything, Role.SECRETARIAT: anything},
        # The others say on their own page which languages they know.
        "translations.check_any_language": {Role.SECRETARIAT: anything},
        "translations.ask_members": {Role.SECRETARIAT: anything},
    }
)
