"""Rules of collections, asked of the actions."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.collections import actions
from intersession.collections.documents import documents
from intersession.collections.models import Collection, Item
from intersession.library.actions import withdraw_resource
from tests.collections.making import filled, order_of, resources, stranger
from tests.world import World

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    return {document.path for document in documents(None)}


def test_a_collection_belongs_to_the_organisation_acted_for(world: World) -> None:
    collection = actions.make_collection(world.actor("chi"), " Games ", "en")
    assert collection.organisation == world.organisation
    assert collection.title == "Games"
    assert not collection.is_public


@pytest.mark.parametrize("name", ["visitor", "eve", "vic", "ada"])
def test_who_acts_for_no_organisation_makes_none(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        actions.make_collection(world.actor(name), "Games", "en")


def test_two_collections_of_one_title_have_two_addresses(world: World) -> None:
    titles = ["Games", "Games", "new", "ألعاب", "ألعاب", "!!!"]
    made = [actions.make_collection(world.actor("ben"), title, "ar") for title in titles]
    slugs = [collection.slug for collection in made]
    assert len(set(slugs)) == len(slugs)
    assert not set(slugs) & actions.RESERVED


@pytest.mark.parametrize(
    ("title", "language"), [("", "en"), ("Games", ""), ("Games", "x!"), ("a" * 201, "en")]
)
def test_a_collection_has_a_title_and_a_language(world: World, title: str, language: str) -> None:
    with pytest.raises(ValidationError):
        actions.make_collection(world.actor("ben"), title, language)


def test_nobody_changes_what_belongs_to_another_organisation(world: World) -> None:
    collection = filled(world)
    item = collection.items.first()
    assert item is not None
    words: dict[str, Any] = {"title": "X", "language": "en", "description": "", "is_public": True}
    for actor in (stranger(), world.actor("eve"), world.actor("ada"), VISITOR):
        for act in (
            lambda actor=actor: actions.change_collection(actor, collection, 1, **words),
            lambda actor=actor: actions.add_resource(actor, collection, resources(9)[8]),
            lambda actor=actor: actions.annotate_item(actor, item, 1, "mine"),
            lambda actor=actor: actions.move_item(actor, item, 2),
            lambda actor=actor: actions.take_out(actor, item),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert [place for place, _key in order_of(collection)] == [1, 2, 3]
    collection.refresh_from_db()
    assert collection.title == "Games"


def test_a_colleague_changes_it(world: World) -> None:
    collection = filled(world)
    changed = actions.change_collection(
        world.actor("chi"), collection, 1, title="Play", language="en", description="", is_public=True
    )
    assert (changed.title, changed.version) == ("Play", 2)


def test_who_was_overtaken_is_told_and_nothing_is_overwritten(world: World) -> None:
    collection = filled(world)
    words: dict[str, Any] = {"language": "en", "description": "", "is_public": True}
    actions.change_collection(world.actor("ben"), collection, 1, title="First", **words)
    with pytest.raises(actions.Overtaken):
        actions.change_collection(world.actor("chi"), collection, 1, title="Second", **words)
    collection.refresh_from_db()
    assert collection.title == "First"
    item = collection.items.first()
    assert item is not None
    actions.annotate_item(world.actor("ben"), item, 1, "first")
    with pytest.raises(actions.Overtaken):
        actions.annotate_item(world.actor("chi"), item, 1, "second")


def test_what_was_public_is_not_hidden_again(world: World) -> None:
    collection = filled(world)
    with pytest.raises(Refused):
        actions.change_collection(
            world.actor("ben"), collection, 1, title="Games", language="en", description="", is_public=False
        )


def test_a_resource_stands_in_a_collection_once(world: World) -> None:
    collection = filled(world, 1)
    (resource,) = resources(1)
    with pytest.raises(Refused):
        actions.add_resource(world.actor("chi"), collection, resource)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(collection=collection, resource=resource, position=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(collection=collection, resource=resources(2)[1], position=1)


def test_what_was_withdrawn_from_the_library_is_not_collected(world: World) -> None:
    (resource,) = resources(1)
    withdraw_resource(SYSTEM, resource, "Outdated.")
    with pytest.raises(Refused):
        actions.add_resource(world.actor("ben"), filled(world, 0), resource)


def test_a_collection_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_ITEMS", 2)
    collection = filled(world, 2)
    with pytest.raises(Refused):
        actions.add_resource(world.actor("ben"), collection, resources(3)[2])
    monkeypatch.setattr(actions, "MOST_COLLECTIONS", 1)
    with pytest.raises(Refused):
        actions.make_collection(world.actor("ben"), "Another", "en")


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["move", "take", "add"]), st.integers(0, 9), st.integers(-3, 12)),
        max_size=8,
    )
)
def test_places_stay_1_to_n_under_any_moves(world: World, moves: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        collection, actor = filled(world, 5), world.actor("ben")
        spare = resources(15)[5:]
        expected = [key for _place, key in order_of(collection)]
        for what, which, to in moves:
            if what == "add":
                actions.add_resource(actor, collection, spare[0])
                expected.append(spare.pop(0).pk)
            elif expected:
                key = expected[which % len(expected)]
                item = Item.objects.get(collection=collection, resource=key)
                expected.remove(key)
                if what == "move":
                    actions.move_item(actor, item, to)
                    expected.insert(max(1, min(to, len(expected) + 1)) - 1, key)
                else:
                    actions.take_out(actor, item)
            assert order_of(collection) == list(enumerate(expected, start=1))
        transaction.set_rollback(True)


def test_a_copy_is_ones_own_and_goes_its_own_way(world: World) -> None:
    source, other = filled(world), stranger()
    item = source.items.first()
    assert item is not None
    actions.annotate_item(world.actor("ben"), item, 1, "Start here.")
    copy = actions.copy_collection(other, source)
    assert (copy.organisation, copy.is_public, copy.copied_from) == (other.organisation, False, source)
    assert order_of(copy) == order_of(source)
    assert list(copy.items.values_list("annotation", flat=True)) == ["Start here.", "", ""]
    actions.take_out(other, Item.objects.get(collection=copy, position=1))
    assert len(order_of(source)) == 3
    assert [place for place, _key in order_of(copy)] == [1, 2]


def test_what_is_an_organisations_own_is_copied_by_nobody_else(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.copy_collection(stranger(), filled(world, is_public=False))


def test_the_secretariat_withdraws_what_is_public_and_says_why(world: World) -> None:
    collection = filled(world)
    with pytest.raises(Refused):
        actions.withdraw_collection(world.actor("ada"), collection, "  ")
    actions.withdraw_collection(world.actor("ada"), collection, "It quotes a child.")
    with pytest.raises(Refused):
        actions.withdraw_collection(world.actor("ben"), collection, "Again.")
    with pytest.raises(Refused):
        actions.add_resource(world.actor("ben"), collection, resources(9)[8])
    with pytest.raises(NotAllowed):
        actions.reinstate_collection(world.actor("ben"), collection)
    assert not actions.reinstate_collection(world.actor("ada"), collection).is_withdrawn
    with pytest.raises(NotAllowed):
        actions.withdraw_collection(world.actor("ada"), filled(world, is_public=False), "Hm.")
    with pytest.raises(NotAllowed):
        actions.withdraw_collection(stranger(), collection, "Mine is better.")


def test_a_withdrawn_collection_says_why_or_the_database_refuses(world: World) -> None:
    collection = filled(world, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.filter(pk=collection.pk).update(withdrawn_because="Just so.")


def test_the_search_finds_public_collections_that_stand(world: World) -> None:
    collection, own = filled(world), filled(world, is_public=False)
    address = f"/collections/{collection.slug}/"
    assert address in found()
    assert f"/collections/{own.slug}/" not in found()
    actions.withdraw_collection(world.actor("ben"), collection, "Outdated.")
    assert address not in found()


def test_the_public_log_says_nothing_of_what_is_an_organisations_own(world: World) -> None:
    before = Event.objects.count()
    own = filled(world, is_public=False, title="Secret plans")
    actions.change_collection(
        world.actor("ben"), own, 1, title="Open plans", language="en", description="", is_public=True
    )
    lines = Event.objects.order_by("id")[before:]
    assert [line.is_public for line in lines] == [False, False, False, False, True]
    assert "Secret" not in str([line.facts for line in lines if line.is_public])


def test_a_change_keeps_in_the_log_what_stood_there(world: World) -> None:
    collection = filled(world, 1)
    actions.take_out(world.actor("ben"), Item.objects.get(collection=collection))
    event = Event.objects.order_by("-id").first()
    assert event is not None
    assert event.facts["taken_out"] == resources(1)[0].slug
    assert event.subject_type == "collections.collection"
