"""Who may do what in the directory."""

from django.db.models import Q
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def addressed_to_them(actor: Actor) -> Q:
    """Letters to the person, and to organisations the person represents today."""
    now = timezone.now()
    mine = "to_organisation__mandates__"
    represents = Q(
        Q(**{f"{mine}ends_at__isnull": True}) | Q(**{f"{mine}ends_at__gt": now}),
        **{
            f"{mine}person": actor.person,
            f"{mine}role__in": ["representative", "alternate"],
            f"{mine}starts_at__lte": now,
        },
    )
    return Q(to_person=actor.person) | represents


declare(
    {
        "directory.view_organisation": {Role.VISITOR: anything},
        "directory.view_coverage": {Role.VISITOR: anything},
        "directory.find_expertise": {Role.VISITOR: anything},
        "directory.write_letter": {Role.MEMBER: anything, Role.INDIVIDUAL: anything},
        "directory.answer_letter": {Role.PERSON: addressed_to_them},
    }
)
