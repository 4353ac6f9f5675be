"""Collections for the tests, made through the same actions as all others."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.collections.actions import add_resource, make_collection
from intersession.collections.models import Collection, Item
from intersession.library.models import Resource
from intersession.people.models import Mandate, MandateRole
from tests.world import World, make_organisation, make_person


def stranger(name: str = "nia") -> Actor:
    """Somebody with a mandate for another organisation."""
    organisation = make_organisation("far-shore", name="Far Shore (fictional)")
    person = make_person(name)
    Mandate.objects.create(person=person, organisation=organisation, role=MandateRole.REPRESENTATIVE)
    return actor_of(person, two_step=False)


def resources(count: int) -> list[Resource]:
    return list(Resource.objects.listed().order_by("pk")[:count])


def filled(world: World, count: int = 3, *, is_public: bool = True, title: str = "Games") -> Collection:
    """A collection of Ben's organisation with the first resources of the library."""
    actor = world.actor("ben")
    collection = make_collection(actor, title, "en", "Why *these*.", is_public=is_public)
    for resource in resources(count):
        add_resource(actor, collection, resource)
    return collection


def order_of(collection: Collection) -> list[tuple[int, int]]:
    """(place, resource) of every item."""
    rows = Item.objects.filter(collection=collection).values_list("position", "resource_id")
    return sorted(rows)
