"""Who may commit an organisation, and who checks what those who are no members offer."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def of_own_organisation(actor: Actor) -> Q:
    """Commitments of the organisation one acts for, and of those that were merged into it."""
    if actor.organisation is None:
        return Q(pk__in=[])
    return Q(organisation=actor.organisation) | Q(organisation__merged_into=actor.organisation)


declare(
    {
        "commitments.view_commitment": {Role.VISITOR: anything},
        "commitments.commit": {Role.REPRESENTATIVE: anything, Role.DELEGATE: anything},
        "commitments.change_commitment": {
            Role.REPRESENTATIVE: of_own_organisation,
            Role.DELEGATE: of_own_organisation,
            Role.SECRETARIAT: anything,
        },
        # Whoever is no member offers, and confirms by mail; the link is the key.
        "commitments.send_offer": {Role.VISITOR: anything},
        "commitments.answer_offer": {Role.SECRETARIAT: anything},
    }
)
