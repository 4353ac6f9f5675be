"""Papers for tests, made through the same actions as real ones."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from intersession.decisions.actions import Question, conclude_decision
from intersession.decisions.models import Decision
from intersession.decisions.voices import Said, answer_objection, cast_vote, raise_objection, settle_objection
from intersession.papers import actions, changes
from intersession.papers.models import Paper, Version
from tests.decisions.making import CONCERN, close
from tests.world import World

SOURCE = """# What we ask

Services ask nobody for more data than the check needs, and say so in words that children understand.

- Hotlines answer within one working day.
- Schools teach what to do when a stranger writes.

Governments publish how well a required measure works, and for whom it fails.[^1]

[^1]: See the report of the year before.
"""


def make_paper(world: World, source: str = SOURCE, **changed: str) -> Paper:
    """A draft of Harbour Lights."""
    fields = {
        "kind": "position",
        "title": "Age checks that respect children (fictional)",
        "language": "en",
        "purpose": "To say what an age check may ask for, and what it may not.",
        **changed,
    }
    return actions.propose_paper(world.actor("ben"), source=source, is_fictional=True, **fields)


def make_public(world: World, source: str = SOURCE) -> Paper:
    """The same with a second sponsor, published and open for comments."""
    paper = make_paper(world, source)
    actions.sponsor_paper(world.actor("lou"), paper)
    return actions.move_paper(world.actor("ada"), paper, "open_comments")


def let_time_pass(paper: Paper) -> Paper:
    """The same paper after its clock ran out."""
    now = timezone.now()
    Paper.objects.filter(pk=paper.pk).update(
        state_since=now - timedelta(days=60), state_until=now - timedelta(days=1)
    )
    paper.refresh_from_db()
    return paper


def make_revision(world: World) -> Paper:
    """A paper whose comments are closed: its text is being revised."""
    return actions.move_paper(world.actor("ada"), let_time_pass(make_public(world)), "begin_revision")


def name_and_check(world: World, paper: Paper, change_class: int = 2, summary: str = "") -> None:
    """Ben names every change, Chi checks them."""
    draft = paper.versions.get(published_at=None)
    classes = dict.fromkeys(changes.changed_keys(draft), change_class)
    actions.name_changes(world.actor("ben"), paper, classes, summary)
    actions.check_changes(world.actor("chi"), paper)


def put_to_decision(world: World, method: str = "majority") -> Paper:
    """A paper the members are asked about, by a majority unless said otherwise."""
    paper = let_time_pass(actions.move_paper(world.actor("ada"), make_revision(world), "call_last"))
    question = Question(
        "Shall we adopt it?", "As it stands.", method, closes_at=timezone.now() + timedelta(days=7)
    )
    return actions.move_paper(world.actor("ada"), paper, "put_to_decision", question=question)


def decided(world: World, decision: Decision, **votes: str) -> Decision:
    """The decision after these members of the cast voted for their organisations, closed by its clock."""
    for name, position in votes.items():
        actor = world.actor(name)
        assert actor.organisation
        cast_vote(actor, decision, actor.organisation, Said(position))
    return close(decision)


def with_dissent(world: World) -> Version:
    """A version that was adopted with one objection that is sustained."""
    paper = put_to_decision(world)
    decision = paper.versions.exclude(decision=None).get().decision
    assert decision is not None
    lea = world.actor("lea")
    assert lea.organisation
    objection = raise_objection(lea, decision, lea.organisation, CONCERN)
    answer_objection(world.actor("ada"), objection, "The proof is deleted after a day.")
    settle_objection(lea, objection, is_resolved=False)
    conclude_decision(world.actor("ada"), decided(world, decision, chi="yes", lea="yes"), "Adopted.")
    actions.move_paper(world.actor("ada"), paper, "adopt")
    found: Version = paper.versions.exclude(adopted_at=None).select_related("paper", "decision").get()
    return found
