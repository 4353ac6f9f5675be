"""The paper of the demo."""

from __future__ import annotations

from typing import Any

from intersession.access.actor import SYSTEM
from intersession.members.demo import build_demo
from intersession.papers.demo import fill
from intersession.papers.models import Paper, State
from tests.world import World


def test_a_fictional_paper_is_open_for_comments_and_made_once(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    build_demo(SYSTEM)
    assert fill(SYSTEM)
    paper = Paper.objects.get()
    assert paper.is_fictional
    assert paper.state == State.COMMENTS
    assert fill(SYSTEM) == ""
