"""A plan for tests, written through the same actions as a real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from intersession.plan import actions
from intersession.plan.actions import Aim, Task
from intersession.plan.models import Objective, Undertaking
from tests.world import World

TASK = Task("Train teachers (fictional)", "en", date(2026, 1, 1), date(2026, 12, 31))


def make_objective(
    world: World, title: str = "Schools recognise harm", parent: Objective | None = None
) -> Objective:
    """An objective the secretariat wrote."""
    return actions.write_objective(world.actor("ada"), Aim(title, "en", "", parent))


def make_undertaking(world: World, objective: Objective | None = None, **changes: Any) -> Undertaking:
    """What Harbour Lights leads."""
    task = replace(TASK, **{"lead": world.organisation, **changes})
    return actions.write_undertaking(world.actor("ada"), objective or make_objective(world), task)
