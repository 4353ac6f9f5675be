"""Comments on papers: who may, when, where they stand later, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.errors import NotAllowed, Refused
from intersession.differences.passages import Standing
from intersession.papers.actions import move_paper, remove_block, revise_block
from intersession.papers.models import Block, Paper
from intersession.reviews import actions, queries, waiting
from intersession.reviews.models import Comment, Disposition
from intersession.reviews.places import places_in
from tests.papers.making import let_time_pass, make_public, name_and_check
from tests.world import World

type SignIn = Callable[[str], Client]


def first_block(paper: Paper) -> Block:
    block: Block = paper.versions.get(number=1).blocks.get(position=1)
    return block


def comment_on(world: World, paper: Paper, name: str = "lou", **changed: Any) -> Comment:
    fields = {"text": "Say who checks this.", "quote": "more data than the check needs", **changed}
    return actions.add_comment(world.actor(name), paper, 1, first_block(paper).key, **fields)


def revised(world: World, paper: Paper) -> Paper:
    return move_paper(world.actor("ada"), let_time_pass(paper), "begin_revision")


def draft_block(paper: Paper) -> Block:
    block: Block = paper.versions.get(published_at=None).blocks.get(key=first_block(paper).key)
    return block


@pytest.mark.parametrize("name", ["lou", "obi", "eve", "ben", "ada"])
def test_whoever_signed_in_comments(world: World, name: str) -> None:
    comment = comment_on(world, make_public(world), name)
    assert comment.organisation == world.actor(name).organisation
    assert comment.quote == first_block(comment.version.paper).text[comment.start : comment.end]


def test_a_visitor_does_not_comment(world: World) -> None:
    with pytest.raises(NotAllowed):
        comment_on(world, make_public(world), "visitor")


def test_a_paper_that_is_revised_takes_no_comments(world: World) -> None:
    paper = revised(world, make_public(world))
    with pytest.raises(Refused, match="no comments"):
        comment_on(world, paper)


@pytest.mark.parametrize("fields", [{"quote": "words that are not there"}, {"text": " "}])
def test_a_comment_that_breaks_a_rule_leaves_nothing(world: World, fields: dict[str, str]) -> None:
    paper = make_public(world)
    with pytest.raises((Refused, ValidationError)):
        comment_on(world, paper, **fields)
    assert not Comment.objects.exists()


def test_nobody_floods_a_paper(world: World) -> None:
    paper = make_public(world)
    for _ in range(actions.MOST_AN_HOUR):
        comment_on(world, paper)
    with pytest.raises(Refused, match="within an hour"):
        comment_on(world, paper)
    comment_on(world, paper, "lea")


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        ("{} And one more.", Standing.CARRIED),
        ("needs", Standing.CHECK),
        ("Something else altogether.", Standing.GONE),
        ("", Standing.GONE),
    ],
)
def test_a_comment_is_carried_checked_or_kept_and_always_listed(
    world: World, client: Client, change: str, standing: Standing
) -> None:
    paper = make_public(world)
    comment = comment_on(world, paper)
    actions.answer_comment(world.actor("ben"), comment, "not", "It is said below.")
    paper = revised(world, paper)
    block = draft_block(paper)
    if change == "needs":
        new = block.text.replace("than the check needs", "than it needs")
    else:
        new = change.format(block.text)
    if new:
        revise_block(world.actor("ben"), paper, block.key, new, block.revision)
    else:
        remove_block(world.actor("ben"), paper, block.key, block.revision)
    name_and_check(world, paper)
    paper = move_paper(world.actor("ada"), paper, "call_last")
    newest = paper.versions.get(number=2)
    assert places_in(newest, [comment])[comment.pk].standing == standing
    page = client.get(f"/en/papers/{paper.slug}/comments/").content.decode()
    assert f'id="comment-{comment.pk}"' in page
    assert ("Kept with its version" in page) == (standing == Standing.GONE)
    assert ("To be checked" in page) == (standing == Standing.CHECK)
    assert sum(queries.counts_in(newest).values()) == (standing != Standing.GONE)
    old = client.get(f"/en/papers/{paper.slug}/versions/1/comments/{comment.key}/").content.decode()
    assert "Say who checks this." in old


def test_every_comment_has_a_disposition_before_the_last_call(world: World) -> None:
    paper = make_public(world)
    comment, gone = comment_on(world, paper), comment_on(world, paper)
    actions.reply_to_comment(world.actor("ben"), comment, "We will look.")
    actions.withdraw_comment(world.actor("lou"), gone)
    paper = revised(world, paper)
    with pytest.raises(Refused, match="1 comment has no disposition"):
        move_paper(world.actor("ada"), paper, "call_last")
    actions.answer_comment(world.actor("chi"), comment, "partly", "In the next edition.")
    assert move_paper(world.actor("ada"), paper, "call_last").state == "last-call"


@pytest.mark.parametrize("name", ["visitor", "eve", "lou", "obi", "vera"])
def test_only_the_proposing_organisation_and_the_secretariat_answer(world: World, name: str) -> None:
    comment = comment_on(world, make_public(world), suggestion="other words")
    with pytest.raises(NotAllowed):
        actions.answer_comment(world.actor(name), comment, "not", "No.")
    with pytest.raises(NotAllowed):
        actions.apply_suggestion(world.actor(name), comment)
    assert not Disposition.objects.exists()


def test_a_disposition_has_a_reason_whatever_writes_it(world: World) -> None:
    comment = comment_on(world, make_public(world))
    with pytest.raises(ValidationError):
        actions.answer_comment(world.actor("ben"), comment, "not", " ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.create(
            comment=comment,
            number=1,
            outcome="not",
            reason="",
            person=world.people["ben"],
            at=timezone.now(),
        )


def test_the_second_of_two_who_answer_is_told(world: World) -> None:
    comment = comment_on(world, make_public(world))
    actions.answer_comment(world.actor("ben"), comment, "not", "No.", seen=0)
    with pytest.raises(Refused, match="in the meantime"):
        actions.answer_comment(world.actor("chi"), comment, "accepted", "Yes.", seen=0)
    actions.answer_comment(world.actor("chi"), comment, "accepted", "Yes.", seen=1)
    assert list(comment.dispositions.values_list("outcome", flat=True)) == ["not", "accepted"]


def test_an_accepted_suggestion_goes_into_the_draft_once_and_answers_the_comment(world: World) -> None:
    paper = make_public(world)
    comment = comment_on(world, paper, suggestion="a birth date")
    with pytest.raises(Refused, match="being revised"):
        actions.apply_suggestion(world.actor("ben"), comment)
    paper = revised(world, paper)
    actions.apply_suggestion(world.actor("ben"), comment)
    assert "nobody for a birth date, and say so" in draft_block(paper).text
    assert not queries.unanswered(paper).exists()
    with pytest.raises(Refused, match="already"):
        actions.apply_suggestion(world.actor("chi"), comment, seen=1)


def test_a_suggestion_about_words_that_changed_is_refused_and_nothing_is_written(world: World) -> None:
    paper = make_public(world)
    comment = comment_on(world, paper, suggestion="a birth date")
    paper = revised(world, paper)
    block = draft_block(paper)
    revise_block(world.actor("chi"), paper, block.key, "Something else altogether.", block.revision)
    with pytest.raises(Refused, match="no longer says"):
        actions.apply_suggestion(world.actor("ben"), comment)
    assert draft_block(paper).text == "Something else altogether."
    assert not Disposition.objects.exists()


def test_withdrawing_leaves_a_tombstone_and_anothers_needs_a_reason(world: World, client: Client) -> None:
    paper = make_public(world)
    comment, other = comment_on(world, paper), comment_on(world, paper, "lea", text="Not for everybody.")
    for name in ("eve", "lea", "ben"):
        with pytest.raises(NotAllowed):
            actions.withdraw_comment(world.actor(name), comment, "No.")
    actions.withdraw_comment(world.actor("lou"), comment)
    with pytest.raises(Refused, match="why"):
        actions.withdraw_comment(world.actor("ada"), other)
    actions.withdraw_comment(world.actor("ada"), other, "It names a child.")
    for path in ("comments/", "comments/table/", "comments/table.csv", f"comments/{other.pk}/"):
        page = client.get(f"/en/papers/{paper.slug}/{path}").content.decode()
        assert "It names a child." in page
        assert "Not for everybody." not in page


def test_hostile_text_is_shown_as_text(world: World, client: Client) -> None:
    paper = make_public(world)
    comment = comment_on(world, paper, text="<script>x</script> \u202egnp.exe", suggestion="=1+1")
    for path in ("comments/", "comments/table/", f"versions/1/comments/{comment.key}/"):
        page = client.get(f"/en/papers/{paper.slug}/{path}").content.decode()
        assert "<script>x" not in page
        assert "[U+202E]" in page
    assert "'=1+1" in client.get(f"/en/papers/{paper.slug}/comments/table.csv").content.decode()


def test_a_name_is_shown_of_those_who_agreed(world: World, client: Client) -> None:
    paper = make_public(world)
    comment_on(world, paper, "eve")
    page = client.get(f"/en/papers/{paper.slug}/comments/").content.decode()
    assert "A participant" in page
    assert "Eve<" not in page


def test_what_was_typed_stays(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    path = f"/en/papers/{paper.slug}/versions/1/comments/{first_block(paper).key}/"
    browser = sign_in("lou")
    answer = browser.post(f"{path}add/", {"text": "My words.", "quote": "not there"})
    assert answer.status_code == 400
    assert "My words." in answer.content.decode()
    assert browser.post(f"{path}add/", {"text": "x" * 5001}).status_code == 400
    assert browser.post(f"{path}add/", {"text": "Mine.", "for_organisation": "on"}).status_code == 302
    made = Comment.objects.get()
    assert made.organisation == world.other
    page = f"/en/papers/{paper.slug}/comments/{made.pk}/"
    assert browser.get(page).status_code == 200
    assert browser.post(f"{page}reply/", {"text": "More."}).status_code == 302
    assert sign_in("ben").post(f"{page}answer/", {"outcome": "not", "reason": ""}).status_code == 400
    good = {"outcome": "not", "reason": "Because.", "seen": "0"}
    assert sign_in("ben").post(f"{page}answer/", good).status_code == 302
    late = sign_in("chi").post(f"{page}answer/", {**good, "reason": "My late reason."})
    assert late.status_code == 400
    assert "My late reason." in late.content.decode()


def test_pages_ask_as_often_for_many_comments_as_for_one(world: World, client: Client) -> None:
    paper = make_public(world)
    block, person = first_block(paper), world.people["lou"]

    def asked() -> list[int]:
        counts = []
        for path in ("", "comments/", "comments/table/", f"versions/1/comments/{block.key}/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/en/papers/{paper.slug}/{path}").status_code == 200
            counts.append(len(captured))
        return counts

    def write(count: int) -> None:
        Comment.objects.bulk_create(
            Comment(version=block.version, key=block.key, text=f"{number}", person=person, at=timezone.now())
            for number in range(count)
        )

    write(1)
    asked()
    one = asked()
    write(45)
    assert asked() == one
    assert max(one) <= 15


def test_comments_wait_for_those_who_may_answer_them(world: World) -> None:
    comment = comment_on(world, make_public(world))
    comment_on(world, comment.version.paper)
    names = ("ben", "chi", "lou", "ada", "visitor")
    own = {name: waiting.count(world.actor(name), is_own=True) for name in names}
    assert own == {"ben": 1, "chi": 1, "lou": 0, "ada": 0, "visitor": 0}
    assert waiting.count(world.actor("ada"), is_own=False) == 1
    (entry,) = waiting.entries(world.actor("ben"), 5, is_own=True)
    assert str(entry.note).startswith("2 comments")
    for each in Comment.objects.all():
        actions.answer_comment(world.actor("ben"), each, "not", "No.")
    assert waiting.count(world.actor("ben"), is_own=True) == 0


def test_whose_words_were_taken_over_is_named_with_the_text(world: World, client: Client) -> None:
    paper = make_public(world)
    comment = comment_on(world, paper, suggestion="a birth date")
    paper = revised(world, paper)
    actions.apply_suggestion(world.actor("ben"), comment)
    name_and_check(world, paper)
    paper = move_paper(world.actor("ada"), paper, "call_last")
    page = client.get(f"/en/papers/{paper.slug}/").content.decode()
    assert "Words taken over from" in page
    assert world.other.name in page
    assert "Words taken over from" not in client.get(f"/en/papers/{paper.slug}/versions/1/").content.decode()
