"""Who may pass a paper on, and who sees where it went."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def of_own_organisation(actor: Actor) -> Q:
    """What the organisation one acts for passed on or added, and those that were merged into it."""
    if actor.organisation is None:
        return Q(pk__in=[])
    return Q(organisation=actor.organisation) | Q(organisation__merged_into=actor.organisation)


declare(
    {
        "circulation.view_circulation": {Role.VISITOR: anything},
        # The link is the key; whoever signs is verified like everybody who offers.
        "circulation.sign_on": {Role.VISITOR: anything},
        "circulation.pass_on": {Role.MEMBER: anything},
        "circulation.end_link": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "circulation.view_dispatches": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "circulation.settle_dispatch": {Role.MEMBER: of_own_organisation},
        "circulation.remove_mention": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "circulation.tell_of_edition": {Role.SYSTEM: anything},
    }
)
