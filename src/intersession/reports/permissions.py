"""Who drafts a report, who reads it before it is public, who publishes it."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role
from intersession.programme.permissions import RUNS_IT, run_by_oneself


def published(actor: Actor) -> Q:
    """Reports that are public."""
    return Q(published_at__isnull=False)


def of_own_session(actor: Actor) -> Q:
    """Reports of sessions at which this person said yes to being a moderator or the rapporteur."""
    if actor.person is None:
        return Q(pk__in=[])
    return Q(
        meeting__panel__person=actor.person,
        meeting__panel__part__in=RUNS_IT,
        meeting__panel__confirmed_at__isnull=False,
        meeting__panel__removed_at__isnull=True,
    )


declare(
    {
        "reports.view_report": {
            Role.VISITOR: published,
            Role.PERSON: of_own_session,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "reports.draft_report": {
            Role.PERSON: run_by_oneself,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "reports.write_report": {
            Role.PERSON: of_own_session,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        # The link in the letter is the key.
        "reports.answer_review": {Role.VISITOR: anything, Role.SYSTEM: anything},
        "reports.publish_report": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "reports.keep_file": {Role.SYSTEM: anything},
    }
)
