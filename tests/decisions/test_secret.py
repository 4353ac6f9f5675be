"""Secret ballots: who voted stands apart from what was voted, and each voter can check their own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.errors import Refused
from intersession.audit.models import Event
from intersession.ballots.tally import Result
from intersession.decisions.counting import may_see_tally, secret_ballot, tally_of
from intersession.decisions.models import Decision, Urn, Vote, Voter
from intersession.decisions.receipts import Ballot, hash_of, new_receipt
from intersession.decisions.recording import record_of
from intersession.decisions.roll import voices_on
from intersession.decisions.voices import Said, cast_vote, recuse_voter
from tests.decisions.making import CONCERN, close, fresh, make_decision, make_members
from tests.world import World

pytestmark = pytest.mark.django_db


def secretly(
    actor: Any, decision: Decision, position: str, *, receipt: str = "", instead_of: str = ""
) -> str:
    """Vote in secret; the receipt."""
    receipt = receipt or new_receipt()
    said = Said(position, receipt=receipt, instead_of=instead_of)
    cast_vote(actor, decision, actor.organisation, said)
    return receipt


def secret_decision(**changes: Any) -> Decision:
    return make_decision(is_secret=True, groups=("academia",), **changes)


@pytest.fixture
def actors(world: World) -> list[Any]:
    return make_members(5, groups=("academia",))  # type: ignore[arg-type]


def test_a_secret_vote_is_counted_after_closing_and_seen_by_nobody_before(actors: list[Any]) -> None:
    decision = secret_decision()
    for actor, position in zip(actors, ("yes", "yes", "no", "yes"), strict=False):
        secretly(actor, decision, position)
    assert not may_see_tally(fresh(decision), voices_on(decision, actors[0]))
    decision = close(decision)
    assert tally_of(decision).total.positions == {"yes": 3, "no": 1, "abstain": 0}
    assert decision.result == Result.PASSED
    assert not Vote.objects.filter(voter__decision=decision).exists()


def test_no_column_of_the_urn_leads_to_a_voter() -> None:
    """The two tables share the decision and nothing else: no key, no time, no number of one in the other."""
    urn = {field.name: field for field in Urn._meta.get_fields() if field.concrete}
    assert set(urn) == {"decision", "content"}
    assert urn["decision"].related_model is Decision
    leading = list(Urn._meta.related_objects)
    assert leading == []
    assert not any(field.related_model is Urn for field in Voter._meta.get_fields())


def test_a_ballot_holds_nothing_of_who_or_when(actors: list[Any]) -> None:
    decision = secret_decision()
    secretly(actors[0], decision, "yes")
    (ballot,) = json.loads(Urn.objects.get(decision=decision).content)
    receipt, position, group = ballot
    assert re.fullmatch("[0-9a-f]{64}", receipt)
    assert (position, group) == ("yes", "")


def test_the_log_says_who_voted_and_never_what(actors: list[Any]) -> None:
    decision = secret_decision()
    receipt = secretly(actors[0], decision, "abstain")
    for event in Event.objects.order_by("-id")[:20]:
        facts = json.dumps(event.facts)
        if event.verb == "vote.cast":
            assert set(event.facts) == {"voter", "is_secret"}
        assert receipt not in facts
        assert hash_of(receipt) not in facts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), said=st.lists(st.sampled_from(["yes", "no"]), min_size=5, max_size=5))
def test_the_order_of_the_urn_is_that_of_random_receipts(order: list[int], said: list[str]) -> None:
    """Whatever the order in which ballots came, the urn holds the same bytes."""
    receipts = [hash_of(f"{'ABCDEFGHIJKLMNOPQRSTUVW'}{letter}") for letter in "ABCDE"]
    urn, other = Urn(), Urn()
    for place in order:
        urn.put(Ballot(receipts[place], said[place], ""))
    for place in range(5):
        other.put(Ballot(receipts[place], said[place], ""))
    assert urn.content == other.content


def test_no_query_of_the_application_reads_urn_and_roll_together(actors: list[Any], client: Client) -> None:
    decision = secret_decision()
    with CaptureQueriesContext(connection) as asked:
        for actor in actors[:4]:
            secretly(actor, decision, "yes")
        decision = close(decision)
        for name in ("decision", "votes", "record_file"):
            assert client.get(reverse(f"decisions:{name}", args=[decision.slug])).status_code == 200
    touching = [query["sql"] for query in asked if "decisions_urn" in query["sql"]]
    assert touching
    assert not [sql for sql in touching if "decisions_voter" in sql or "people_" in sql]


def test_the_secretariat_sees_no_secret_vote(world: World, actors: list[Any], sign_in: Any) -> None:
    decision = secret_decision()
    receipts = [secretly(actor, decision, "no") for actor in actors[:3]]
    ada = sign_in("ada")
    for name in ("decision", "votes"):
        page = ada.get(reverse(f"decisions:{name}", args=[decision.slug])).content.decode()
        assert "<meter" not in page
        assert not any(hash_of(receipt) in page for receipt in receipts)


def test_a_receipt_lets_its_voter_check(actors: list[Any], client: Client) -> None:
    decision = secret_decision()
    receipt = secretly(actors[0], decision, "no")
    for actor in actors[1:4]:
        secretly(actor, decision, "yes")
    path = reverse("decisions:check_receipt", args=[decision.slug])
    page = client.post(path, {"receipt": receipt.lower().replace("-", " ")}).content.decode()
    assert "is in the urn" in page
    assert "counted as" not in page
    close(decision)
    assert "counted as: No" in client.post(path, {"receipt": receipt}).content.decode()
    assert "No ballot" in client.post(path, {"receipt": new_receipt()}).content.decode()
    assert client.post(path, {"receipt": ""}).status_code == 400
    assert "No ballot" in client.post(path, {"receipt": "é" * 24}).content.decode()


def test_a_secret_vote_is_changed_with_its_receipt_only(actors: list[Any]) -> None:
    decision = secret_decision()
    first = secretly(actors[0], decision, "no")
    with pytest.raises(Refused, match="only with the receipt"):
        secretly(actors[0], decision, "yes")
    with pytest.raises(Refused, match="No ballot"):
        secretly(actors[0], decision, "yes", instead_of=new_receipt())
    second = secretly(actors[0], decision, "yes", instead_of=first)
    urn = Urn.objects.get(decision=decision)
    assert [each.receipt for each in urn.ballots] == [hash_of(second)]
    assert secret_ballot(fresh(decision), hash_of(first)) is None


def test_the_same_secret_vote_sent_twice_is_one(actors: list[Any]) -> None:
    decision = secret_decision()
    receipt = secretly(actors[0], decision, "yes")
    secretly(actors[0], decision, "yes", receipt=receipt)
    assert len(Urn.objects.get(decision=decision).ballots) == 1
    assert Event.objects.filter(verb="vote.cast", subject_id=str(decision.pk)).count() == 1


def test_a_receipt_in_use_or_lost_is_told(actors: list[Any]) -> None:
    decision = secret_decision()
    receipt = secretly(actors[0], decision, "yes")
    for broken in (receipt, "", "short"):
        with pytest.raises(ValidationError):
            cast_vote(actors[1], decision, actors[1].organisation, Said("yes", receipt=broken))
    with pytest.raises(ValidationError):
        cast_vote(
            actors[1], decision, actors[1].organisation, Said("no", receipt=new_receipt(), concern=CONCERN)
        )
    assert len(Urn.objects.get(decision=decision).ballots) == 1


def test_fewer_than_three_secret_ballots_stay_shut(actors: list[Any]) -> None:
    decision = secret_decision()
    secretly(actors[0], decision, "yes")
    receipt = secretly(actors[1], decision, "yes")
    decision = close(decision)
    counted = tally_of(decision)
    assert (counted.total.unopened, counted.total.in_favour) == (2, 0)
    assert decision.result == Result.NOT_PASSED
    assert secret_ballot(decision, hash_of(receipt)) == "unopened"
    record = record_of(decision, {})
    assert {ballot["position"] for ballot in record["ballots"]} == {"unopened"}


def test_a_secret_vote_is_not_taken_back_by_being_recused(actors: list[Any]) -> None:
    decision = secret_decision()
    secretly(actors[0], decision, "yes")
    with pytest.raises(Refused):
        recuse_voter(actors[0], decision, actors[0].organisation)
    recuse_voter(actors[1], decision, actors[1].organisation)
    assert tally_of(close(decision)).total.recused == 1


def test_the_receipt_is_shown_once_and_kept_nowhere(world: World, sign_in: Any) -> None:
    decision = make_decision(is_secret=True)
    ben = sign_in("ben")
    path = reverse("decisions:cast_vote", args=[decision.slug])
    page = ben.get(path).content.decode()
    found = re.search(r'name="receipt" value="([A-Z2-7-]+)"', page)
    assert found
    said = {"organisation": world.organisation.pk, "position": "yes", "receipt": found[1]}
    answer = ben.post(path, said)
    assert answer.status_code == 200
    assert found[1] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert found[1] not in json.dumps(dict(ben.session))
    # Sent again, as by a reload, it is the same vote and the same receipt.
    assert found[1] in ben.post(path, said).content.decode()
    assert len(Urn.objects.get(decision=decision).ballots) == 1
