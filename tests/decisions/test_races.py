"""Two people at the same moment, on two connections: the clock and the lock say who came in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.access.errors import Refused
from intersession.audit.chain import verify
from intersession.ballots.records import verify_file
from intersession.decisions.actions import keep_the_clock
from intersession.decisions.clock import tick
from intersession.decisions.counting import replayed, tally_of
from intersession.decisions.files import record_bytes
from intersession.decisions.models import Decision, DecisionRecord, Notice, Urn, Vote, Voter
from intersession.decisions.queries import newest_record
from intersession.decisions.receipts import new_receipt
from intersession.decisions.voices import Said, cast_vote
from tests.decisions.making import fresh, make_decision, make_members, vote
from tests.helplines.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def actors(transactional_db: None) -> list[Actor]:
    return make_members(3)


def closing_soon(decision: Decision, seconds: float = 0.05) -> None:
    Decision.objects.filter(pk=decision.pk).update(closes_at=timezone.now() + timedelta(seconds=seconds))


def test_a_form_sent_twice_at_once_is_one_vote(actors: list[Actor]) -> None:
    decision = make_decision()
    results = at_once([partial(vote, actors[0], decision, "yes")] * 2)
    assert not any(isinstance(result, Exception) for result in results)
    assert Vote.objects.filter(voter__decision=decision).count() == 1
    assert verify().is_whole


def test_two_delegates_of_one_organisation_at_once_leave_one_voice(actors: list[Actor]) -> None:
    decision = make_decision()
    at_once([partial(vote, actors[0], decision, "yes"), partial(vote, actors[0], decision, "no")])
    assert Vote.objects.filter(voter__decision=decision).count() == 2
    assert tally_of(decision).total.spoke == 1
    newest = Vote.objects.filter(voter__decision=decision).order_by("-pk")[0]
    assert list(replayed(decision).values()) == [newest.position]


def test_two_secret_votes_of_one_organisation_at_once_are_one_ballot(actors: list[Actor]) -> None:
    decision = make_decision(is_secret=True)
    organisation = actors[0].organisation
    assert organisation
    acts: list[Callable[[], object]] = [
        partial(cast_vote, actors[0], decision, organisation, Said(position, receipt=new_receipt()))
        for position in ("yes", "no")
    ]
    results = at_once(acts)
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert len(Urn.objects.get(decision=decision).ballots) == 1


def test_secret_votes_of_several_at_once_all_reach_the_urn(actors: list[Actor]) -> None:
    decision = make_decision(is_secret=True)
    at_once(
        [
            partial(cast_vote, actor, decision, actor.organisation, Said("yes", receipt=new_receipt()))  # type: ignore[arg-type]
            for actor in actors
        ]
    )
    assert len(Urn.objects.get(decision=decision).ballots) == 3
    assert Voter.objects.filter(decision=decision, has_spoken=True).count() == 3


@pytest.mark.parametrize("again", range(3))
def test_votes_at_the_closing_instant_are_in_the_count_or_refused(actors: list[Actor], again: int) -> None:
    decision = make_decision()
    closing_soon(decision, 0.02 * again)

    def late(actor: Actor) -> object:
        time.sleep(0.02)
        return vote(actor, decision, "yes")

    results = at_once(
        [partial(late, actor) for actor in actors[:2]] + [partial(keep_the_clock, SYSTEM, decision)]
    )
    time.sleep(0.1)
    tick(SYSTEM)
    decision = fresh(decision)
    assert decision.closed_at is not None
    taken = [result for result in results[:2] if isinstance(result, Vote)]
    assert all(isinstance(result, Vote | Refused) for result in results[:2])
    assert all(each.at < decision.closed_at for each in taken)
    assert tally_of(decision).total.spoke == len(taken)
    kept = newest_record(decision)
    assert kept
    assert all(check.holds for check in verify_file(record_bytes(kept)))


def test_two_clocks_close_once_and_remind_once(actors: list[Actor]) -> None:
    decision = make_decision()
    at_once([partial(tick, SYSTEM)] * 2)
    assert Notice.objects.filter(decision=decision).count() == 1
    Decision.objects.filter(pk=decision.pk).update(closes_at=timezone.now())
    results = at_once([partial(tick, SYSTEM)] * 2)
    assert not any(isinstance(result, Exception) for result in results)
    assert DecisionRecord.objects.filter(decision=decision).count() == 1
    assert verify().is_whole
