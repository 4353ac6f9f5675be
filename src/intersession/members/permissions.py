"""Who may do what with organisations, mandates and offices."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def acted_for(actor: Actor) -> Q:
    """The organisation the actor acts for."""
    return Q(pk__in=[actor.organisation.pk] if actor.organisation else [])


def of_the_organisation(actor: Actor) -> Q:
    """What belongs to the organisation the actor acts for."""
    return Q(organisation__in=[actor.organisation.pk] if actor.organisation else [])


def own(actor: Actor) -> Q:
    """What the person holds."""
    return Q(person__in=[actor.person.pk] if actor.person else [])


declare(
    {
        "members.act_for": {Role.PERSON: anything},
        "members.load_organisations": {Role.SYSTEM: anything},
        "members.admit_organisation": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "members.describe_organisation": {
            Role.REPRESENTATIVE: acted_for,
            Role.ALTERNATE: acted_for,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "members.correct_organisation": {Role.SECRETARIAT: anything},
        "members.trust_organisation": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "members.end_membership": {Role.REPRESENTATIVE: acted_for, Role.SECRETARIAT: anything},
        "members.welcome_person": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "members.grant_mandate": {
            Role.REPRESENTATIVE: acted_for,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "members.end_mandate": {
            Role.PERSON: own,
            Role.REPRESENTATIVE: of_the_organisation,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "members.grant_office": {Role.SYSTEM: anything},
    }
)
