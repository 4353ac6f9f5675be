"""Who may do what with decisions."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def announced(actor: Actor) -> Q:
    """What was put to the members; drafts are seen by those who write them."""
    return Q(announced_at__isnull=False)


def own(actor: Actor) -> Q:
    """Questions this person brings in and guides."""
    return Q(facilitator=actor.person)


# For whom somebody may vote or object depends on mandates and proxies, which the actions look up.
declare(
    {
        "decisions.view_decision": {
            Role.VISITOR: announced,
            Role.PERSON: own,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "decisions.propose_decision": {
            Role.MEMBER: anything,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "decisions.edit_decision": {Role.PERSON: own, Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "decisions.announce_decision": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "decisions.extend_decision": {Role.SECRETARIAT: anything},
        "decisions.withdraw_decision": {Role.SECRETARIAT: anything},
        "decisions.cast_vote": {Role.PERSON: announced},
        "decisions.raise_objection": {Role.PERSON: announced},
        "decisions.settle_objection": {Role.PERSON: announced},
        "decisions.add_remark": {Role.PERSON: announced},
        "decisions.check_receipt": {Role.VISITOR: announced},
        "decisions.answer_objection": {Role.PERSON: own, Role.SECRETARIAT: anything},
        "decisions.conclude_decision": {Role.PERSON: own, Role.SECRETARIAT: anything},
        "decisions.review_decision": {Role.PERSON: own, Role.SECRETARIAT: anything},
        "decisions.declare_affiliation": {Role.SECRETARIAT: anything},
        "decisions.keep_the_clock": {Role.SYSTEM: anything},
        "decisions.count_young_voices": {Role.SYSTEM: anything},
    }
)
