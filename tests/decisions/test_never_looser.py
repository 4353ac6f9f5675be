"""No sequence of legal moves shows a count earlier than was promised, and the log always gives the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.actor import SYSTEM
from intersession.access.errors import Refused
from intersession.decisions.actions import (
    announce_decision,
    edit_decision,
    extend_decision,
    hide_tally,
    propose_decision,
    withdraw_decision,
)
from intersession.decisions.clock import tick
from intersession.decisions.counting import may_see_tally, replayed
from intersession.decisions.models import Visibility, Voter
from intersession.decisions.roll import voices_on
from intersession.decisions.voices import recuse_voter
from tests.decisions.making import a_question, fresh, make_members, vote
from tests.world import World

pytestmark = pytest.mark.django_db

MOVES = st.one_of(
    st.tuples(st.just("vote"), st.integers(0, 2), st.sampled_from(["yes", "no", "abstain"])),
    st.tuples(st.just("recuse"), st.integers(0, 2)),
    st.tuples(st.just("hide"), st.sampled_from(list(Visibility))),
    st.tuples(st.just("edit"), st.sampled_from(list(Visibility))),
    st.tuples(st.just("announce")),
    st.tuples(st.just("extend")),
    st.tuples(st.just("tick")),
    st.tuples(st.just("withdraw")),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.sampled_from(list(Visibility)), moves=st.lists(MOVES, max_size=12))
def test_whatever_is_done_the_promise_holds(
    world: World, first: Visibility, moves: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        run(world, first, moves)
        transaction.set_rollback(True)


def run(world: World, first: Visibility, moves: list[tuple[Any, ...]]) -> None:
    ada = world.actor("ada")
    actors = make_members(3, groups=("academia",))  # type: ignore[arg-type]
    asked = a_question(groups=("academia",), visibility=first)
    decision = announce_decision(SYSTEM, propose_decision(SYSTEM, asked))
    strictest = first
    for name, *more in moves:
        try:
            with transaction.atomic():
                if name == "vote":
                    vote(actors[more[0]], decision, more[1])
                elif name == "recuse":
                    actor = actors[more[0]]
                    recuse_voter(actor, decision, actor.organisation)
                elif name == "hide":
                    hide_tally(ada, decision, more[0])
                elif name == "edit":
                    edit_decision(ada, decision, a_question(visibility=more[0]))
                elif name == "announce":
                    announce_decision(ada, decision)
                elif name == "extend":
                    extend_decision(ada, decision, timezone.now() + timedelta(days=30), "A holiday.")
                elif name == "withdraw":
                    withdraw_decision(ada, decision, "A mistake.")
                else:
                    tick(SYSTEM)
        except Refused:
            pass
        decision = fresh(decision)
        assert decision.visibility >= strictest
        strictest = Visibility(decision.visibility)
        if strictest > Visibility.ALWAYS:
            assert not may_see_tally(decision, [])
        for actor in actors:
            voices = voices_on(decision, actor)
            if strictest == Visibility.AFTER_CLOSING or not any(voice.voter.has_spoken for voice in voices):
                assert may_see_tally(decision, voices) == (strictest == Visibility.ALWAYS)
    # What the log says is what the tables count.
    voters = Voter.objects.filter(decision=decision, counts_with=None).select_related("vote")
    kept = {
        voter.pk: "recused" if voter.is_recused else voter.vote.position
        for voter in voters
        if voter.is_recused or voter.vote
    }
    assert replayed(decision) == kept
