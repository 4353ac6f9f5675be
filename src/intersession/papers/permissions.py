"""Who may do what with papers."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def published(actor: Actor) -> Q:
    """Papers of which a version is public, the withdrawn ones among them."""
    return Q(first_published_at__isnull=False)


def of_own_organisation(actor: Actor) -> Q:
    """Papers that the organisation one acts for proposed."""
    return Q(organisation=actor.organisation) if actor.organisation else Q(pk__in=[])


# Members see proposals while they are drafts: they are asked to stand behind them.
declare(
    {
        "papers.view_paper": {
            Role.VISITOR: published,
            Role.MEMBER: anything,
            Role.SECRETARIAT: anything,
        },
        "papers.propose_paper": {Role.MEMBER: anything},
        "papers.sponsor_paper": {Role.MEMBER: anything},
        "papers.edit_paper": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "papers.check_changes": {Role.MEMBER: of_own_organisation, Role.SECRETARIAT: anything},
        "papers.move_paper": {Role.SECRETARIAT: anything},
    }
)
