"""Publishing and withdrawing, and what the table itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.library.making import make_resource
from tests.world import World

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.library.actions import publish_resource, withdraw_resource
from intersession.library.models import Resource


def test_the_secretariat_withdraws_with_a_reason_and_the_log_keeps_it(world: World) -> None:
    resource = withdraw_resource(world.actor("ada"), make_resource(), " The publisher took it back. ")
    assert resource.is_withdrawn
    assert resource.withdrawn_because == "The publisher took it back."
    event = Event.objects.latest("id")
    assert (event.verb, event.subject_id) == ("resource.withdrawn", str(resource.pk))
    assert event.person == world.people["ada"]
    assert event.facts["because"] == "The publisher took it back."
    assert resource not in Resource.objects.listed()


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "chi", "vic", "vera"])
def test_nobody_else_withdraws_or_publishes(world: World, name: str) -> None:
    resource = make_resource()
    with pytest.raises(NotAllowed):
        withdraw_resource(world.actor(name), resource, "Because.")
    with pytest.raises(NotAllowed):
        publish_resource(world.actor(name), resource)


def test_a_withdrawal_needs_a_reason_and_happens_once(world: World) -> None:
    ada = world.actor("ada")
    resource = make_resource()
    with pytest.raises(Refused, match="why"):
        withdraw_resource(ada, resource, "  ")
    withdraw_resource(ada, resource, "It is wrong.")
    with pytest.raises(Refused):
        withdraw_resource(ada, resource, "It is wrong.")


def test_a_withdrawn_resource_can_come_back_and_the_log_says_why_it_had_gone(world: World) -> None:
    ada = world.actor("ada")
    resource = withdraw_resource(ada, make_resource(), "It is wrong.")
    resource = publish_resource(ada, resource)
    assert not resource.is_withdrawn
    assert Event.objects.latest("id").facts["withdrawn_before_because"] == "It is wrong."
    with pytest.raises(Refused):
        publish_resource(ada, resource)


def test_a_draft_is_seen_by_nobody_until_it_is_published(world: World) -> None:
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(published_at=None)
    assert not VISITOR.may("library.view_resource", resource)
    with pytest.raises(Refused):
        withdraw_resource(SYSTEM, resource, "It is wrong.")
    publish_resource(world.actor("ada"), resource)
    assert VISITOR.may("library.view_resource", resource)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title_en": ""},
        {"title_language": ""},
        {"kind": "poem"},
        {"year": 1066},
        {"year": 3000},
        {"url": "javascript:alert(1)"},
        {"source_url": "ftp://paths.example/"},
        {"confidence": "sure"},
        {"withdrawn_because": "a reason without a withdrawal"},
    ],
)
def test_the_table_refuses_what_no_rule_allows(world: World, changes: dict[str, Any]) -> None:
    resource = make_resource()
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(**changes)
