"""Who may write down what was agreed, and say what became of it."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def confirmed(actor: Actor) -> Q:
    """Items of which it is confirmed that they were agreed."""
    return Q(confirmed_at__isnull=False)


def confirmed_or_own(actor: Actor) -> Q:
    """Those, and what the organisation one acts for has written down."""
    return confirmed(actor) | Q(proposed_for=actor.organisation) if actor.organisation else confirmed(actor)


def of_own_organisation(actor: Actor) -> Q:
    """Items the organisation one acts for took on, itself or one that was merged into it."""
    if actor.organisation is None:
        return Q(pk__in=[])
    return Q(organisation=actor.organisation) | Q(organisation__merged_into=actor.organisation)


declare(
    {
        "action_items.view_item": {
            Role.VISITOR: confirmed,
            Role.MEMBER: confirmed_or_own,
            Role.SECRETARIAT: anything,
        },
        "action_items.propose_item": {
            Role.MEMBER: anything,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "action_items.confirm_item": {Role.SECRETARIAT: anything},
        "action_items.add_note": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "action_items.finish_item": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "action_items.drop_item": {Role.SECRETARIAT: anything},
        "action_items.remind": {Role.SYSTEM: anything},
    }
)
