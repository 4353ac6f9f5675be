"""What the search is told of papers."""

from __future__ import annotations

from intersession.papers import actions
from intersession.papers.documents import documents
from tests.papers.making import make_paper, make_public
from tests.world import World


def test_drafts_and_withdrawn_papers_are_not_found(world: World) -> None:
    make_paper(world)
    assert list(documents(None)) == []
    paper = make_public(world)
    (found,) = documents([str(paper.pk)])
    assert "more data than the check needs" in found.bodies["en"]
    actions.move_paper(world.actor("ada"), paper, "withdraw", reason="A mistake.")
    assert list(documents(None)) == []
