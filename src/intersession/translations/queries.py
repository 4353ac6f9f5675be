"""What the pages about translations ask. Every answer takes a fixed number of queries, however long the paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.ballots.tally import Result
from intersession.members.models import PersonLanguage
from intersession.papers.models import Block, Paper, State, Version
from intersession.people.models import Person
from intersession.translations.models import TITLE, Adoption, Batch, Check, Rendition, Translation
from intersession.translations.outlines import Outline, Placed, Progress, outline_of, outlines
from intersession.translations.standing import Standing


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A block of a version in a language. Without a translation `text` and `html` are the source's.

    `previous` is what a translator is offered: the text shown, or one that is too old to be shown.
    """

    key: str
    kind: str
    level: int
    source: Block | None
    source_text: str
    source_html: str
    text: str
    html: str
    language: str
    standing: Standing
    translation: Translation | None
    previous: Translation | None

    @property
    def is_title(self) -> bool:
        return self.key == TITLE

    @property
    def is_translated(self) -> bool:
        return self.translation is not None

    @property
    def seen(self) -> int:
        """The number of the newest translation made from this very block; 0 without one."""
        one = self.previous
        is_same = one is not None and one.source_id == (self.source.pk if self.source else None)
        return one.number if one is not None and is_same else 0


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A version in a language: its blocks in order, who wrote and checked them, and what may be said of it."""

    outline: Outline
    source_language: str
    title: TranslatedBlock
    blocks: list[TranslatedBlock]
    asked: list[Adoption]

    @property
    def version(self) -> Version:
        return self.outline.version

    @property
    def language(self) -> str:
        return self.outline.language

    @property
    def rendition(self) -> Rendition | None:
        return self.outline.rendition

    @property
    def progress(self) -> Progress:
        return self.outline.progress

    @property
    def has_machine_text(self) -> bool:
        return self.outline.has_machine_text

    @property
    def is_checked(self) -> bool:
        return self.outline.is_checked

    @property
    def checks(self) -> list[Check]:
        return self.outline.checks

    @property
    def everything(self) -> list[TranslatedBlock]:
        """The title and the blocks."""
        return [self.title, *self.blocks]

    @property
    def people(self) -> list[Translation]:
        """One translation for each person and organisation that wrote what is shown; machines have no author."""
        found: dict[tuple[int, int | None], Translation] = {}
        for each in self.everything:
            one = each.translation
            if one is not None and not one.is_machine:
                found.setdefault((one.person_id, one.organisation_id), one)
        return list(found.values())

    @property
    def text_hash(self) -> str:
        """What this text is, as a number: SHA-256 over language, keys, kinds and texts in order."""
        digest = hashlib.sha256()
        parts = (
            part
            for each in self.everything
            for part in (each.key, each.kind, str(each.level), each.language, str(each.standing), each.text)
        )
        for part in (self.language, *parts):
            data = part.encode()
            digest.update(f"{len(data)}:".encode() + data)
        return digest.hexdigest()

    @property
    def adopted(self) -> Adoption | None:
        """The last time the members were asked about these very words, if they were."""
        now = self.text_hash if self.asked else ""
        return next((each for each in reversed(self.asked) if each.text_hash == now), None)

    @property
    def is_adopted(self) -> bool:
        found = self.adopted
        return found is not None and found.decision.result == Result.PASSED


def text_of(version: Version, language: str) -> TranslatedText:
    """A public version in a language: blocks with text, standing and who. Eleven queries at most."""
    outline = outline_of(version, language)
    paper = Paper.objects.get(pk=version.paper_id)
    blocks = {
        block.pk: block
        for block in version.blocks.order_by("position", "pk").fetch_mode(settings.PAGE_FETCH_MODE)
    }
    chosen = [each.translation for each in outline.placed if each.translation]
    found = Translation.objects.filter(pk__in=chosen).select_related(
        "source__version", "person", "organisation"
    )
    translations = {one.pk: one for one in found.fetch_mode(settings.PAGE_FETCH_MODE)}
    asked = Adoption.objects.filter(rendition=outline.rendition, version=version).select_related("decision")
    title, *rest = (
        _block(paper, blocks.get(each.block or 0), each, translations.get(each.translation or 0), language)
        for each in outline.placed
    )
    is_begun = outline.rendition is not None
    return TranslatedText(
        outline, paper.language, title, rest, list(asked.order_by("pk")) if is_begun else []
    )


def _block(
    paper: Paper, block: Block | None, placed: Placed, previous: Translation | None, language: str
) -> TranslatedBlock:
    one = previous if placed.is_shown else None
    source_text, source_html = (block.text, block.html) if block else (paper.title, "")
    return TranslatedBlock(
        key=placed.key,
        kind=block.kind if block else TITLE,
        level=block.level if block else 0,
        source=block,
        source_text=source_text,
        source_html=source_html,
        text=one.text if one else source_text,
        html=one.html if one else source_html,
        language=language if one else paper.language,
        standing=placed.standing,
        translation=one,
        previous=previous,
    )


def newest_version(paper: Paper) -> Version | None:
    """The newest public version: the one translators work on."""
    found: Version | None = paper.versions.exclude(published_at=None).order_by("-number").first()
    return found


def version_to_translate(paper: Paper, number: int, language: str) -> Version:
    """A public version that may be rendered in a language; 404 with a sentence else."""
    found: Version | None = paper.versions.filter(number=number).exclude(published_at=None).first()
    if found is None:
        raise Http404(_("This paper has no public version %s.") % number)
    if language == paper.language:
        raise Http404(_("The paper is written in this language."))
    return found


def part_of(text: TranslatedText, key: str) -> TranslatedBlock:
    """The title or a block of a translated text; 404 with a sentence else."""
    for each in text.everything:
        if each.key == key:
            return each
    raise Http404(_("This version has no such paragraph."))


def earlier_texts(text: TranslatedText, key: str) -> list[Translation]:
    """Every text a block ever had in the language, the newest first."""
    if text.rendition is None:
        return []
    found = Translation.objects.filter(rendition=text.rendition, key=key)
    found = found.select_related("person", "organisation", "source__version").order_by("-at", "-pk")
    return list(found.fetch_mode(settings.PAGE_FETCH_MODE))


def languages_known(person: Person | None) -> list[str]:
    """The languages a person says they can be asked in."""
    if person is None:
        return []
    found = PersonLanguage.objects.filter(person=person).order_by("language")
    return list(found.values_list("language", flat=True))


def knows(actor: Actor, language: str) -> bool:
    """Whether this actor may judge a text in the language."""
    return actor.holds("translations.check_any_language") or language in languages_known(actor.person)


def batch_for(actor: Actor, version: Version, language: str, pk: int) -> Batch:
    """A file this person brought and did not take over yet; 404 with a sentence else."""
    found: Batch | None = Batch.objects.filter(
        actor.scope("translations.import_translations"),
        version=version,
        language=language,
        pk=pk,
        taken_at=None,
    ).first()
    if found is None:
        raise Http404(_("This file was taken over or put away already."))
    return found


def living_papers() -> QuerySet[Paper]:
    """Public papers that are worth translating."""
    found: QuerySet[Paper] = Paper.objects.public().exclude(state__in=[State.WITHDRAWN, State.SUPERSEDED])
    return found


@dataclass(frozen=True, slots=True)
class Work:
    """A paper that needs a translator in a language."""

    paper: Paper
    version: Version
    language: str
    progress: Progress


def work_for(actor: Actor) -> list[Work]:
    """Renditions somebody began, in languages the person knows, in which blocks are stale, missing or a machine's.

    The papers whose newest version waits longest come first. Nine queries, however many there are.
    """
    languages = languages_known(actor.person)
    if not languages:
        return []
    begun = Rendition.objects.filter(language__in=languages, paper__in=living_papers())
    renditions = list(begun.select_related("paper").order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE))
    papers = {rendition.paper_id: rendition.paper for rendition in renditions}
    newest: dict[int, Version] = {}
    for version in Version.objects.filter(paper__in=papers).exclude(published_at=None).order_by("number"):
        newest[version.paper_id] = version
    found = outlines([(newest[each.paper_id], each.language, each) for each in renditions])
    work = [
        Work(papers[each.version.paper_id], each.version, each.language, each.progress)
        for each in found
        if each.progress.needing
    ]
    return sorted(work, key=lambda each: str(each.version.published_at))
