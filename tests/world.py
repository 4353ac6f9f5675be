"""The standing cast of the tests, built once through the same doors as everything else.

Ada is the secretariat (with a second step), Vic checks services (with a second step), Ben represents a
fictional member organisation, Chi is its delegate, Eve is signed in and belongs to nobody, Vera holds an
office but signed in without a second step. Every organisation and person here is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intersession.access.actor import VISITOR, Actor
from intersession.access.requests import actor_of
from intersession.people.models import (
    Confidence,
    Mandate,
    MandateRole,
    Office,
    Organisation,
    Person,
    RoleGrant,
    StakeholderGroup,
)

TWO_STEP = frozenset({"ada", "vic"})


@dataclass(frozen=True)
class World:
    """The cast by name."""

    people: dict[str, Person]
    organisation: Organisation

    def actor(self, name: str) -> Actor:
        """The actor a member of the cast is, or a visitor."""
        if name == "visitor":
            return VISITOR
        return actor_of(self.people[name], two_step=name in TWO_STEP)


def make_person(name: str, **changes: object) -> Person:
    """A person with a mail address made of the name."""
    fields: dict[str, object] = {"name": name.title(), "is_fictional": True, **changes}
    return Person.objects.create_user(f"{name.lower()}@cast.example", **fields)  # type: ignore[arg-type]


def make_organisation(slug: str = "harbour-lights", **changes: object) -> Organisation:
    """A fictional member organisation."""
    fields: dict[str, object] = {
        "slug": slug,
        "name": "Harbour Lights (fictional)",
        "place_id": "KE",
        "stakeholder_group": StakeholderGroup.CIVIL_SOCIETY,
        "confidence": Confidence.HIGH,
        "member_since": date(2020, 1, 1),
        **changes,
    }
    return Organisation.objects.create(**fields)


def build_world() -> World:
    """The cast. Needs the places to be loaded."""
    people = {name: make_person(name) for name in ("ada", "vic", "ben", "chi", "eve", "vera")}
    organisation = make_organisation()
    Mandate.objects.create(person=people["ben"], organisation=organisation, role=MandateRole.REPRESENTATIVE)
    Mandate.objects.create(person=people["chi"], organisation=organisation, role=MandateRole.DELEGATE)
    RoleGrant.objects.create(person=people["ada"], office=Office.SECRETARIAT)
    RoleGrant.objects.create(person=people["vic"], office=Office.VERIFIER)
    RoleGrant.objects.create(person=people["vera"], office=Office.VERIFIER)
    return World(people, organisation)
