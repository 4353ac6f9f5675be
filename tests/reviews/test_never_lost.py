"""Whatever is done to a text, every comment can be reached from some version, and none moves without saying so."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.errors import Refused
from intersession.differences.passages import Standing
from intersession.papers import actions as papers
from intersession.papers.models import Block, Paper, Version
from intersession.reviews.actions import add_comment, answer_comment
from intersession.reviews.models import Comment
from intersession.reviews.places import places_in
from tests.papers.making import let_time_pass, make_public, name_and_check
from tests.world import World

pytestmark = pytest.mark.django_db

WORDS = ("Somebody checks.", "than the check needs", "Nobody is asked.", "- One\n- Two", "A\n\nB", "لا أحد")
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("revise"), st.integers(0, 5), st.sampled_from(WORDS)),
        st.tuples(st.just("append"), st.integers(0, 5), st.sampled_from(WORDS)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("move"), st.integers(0, 5), st.booleans()),
        st.tuples(st.just("add"), st.integers(0, 5), st.sampled_from(WORDS)),
    ),
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS, more=EDITS, marks=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=3))
def test_every_comment_is_reached_from_some_version(
    world: World, client: Client, edits: list[Any], more: list[Any], marks: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        paper = make_public(world)
        comments = [comment_at(world, paper, *mark) for mark in marks]
        for each in comments:
            answer_comment(world.actor("ben"), each, "not", "It is said elsewhere.")
        paper = papers.move_paper(world.actor("ada"), let_time_pass(paper), "begin_revision")
        for number, round_of in enumerate((edits, more)):
            # A version says something new, whatever chance does to it.
            edit(world, paper, [*round_of, ("add", 0, f"New in round {number}.")])
            name_and_check(world, paper)
            paper = papers.move_paper(world.actor("ada"), paper, "call_last")
            assert_reached(client, paper, comments)
            paper = papers.move_paper(world.actor("ada"), paper, "revise_again", reason="Once more.")
        transaction.set_rollback(True)


def comment_at(world: World, paper: Paper, position: int, start: int) -> Comment:
    """A comment on a passage of a block, or on all of it."""
    blocks = list(paper.versions.get(number=1).blocks.order_by("position"))
    block = blocks[position % len(blocks)]
    quote = block.text[start : start + 20].strip()
    unique = quote if quote and block.text.count(quote) == 1 else ""
    return add_comment(world.actor("lou"), paper, 1, block.key, "Who checks it?", quote=unique)


def edit(world: World, paper: Paper, edits: list[Any]) -> None:
    """What a writer may do to the draft. What is refused is left."""
    ben = world.actor("ben")
    for name, place, *how in edits:
        draft = paper.versions.get(published_at=None)
        blocks = list(draft.blocks.order_by("position", "pk"))
        block: Block = blocks[place % len(blocks)]
        try:
            with transaction.atomic():
                if name == "revise":
                    papers.revise_block(ben, paper, block.key, how[0], block.revision)
                elif name == "append":
                    papers.revise_block(ben, paper, block.key, f"{block.text} {how[0]}", block.revision)
                elif name == "remove":
                    papers.remove_block(ben, paper, block.key, block.revision)
                elif name == "move":
                    papers.move_block(ben, paper, block.key, how[0])
                else:
                    papers.add_blocks(ben, paper, block.key, how[0])
        except Refused:
            pass


def assert_reached(client: Client, paper: Paper, comments: list[Comment]) -> None:
    newest: Version = paper.versions.exclude(published_at=None).latest("number")
    texts = dict(newest.blocks.values_list("key", "text"))
    before = dict(paper.versions.get(number=1).blocks.values_list("key", "text"))
    listed = client.get(f"/en/papers/{paper.slug}/comments/").content.decode()
    for comment in comments:
        assert f'id="comment-{comment.pk}"' in listed
        # Where it was made it stays, whatever came after.
        old = client.get(f"/en/papers/{paper.slug}/versions/1/comments/{comment.key}/")
        assert f'id="comment-{comment.pk}"' in old.content.decode()
        place = places_in(newest, [comment])[comment.pk]
        if place.standing == Standing.GONE:
            continue
        # A block that is gone may have been merged into another: its comment goes with its words, or says "look".
        shown = texts[place.key][place.start : place.end].split()
        if place.standing == Standing.CARRIED:
            # Carried means: the very words, at the very place that is shown.
            assert shown == (comment.quote or before[comment.key]).split()
        else:
            assert shown
