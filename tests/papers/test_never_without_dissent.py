"""No sequence of legal moves shows a paper as adopted without the objections that were not resolved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.errors import NotAllowed, Refused
from intersession.decisions.actions import Question, conclude_decision
from intersession.decisions.models import Decision
from intersession.decisions.queries import dissent_of
from intersession.decisions.voices import (
    Concern,
    Said,
    answer_objection,
    cast_vote,
    raise_objection,
    settle_objection,
)
from intersession.formats import markdown
from intersession.formats.queries import document_of
from intersession.papers import actions
from intersession.papers.models import Paper
from intersession.papers.workflow import MOVES
from tests.decisions.making import close
from tests.papers.making import let_time_pass, name_and_check, put_to_decision
from tests.world import World

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(sorted(MOVES))),
        st.tuples(st.just("object"), st.sampled_from(["lea", "lou"]), st.integers(0, 99)),
        st.tuples(st.just("answer"), st.integers(0, 2)),
        st.tuples(st.just("settle"), st.integers(0, 2), st.booleans()),
        st.tuples(st.just("vote"), st.sampled_from(["chi", "lea", "lou"]), st.sampled_from(["yes", "no"])),
        st.tuples(st.just("close")),
        st.tuples(st.just("conclude")),
        st.tuples(st.just("edit")),
    ),
    max_size=14,
)


# Without these few, chance would hardly ever adopt anything, and less with dissent.
FIRST = (("object", "lea", 0), ("answer", 0))
LAST = (("vote", "chi", "yes"), ("vote", "lou", "yes"), ("close",), ("conclude",), ("move", "adopt"))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_what_is_adopted_shows_its_dissent(world: World, client: Client, steps: list[Any]) -> None:
    with transaction.atomic():
        paper = put_to_decision(world)
        decision = paper.versions.exclude(decision=None).get().decision
        assert decision is not None
        for step in [*FIRST, *steps, *LAST]:
            try:
                with transaction.atomic():
                    take(world, Paper.objects.get(pk=paper.pk), step)
            except (Refused, NotAllowed, ValidationError):
                pass
            assert_shown(client, paper)
        transaction.set_rollback(True)


def take(world: World, paper: Paper, step: Any) -> None:
    """One step, as its actor would take it."""
    ada = world.actor("ada")
    asked = Decision.objects.filter(paper_versions__paper=paper).order_by("-pk").first()
    name, *how = step
    if name == "move":
        question = Question("Again?", "As it is.", "majority", closes_at=timezone.now() + timedelta(days=7))
        options: dict[str, Any] = {"reason": "Because."} if MOVES[how[0]].needs_reason else {}
        if MOVES[how[0]].asks_members:
            options["question"] = question
        actions.move_paper(ada, let_time_pass(paper), how[0], **options)
    elif name == "edit":
        draft = paper.versions.get(published_at=None)
        block = draft.blocks.earliest("position")
        actions.revise_block(world.actor("ben"), paper, block.key, f"{block.text} more", block.revision)
        name_and_check(world, paper)
    elif asked is None:
        return
    elif name == "object":
        actor = world.actor(how[0])
        assert actor.organisation
        concern = Concern(f"It is dear, {how[1]}.", f"Make it cheap, {how[1]}.")
        raise_objection(actor, asked, actor.organisation, concern)
    elif name in ("answer", "settle"):
        objections = list(asked.objections.order_by("pk"))
        if not objections:
            return
        objection = objections[how[0] % len(objections)]
        if name == "answer":
            answer_objection(ada, objection, "It is cheap enough.")
        else:
            speaker = "lea" if objection.organisation == world.actor("lea").organisation else "lou"
            settle_objection(world.actor(speaker), objection, is_resolved=how[1])
    elif name == "vote":
        actor = world.actor(how[0])
        assert actor.organisation
        cast_vote(actor, asked, actor.organisation, Said(how[1]))
    elif name == "close":
        close(asked)
    else:
        conclude_decision(ada, asked, "So it is.")


def assert_shown(client: Client, paper: Paper) -> None:
    """On the pages and in the files of every version that was adopted stands each objection, with its answer."""
    for version in paper.versions.exclude(adopted_at=None).select_related("decision", "paper"):
        assert version.decision is not None
        dissent = list(dissent_of(version.decision))
        assert all(each.answer for each in dissent)
        page = client.get(f"/en/papers/{paper.slug}/versions/{version.number}/").content.decode()
        file = markdown.written(document_of(version)).decode()
        for objection in dissent:
            assert objection.reason in page
            assert objection.reason in file
