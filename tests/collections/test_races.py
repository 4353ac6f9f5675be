"""Two people in one collection at the same moment, on two connections."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.audit.chain import verify
from intersession.collections import actions
from intersession.collections.models import Collection, Item
from intersession.library.models import Resource
from intersession.places.models import Place
from intersession.vocabulary.models import Concept
from tests.collections.making import order_of, stranger
from tests.helplines.test_races import at_once, one_was_refused
from tests.library.making import make_resources

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def resources() -> list[Resource]:
    """These tests empty the database, so they bring their own rows."""
    for code, kind, name in (
        ("KE", "country", "Kenya"),
        ("TZ", "country", "Tanzania"),
        ("ZZ", "world", "World"),
    ):
        Place.objects.get_or_create(code=code, defaults={"kind": kind, "name_en": name})
    Concept.objects.get_or_create(id="grooming")
    make_resources(4)
    return list(Resource.objects.order_by("pk"))


def test_one_resource_added_twice_at_once_stands_there_once(resources: list[Resource]) -> None:
    actor = stranger()
    collection = actions.make_collection(actor, "Games", "en")
    results = at_once([partial(actions.add_resource, actor, collection, resources[0])] * 2)
    assert one_was_refused(results)
    assert order_of(collection) == [(1, resources[0].pk)]
    assert verify().is_whole


def test_reordering_and_adding_at_once_keeps_every_place(resources: list[Resource]) -> None:
    actor = stranger()
    collection = actions.make_collection(actor, "Games", "en")
    items = [actions.add_resource(actor, collection, resource) for resource in resources[:3]]
    results = at_once(
        [
            partial(actions.move_item, actor, items[0], 3),
            partial(actions.move_item, actor, items[2], 1),
            partial(actions.add_resource, actor, collection, resources[3]),
            partial(actions.take_out, actor, items[1]),
        ]
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert [place for place, _key in order_of(collection)] == [1, 2, 3]
    assert verify().is_whole


def test_two_who_change_the_same_words_at_once_do_not_overwrite_each_other(resources: list[Resource]) -> None:
    actor = stranger()
    collection = actions.make_collection(actor, "Games", "en")
    item = actions.add_resource(actor, collection, resources[0])
    results = at_once([partial(actions.annotate_item, actor, item, 1, text) for text in ("one", "two")])
    assert one_was_refused(results)
    assert any(isinstance(result, actions.Overtaken) for result in results)


def test_two_collections_of_one_title_made_at_once_have_two_addresses(resources: list[Resource]) -> None:
    actor = stranger()
    results = at_once([partial(actions.make_collection, actor, "Same", "en") for _each in range(3)])
    assert not any(isinstance(result, Exception) for result in results), results
    assert Collection.objects.filter(title="Same").values("slug").distinct().count() == 3
    assert not Item.objects.exists()
