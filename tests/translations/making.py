"""Translations for tests, made through the same actions as real ones."""

from __future__ import annotations

from intersession.members.models import PersonLanguage
from intersession.papers import actions as papers
from intersession.papers.models import Block, Paper, Version
from intersession.translations.actions import begin_batch, offer_translation
from intersession.translations.models import TITLE, Translation
from intersession.translations.queries import text_of
from intersession.translations.xliff import File, Unit
from tests.papers.making import let_time_pass, make_public, name_and_check
from tests.world import World

FRENCH = {
    "heading": "# Ce que nous demandons",
    "list": "- Les lignes répondent en un jour ouvré.\n- Les écoles enseignent que faire.",
    "paragraph": "Un paragraphe en français.",
}


def newest(paper: Paper) -> Version:
    """The newest public version."""
    return paper.versions.exclude(published_at=None).order_by("-number")[0]


def blocks_of(version: Version) -> list[Block]:
    """Its blocks in order."""
    return list(version.blocks.order_by("position"))


def offer(
    world: World, version: Version, key: str, text: str, name: str = "lou", **options: object
) -> Translation:
    """A French text of one block, by somebody who sees what is there."""
    text_now = text_of(version, "fr")
    seen = next(each.seen for each in text_now.everything if each.key == key)
    return offer_translation(world.actor(name), version, "fr", key, text, **{"seen": seen, **options})  # type: ignore[arg-type]


def translate(world: World, version: Version, name: str = "lou", but: tuple[str, ...] = ()) -> None:
    """All of a version in French, without the blocks `but`."""
    offer(world, version, TITLE, "Un titre (fictif)", name)
    for block in blocks_of(version):
        if block.key not in but:
            offer(world, version, block.key, f"{FRENCH[block.kind]}", name)


def knows(world: World, name: str, language: str = "fr") -> None:
    """This person says they know a language."""
    PersonLanguage.objects.create(person=world.people[name], language=language)


def next_version(world: World, paper: Paper, key: str, text: str, change_class: int) -> Version:
    """A new public version in which one block reads otherwise, by a change of this class."""
    paper = Paper.objects.get(pk=paper.pk)
    if paper.state != "revision":
        papers.move_paper(world.actor("ada"), let_time_pass(paper), "begin_revision")
    draft = paper.versions.get(published_at=None)
    block = draft.blocks.get(key=key)
    papers.revise_block(world.actor("ben"), paper, key, text, block.revision)
    name_and_check(world, paper, change_class, "Something else is asked." if change_class > 2 else "")
    papers.move_paper(world.actor("ada"), paper, "call_last")
    papers.move_paper(world.actor("ada"), paper, "revise_again", reason="To change it again.")
    return newest(paper)


def a_translation(world: World) -> tuple[str, int, str]:
    """The addresses of a paper, a public version and a language somebody began."""
    paper = make_public(world)
    offer(world, newest(paper), TITLE, "Un titre (fictif)")
    return paper.slug, 1, "fr"


def a_translators_file(world: World) -> tuple[str, int, str, int]:
    """The same with a file that Ada brought."""
    slug, number, language = a_translation(world)
    version = newest(Paper.objects.get(slug=slug))
    file = File("en", "fr", (Unit(TITLE, "A title", "Un autre titre"),))
    return slug, number, language, begin_batch(world.actor("ada"), version, language, "a.xlf", file).pk
