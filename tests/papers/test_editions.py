"""What happens after the decision is asked for: leaving it, adopting, editions, and other papers in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from intersession.access.errors import Refused
from intersession.decisions.actions import Question, conclude_decision
from intersession.decisions.models import Decision
from intersession.papers import actions, waiting
from intersession.papers.models import Block, Paper, State
from intersession.papers.queries import next_moves, versions_of
from intersession.papers.standing import adopted_version, shown_version
from intersession.papers.texts import hash_of
from tests.papers.making import (
    decided,
    let_time_pass,
    make_paper,
    make_public,
    make_revision,
    name_and_check,
    put_to_decision,
)
from tests.world import World


def blocks(paper: Paper) -> list[Block]:
    return list(paper.versions.get(published_at=None).blocks.order_by("position", "pk"))


def asked(paper: Paper) -> Decision:
    """What the members are or were asked about the newest public version."""
    decision = paper.versions.exclude(published_at=None)[0].decision
    assert decision
    return decision


def adopted(world: World, **votes: str) -> Paper:
    """A paper the members adopted."""
    paper = put_to_decision(world)
    decision = decided(
        world,
        asked(paper),
        **(votes or {"chi": "yes", "lea": "yes"}),
    )
    conclude_decision(world.actor("ada"), decision, "The members adopted the text.")
    return actions.move_paper(world.actor("ada"), paper, "adopt")


def question(days: float = 7, language: str = "en") -> Question:
    closes_at = timezone.now() + timedelta(days=days)
    return Question("Shall we adopt it?", "As it stands.", "majority", language, closes_at=closes_at)


@pytest.mark.parametrize("move", ["revise_again", "withdraw"])
def test_a_paper_that_leaves_its_decision_takes_the_open_question_back(world: World, move: str) -> None:
    paper = put_to_decision(world)
    actions.move_paper(world.actor("ada"), paper, move, reason="A law changed meanwhile.")
    decision = asked(paper)
    assert decision.withdrawn_at is not None
    assert decision.withdrawal_reason == "A law changed meanwhile."


def test_what_the_members_adopted_is_not_taken_back_for_revision(world: World) -> None:
    paper = put_to_decision(world)
    decided(world, asked(paper), chi="yes", lea="yes")
    with pytest.raises(Refused, match="adopted this text"):
        actions.move_paper(world.actor("ada"), paper, "revise_again", reason="We do not like it.")


@pytest.mark.parametrize(("days", "language"), [(6, "en"), (-1, "en"), (9, "tlh")])
def test_the_rules_of_a_question_hold_whoever_asks(world: World, days: float, language: str) -> None:
    paper = let_time_pass(actions.move_paper(world.actor("ada"), make_revision(world), "call_last"))
    with pytest.raises(Refused):
        actions.move_paper(world.actor("ada"), paper, "put_to_decision", question=question(days, language))
    paper.refresh_from_db()
    assert paper.state == State.LAST_CALL


def test_a_paper_is_not_proposed_in_a_language_nobody_offers(world: World) -> None:
    with pytest.raises(ValidationError):
        make_paper(world, language="tlh")


def test_a_second_edition_is_adopted_and_the_first_stays(world: World) -> None:
    paper = adopted(world)
    ada = world.actor("ada")
    paper = actions.move_paper(ada, paper, "begin_review", reason="Two years are over.")
    paper = actions.move_paper(ada, paper, "revise_edition")
    with pytest.raises(Refused, match="says the same"):
        actions.move_paper(ada, paper, "call_last")
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Services ask for nothing.", block.revision)
    name_and_check(world, paper, 3, "Services ask for nothing any more.")
    paper = let_time_pass(actions.move_paper(ada, paper, "call_last"))
    first, second = paper.versions.get(number=1), paper.versions.get(number=2)
    assert adopted_version(versions_of(paper)) == first
    assert shown_version(paper, versions_of(paper)) == second
    paper = actions.move_paper(ada, paper, "put_to_decision", question=question())
    conclude_decision(ada, decided(world, asked(paper), chi="yes", lea="yes"), "Adopted.")
    paper = actions.move_paper(ada, paper, "adopt")
    first.refresh_from_db()
    assert first.adopted_at is not None
    assert first.decision is not None
    assert first.text_hash == hash_of(first.blocks.all())
    assert [version.edition for version in versions_of(paper)] == [2, 1]  # type: ignore[attr-defined]
    assert shown_version(paper, versions_of(paper)) == second


def test_an_edition_that_is_given_up_leaves_the_adopted_one(world: World) -> None:
    paper = adopted(world)
    ada = world.actor("ada")
    paper = actions.move_paper(ada, paper, "begin_review", reason="Two years are over.")
    paper = actions.move_paper(ada, paper, "revise_edition")
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Services ask for nothing.", block.revision)
    name_and_check(world, paper)
    paper = let_time_pass(actions.move_paper(ada, paper, "call_last"))
    paper = actions.move_paper(ada, paper, "put_to_decision", question=question())
    paper = actions.move_paper(ada, paper, "keep_edition", reason="Not the moment.")
    paper = actions.move_paper(ada, paper, "begin_review", reason="Again.")
    paper = actions.move_paper(ada, paper, "confirm", reason="It still fits.")
    second = paper.versions.get(number=2)
    assert (paper.state, second.adopted_at) == (State.ADOPTED, None)
    assert second.decision is not None
    assert second.decision.withdrawn_at is not None
    shown = shown_version(paper, versions_of(paper))
    assert shown is not None
    assert shown.number == 1


def test_there_is_no_edition_to_keep_where_none_was_adopted(world: World) -> None:
    paper = make_revision(world)
    assert "keep_edition" not in {each.move.name for each in next_moves(paper)}
    with pytest.raises(Refused):
        actions.move_paper(world.actor("ada"), paper, "keep_edition", reason="No.")


def test_an_adopted_paper_is_superseded_by_another_adopted_one(world: World) -> None:
    old, ada = adopted(world), world.actor("ada")
    draft_only = make_paper(world)
    for successor in (None, old, draft_only):
        with pytest.raises(Refused, match="adopted paper"):
            actions.move_paper(ada, old, "supersede", reason="Newer.", successor=successor)
    new = adopted(world)
    old = actions.move_paper(ada, old, "supersede", reason="The newer one says more.", successor=new)
    assert (old.state, old.superseded_by) == (State.SUPERSEDED, new)
    with pytest.raises(Refused):
        actions.move_paper(ada, old, "withdraw", reason="No.")


def test_the_page_says_which_text_holds_and_whose_move_it_is(world: World, client: Client) -> None:
    paper = adopted(world)
    ada = world.actor("ada")
    page = client.get(f"/en/papers/{paper.slug}/").content.decode()
    assert "edition 1, holds" in page
    assert "nobody: it holds as it is" in page
    paper = actions.move_paper(ada, paper, "begin_review", reason="Two years are over.")
    paper = actions.move_paper(ada, paper, "revise_edition")
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Services ask for nothing.", block.revision)
    name_and_check(world, paper)
    actions.move_paper(ada, paper, "call_last")
    page = client.get(f"/en/papers/{paper.slug}/").content.decode()
    assert "version 2, which is proposed and not adopted" in page
    assert "Version 1 is the adopted text" in page
    assert "Services ask for nothing." in page
    assert (
        "The adopted text is version 1" in client.get(f"/en/papers/{paper.slug}/versions/2/").content.decode()
    )


def test_two_versions_are_chosen_without_script(world: World, client: Client) -> None:
    paper = make_public(world)
    path = f"/en/papers/{paper.slug}/changes/"
    assert client.get(path).headers["Location"].endswith("/changes/1-1/")
    assert client.get(f"{path}?old=1&new=1").status_code == 302
    for query in ("?old=7", "?old=x&new=1", "?old=&new="):
        assert client.get(path + query).status_code == 404


def test_changes_that_a_colleague_named_wait_for_a_second_person(world: World) -> None:
    paper = make_revision(world)
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Services ask for nothing.", block.revision)
    actions.name_changes(world.actor("ben"), paper, {block.key: 2}, "")
    counts = {
        name: waiting.count_checks(world.actor(name)) for name in ("ben", "chi", "lou", "ada", "visitor")
    }
    assert counts == {"ben": 0, "chi": 1, "lou": 0, "ada": 0, "visitor": 0}
    assert [each.title for each in waiting.checks(world.actor("chi"), 5)] == [paper.title]
    actions.check_changes(world.actor("chi"), paper)
    assert waiting.count_checks(world.actor("chi")) == 0
