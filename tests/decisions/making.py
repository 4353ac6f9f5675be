"""Fictional organisations, people and questions, made through the same doors as everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.access.roles import Role
from intersession.decisions.actions import Question, announce_decision, propose_decision
from intersession.decisions.clock import tick
from intersession.decisions.models import Decision, Vote
from intersession.decisions.voices import Concern, Said, cast_vote
from intersession.people.models import Mandate, MandateRole, Organisation, Person, StakeholderGroup
from intersession.places.models import Place
from tests.world import make_organisation, make_person

GROUPS = (StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.GOVERNMENT, StakeholderGroup.TECHNICAL)
PLACES = ("KE", "CL", "IN")


def make_member(name: str, group: str = GROUPS[0], place: str = "KE") -> Actor:
    """A member organisation and the representative who acts for it."""
    if not Place.objects.filter(code=place).exists():
        Place.objects.create(code=place, kind="country", name_en=place)
    organisation = make_organisation(
        name, name=f"{name.title()} (fictional)", stakeholder_group=group, place_id=place
    )
    person: Person = make_person(f"rep-{name}")
    Mandate.objects.create(person=person, organisation=organisation, role=MandateRole.REPRESENTATIVE)
    return acting(person, organisation)


def acting(person: Person, organisation: Organisation | None) -> Actor:
    """A representative who acts for an organisation."""
    return Actor(
        person,
        organisation,
        frozenset({Role.VISITOR, Role.PERSON, Role.MEMBER, Role.REPRESENTATIVE}),
    )


def make_members(count: int, groups: tuple[StakeholderGroup, ...] = GROUPS) -> list[Actor]:
    """So many members, spread over groups and places in turn."""
    return [
        make_member(f"member-{number}", groups[number % len(groups)], PLACES[number % len(PLACES)])
        for number in range(count)
    ]


def a_question(**changes: Any) -> Question:
    """A question for a majority that opens at once and closes in a week."""
    question = Question(
        title="Shall we publish the guide?",
        text="The guide on age assurance, edition 2, is published in June.",
        method="majority",
        closes_at=timezone.now() + timedelta(days=7),
    )
    return replace(question, **changes)


def make_decision(actor: Actor = SYSTEM, **changes: Any) -> Decision:
    """An open decision; groups other than those of the reference data keep the roll small."""
    return announce_decision(SYSTEM, propose_decision(actor, a_question(**changes)))


def vote(actor: Actor, decision: Decision, position: str, **said: Any) -> Vote | None:
    """Vote for the organisation the actor acts for."""
    assert actor.organisation
    return cast_vote(actor, decision, actor.organisation, Said(position, **said)).vote


CONCERN = Concern("It keeps more data than a check needs.", "Delete the proof after the check.")


def close(decision: Decision, moment: datetime | None = None) -> Decision:
    """Let the closing time have come, and the clock look."""
    now = moment or timezone.now()
    assert decision.opens_at
    opens_at = min(decision.opens_at, now - timedelta(hours=1))
    Decision.objects.filter(pk=decision.pk).update(opens_at=opens_at, closes_at=now)
    tick(SYSTEM)
    return fresh(decision)


def fresh(decision: Decision) -> Decision:
    """As the database has it now."""
    found: Decision = Decision.objects.get(pk=decision.pk)
    return found
