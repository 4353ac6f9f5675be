"""What roles hold, and when an office counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from tests.world import World

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed
from intersession.access.matrix import MATRIX, declare
from intersession.access.roles import Role
from intersession.people.models import Mandate, Organisation, RoleGrant


def test_an_office_counts_only_after_a_second_step(world: World) -> None:
    assert Role.VERIFIER in world.actor("vic").roles
    assert Role.VERIFIER not in world.actor("vera").roles


def test_a_mandate_that_ended_gives_nothing(world: World) -> None:
    now = timezone.now()
    Mandate.objects.filter(person=world.people["chi"]).update(ends_at=now, starts_at=now - timedelta(days=9))
    assert world.actor("chi").roles == {Role.VISITOR, Role.PERSON}
    assert world.actor("chi").organisation is None


def test_a_grant_that_has_not_begun_gives_nothing(world: World) -> None:
    RoleGrant.objects.filter(person=world.people["vic"]).update(starts_at=timezone.now() + timedelta(days=1))
    assert Role.VERIFIER not in world.actor("vic").roles


def test_what_no_row_grants_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed):
        VISITOR.require("helplines.check_channel")
    with pytest.raises(NotAllowed):
        VISITOR.require("helplines.load_services")
    SYSTEM.require("helplines.load_services")


def test_one_condition_filters_and_checks_alike(world: World) -> None:
    actor = world.actor("ben")
    MATRIX["tests.see"] = {Role.MEMBER: lambda who: _own(who.organisation)}
    try:
        seen = Organisation.objects.filter(actor.scope("tests.see"))
        assert list(seen) == [world.organisation]
        assert actor.may("tests.see", world.organisation)
        assert not VISITOR.may("tests.see", world.organisation)
        assert not Organisation.objects.filter(VISITOR.scope("tests.see")).exists()
    finally:
        del MATRIX["tests.see"]


def _own(organisation: Organisation | None) -> Q:
    return Q(pk=organisation.pk if organisation else None)


def test_a_permission_cannot_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare({"helplines.check_channel": {}})
