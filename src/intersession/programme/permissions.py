"""Who composes a session, who comes, and who knows what they need."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

# They run the session: questions, hands and the record are theirs to work with.
RUNS_IT = ("moderator", "remote-moderator", "rapporteur")


def run_by_oneself(actor: Actor) -> Q:
    """Sessions at which this person said yes to being a moderator or the rapporteur."""
    if actor.person is None:
        return Q(pk__in=[])
    return Q(
        panel__person=actor.person,
        panel__part__in=RUNS_IT,
        panel__confirmed_at__isnull=False,
        panel__removed_at__isnull=True,
    )


declare(
    {
        "programme.view_programme": {Role.VISITOR: anything},
        "programme.compose": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        # The link in the letter is the key.
        "programme.answer_invitation": {Role.VISITOR: anything, Role.SYSTEM: anything},
        "programme.register": {Role.PERSON: anything},
        "programme.view_registrations": {Role.SECRETARIAT: anything, Role.PERSON: run_by_oneself},
        "programme.forget_needs": {Role.SYSTEM: anything},
    }
)
