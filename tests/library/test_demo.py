"""The demo shows each state once, and filling it twice adds nothing."""

from __future__ import annotations

from typing import Any

from tests.world import World

from intersession.access.actor import SYSTEM
from intersession.library.demo import fill
from intersession.library.models import Resource, State, Submission


def test_the_demo_has_a_draft_a_submission_and_a_return(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    assert fill(SYSTEM) == "3 contributions"
    shared = Resource.objects.filter(contributed_by__isnull=False)
    assert {each.state for each in shared} == {State.DRAFT, State.SUBMITTED, State.RETURNED}
    assert all("ficti" in each.title for each in shared)
    assert Submission.objects.open().count() == 2
    assert fill(SYSTEM) == ""
    assert shared.count() == 3
