"""Who may run calls, answer them, review and decide."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def announced(actor: Actor) -> Q:
    """Calls that were announced."""
    return Q(announced_at__isnull=False)


def public_ideas(actor: Actor) -> Q:
    """Those whose fate is out and that stand, those of open calls, and those that stay on record by name."""
    told = Q(released_at__isnull=False)
    stands = told & Q(fate__in=("accepted", "merged"))
    in_the_open = Q(
        call__is_private=False, submitted_at__isnull=False, withdrawn_at__isnull=True, released_at=None
    )
    by_name = Q(call__shows_others="named") & (
        told & Q(fate="declined")
        | Q(withdrawn_at__isnull=False, submitted_at__isnull=False, call__released_at__isnull=False)
    )
    return stands | in_the_open | by_name


def own_ideas(actor: Actor) -> Q:
    """What one wrote, or what was written for the organisation one acts for."""
    if actor.person is None:
        return Q(pk__in=[])
    of_organisation = Q(pk__in=[])
    if actor.organisation is not None:
        of_organisation = Q(organisation=actor.organisation) | Q(organisation__merged_into=actor.organisation)
    return Q(organisation__isnull=True, author=actor.person) | of_organisation


def to_review(actor: Actor) -> Q:
    """Submitted ideas of the calls one reviews."""
    if actor.person is None:
        return Q(pk__in=[])
    # By a subquery: a join to reviewers would name an idea once for each of them.
    mine = actor.person.reviewed_calls.filter(ended_at__isnull=True)
    return Q(call__in=mine.values("call"), submitted_at__isnull=False, withdrawn_at__isnull=True)


def seen_by_people(actor: Actor) -> Q:
    """What whoever is signed in sees besides what is public."""
    return own_ideas(actor) | to_review(actor)


def reviewed_calls(actor: Actor) -> Q:
    """Calls one reviews."""
    if actor.person is None:
        return Q(pk__in=[])
    return Q(pk__in=actor.person.reviewed_calls.filter(ended_at__isnull=True).values("call"))


declare(
    {
        "calls.view_call": {Role.VISITOR: announced, Role.SECRETARIAT: anything},
        "calls.run_call": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "calls.answer_call": {Role.PERSON: announced},
        "calls.view_idea": {
            Role.VISITOR: public_ideas,
            Role.PERSON: seen_by_people,
            Role.SECRETARIAT: anything,
        },
        "calls.edit_idea": {Role.PERSON: own_ideas},
        "calls.review_call": {Role.PERSON: reviewed_calls},
        "calls.review_idea": {Role.PERSON: to_review},
        "calls.decide_idea": {Role.SECRETARIAT: anything},
    }
)
