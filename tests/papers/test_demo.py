"""The paper of the demo."""

from __future__ import annotations

from typing import Any

from intersession.access.actor import SYSTEM
from intersession.decisions.queries import dissent_of
from intersession.members.demo import build_demo
from intersession.papers.demo import fill
from intersession.papers.models import Paper, State
from intersession.reviews import demo as reviews
from intersession.reviews.places import places_in
from intersession.reviews.queries import comments_of
from tests.world import World


def test_a_fictional_paper_is_open_for_comments_and_made_once(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    build_demo(SYSTEM)
    assert fill(SYSTEM)
    paper = Paper.objects.get(language="en")
    assert paper.is_fictional
    assert paper.state == State.COMMENTS
    assert fill(SYSTEM) == ""


def test_the_demo_talks_about_papers_and_holds_a_second_edition(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    build_demo(SYSTEM)
    fill(SYSTEM)
    assert reviews.fill(SYSTEM)
    paper = Paper.objects.get(kind="guideline")
    assert (paper.state, paper.is_fictional) == (State.LAST_CALL, True)
    standing = {
        place.standing for place in places_in(paper.versions.get(number=3), comments_of(paper)).values()
    }
    assert standing == {"carried", "check", "gone"}
    adopted = paper.versions.get(number=2)
    assert adopted.adopted_at is not None
    assert len(dissent_of(adopted.decision)) == 1
    assert reviews.fill(SYSTEM) == ""
