"""Pages of decisions: what they say, to whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.access.waiting import lists_for
from intersession.decisions.actions import propose_decision, word_decision
from intersession.decisions.documents import documents
from intersession.decisions.models import Decision, Visibility, Vote, Voter
from intersession.people.models import Organisation
from tests.decisions.making import CONCERN, a_question, close, fresh, make_decision, make_members, vote
from tests.world import World

pytestmark = pytest.mark.django_db


def path(name: str, decision: Decision, *more: object) -> str:
    return reverse(f"decisions:{name}", args=[decision.slug, *more])


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_says_what_is_needed_and_whose_move_it_is(world: World, client: Client) -> None:
    actors = make_members(3)
    decision = make_decision(method="groups", groups=("civil-society", "government"))
    vote(actors[0], decision, "yes")
    page = read(client, path("decision", decision))
    assert "In each stakeholder group, more than half of its organisations take part." in page
    assert "have not voted yet" in page
    assert "Closed now, it would not pass" in page
    decision = close(decision)
    page = read(client, path("decision", decision))
    assert "Not passed, because" in page
    assert "the outcome is to be written" in page


def test_a_hidden_count_is_on_no_page(world: World, client: Client) -> None:
    (actor,) = make_members(1)
    decision = make_decision(visibility=Visibility.AFTER_CLOSING)
    vote(actor, decision, "abstain", reason="A telling reason.")
    for name in ("decision", "votes"):
        page = read(client, path(name, decision))
        assert "A telling reason" not in page
        assert "<meter" not in page
    close(decision)
    assert "A telling reason" in read(client, path("votes", decision))


def test_a_draft_is_seen_by_those_who_write_it(world: World, sign_in: Any) -> None:
    draft = propose_decision(world.actor("ben"), a_question())
    assert sign_in("ben").get(path("decision", draft)).status_code == 200
    assert sign_in("lou").get(path("decision", draft)).status_code == 404
    assert not list(documents(None))


def test_a_representative_votes_and_objects_on_the_page(world: World, sign_in: Any) -> None:
    decision = make_decision(method="consent")
    ben = sign_in("ben")
    said = {"organisation": world.organisation.pk, "position": "object", "reason": "What I typed."}
    answer = ben.post(path("cast_vote", decision), said)
    assert answer.status_code == 400
    assert "What I typed." in answer.content.decode()
    said |= {"concern_reason": CONCERN.reason, "concern_resolution": CONCERN.resolution}
    assert ben.post(path("cast_vote", decision), said).status_code == 302
    assert decision.objections.count() == 1
    assert CONCERN.resolution in read(ben, path("decision", decision))


def test_a_whole_decision_goes_through_the_pages(world: World, sign_in: Any) -> None:
    ben = sign_in("ben")
    form = {
        "title": "Shall we meet in May?", "text": "In Nairobi.", "language": "en", "method": "majority",
        "abstentions": "aside", "reasons": "optional", "visibility": "0",
        "closes_at": f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert ben.post(reverse("decisions:propose_decision"), form | {"title": ""}).status_code == 400
    assert ben.post(reverse("decisions:propose_decision"), form).status_code == 302
    decision = Decision.objects.get()
    assert ben.post(path("edit_decision", decision), form | {"text": "In Kisumu."}).status_code == 302
    french = {"language": "fr", "title": "Se réunir en mai ?", "text": "À Kisumu."}
    assert ben.post(path("word_decision", decision), french).status_code == 302
    ada = sign_in("ada")
    assert "Freeze and announce" in read(ada, path("announce_decision", decision))
    assert ada.post(path("announce_decision", decision)).status_code == 302
    later = f"{timezone.now() + timedelta(days=5):%Y-%m-%dT%H:%M}"
    assert ada.post(path("extend_decision", decision), {"closes_at": later, "reason": ""}).status_code == 400
    assert (
        ada.post(path("extend_decision", decision), {"closes_at": later, "reason": "A holiday."}).status_code
        == 302
    )
    ben = sign_in("ben")
    said = {"organisation": world.organisation.pk, "reason": CONCERN.reason, "resolution": CONCERN.resolution}
    assert ben.post(path("raise_objection", decision), said).status_code == 302
    assert (
        ben.post(path("recuse_voter", decision), {"organisation": world.organisation.pk}).status_code == 302
    )
    assert ben.post(path("add_remark", decision), {"text": "Good."}).status_code == 302
    objection = decision.objections.get()
    assert ben.post(path("answer_objection", decision, objection.pk), {"answer": "Noted."}).status_code == 302
    assert ben.post(path("settle_objection", decision, objection.pk), {"verdict": "so"}).status_code == 409
    assert (
        ben.post(path("settle_objection", decision, objection.pk), {"verdict": "sustained"}).status_code
        == 302
    )
    close(fresh(decision))
    assert ben.post(path("conclude_decision", decision), {"statement": "We do."}).status_code == 302
    assert "We do." in read(ben, path("decision", decision))
    assert "A holiday." in read(ben, path("decision", decision))


def test_a_question_is_shown_in_the_readers_language(world: World, client: Client) -> None:
    draft = propose_decision(SYSTEM, a_question())
    word_decision(SYSTEM, draft, "ar", "هل ننشر الدليل؟", "ينشر الدليل في يونيو.")
    Decision.objects.filter(pk=draft.pk).update(
        announced_at=timezone.now(), promised_visibility=0, rules=draft.current_rules_as_json, text_hash="0" * 64,
        opens_at=timezone.now(), closes_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    page = read(client, path("decision", draft).replace("/en/", "/ar/"))
    assert 'lang="ar" dir="rtl">هل ننشر الدليل؟' in page
    assert draft.title in page


def test_what_waits_for_somebody_leads_to_where_it_is_cleared(world: World, sign_in: Any) -> None:
    decision = make_decision()
    ben = world.actor("ben")
    waiting = {each.name: each for each in lists_for(ben, is_personal=True)}
    assert waiting["ballots"].count(ben) == 1
    (entry,) = waiting["ballots"].entries(ben, 5)
    assert sign_in("ben").get(entry.url).status_code == 200
    vote(ben, decision, "no", concern=CONCERN)
    assert waiting["ballots"].count(ben) == 0
    ada = world.actor("ada")
    desk = {each.name: each for each in lists_for(ada, is_personal=False)}
    (entry,) = desk["objections-desk"].entries(ada, 5)
    assert sign_in("ada").get(entry.url).status_code == 200
    close(decision)
    (entry,) = desk["outcomes-desk"].entries(ada, 5)
    assert sign_in("ada").get(entry.url).status_code == 200


def many_votes(decision: Decision, actor: Actor, count: int) -> None:
    """Straight into the tables: so many voters, each with a vote."""
    assert actor.person
    organisations = Organisation.objects.bulk_create(
        Organisation(
            slug=f"many-{count}-{number}", name=f"Many {number} (fictional)", place_id="KE", confidence="low",
            stakeholder_group="academia",
        )
        for number in range(count)
    )  # fmt: skip
    voters = Voter.objects.bulk_create(
        Voter(decision=decision, organisation=each, group="academia", region="002", has_spoken=True)
        for each in organisations
    )
    votes = Vote.objects.bulk_create(
        Vote(
            voter=voter, organisation=voter.organisation, cast_by=actor.person, by="mandate", position="yes",
            at=timezone.now(),
        )
        for voter in voters
    )  # fmt: skip
    for voter, cast in zip(voters, votes, strict=True):
        voter.vote = cast
    Voter.objects.bulk_update(voters, ["vote"], batch_size=300)


@pytest.mark.parametrize("name", ["decision", "votes"])
def test_a_page_costs_as_many_queries_with_one_vote_as_with_many(
    world: World, client: Client, name: str
) -> None:
    asked = []
    (actor,) = make_members(1, groups=("private-sector",))  # type: ignore[arg-type]
    for count in (1, 400):
        decision = make_decision(groups=("law-enforcement",))
        many_votes(decision, actor, count)
        client.get(path(name, decision))
        with CaptureQueriesContext(connection) as found:
            assert client.get(path(name, decision)).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1] <= 20
