"""Who joins, who acts for whom, and who holds an office."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.access.requests import actor_of
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.audit.models import Event
from intersession.members import actions
from intersession.members.cast import CAST
from intersession.members.demo import build_demo, demo_code, demo_people
from intersession.people.models import MandateRole, Office, Organisation, Person
from tests.world import World


def test_a_person_is_welcomed_and_the_log_does_not_know_the_address(world: World) -> None:
    person = actions.welcome_person(world.actor("ada"), "New@Example.org", "Newcomer")
    assert person.email == "new@example.org"
    assert not person.has_usable_password()
    event = Event.objects.order_by("-id")[0]
    assert (event.verb, event.is_public) == ("person.joined", False)
    assert "example.org" not in str(event.facts)


@pytest.mark.parametrize("email", ["ben@cast.example", "BEN@cast.example", "no address", ""])
def test_an_address_that_is_taken_or_none_is_refused(world: World, email: str) -> None:
    before = Event.objects.count()
    with pytest.raises(Refused):
        actions.welcome_person(SYSTEM, email, "Twice")
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "vic", "vera"])
def test_only_the_secretariat_lets_people_act(world: World, name: str) -> None:
    actor = world.actor(name)
    with pytest.raises(NotAllowed):
        actions.welcome_person(actor, "x@example.org", "X")
    with pytest.raises(Refused if name == "ben" else NotAllowed):
        actions.grant_mandate(actor, world.people["eve"], world.organisation, MandateRole.DELEGATE)
    with pytest.raises(NotAllowed):
        actions.admit_organisation(actor, Organisation.objects.get(slug="thorn"), date(2026, 1, 1))


def test_nobody_gives_out_offices_on_the_site_yet(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.grant_office(world.actor("ada"), world.people["eve"], Office.VERIFIER)


def test_a_mandate_makes_a_member_and_is_held_once(world: World) -> None:
    eve = world.people["eve"]
    actions.grant_mandate(world.actor("ada"), eve, world.organisation, MandateRole.DELEGATE)
    assert {Role.MEMBER, Role.DELEGATE} <= actor_of(eve, two_step=False).roles
    with pytest.raises(Refused):
        actions.grant_mandate(world.actor("ada"), eve, world.organisation, MandateRole.DELEGATE)


def test_an_office_counts_only_after_a_second_step(world: World) -> None:
    actions.grant_office(SYSTEM, world.people["eve"], Office.VERIFIER)
    assert Role.VERIFIER not in actor_of(world.people["eve"], two_step=False).roles
    assert Role.VERIFIER in actor_of(world.people["eve"], two_step=True).roles
    with pytest.raises(Refused):
        actions.grant_office(SYSTEM, world.people["eve"], Office.VERIFIER)


def test_an_organisation_is_admitted_once(world: World) -> None:
    thorn = Organisation.objects.get(slug="thorn")
    assert actions.admit_organisation(world.actor("ada"), thorn, date(2026, 1, 1)).member_since
    with pytest.raises(Refused):
        actions.admit_organisation(world.actor("ada"), thorn, date(2026, 1, 2))


def test_the_demo_is_built_once_and_through_the_log(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    added = build_demo(SYSTEM)
    assert [person.name for person in added] == [part.name for part in CAST]
    assert build_demo(SYSTEM) == []
    assert all(person.is_fictional for person in demo_people())
    assert verify().is_whole


def test_the_demo_shows_codes_for_offices_only(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    build_demo(SYSTEM)
    assert len(demo_code(Person.objects.get(email="ada@demo.example"))) == 6
    assert demo_code(Person.objects.get(email="eve@demo.example")) == ""


def test_outside_a_demo_nobody_is_invented(world: World, settings: Any) -> None:
    settings.IS_DEMO = False
    with pytest.raises(Refused):
        build_demo(SYSTEM)
    with pytest.raises(Refused):
        demo_code(world.people["ada"])
