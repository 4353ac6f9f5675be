"""A paper of the demo, open for comments. Every word in it is invented."""

from __future__ import annotations

from django.utils.translation import override

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.papers.actions import move_paper, propose_paper, sponsor_paper
from intersession.papers.models import Paper
from intersession.people.models import Office, Person, RoleGrant

TITLE = "Age checks that respect children (demonstration)"
PURPOSE = "Invented for the demonstration: to say what an age check may ask a child for, and what it may not."
TEXT = """# What we ask

Every word here is invented for the demonstration; no organisation holds this position.

Services should use the least intrusive means that gives the assurance the risk calls for,
and keep no more data than that check needs.

- A check says in plain words what it asks for, and why.
- A child who is turned away by mistake can have the result looked at by a person.

## For whom it fails

Providers publish how often a check is wrong, and for whom. A measure that shuts a child out of help
is not a safeguard.
"""


def fill(actor: Actor) -> str:
    """One paper: proposed by an invented member, sponsored by one of another group, published for comments."""
    if Paper.objects.filter(title=TITLE).exists():
        return ""
    people = Person.objects.filter(is_fictional=True, mandates__isnull=False).distinct().order_by("pk")
    acting = [actor_of(person, two_step=False) for person in people]
    members = [each for each in acting if each.organisation and each.holds("papers.propose_paper")]
    office = RoleGrant.objects.current().filter(office=Office.SECRETARIAT, person__is_fictional=True)
    secretariat = office.select_related("person").first()
    if not members or secretariat is None:
        return ""
    first = members[0]
    others = [
        each
        for each in members
        if each.organisation
        and first.organisation
        and each.organisation.stakeholder_group != first.organisation.stakeholder_group
    ]
    if not others:
        return ""
    with override("en"):
        paper = propose_paper(first, "position", TITLE, "en", PURPOSE, TEXT, is_fictional=True)
        sponsor_paper(others[0], paper)
        move_paper(actor_of(secretariat.person, two_step=True), paper, "open_comments")
    return "a paper open for comments"
