"""Who may do what with invites and proxies."""

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


declare(
    {
        "mandates.view_organisation": {
            Role.MEMBER: acted_for,
            Role.OBSERVER: acted_for,
            Role.SECRETARIAT: anything,
        },
        "mandates.send_invite": {Role.REPRESENTATIVE: acted_for, Role.SECRETARIAT: anything},
        "mandates.withdraw_invite": {Role.REPRESENTATIVE: of_the_organisation, Role.SECRETARIAT: anything},
        # Whoever holds the link, signed in or not: the link is the key.
        "mandates.accept_invite": {Role.VISITOR: anything},
        "mandates.tell_mandate_ran_out": {Role.SYSTEM: anything},
        "mandates.hand_over": {Role.REPRESENTATIVE: acted_for, Role.SECRETARIAT: anything},
        "mandates.give_proxy": {Role.REPRESENTATIVE: acted_for, Role.SYSTEM: anything},
        # Whose desk shows organisations that nobody looks after.
        "mandates.answer_for_all": {Role.SECRETARIAT: anything},
        "mandates.end_proxy": {
            Role.REPRESENTATIVE: of_the_organisation,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
    }
)
