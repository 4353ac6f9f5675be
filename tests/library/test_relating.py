"""Translations and versions of one work hang together, and can be taken apart again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.library.making import make_entry, make_resource
from tests.world import World

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.library.actions import (
    draft_resource,
    part_resource,
    publish_resource,
    relate_resources,
    submit_resource,
    withdraw_resource,
)
from intersession.library.models import Resource, ResourceRelation


def works() -> dict[str, int | None]:
    return dict(Resource.objects.filter(slug__startswith="w-").values_list("slug", "work_id"))


def test_all_that_hang_together_are_of_one_work_and_part_again(world: World) -> None:
    ada = world.actor("ada")
    a, b, c, d = (make_resource(f"w-{letter}") for letter in "abcd")
    relate_resources(ada, b, a, "translation")
    relate_resources(ada, d, c, "version")
    assert works()["w-a"] == works()["w-b"] != works()["w-c"] == works()["w-d"]
    relate_resources(ada, c, b, "version")
    assert len(set(works().values())) == 1
    # What hangs on the one that goes, goes with it.
    part_resource(ada, c)
    assert works()["w-a"] == works()["w-b"] != works()["w-c"] == works()["w-d"]
    part_resource(ada, d)
    assert works()["w-c"] is None
    assert works()["w-d"] is None
    part_resource(ada, b)
    assert set(works().values()) == {None}


def test_what_makes_no_sense_is_refused(world: World) -> None:
    ada = world.actor("ada")
    a, b, c = (make_resource(f"w-{letter}") for letter in "abc")
    relate_resources(ada, b, a, "translation")
    withdraw_resource(ada, c, "It is wrong.")
    acts: list[Callable[[], object]] = [
        lambda: relate_resources(ada, a, a, "version"),
        lambda: relate_resources(ada, a, b, "version"),
        lambda: relate_resources(ada, b, a, "version"),
        lambda: relate_resources(ada, a, c, "version"),
        lambda: relate_resources(ada, a, b, "parody"),
        lambda: part_resource(ada, a),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert ResourceRelation.objects.count() == 1


def test_a_member_hangs_their_own_draft_on_what_they_may_see(world: World) -> None:
    ben, lou = world.actor("ben"), world.actor("lou")
    published = make_resource("w-a")
    mine = draft_resource(ben, make_entry("w-mine"))
    theirs = draft_resource(lou, make_entry("w-theirs"))
    for resource, other in ((published, mine), (mine, theirs), (theirs, published)):
        with pytest.raises(NotAllowed):
            relate_resources(ben, resource, other, "translation")
    relate_resources(ben, mine, published, "translation")
    with pytest.raises(NotAllowed):
        part_resource(lou, mine)
    publish_resource(SYSTEM, submit_resource(ben, mine))
    assert works()["w-mine"] == works()["w-a"] is not None
