"""What translating promises, through the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.decisions.actions import Question
from intersession.papers.models import Paper
from intersession.translations.actions import (
    Conflict,
    ask_members,
    begin_batch,
    check_translation,
    discard_batch,
    offer_translation,
    take_batch,
)
from intersession.translations.models import TITLE, Batch, Rendition, Translation
from intersession.translations.outlines import outline_of
from intersession.translations.preview import rows_of
from intersession.translations.queries import text_of, work_for
from intersession.translations.standing import Standing
from intersession.translations.xliff import File, Unit
from tests.papers.making import make_paper, make_public
from tests.translations.making import FRENCH, blocks_of, knows, newest, next_version, offer, translate
from tests.world import World

QUESTION = Question("Shall we adopt it in French?", "As it stands.", "consent")


def question() -> Question:
    return replace(QUESTION, closes_at=timezone.now() + timedelta(days=8))


def standing(paper: Paper, key: str) -> Standing:
    text = text_of(newest(paper), "fr")
    return next(each.standing for each in text.everything if each.key == key)


def paragraph(paper: Paper) -> str:
    return str(next(block.key for block in blocks_of(newest(paper)) if block.kind == "paragraph"))


def test_a_member_translates_and_everybody_reads_who_did(world: World) -> None:
    paper = make_public(world)
    made = offer(world, newest(paper), paragraph(paper), "Un **texte** en français.")
    assert made.html == "<p>Un <strong>texte</strong> en français.</p>\n"
    assert made.organisation == world.actor("lou").organisation
    assert Event.objects.filter(verb="translation.offered", is_public=True).count() == 1
    with pytest.raises(NotAllowed):
        offer_translation(world.actor("eve"), newest(paper), "fr", TITLE, "Un titre")
    with pytest.raises(NotAllowed):
        offer_translation(world.actor("visitor"), newest(paper), "fr", TITLE, "Un titre")


@pytest.mark.parametrize(
    ("change_class", "expected"),
    [(1, Standing.REWORDED), (2, Standing.REWORDED), (3, Standing.STALE), (4, Standing.STALE)],
)
def test_only_a_change_of_meaning_makes_a_translation_stale(
    world: World, change_class: int, expected: Standing
) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    translate(world, newest(paper))
    version = next_version(world, paper, key, "Services ask for nothing at all.", change_class)
    assert standing(paper, key) is expected
    text = text_of(version, "fr")
    assert {each.standing for each in text.everything if each.key != key} == {Standing.CURRENT}
    changed = next(each for each in text.blocks if each.key == key)
    assert changed.previous
    assert changed.previous.text == FRENCH["paragraph"], "offered to whoever goes on"
    assert text.progress.done == text.progress.total - (expected is Standing.STALE)


def test_a_text_that_reads_again_as_before_has_its_translation_back(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    original = newest(paper).blocks.get(key=key).text
    translate(world, newest(paper))
    next_version(world, paper, key, "Services ask for nothing at all.", 4)
    assert standing(paper, key) is Standing.STALE
    next_version(world, paper, key, original, 4)
    assert standing(paper, key) is Standing.CURRENT


def test_a_later_small_change_does_not_heal_a_stale_translation(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    translate(world, newest(paper))
    next_version(world, paper, key, "Services ask for nothing at all.", 3)
    next_version(world, paper, key, "Services ask for nothing.", 1)
    assert standing(paper, key) is Standing.STALE


def test_the_older_version_keeps_what_was_translated_for_it(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    first = newest(paper)
    translate(world, first)
    second = next_version(world, paper, key, "Services ask for nothing at all.", 3)
    offer(world, second, key, "Les services ne demandent rien.")
    assert text_of(first, "fr").progress.is_complete
    old = next(each for each in text_of(first, "fr").blocks if each.key == key)
    assert old.text == FRENCH["paragraph"]
    assert standing(paper, key) is Standing.CURRENT


def test_every_text_is_kept_and_one_is_current(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    offer(world, newest(paper), key, "Un.")
    offer(world, newest(paper), key, "Deux.")
    offer(world, newest(paper), key, "Deux.")
    found = Translation.objects.filter(key=key).order_by("number")
    assert [(one.number, one.text, one.is_current) for one in found] == [
        (1, "Un.", False),
        (2, "Deux.", True),
    ]


def test_who_saves_second_is_told_and_loses_nothing(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    offer(world, newest(paper), key, "Un.")
    with pytest.raises(Conflict) as told:
        offer(world, newest(paper), key, "Deux.", "ben", seen=0)
    assert told.value.translation.text == "Un."


def test_the_database_keeps_one_current_text_and_another_language(world: World) -> None:
    paper = make_public(world)
    made = offer(world, newest(paper), paragraph(paper), "Un.")
    title = offer(world, newest(paper), TITLE, "Un titre")
    for one in (made, title):
        one.pk, one.number = None, 7
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rendition.objects.create(paper=paper, language="en", paper_language="en")
    with pytest.raises(ValidationError, match="written in this language"):
        Rendition(paper=paper, language="en", paper_language="en").full_clean()
    with pytest.raises(Refused, match="written in this language"):
        offer_translation(world.actor("lou"), newest(paper), "en", TITLE, "A title")


def test_a_draft_is_not_translated(world: World) -> None:
    paper = make_paper(world)
    with pytest.raises(Refused, match="draft"):
        offer_translation(world.actor("lou"), paper.versions.get(), "fr", TITLE, "Un titre")


def test_a_heading_stays_a_heading_and_a_list_a_list(world: World) -> None:
    paper = make_public(world)
    heading, listed = blocks_of(newest(paper))[0], blocks_of(newest(paper))[2]
    assert offer(world, newest(paper), heading.key, "Ce que nous demandons").text == "# Ce que nous demandons"
    with pytest.raises(Refused, match="stay what it is"):
        offer(world, newest(paper), heading.key, "## Ce que nous demandons")
    with pytest.raises(Refused, match="stay what it is"):
        offer(world, newest(paper), listed.key, "Les lignes répondent.")
    with pytest.raises(Refused, match="Write the translation"):
        offer(world, newest(paper), listed.key, "   ")
    with pytest.raises(Refused, match="too long"):
        offer(world, newest(paper), TITLE, "x" * 301)


def test_text_that_turns_letters_around_is_written_out(world: World) -> None:
    paper = make_public(world)
    made = offer(world, newest(paper), paragraph(paper), "abc\u202edef\x07")
    assert made.text == "abc[U+202E]def"


def test_a_machines_text_is_marked_and_does_not_count(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    translate(world, newest(paper), but=(key,))
    offer(world, newest(paper), key, "Texte de machine.", is_machine=True)
    text = text_of(newest(paper), "fr")
    assert text.has_machine_text
    assert text.progress.counts[Standing.MACHINE] == 1
    assert text.progress.done == text.progress.total - 1
    assert [one.person for one in text.people] == [world.people["lou"]]


def test_a_machine_does_not_take_a_persons_place(world: World) -> None:
    paper = make_public(world)
    offer(world, newest(paper), TITLE, "Un titre")
    with pytest.raises(Refused, match="machine's text does not"):
        offer(world, newest(paper), TITLE, "Titre de machine", is_machine=True)


def test_a_machines_text_becomes_a_persons_only_by_their_word(world: World) -> None:
    paper = make_public(world)
    offer(world, newest(paper), TITLE, "Titre", is_machine=True)
    with pytest.raises(Refused, match="unchanged"):
        offer(world, newest(paper), TITLE, "Titre")
    assert standing(paper, TITLE) is Standing.MACHINE
    offer(world, newest(paper), TITLE, "Titre", has_read_machine=True)
    assert standing(paper, TITLE) is Standing.CURRENT


def test_a_machines_text_of_a_changed_ask_is_not_shown(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    offer(world, newest(paper), key, "Texte de machine.", is_machine=True)
    version = next_version(world, paper, key, "Services ask for nothing at all.", 3)
    part = next(each for each in text_of(version, "fr").blocks if each.key == key)
    assert part.standing is Standing.MISSING
    assert part.text == "Services ask for nothing at all."
    assert part.language == "en"


def test_a_second_person_who_knows_the_language_checks(world: World) -> None:
    paper = make_public(world)
    version = newest(paper)
    translate(world, version)
    now = outline_of(version, "fr").fingerprint
    with pytest.raises(Refused, match="profile"):
        check_translation(world.actor("ben"), version, "fr", now)
    knows(world, "lou")
    with pytest.raises(Refused, match="You translated all of it"):
        check_translation(world.actor("lou"), version, "fr", now)
    knows(world, "ben")
    with pytest.raises(Refused, match="while you were reading"):
        check_translation(world.actor("ben"), version, "fr", "another")
    assert not text_of(version, "fr").is_checked
    check_translation(world.actor("ben"), version, "fr", now)
    assert text_of(version, "fr").is_checked
    with pytest.raises(Refused, match="already"):
        check_translation(world.actor("ben"), version, "fr", now)
    offer(world, version, TITLE, "Un autre titre (fictif)")
    assert not text_of(version, "fr").is_checked, "a new word is read again"


def test_one_who_wrote_a_part_does_not_check_it_alone(world: World) -> None:
    paper = make_public(world)
    version = newest(paper)
    translate(world, version)
    offer(world, version, TITLE, "Un autre titre (fictif)", "ben")
    knows(world, "ben")
    now = outline_of(version, "fr").fingerprint
    check_translation(world.actor("ben"), version, "fr", now)
    assert not text_of(version, "fr").is_checked
    check_translation(world.actor("ada"), version, "fr", now)
    assert text_of(version, "fr").is_checked


def test_what_is_not_whole_is_not_checked(world: World) -> None:
    paper = make_public(world)
    version = newest(paper)
    translate(world, version, but=(paragraph(paper),))
    with pytest.raises(Refused, match="missing"):
        check_translation(world.actor("ada"), version, "fr", outline_of(version, "fr").fingerprint)


def test_members_never_vote_on_a_machines_words(world: World) -> None:
    paper = make_public(world)
    version = newest(paper)
    key = paragraph(paper)
    translate(world, version, but=(key,))
    ada = world.actor("ada")
    with pytest.raises(Refused, match="missing"):
        ask_members(ada, version, "fr", question())
    offer(world, version, key, "Texte de machine.", is_machine=True)
    with pytest.raises(Refused, match="a machine's words"):
        ask_members(ada, version, "fr", question())
    offer(world, version, key, "Texte relu.")
    with pytest.raises(Refused, match="second person"):
        ask_members(ada, version, "fr", question())
    check_translation(ada, version, "fr", outline_of(version, "fr").fingerprint)
    with pytest.raises(NotAllowed):
        ask_members(world.actor("ben"), version, "fr", question())
    decision = ask_members(ada, version, "fr", question())
    text = text_of(version, "fr")
    assert decision.subject_hash == text.text_hash
    assert not text.is_adopted, "asked is not adopted"
    with pytest.raises(Refused, match="already"):
        ask_members(ada, version, "fr", question())
    offer(world, version, TITLE, "Un autre titre (fictif)")
    assert text_of(version, "fr").adopted is None, "other words were not asked about"


def units(version: object, **targets: str) -> list[Unit]:
    """What a tool gives back for these blocks."""
    blocks = {block.key: block for block in blocks_of(version)}  # type: ignore[arg-type]
    return [Unit(key, blocks[key].text, target, is_confirmed=True) for key, target in targets.items()]


def bring(world: World, paper: Paper, *rows: Unit, is_machine: bool = False) -> Batch:
    file = File("en", "fr", rows)
    return begin_batch(world.actor("lou"), newest(paper), "fr", "a.xlf", file, is_machine=is_machine)


def take(world: World, paper: Paper, batch: Batch) -> int:
    return take_batch(world.actor("lou"), batch, outline_of(newest(paper), "fr").fingerprint)


def test_a_file_is_looked_at_before_anything_is_written(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    batch = bring(
        world, paper, *units(newest(paper), **{key: "Un texte."}), Unit("xxxxxxxxxx", "What?", "Quoi ?")
    )
    assert not Translation.objects.exists()
    rows = rows_of(text_of(newest(paper), "fr"), batch.units)
    assert [(row.is_taken, row.tone) for row in rows] == [(True, "ok"), (False, "warn")]
    assert "no such paragraph" in rows[1].note
    assert take(world, paper, batch) == 1
    assert standing(paper, key) is Standing.CURRENT
    with pytest.raises(Refused, match="already"):
        take(world, paper, batch)


def test_a_file_made_before_the_text_changed_is_of_the_version_it_was_made_from(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    rows = units(newest(paper), **{key: "Un texte."})
    next_version(world, paper, key, "Services ask for nothing at all.", 3)
    batch = bring(world, paper, *rows)
    (row,) = rows_of(text_of(newest(paper), "fr"), batch.units)
    assert row.is_taken
    assert row.changed_under
    take(world, paper, batch)
    assert standing(paper, key) is Standing.STALE
    odd = bring(world, paper, replace(rows[0], source="Words that never stood there."))
    (row,) = rows_of(text_of(newest(paper), "fr"), odd.units)
    assert not row.is_taken


def test_a_stale_text_that_comes_back_untouched_stays_stale(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    translate(world, newest(paper))
    version = next_version(world, paper, key, "Services ask for nothing at all.", 3)
    (row,) = units(version, **{key: FRENCH["paragraph"]})
    batch = bring(world, paper, replace(row, is_confirmed=False))
    assert take(world, paper, batch) == 0
    assert standing(paper, key) is Standing.STALE
    assert take(world, paper, bring(world, paper, row)) == 1
    assert standing(paper, key) is Standing.CURRENT


@pytest.mark.parametrize("is_marked_by", ["file", "row"])
def test_a_machines_row_stays_a_machines(world: World, is_marked_by: str) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    (row,) = units(newest(paper), **{key: "Texte de machine."})
    by_row = is_marked_by == "row"
    take(world, paper, bring(world, paper, replace(row, is_machine=by_row), is_machine=not by_row))
    assert standing(paper, key) is Standing.MACHINE
    assert take(world, paper, bring(world, paper, row)) == 0, (
        "a tool that lost the mark makes nobody its author"
    )
    assert standing(paper, key) is Standing.MACHINE
    offer(world, newest(paper), key, "Texte d'une personne.")
    assert take(world, paper, bring(world, paper, replace(row, is_machine=True))) == 0
    assert standing(paper, key) is Standing.CURRENT


def test_a_preview_that_is_out_of_date_takes_nothing(world: World) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    batch = bring(world, paper, *units(newest(paper), **{key: "Un texte."}))
    before = outline_of(newest(paper), "fr").fingerprint
    offer(world, newest(paper), key, "Un autre.", "ben")
    with pytest.raises(Refused, match="meantime"):
        take_batch(world.actor("lou"), batch, before)


def test_a_file_is_ones_own(world: World) -> None:
    paper = make_public(world)
    batch = bring(world, paper, Unit(TITLE, paper.title, "Un titre"))
    with pytest.raises(NotAllowed):
        take_batch(world.actor("ada"), batch, "")
    with pytest.raises(NotAllowed):
        discard_batch(world.actor("ben"), batch)
    discard_batch(world.actor("lou"), batch)
    assert not Batch.objects.exists()
    with pytest.raises(Refused, match="Spanish"):
        begin_batch(
            world.actor("lou"), newest(paper), "fr", "a.xlf", File("en", "es", (Unit("a", "b", "c"),))
        )
    with pytest.raises(Refused, match="no translation"):
        begin_batch(world.actor("lou"), newest(paper), "fr", "a.xlf", File("en", "fr", (Unit("a", "b"),)))


def test_work_waits_for_those_who_know_the_language(world: World) -> None:
    paper = make_public(world)
    offer(world, newest(paper), TITLE, "Un titre (fictif)")
    assert work_for(world.actor("ben")) == []
    knows(world, "ben")
    (work,) = work_for(world.actor("ben"))
    assert work.progress.counts[Standing.MISSING] == len(blocks_of(newest(paper)))
    translate(world, newest(paper))
    assert work_for(world.actor("ben")) == []
