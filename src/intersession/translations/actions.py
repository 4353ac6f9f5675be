"""Every write of translations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.decisions.actions import Question, Subject, announce_decision, propose_decision
from intersession.decisions.models import Decision
from intersession.kit.languages import language_name
from intersession.papers.citations import cited, with_links
from intersession.papers.models import Block, Paper, Version
from intersession.papers.texts import Part, html_of
from intersession.people.models import Person
from intersession.translations.models import TITLE, Adoption, Batch, Check, Rendition, Translation
from intersession.translations.outlines import outline_of
from intersession.translations.preview import rows_of
from intersession.translations.queries import knows, text_of
from intersession.translations.words import fault_of, prepared
from intersession.translations.xliff import File


class Conflict(Refused):
    """Somebody else translated the same block first. Carries their text; nothing of either is lost."""

    def __init__(self, translation: Translation) -> None:
        super().__init__(
            _("Somebody else translated this paragraph while you were writing. Both texts are below.")
        )
        self.translation = translation


def _translator(actor: Actor, permission: str) -> Person:
    if actor.person is None:
        raise NotAllowed(permission)
    return actor.person


def _rendition(paper: Paper, language: str) -> Rendition:
    """The rendition, begun if it was not, held until the change is done."""
    if language == paper.language:
        raise Refused(_("The paper is written in this language."))
    Rendition.objects.get_or_create(
        paper=paper, language=language, defaults={"paper_language": paper.language}
    )
    held: Rendition = Rendition.objects.select_for_update().get(paper=paper, language=language)
    return held


@dataclass(frozen=True, slots=True)
class _Offer:
    """A text to be kept. `source` is None for the title."""

    key: str
    source: Block | None
    text: str
    is_machine: bool


def _keep(
    actor: Actor, person: Person, rendition: Rendition, paper: Paper, offers: Sequence[_Offer]
) -> list[Translation]:
    """Store offers as the current translations of their blocks. Three queries and two writes for all of them."""
    sources = [offer.source.pk for offer in offers if offer.source]
    before: dict[int | None, Translation] = {}
    known = Translation.objects.filter(rendition=rendition, is_current=True)
    for one in known.filter(source__in=sources) | known.filter(source=None):
        before[one.source_id] = one
    links = cited([offer.text for offer in offers])
    now = timezone.now()
    made = []
    replaced = []
    for offer in offers:
        last = before.get(offer.source.pk if offer.source else None)
        if last:
            replaced.append(last.pk)
        block = offer.source
        part = Part(block.kind, block.level, with_links(offer.text, links)) if block else None  # type: ignore[arg-type]
        made.append(
            Translation(
                rendition=rendition,
                key=offer.key,
                source=block,
                source_title="" if block else paper.title,
                number=last.number + 1 if last else 1,
                text=offer.text,
                # Footnotes of both languages may stand on one page.
                html=html_of(part, notes=f"{offer.key}{rendition.language.replace('-', '')}") if part else "",
                is_machine=offer.is_machine,
                person=person,
                organisation=actor.organisation,
                at=now,
            )
        )
    Translation.objects.filter(pk__in=replaced).update(is_current=False)
    return Translation.objects.bulk_create(made, batch_size=500)


@transaction.atomic
def offer_translation(
    actor: Actor,
    version: Version,
    language: str,
    key: str,
    text: str,
    *,
    seen: int = 0,
    is_machine: bool = False,
    has_read_machine: bool = False,
) -> Translation:
    """Give the text of a block (or of the title) of a public version in another language.

    `seen` is the number of the newest translation of this very block that the writer saw. Raises `Conflict`
    when there is a later one, `Refused` when the text would change what the block is, when a machine's text
    would replace a person's, or when a person takes over a machine's text without saying that they read it.
    """
    paper = Paper.objects.get(pk=version.paper_id)
    actor.require("translations.offer_translation")
    person = _translator(actor, "translations.offer_translation")
    if version.published_at is None:
        raise Refused(_("A draft still changes: it is translated once it is published."))
    rendition = _rendition(paper, language)
    source = None if key == TITLE else Block.objects.filter(version=version, key=key).first()
    if source is None and key != TITLE:
        raise Refused(_("This version has no such paragraph."))
    text = prepared(source, text)
    fault = fault_of(source, text)
    if fault:
        raise Refused(fault)
    last = Translation.objects.filter(rendition=rendition, source=source, key=key, is_current=True).first()
    if last and last.text == text and last.is_machine == is_machine:
        return last
    if last and last.number != seen:
        raise Conflict(last)
    if last and is_machine and not last.is_machine:
        raise Refused(_("A person translated this already. A machine's text does not take its place."))
    if last and last.is_machine and last.text == text and not has_read_machine:
        raise Refused(
            _(
                "This is the machine's text, unchanged. Say that you compared it with the original, or change it."
            )
        )
    made = _keep(actor, person, rendition, paper, [_Offer(key, source, text, is_machine)])[0]
    record(
        actor,
        Verb.TRANSLATION_OFFERED,
        rendition,
        paper=paper.slug,
        language=language,
        block=key,
        version=version.number,
        number=made.number,
        is_machine=is_machine,
    )
    return made


@transaction.atomic
def check_translation(actor: Actor, version: Version, language: str, text_hash: str) -> Check:
    """Say that the whole text in a language is right, as a second person who knows the language.

    `text_hash` is the fingerprint of the text the reader saw. Refused while a block is missing, stale or a machine's,
    and for somebody who does not know the language.
    """
    paper = Paper.objects.get(pk=version.paper_id)
    actor.require("translations.check_translation")
    person = _translator(actor, "translations.check_translation")
    if not knows(actor, language):
        raise Refused(
            _("Say in your profile that you know %(language)s before you check a text in it.")
            % {"language": language_name(language)}
        )
    rendition = _rendition(paper, language)
    text = outline_of(version, language)
    if text.fingerprint != text_hash:
        raise Refused(_("The text changed while you were reading. Look at what is new, then check it."))
    if not text.progress.is_complete:
        raise Refused(_("Blocks are missing, out of date or a machine's. Translate these first."))
    if text.writers == {person.pk}:
        raise Refused(_("You translated all of it. A second person checks it."))
    check = Check(
        rendition=rendition,
        version=version,
        text_hash=text_hash,
        person=person,
        organisation=actor.organisation,
        at=timezone.now(),
    )
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError as error:
        raise Refused(_("You checked this text already.")) from error
    record(
        actor,
        Verb.TRANSLATION_CHECKED,
        rendition,
        paper=paper.slug,
        language=language,
        version=version.number,
        text_hash=text_hash,
    )
    return check


@transaction.atomic
def ask_members(actor: Actor, version: Version, language: str, question: Question) -> Decision:
    """Put the text in another language to the members: these very words, by their hash.

    Refused unless every block is a person's, up to date, and read by a second person. A machine's words are
    never voted on.
    """
    paper = Paper.objects.get(pk=version.paper_id)
    actor.require("translations.ask_members")
    rendition = _rendition(paper, language)
    text = text_of(version, language)
    if text.has_machine_text:
        raise Refused(
            _("Some of this text is a machine's. Members are not asked to vote on a machine's words.")
        )
    if not text.progress.is_complete:
        raise Refused(_("Blocks are missing or out of date. Members can only vote on a whole text."))
    if not text.is_checked:
        raise Refused(_("A second person has not checked this text yet."))
    if text.adopted and not text.adopted.decision.withdrawn_at:
        raise Refused(_("The members were asked about this text already."))
    path = reverse("translations:reading", args=[paper.slug, version.number, language])
    subject = Subject(
        kind="translation",
        key=f"{paper.slug}/{version.number}/{language}",
        title=f"{text.title.text} · {version.number}",
        # Without the language of whoever asks: each reader is led to an edition they can read.
        url=f"/{path.split('/', 2)[2]}",
        hash=text.text_hash,
    )
    decision = announce_decision(actor, propose_decision(actor, question, subject))
    Adoption.objects.create(rendition=rendition, version=version, text_hash=text.text_hash, decision=decision)
    record(
        actor,
        Verb.TRANSLATION_PUT_TO_MEMBERS,
        rendition,
        paper=paper.slug,
        language=language,
        version=version.number,
        decision=decision.slug,
        text_hash=text.text_hash,
    )
    return decision


@transaction.atomic
def begin_batch(
    actor: Actor, version: Version, language: str, name: str, file: File, *, is_machine: bool = False
) -> Batch:
    """Keep what a translator's file says until somebody looked at it and takes it over."""
    actor.require("translations.import_translations")
    person = _translator(actor, "translations.import_translations")
    if file.target_language and not _is_language(file.target_language, language):
        raise Refused(
            _("The file is in %(file)s, not in %(language)s.")
            % {"file": language_name(file.target_language), "language": language_name(language)}
        )
    if not any(unit.target.strip() for unit in file.units):
        raise Refused(_("The file holds no translation yet."))
    # What one brought before and never took over is not wanted any more.
    Batch.objects.filter(version=version, language=language, person=person, taken_at=None).delete()
    batch = Batch.objects.create(
        version=version,
        language=language,
        name=name[:200],
        units=[
            {
                "key": unit.key,
                "source": unit.source,
                "target": unit.target,
                "is_machine": unit.is_machine or is_machine,
                "is_confirmed": unit.is_confirmed,
                "fault": unit.fault,
            }
            for unit in file.units
        ],
        is_machine=is_machine,
        person=person,
        organisation=actor.organisation,
        at=timezone.now(),
    )
    record(actor, Verb.TRANSLATIONS_READ, batch, units=len(batch.units), is_machine=is_machine)
    return batch


def _is_language(tag: str, language: str) -> bool:
    """`ar-EG` is `ar`; `zh-Hant` is not `zh-Hans`."""
    one, other = tag.replace("_", "-").lower(), language.lower()
    return one == other or one.startswith(f"{other}-")


@transaction.atomic
def take_batch(actor: Actor, batch: Batch, text_hash: str) -> int:
    """Take a file over: each row that can be is kept, in the name of whoever brought it. Says how many.

    `text_hash` is the fingerprint of the text which the preview was made against; when it changed, one looks again.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("version__paper").get(pk=batch.pk)
    actor.require("translations.import_translations", batch)
    person = _translator(actor, "translations.import_translations")
    if batch.taken_at is not None:
        raise Refused(_("This file was taken over already."))
    version, paper = batch.version, batch.version.paper
    rendition = _rendition(paper, batch.language)
    text = text_of(version, batch.language)
    if text.outline.fingerprint != text_hash:
        raise Refused(
            _("Somebody translated in the meantime. Look at the preview again; it is up to date now.")
        )
    rows = [row for row in rows_of(text, batch.units) if row.is_taken]
    offers = [_Offer(row.key, row.source, row.target, row.is_machine) for row in rows]
    _keep(actor, person, rendition, paper, offers)
    batch.taken_at, batch.units = timezone.now(), []
    batch.save(update_fields=["taken_at", "units"])
    record(
        actor,
        Verb.TRANSLATIONS_IMPORTED,
        rendition,
        paper=paper.slug,
        language=batch.language,
        version=version.number,
        blocks=[row.key for row in rows],
        machine=sum(row.is_machine for row in rows),
    )
    return len(rows)


@transaction.atomic
def discard_batch(actor: Actor, batch: Batch) -> None:
    """Put a file away without taking anything over."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    actor.require("translations.import_translations", batch)
    if batch.taken_at is not None:
        raise Refused(_("This file was taken over already."))
    record(actor, Verb.TRANSLATIONS_DISCARDED, batch)
    batch.delete()
