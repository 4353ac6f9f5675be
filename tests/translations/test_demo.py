"""The translations of the demo."""

from __future__ import annotations

from typing import Any

from intersession.access.actor import SYSTEM
from intersession.members.demo import build_demo
from intersession.papers.models import Paper
from intersession.translations.demo import fill
from intersession.translations.queries import text_of
from intersession.translations.standing import Standing
from tests.translations.making import newest
from tests.world import World


def test_a_paper_is_whole_in_french_and_needs_work_in_arabic(world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    build_demo(SYSTEM)
    assert fill(SYSTEM)
    paper = Paper.objects.get()
    assert paper.is_fictional
    assert text_of(newest(paper), "fr").is_checked
    arabic = text_of(newest(paper), "ar").progress.counts
    assert (arabic[Standing.MACHINE], arabic[Standing.STALE], arabic[Standing.CURRENT]) == (1, 1, 4)
    assert fill(SYSTEM) == ""
