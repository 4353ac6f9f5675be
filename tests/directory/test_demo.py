"""The invented members of the demo."""

from __future__ import annotations

from intersession.access.actor import SYSTEM
from intersession.directory.demo import MEMBERS, fill
from intersession.people.models import Organisation
from tests.world import World


def test_every_invented_member_says_so_and_comes_once(world: World) -> None:
    assert fill(SYSTEM)
    assert fill(SYSTEM) == ""
    made = Organisation.objects.filter(slug__in=[one.slug for one in MEMBERS])
    assert made.count() == len(MEMBERS)
    assert all(one.is_fictional and one.is_member for one in made)
    assert all(one.concept_lines.count() and one.language_lines.count() for one in made)
