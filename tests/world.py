"""The standing cast of the tests, built once through the same doors as everything else.

Ada is the secretariat (with a second step), Vic checks services (with a second step), Ben represents the
fictional member organisation Harbour Lights, Chi is its delegate; Lou represents another, Lake Signal, Lea is
its delegate and Obi only observes for it. Eve is signed in and belongs to nobody, Vera holds an office but
signed in without a second step. Every organisation and person here is invented.
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
    other: Organisation
    """A second member: what Ben does must never change what belongs to it."""

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
        "is_fictional": True,
        "member_since": date(2020, 1, 1),
        **changes,
    }
    return Organisation.objects.create(**fields)


def build_world() -> World:
    """The cast. Needs the places to be loaded."""
    names = ("ada", "vic", "ben", "chi", "eve", "vera", "lou", "lea", "obi")
    people = {name: make_person(name) for name in names}
    organisation = make_organisation()
    other = make_organisation(
        "lake-signal",
        name="Lake Signal (fictional)",
        place_id="UG",
        stakeholder_group=StakeholderGroup.HOTLINE_HELPLINE,
        member_since=date(2021, 1, 1),
    )
    for name, where, role in (
        ("ben", organisation, MandateRole.REPRESENTATIVE),
        ("chi", organisation, MandateRole.DELEGATE),
        ("lou", other, MandateRole.REPRESENTATIVE),
        ("lea", other, MandateRole.DELEGATE),
        ("obi", other, MandateRole.OBSERVER),
    ):
        Mandate.objects.create(person=people[name], organisation=where, role=role)
    RoleGrant.objects.create(person=people["ada"], office=Office.SECRETARIAT)
    RoleGrant.objects.create(person=people["vic"], office=Office.VERIFIER)
    RoleGrant.objects.create(person=people["vera"], office=Office.VERIFIER)
    return World(people, organisation, other)
