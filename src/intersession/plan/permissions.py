"""Who writes the plan, and who says how it goes."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def led_by_own_organisation(actor: Actor) -> Q:
    """What the organisation one acts for leads."""
    return Q(lead=actor.organisation) if actor.organisation else Q(pk__in=[])


declare(
    {
        "plan.view_plan": {Role.VISITOR: anything},
        "plan.write_plan": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "plan.note_progress": {Role.MEMBER: led_by_own_organisation, Role.SECRETARIAT: anything},
    }
)
