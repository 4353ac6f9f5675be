"""A paper from a proposal to its last call: who may, when, and what can never happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.decisions.actions import conclude_decision
from intersession.papers import actions, changes
from intersession.papers.models import Block, Paper, State, Version
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


def draft(paper: Paper) -> Version:
    version: Version = paper.versions.get(published_at=None)
    return version


def blocks(paper: Paper) -> list[Block]:
    return list(draft(paper).blocks.order_by("position", "pk"))


def test_a_proposal_is_a_draft_of_its_organisation(world: World) -> None:
    paper = make_paper(world)
    assert (paper.state, paper.organisation, paper.first_published_at) == (
        State.DRAFT,
        world.organisation,
        None,
    )
    assert [block.kind for block in blocks(paper)] == ["heading", "paragraph", "list", "paragraph"]
    assert Event.objects.latest("id").verb == "paper.proposed"


@pytest.mark.parametrize("name", ["visitor", "eve", "obi", "ada"])
def test_only_members_propose(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        actions.propose_paper(world.actor(name), "position", "T", "en", "P", "Text.")
    assert not Paper.objects.exists()


@pytest.mark.parametrize("fields", [{"title": " "}, {"kind": "law"}, {"purpose": ""}])
def test_a_proposal_that_breaks_a_rule_leaves_nothing(world: World, fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        make_paper(world, **fields)
    assert not Paper.objects.exists()


def test_two_papers_of_one_title_have_two_addresses(world: World) -> None:
    assert make_paper(world).slug != make_paper(world).slug


def test_a_title_without_latin_letters_has_an_address(world: World) -> None:
    assert make_paper(world, title="حماية الأطفال", language="ar").slug.startswith("paper-")


def test_an_organisation_stands_behind_a_proposal_once_and_not_behind_its_own(world: World) -> None:
    paper = make_paper(world)
    actions.sponsor_paper(world.actor("lou"), paper)
    for name in ("lou", "lea", "ben"):
        with pytest.raises(Refused):
            actions.sponsor_paper(world.actor(name), paper)
    with pytest.raises(NotAllowed):
        actions.sponsor_paper(world.actor("obi"), paper)


def test_without_sponsors_of_two_groups_it_is_not_opened(world: World) -> None:
    paper = make_paper(world)
    with pytest.raises(Refused, match="stakeholder group"):
        actions.move_paper(world.actor("ada"), paper, "open_comments")
    actions.sponsor_paper(world.actor("lou"), paper)
    paper = actions.move_paper(world.actor("ada"), paper, "open_comments")
    assert paper.state == State.COMMENTS
    assert paper.state_until is not None


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "lou", "vera"])
def test_only_the_secretariat_moves_a_paper_on(world: World, name: str) -> None:
    paper = make_paper(world)
    with pytest.raises(NotAllowed):
        actions.move_paper(world.actor(name), paper, "withdraw", reason="No.")


def test_publishing_freezes_the_text_and_begins_the_next_draft_with_the_same_keys(world: World) -> None:
    paper = make_public(world)
    public, following = paper.versions.get(number=1), draft(paper)
    assert public.text_hash == hash_of(public.blocks.all())
    assert [block.key for block in public.blocks.all()] == [block.key for block in following.blocks.all()]
    assert changes.changed_keys(following) == []


def test_a_public_version_cannot_be_reached_by_an_edit(world: World) -> None:
    paper = make_revision(world)
    before = paper.versions.get(number=1)
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Something else is asked now.", block.revision)
    assert before.text_hash == hash_of(before.blocks.all())


def test_a_text_that_is_open_for_comments_is_not_edited(world: World) -> None:
    paper = make_public(world)
    block = blocks(paper)[0]
    with pytest.raises(Refused):
        actions.revise_block(world.actor("ben"), paper, block.key, "# Else", block.revision)


def test_another_organisation_does_not_edit(world: World) -> None:
    paper = make_paper(world)
    block = blocks(paper)[0]
    for attempt in (
        lambda actor: actions.revise_block(actor, paper, block.key, "# Else", 1),
        lambda actor: actions.add_blocks(actor, paper, "", "More."),
        lambda actor: actions.remove_block(actor, paper, block.key, 1),
        lambda actor: actions.move_block(actor, paper, block.key, True),
        lambda actor: actions.claim_block(actor, paper, block.key),
    ):
        for name in ("lou", "eve", "visitor"):
            with pytest.raises(NotAllowed):
                attempt(world.actor(name))
    assert blocks(paper)[0].text == "# What we ask"


def test_who_saves_second_is_shown_the_other_text_and_loses_nothing(world: World) -> None:
    paper = make_paper(world)
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Ben's words.", 1)
    with pytest.raises(actions.Conflict) as conflict:
        actions.revise_block(world.actor("chi"), paper, block.key, "Chi's words.", 1)
    assert conflict.value.block.text == "Ben's words."
    actions.revise_block(world.actor("chi"), paper, block.key, "Both words.", 2)
    assert blocks(paper)[1].text == "Both words."


def test_several_paragraphs_become_several_blocks_and_the_first_keeps_the_key(world: World) -> None:
    paper = make_paper(world)
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "First.\n\nSecond.\n\nThird.", 1)
    assert [each.text for each in blocks(paper)][1:4] == ["First.", "Second.", "Third."]
    assert blocks(paper)[1].key == block.key


def test_a_claim_warns_others_and_locks_nobody_out(world: World) -> None:
    paper = make_paper(world)
    block = blocks(paper)[1]
    assert actions.claim_block(world.actor("ben"), paper, block.key) is None
    claim = actions.claim_block(world.actor("chi"), paper, block.key)
    assert claim is not None
    assert claim.person == world.people["ben"]
    actions.revise_block(world.actor("chi"), paper, block.key, "Chi's words.", 1)


def test_blocks_move_and_go(world: World) -> None:
    paper = make_paper(world)
    one, two, *rest = blocks(paper)
    actions.move_block(world.actor("ben"), paper, one.key, down=True)
    assert [block.key for block in blocks(paper)][:2] == [two.key, one.key]
    actions.move_block(world.actor("ben"), paper, two.key, down=False)
    actions.remove_block(world.actor("ben"), paper, two.key, 1)
    assert [block.key for block in blocks(paper)] == [one.key, *(block.key for block in rest)]


def test_changes_are_named_by_one_and_checked_by_another(world: World) -> None:
    paper = make_revision(world)
    block = blocks(paper)[1]
    actions.revise_block(
        world.actor("ben"), paper, block.key, "Services ask nobody for any data.", block.revision
    )
    with pytest.raises(Refused, match="not named"):
        actions.move_paper(world.actor("ada"), paper, "call_last")
    with pytest.raises(Refused, match="no change class"):
        actions.name_changes(world.actor("ben"), paper, {}, "")
    with pytest.raises(Refused, match="plain words"):
        actions.name_changes(world.actor("ben"), paper, {block.key: 3}, " ")
    actions.name_changes(world.actor("ben"), paper, {block.key: 3}, "No data at all may be asked for.")
    with pytest.raises(Refused, match="second person"):
        actions.check_changes(world.actor("ben"), paper)
    with pytest.raises(Refused, match="second person"):
        actions.move_paper(world.actor("ada"), paper, "call_last")
    actions.check_changes(world.actor("chi"), paper)
    paper = actions.move_paper(world.actor("ada"), paper, "call_last")
    public = paper.versions.get(number=2)
    assert (public.change_class, public.checked_by) == (3, world.people["chi"])


def test_an_edit_after_the_check_has_to_be_checked_again(world: World) -> None:
    paper = make_revision(world)
    block = blocks(paper)[1]
    actions.revise_block(world.actor("ben"), paper, block.key, "Services ask for little.", block.revision)
    name_and_check(world, paper)
    actions.add_blocks(world.actor("ben"), paper, block.key, "And one thing more.")
    with pytest.raises(Refused, match="not named"):
        actions.move_paper(world.actor("ada"), paper, "call_last")


def test_without_a_change_the_last_call_is_about_the_version_that_stands(world: World) -> None:
    paper = actions.move_paper(world.actor("ada"), make_revision(world), "call_last")
    assert paper.versions.exclude(published_at=None).count() == 1
    step = paper.steps.last()
    assert step
    assert step.version
    assert step.version.number == 1


def test_a_state_lasts_as_long_as_was_promised(world: World) -> None:
    paper = make_public(world)
    with pytest.raises(Refused, match="until"):
        actions.move_paper(world.actor("ada"), paper, "begin_revision")
    actions.move_paper(world.actor("ada"), let_time_pass(paper), "begin_revision")


def test_a_clock_is_lengthened_and_not_shortened(world: World) -> None:
    paper = make_paper(world)
    actions.sponsor_paper(world.actor("lou"), paper)
    with pytest.raises(Refused):
        actions.move_paper(
            world.actor("ada"), paper, "open_comments", until=timezone.now() + timedelta(days=2)
        )
    longer = timezone.now() + timedelta(days=90)
    assert actions.move_paper(world.actor("ada"), paper, "open_comments", until=longer).state_until == longer


def test_a_paper_is_adopted_by_a_decision_about_this_very_text(world: World) -> None:
    paper = put_to_decision(world)
    version = paper.versions.exclude(published_at=None)[0]
    assert version.decision is not None
    assert version.decision.subject_hash == version.text_hash
    with pytest.raises(Refused, match="still deciding"):
        actions.move_paper(world.actor("ada"), paper, "adopt")
    decision = decided(world, version.decision, chi="yes", lea="yes")
    with pytest.raises(Refused, match="not written yet"):
        actions.move_paper(world.actor("ada"), paper, "adopt")
    conclude_decision(world.actor("ada"), decision, "The members adopted the text.")
    assert actions.move_paper(world.actor("ada"), paper, "adopt").state == State.ADOPTED
    version.refresh_from_db()
    assert version.adopted_at is not None


def test_a_decision_that_did_not_pass_adopts_nothing(world: World) -> None:
    paper = put_to_decision(world)
    version = paper.versions.exclude(published_at=None)[0]
    assert version.decision is not None
    conclude_decision(
        world.actor("ada"), decided(world, version.decision, chi="no", lea="no"), "Not adopted."
    )
    with pytest.raises(Refused, match="did not pass"):
        actions.move_paper(world.actor("ada"), paper, "adopt")
    paper = actions.move_paper(world.actor("ada"), paper, "revise_again", reason="It was voted down.")
    assert paper.state == State.REVISION


def test_putting_it_to_the_members_needs_a_question(world: World) -> None:
    paper = actions.move_paper(world.actor("ada"), make_revision(world), "call_last")
    with pytest.raises(Refused):
        actions.move_paper(world.actor("ada"), let_time_pass(paper), "put_to_decision")


def test_a_withdrawn_paper_says_why_and_goes_nowhere(world: World) -> None:
    paper = make_public(world)
    with pytest.raises(Refused):
        actions.move_paper(world.actor("ada"), paper, "withdraw", reason=" ")
    paper = actions.move_paper(world.actor("ada"), paper, "withdraw", reason="Its sponsors left.")
    assert paper.withdrawn_because == "Its sponsors left."
    with pytest.raises(Refused):
        actions.move_paper(world.actor("ada"), paper, "open_comments")


def test_the_database_itself_keeps_the_promises(world: World) -> None:
    paper = make_public(world)
    version = paper.versions.get(number=1)
    attempts: list[Callable[[], object]] = [
        lambda: Version.objects.create(paper=paper, number=9),
        lambda: Version.objects.filter(pk=draft(paper).pk).update(published_at=timezone.now()),
        lambda: Version.objects.filter(pk=version.pk).update(
            classified_by=world.people["ben"], checked_by=world.people["ben"]
        ),
        lambda: Version.objects.filter(pk=version.pk).update(adopted_at=timezone.now()),
        lambda: Paper.objects.filter(pk=paper.pk).update(state="withdrawn"),
        lambda: Paper.objects.filter(pk=paper.pk).update(first_published_at=None),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_the_log_holds_no_text(world: World) -> None:
    paper = make_paper(world)
    actions.add_blocks(world.actor("ben"), paper, "", "A sentence of the draft.")
    facts = str(list(Event.objects.filter(subject_type="papers.paper").values_list("facts", flat=True)))
    assert "sentence of the draft" not in facts
