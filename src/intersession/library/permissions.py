"""Who may do what with resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from intersession.access.matrix import anything, declare, nothing
from intersession.access.roles import Role

if TYPE_CHECKING:
    from intersession.access.actor import Actor


def published(actor: Actor) -> Q:
    """Resources that were published, the withdrawn ones among them: their tombstone is public too."""
    return Q(published_at__isnull=False)


def of_own_organisation(actor: Actor) -> Q:
    """What was shared for the organisation one acts for; without one, what one shared as an individual."""
    if actor.organisation is not None:
        return Q(contributed_for=actor.organisation)
    if actor.person is not None:
        return Q(contributed_for__isnull=True, contributed_by=actor.person)
    return nothing(actor)


def own_unpublished(actor: Actor) -> Q:
    """Own drafts and submissions; of a trusted organisation also what is in the library."""
    own = of_own_organisation(actor)
    return own if publishes_at_once(actor) else own & Q(published_at__isnull=True)


def publishes_at_once(actor: Actor) -> bool:
    """Whether what this actor hands in needs no look of the desk."""
    organisation = actor.organisation
    is_trusted = organisation is not None and organisation.is_trusted
    return bool(settings.TRUSTED_PUBLISH_AT_ONCE and is_trusted and Role.MEMBER in actor.roles)


declare(
    {
        "library.view_resource": {
            Role.VISITOR: published,
            Role.MEMBER: of_own_organisation,
            Role.INDIVIDUAL: of_own_organisation,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "library.draft_resource": {
            Role.MEMBER: anything,
            Role.INDIVIDUAL: anything,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "library.edit_resource": {
            Role.MEMBER: own_unpublished,
            Role.INDIVIDUAL: own_unpublished,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "library.submit_resource": {
            Role.MEMBER: of_own_organisation,
            Role.INDIVIDUAL: of_own_organisation,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "library.propose_change": {Role.MEMBER: published, Role.INDIVIDUAL: published},
        "library.read_file": {Role.SYSTEM: anything},
        "library.load_resources": {Role.SYSTEM: anything},
        "library.publish_resource": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "library.return_resource": {Role.SECRETARIAT: anything},
        "library.withdraw_resource": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
    }
)
