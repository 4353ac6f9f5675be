"""Who may do what with resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def published(actor: Actor) -> Q:
    """Resources that were published, the withdrawn ones among them: their tombstone is public too."""
    return Q(published_at__isnull=False)


declare(
    {
        "library.view_resource": {Role.VISITOR: published},
        "library.load_resources": {Role.SYSTEM: anything},
        "library.publish_resource": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "library.withdraw_resource": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
    }
)
