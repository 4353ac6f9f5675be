"""Who may enter projects, and whose they are to change."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def of_own_organisation(actor: Actor) -> Q:
    """Projects the organisation one acts for has entered."""
    return Q(organisation=actor.organisation) if actor.organisation else Q(pk__in=[])


def own_list(actor: Actor) -> Q:
    """Lists this person sent in for the organisation they act for now."""
    if actor.person is None or actor.organisation is None:
        return Q(pk__in=[])
    return Q(person=actor.person, organisation=actor.organisation)


declare(
    {
        "projects.view_project": {Role.VISITOR: anything},
        "projects.enter_project": {Role.MEMBER: anything},
        "projects.change_project": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "projects.join_project": {Role.MEMBER: anything},
        "projects.view_batch": {Role.MEMBER: own_list},
        # The question itself is put to the members by the secretariat (`decisions.announce_decision`).
        "projects.propose_joint_project": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
    }
)
