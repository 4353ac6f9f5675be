"""Who may take files in, remove them, and see what the guard found."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def own(actor: Actor) -> Q:
    """Files the person sent."""
    return Q(person=actor.person)


declare(
    {
        "safety.take_in_file": {
            Role.MEMBER: anything,
            Role.INDIVIDUAL: anything,
            Role.SECRETARIAT: anything,
        },
        "safety.remove_file": {
            Role.MEMBER: own,
            Role.INDIVIDUAL: own,
            Role.SECRETARIAT: anything,
            Role.SAFEGUARDING: anything,
        },
        "safety.keep_made_file": {Role.SYSTEM: anything},
        "safety.forget_files": {Role.SYSTEM: anything},
        "safety.clear_match": {Role.SAFEGUARDING: anything},
    }
)
