"""Comments of the demo, and a guideline that went all the way to its second edition. Every word is invented."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from intersession.access.actor import SYSTEM, Actor
from intersession.decisions.actions import Question, conclude_decision, keep_the_clock
from intersession.decisions.models import Decision
from intersession.decisions.roll import organisations_of
from intersession.decisions.voices import Concern, Said, answer_objection, cast_vote, settle_objection
from intersession.papers import changes
from intersession.papers.actions import (
    add_blocks,
    check_changes,
    move_paper,
    name_changes,
    propose_paper,
    remove_block,
    revise_block,
    sponsor_paper,
)
from intersession.papers.demo import TITLE as OPEN_PAPER
from intersession.papers.demo import cast
from intersession.papers.models import Block, Paper, Version
from intersession.reviews.actions import add_comment, answer_comment, apply_suggestion, reply_to_comment
from intersession.reviews.models import Comment

TITLE = "Report buttons that children find (demonstration)"
PURPOSE = "Invented for the demonstration: what a service owes a child who wants to report something."
TEXT = """# What a child sees

Every word here is invented for the demonstration; no organisation follows this guideline.

The report button stands where the harm is seen, on every screen and in every language of the service.

A report needs no more than two steps, and no account.

## What happens then

Whoever reports receives an answer in due time, in words that a child understands.

The service keeps a list of all reports for the authority.

- The answer says what was done, and why.
- It names a helpline of the child's country.

| What was reported | Answer within |
|---|---|
| A threat | 1 hour |
| An image | 24 hours |
"""


@transaction.atomic
def fill(actor: Actor) -> str:
    """Comments on the paper that is open, and the guideline; nothing where they are already or nobody can write."""
    if Comment.objects.exists() or Paper.objects.filter(title=TITLE).exists():
        return ""
    people = cast()
    if people is None or len(people.members) < 3:
        return ""
    with override("en"):
        open_paper = Paper.objects.filter(title=OPEN_PAPER, state="comments").first()
        if open_paper:
            _talk(open_paper, people.members[1], people.members[2], people.members[0])
        _guideline(people.members, people.second, people.secretariat)
    return "comments, and a guideline in its second edition"


def _block(version: Version, beginning: str) -> Block:
    found: Block = version.blocks.get(text__startswith=beginning)
    return found


def _talk(paper: Paper, one: Actor, other: Actor, author: Actor) -> None:
    version = paper.versions.get(number=1)
    check, listed = _block(version, "Services should use"), _block(version, "- A check says")
    said = add_comment(
        one,
        paper,
        1,
        check.key,
        "An invented comment: who decides what is the least intrusive means?",
        quote="the least intrusive means",
    )
    reply_to_comment(author, said, "An invented reply: the regulator of each country; we should say so.")
    add_comment(
        other,
        paper,
        1,
        check.key,
        "An invented comment: “needs” can be stretched.",
        quote="than that check needs",
        suggestion="than that check strictly needs, and for no longer than it takes",
    )
    whole = add_comment(other, paper, 1, listed.key, "An invented comment: the list should name appeals.")
    answer_comment(author, whole, "partly", "An invented answer: the second point is about appeals.")


def _wait(paper: Paper) -> Paper:
    """The demo cannot wait weeks for a clock: the time it promised is over now."""
    now = timezone.now()
    Paper.objects.filter(pk=paper.pk).update(state_since=now - timedelta(days=40), state_until=now)
    return paper


def _guideline(members: list[Actor], second: Actor, secretariat: Actor) -> None:
    author, one, other = members[:3]
    paper = propose_paper(author, "guideline", TITLE, "en", PURPOSE, TEXT, is_fictional=True)
    for each in (one, other):
        if each.organisation and each.organisation.pk != paper.organisation_id:
            sponsor_paper(each, paper)
    move_paper(secretariat, paper, "open_comments")
    _discuss(paper, author, one, other)
    _revise(paper, author, second, secretariat)
    _decide(paper, members, secretariat)
    _second_edition(paper, author, second, secretariat, one)


def _discuss(paper: Paper, author: Actor, one: Actor, other: Actor) -> None:
    """Four comments: one is carried into the next version, one suggests, one needs a look, one is kept."""
    first = paper.versions.get(number=1)
    steps, answer = _block(first, "A report needs"), _block(first, "Whoever reports")
    carried = add_comment(
        one, paper, 1, steps.key, "An invented comment: without an account, how is it followed up?"
    )
    add_comment(
        other,
        paper,
        1,
        answer.key,
        "An invented comment: “in due time” promises nothing.",
        quote="in due time",
        suggestion="within 24 hours",
    )
    look = add_comment(
        one,
        paper,
        1,
        _block(first, "The report button").key,
        "An invented comment: a button is not enough for who cannot read.",
        quote="on every screen and in every language of the service",
    )
    kept = add_comment(
        other,
        paper,
        1,
        _block(first, "The service keeps").key,
        "An invented comment: a list of all reports is a risk of its own.",
    )
    answer_comment(author, carried, "not", "An invented answer: with a code that the child receives.")
    answer_comment(author, look, "accepted", "An invented answer: pictures stand beside the words now.")
    answer_comment(author, kept, "accepted", "An invented answer: the paragraph is gone.")


def _revise(paper: Paper, author: Actor, second: Actor, secretariat: Actor) -> None:
    move_paper(secretariat, _wait(paper), "begin_revision")
    apply_suggestion(author, Comment.objects.get(version__paper=paper, quote="in due time"))
    draft = paper.versions.get(published_at=None)
    button, listed = _block(draft, "The report button"), _block(draft, "The service keeps")
    words = button.text.replace(
        "on every screen and in every language", "on every screen, in words of every language"
    )
    revise_block(
        author, paper, button.key, words.replace("service.", "service and as a picture."), button.revision
    )
    remove_block(author, paper, listed.key, listed.revision)
    _name(paper, author, second, 3, "An answer comes within 24 hours. The list of all reports is gone.")
    move_paper(secretariat, paper, "call_last")


def _name(paper: Paper, author: Actor, second: Actor, change_class: int, summary: str) -> None:
    draft = paper.versions.get(published_at=None)
    name_changes(author, paper, dict.fromkeys(changes.changed_keys(draft), change_class), summary)
    check_changes(second, paper)


def _decide(paper: Paper, members: list[Actor], secretariat: Actor) -> None:
    """Adopted by a majority, with one objection that its organisation sustains."""
    question = Question(
        title=f"Shall the coalition adopt “{TITLE}”?",
        text=PURPOSE,
        method="majority",
        quorum="none",
        closes_at=timezone.now() + timedelta(days=8),
    )
    move_paper(secretariat, _wait(paper), "put_to_decision", question=question)
    decision = paper.versions.get(number=2).decision
    assert decision
    voters = [
        each for each in members if each.organisation and each.organisation.pk in organisations_of(each)
    ]
    for place, voter in enumerate(voters):
        assert voter.organisation
        concern = Concern(
            "An invented objection: 24 hours are too long where somebody is threatened.",
            "One hour for threats, in the paragraph itself.",
        )
        is_objecting = place == len(voters) - 1
        said = Said("no", concern=concern) if is_objecting else Said("yes")
        cast_vote(voter, decision, voter.organisation, said)
    objection = decision.objections.get()
    answer_objection(secretariat, objection, "An invented answer: the table below says one hour for threats.")
    settle_objection(voters[-1], objection, is_resolved=False)
    Decision.objects.filter(pk=decision.pk).update(closes_at=timezone.now())
    keep_the_clock(SYSTEM, decision)
    conclude_decision(
        secretariat, decision, "An invented outcome: adopted, with the objection and its answer."
    )
    move_paper(secretariat, paper, "adopt")


def _second_edition(paper: Paper, author: Actor, second: Actor, secretariat: Actor, one: Actor) -> None:
    move_paper(secretariat, paper, "begin_review", reason="An invented reason: the objection asks for more.")
    move_paper(secretariat, paper, "revise_edition")
    draft = paper.versions.get(published_at=None)
    answer = _block(draft, "Whoever reports")
    threats = "Where somebody is threatened the answer comes within an hour, at night and on holidays too."
    add_blocks(author, paper, answer.key, threats)
    _name(paper, author, second, 4, "New: where somebody is threatened the answer comes within an hour.")
    move_paper(secretariat, paper, "call_last")
    third = paper.versions.get(number=3)
    add_comment(
        one,
        paper,
        3,
        _block(third, "Where somebody").key,
        "An invented comment: small services have nobody at night.",
        quote="at night and on holidays too",
    )
