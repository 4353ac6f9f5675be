"""Who writes questionnaires, who answers, and who sees results."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def public_results(actor: Actor) -> Q:
    """Closed, and opened with results for everybody."""
    return Q(closed_at__isnull=False, results_for="everybody")


def results_for_members(actor: Actor) -> Q:
    """Closed, and opened with results for everybody or for members."""
    return Q(closed_at__isnull=False, results_for__in=("everybody", "members"))


def closed(actor: Actor) -> Q:
    """Closed: before that nobody sees results, or the way they change would tell who answered what."""
    return Q(closed_at__isnull=False)


declare(
    {
        # The system opens and closes by the clock of the call.
        "surveys.write_questionnaire": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "surveys.answer_questionnaire": {Role.PERSON: anything},
        "surveys.view_results": {
            Role.VISITOR: public_results,
            Role.MEMBER: results_for_members,
            Role.SECRETARIAT: closed,
        },
    }
)
