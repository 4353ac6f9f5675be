"""Every write of papers: proposing, sponsoring, editing blocks, naming and checking changes, moving on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.decisions.actions import Question, Subject, announce_decision, propose_decision
from intersession.decisions.models import Decision
from intersession.papers import changes, texts
from intersession.papers.citations import Cited, cited, with_links
from intersession.papers.guards import missing
from intersession.papers.models import (
    LONGEST_BLOCK,
    Block,
    ChangeClass,
    Claim,
    Paper,
    Sponsor,
    State,
    Step,
    Version,
    new_key,
)
from intersession.papers.workflow import MOVES, Move
from intersession.people.models import Organisation, Person

CLAIM = timedelta(minutes=15)


class Conflict(Refused):
    """Somebody else saved the same block first. Carries it as it is now; nothing of either text is lost."""

    def __init__(self, block: Block) -> None:
        super().__init__(
            _("Somebody else changed this paragraph while you were writing. Both texts are below.")
        )
        self.block = block


@transaction.atomic
def propose_paper(
    actor: Actor,
    kind: str,
    title: str,
    language: str,
    purpose: str,
    source: str,
    *,
    is_fictional: bool = False,
) -> Paper:
    """Begin a paper for the organisation one acts for. It is a draft that its organisation sees.

    Raises `Refused` for a text that is too long, `ValidationError` for fields that break a rule.
    """
    actor.require("papers.propose_paper")
    person, organisation = _voice(actor)
    now = timezone.now()
    paper = Paper(
        slug=_free_slug(title),
        kind=kind,
        title=title.strip(),
        language=language,
        purpose=purpose.strip(),
        state_since=now,
        proposed_by=person,
        organisation=organisation,
        is_fictional=is_fictional,
    )
    paper.full_clean()
    paper.save()
    version = Version.objects.create(paper=paper, number=1)
    _insert(version, _split(source), 0, person)
    record(actor, Verb.PAPER_PROPOSED, paper, kind=kind)
    return paper


@transaction.atomic
def sponsor_paper(actor: Actor, paper: Paper) -> Sponsor:
    """Stand behind a proposal, for the organisation one acts for. Once for each organisation."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    actor.require("papers.sponsor_paper")
    person, organisation = _voice(actor)
    if paper.organisation_id == organisation.pk:
        raise Refused(_("Your organisation proposed this paper. Others need to stand behind it."))
    if paper.state not in (State.DRAFT, State.COMMENTS, State.REVISION):
        raise Refused(_("This paper no longer looks for sponsors."))
    sponsor = Sponsor(paper=paper, organisation=organisation, person=person)
    try:
        with transaction.atomic():
            sponsor.save()
    except IntegrityError as error:
        raise Refused(_("Your organisation stands behind this proposal already.")) from error
    record(actor, Verb.PAPER_SPONSORED, paper, organisation=organisation.slug)
    return sponsor


@transaction.atomic
def claim_block(actor: Actor, paper: Paper, key: str) -> Claim | None:
    """Tell others that one is editing a block. Returns the claim of somebody else that still holds, if any."""
    version = _locked_draft(actor, paper)
    person = _editor(actor)
    now = timezone.now()
    Claim.objects.filter(version=version, until__lte=now).delete()
    claim = Claim.objects.filter(version=version, key=key).select_related("person").first()
    if claim and claim.person_id != person.pk:
        return claim
    Claim.objects.update_or_create(
        version=version, key=key, defaults={"person": person, "until": now + CLAIM}
    )
    return None


@transaction.atomic
def revise_block(actor: Actor, paper: Paper, key: str, source: str, revision: int) -> list[Block]:
    """Replace a block of the draft. A text of several paragraphs becomes several blocks; the first keeps the key.

    `revision` is the one the writer started from. Raises `Conflict` when the block changed since.
    """
    version = _locked_draft(actor, paper)
    person = _editor(actor)
    block = Block.objects.filter(version=version, key=key).first()
    if block is None:
        raise Refused(_("This paragraph was removed in the meantime. Add your text as a new one."))
    if block.revision != revision:
        raise Conflict(block)
    parts = _split(source)
    if not parts:
        raise Refused(_("A paragraph cannot be empty. To take it out, use “Remove”."))
    if parts == [texts.Part(block.kind, block.level, block.text)]:
        Claim.objects.filter(version=version, key=key).delete()
        return [block]
    first, *more = parts
    known = cited([part.text for part in parts])
    block.kind, block.level, block.text = first.kind, first.level, first.text
    block.html = _html(first, known)
    block.revision, block.change_class, block.edited_by = block.revision + 1, None, person
    block.full_clean(exclude=["version", "edited_by"])
    block.save()
    added = _insert(version, more, block.position + 1, person)
    Claim.objects.filter(version=version, key=key).delete()
    _uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=key, change="revised", added=len(added))
    return [block, *added]


@transaction.atomic
def add_blocks(actor: Actor, paper: Paper, after: str, source: str) -> list[Block]:
    """Put new blocks behind the block `after`, or at the beginning when it is empty."""
    version = _locked_draft(actor, paper)
    person = _editor(actor)
    parts = _split(source)
    if not parts:
        raise Refused(_("There is no text to add."))
    position = 0
    if after:
        before = Block.objects.filter(version=version, key=after).first()
        position = before.position + 1 if before else version.blocks.count()
    blocks = _insert(version, parts, position, person)
    _uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=blocks[0].key, change="added", added=len(blocks))
    return blocks


@transaction.atomic
def remove_block(actor: Actor, paper: Paper, key: str, revision: int) -> None:
    """Take a block out of the draft. Earlier versions keep it."""
    version = _locked_draft(actor, paper)
    _editor(actor)
    block = Block.objects.filter(version=version, key=key).first()
    if block is None:
        return
    if block.revision != revision:
        raise Conflict(block)
    block.delete()
    _uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=key, change="removed")


@transaction.atomic
def move_block(actor: Actor, paper: Paper, key: str, down: bool) -> None:
    """Let a block change places with its neighbour. At the end of the text nothing happens."""
    version = _locked_draft(actor, paper)
    _editor(actor)
    blocks = list(Block.objects.filter(version=version).order_by("position", "pk"))
    at = next((number for number, block in enumerate(blocks) if block.key == key), None)
    if at is None:
        raise Refused(_("This paragraph was removed in the meantime."))
    to = at + (1 if down else -1)
    if not 0 <= to < len(blocks):
        return
    blocks[at], blocks[to] = blocks[to], blocks[at]
    for position, block in enumerate(blocks):
        block.position = position
    Block.objects.bulk_update(blocks, ["position"], batch_size=500)
    _uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=key, change="moved")


@transaction.atomic
def name_changes(actor: Actor, paper: Paper, classes: Mapping[str, int], summary: str) -> Version:
    """Say for each changed block what the change does, and sum up in plain words what is asked otherwise.

    `classes` maps keys of blocks (of the draft, or of the last version for removed ones) to change classes.
    Raises `Refused` while a changed block has none, or the summary a class asks for is missing.
    """
    version = _locked_draft(actor, paper)
    person = _editor(actor)
    changed = changes.changed_keys(version)
    if not changed:
        raise Refused(_("Nothing has changed since the last version."))
    unnamed = [key for key in changed if classes.get(key) not in ChangeClass.values]
    if unnamed:
        raise Refused(
            ngettext(
                "One changed paragraph has no change class yet.",
                "%(count)s changed paragraphs have no change class yet.",
                len(unnamed),
            )
            % {"count": len(unnamed)}
        )
    highest = max(classes[key] for key in changed)
    if highest >= ChangeClass.CHANGED_ASK and not summary.strip():
        raise Refused(_("Sum up in plain words what is asked otherwise now."))
    blocks = list(Block.objects.filter(version=version))
    for block in blocks:
        block.change_class = classes[block.key] if block.key in changed else None
    Block.objects.bulk_update(blocks, ["change_class"], batch_size=500)
    version.change_class, version.summary = highest, summary.strip()
    version.classified_by, version.checked_by, version.checked_at = person, None, None
    version.full_clean(exclude=["paper", "classified_by"])
    version.save()
    record(actor, Verb.PAPER_CHANGES_NAMED, paper, change_class=int(highest), version=version.number)
    return version


@transaction.atomic
def check_changes(actor: Actor, paper: Paper) -> Version:
    """Confirm the named changes, as a second person. Refused for whoever named them."""
    version = _locked_draft(actor, paper, "papers.check_changes")
    person = _editor(actor)
    if version.change_class is None:
        raise Refused(_("The changes have not been named yet."))
    if version.classified_by_id == person.pk:
        raise Refused(_("Whoever named the changes cannot check them too. Ask a second person."))
    version.checked_by, version.checked_at = person, timezone.now()
    version.save(update_fields=["checked_by", "checked_at"])
    record(actor, Verb.PAPER_CHANGES_CHECKED, paper, version=version.number)
    return version


@transaction.atomic
def move_paper(
    actor: Actor,
    paper: Paper,
    move: str,
    *,
    reason: str = "",
    until: datetime | None = None,
    question: Question | None = None,
) -> Paper:
    """Make a move of the table: guards first, then the new state, its clock, and the version it publishes.

    Raises `Refused` with what is missing. `until` may give the new state more time than the table, not less.
    A move that asks the members needs the `question`; it is announced with the move, about the version that
    stands, and carries that version's hash.
    """
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    actor.require("papers.move_paper", paper)
    wanted = MOVES.get(move)
    if wanted is None or paper.state not in wanted.start:
        raise Refused(_("From where this paper stands, that is not the next step."))
    lacking = missing(paper, wanted)
    if lacking:
        raise Refused(" ".join(str(sentence) for sentence in lacking))
    if wanted.needs_reason and not reason.strip():
        raise Refused(_("This step needs a reason, which everybody can read."))
    now = timezone.now()
    ends = _end_of(wanted, now, until)
    start = paper.state
    paper.state, paper.state_since, paper.state_until = wanted.end, now, ends
    if wanted.end == State.WITHDRAWN:
        paper.withdrawn_because = reason.strip()
    version = (
        _publish(actor, paper, now) if wanted.publishes else paper.versions.exclude(published_at=None).first()
    )
    if wanted.asks_members:
        if question is None or version is None:
            raise Refused(_("Say what is asked, how it is decided, and when voting closes."))
        version.decision = _ask_members(actor, paper, version, question)
        version.save(update_fields=["decision"])
    if wanted.end == State.ADOPTED and version is not None and version.adopted_at is None:
        version.adopted_at = now
        version.save(update_fields=["adopted_at"])
    if wanted.publishes and paper.first_published_at is None:
        paper.first_published_at = now
    paper.full_clean(exclude=["proposed_by", "organisation", "superseded_by"])
    paper.save()
    Step.objects.create(
        paper=paper,
        move=move,
        start=start,
        end=wanted.end,
        at=now,
        person=actor.person,
        organisation=actor.organisation,
        version=version,
        reason=reason.strip(),
    )
    record(
        actor,
        Verb.PAPER_MOVED,
        paper,
        move=move,
        start=str(start),
        end=str(wanted.end),
        until=ends.isoformat() if ends else "",
        version=version.number if version else 0,
        text_hash=version.text_hash if version else "",
    )
    return paper


def _publish(actor: Actor, paper: Paper, now: datetime) -> Version:
    """Freeze the draft as a public version and begin the next draft as its copy.

    Without a change since the last public version nothing is published anew; that version stands.
    """
    draft = paper.versions.select_for_update().get(published_at=None)
    last = paper.versions.exclude(published_at=None).first()
    if last is not None and not changes.changed_keys(draft):
        return last
    blocks = list(draft.blocks.all())
    draft.published_at, draft.published_by = now, actor.person
    draft.text_hash = texts.hash_of(blocks)
    draft.save()
    Claim.objects.filter(version=draft).delete()
    following = Version.objects.create(paper=paper, number=draft.number + 1)
    Block.objects.bulk_create(
        [
            Block(
                version=following,
                key=block.key,
                position=block.position,
                kind=block.kind,
                level=block.level,
                text=block.text,
                html=block.html,
            )
            for block in blocks
        ],
        batch_size=500,
    )
    record(actor, Verb.PAPER_PUBLISHED, paper, version=draft.number, text_hash=draft.text_hash)
    return draft


def _ask_members(actor: Actor, paper: Paper, version: Version, question: Question) -> Decision:
    """Put this very version to the members."""
    path = reverse("papers:version", args=[paper.slug, version.number])
    subject = Subject(
        kind="paper",
        key=f"{paper.slug}/{version.number}",
        title=f"{paper.title} · {version.number}",
        # Without the language of whoever asks: each reader is led to an edition they can read.
        url=f"/{path.split('/', 2)[2]}",
        hash=version.text_hash,
    )
    return announce_decision(actor, propose_decision(actor, question, subject))


def _end_of(move: Move, now: datetime, until: datetime | None) -> datetime | None:
    if move.length is None:
        return None
    earliest = now + move.length
    if until is not None and until < earliest:
        raise Refused(
            _("This step lasts at least %(days)s days, so that everybody has time to answer.")
            % {"days": move.days}
        )
    return until or earliest


def _voice(actor: Actor) -> tuple[Person, Organisation]:
    if actor.person is None or actor.organisation is None:
        raise NotAllowed("papers.propose_paper")
    return actor.person, actor.organisation


def _editor(actor: Actor) -> Person:
    if actor.person is None:
        raise NotAllowed("papers.edit_paper")
    return actor.person


def _locked_draft(actor: Actor, paper: Paper, permission: str = "papers.edit_paper") -> Version:
    """The draft of a paper that is being written now, locked until the change is done."""
    locked = Paper.objects.select_for_update().get(pk=paper.pk)
    actor.require(permission, locked)
    if locked.state not in (State.DRAFT, State.REVISION):
        raise Refused(
            _("The text is not being written now: the paper is in the state “%s”.")
            % locked.get_state_display()
        )
    draft: Version = locked.versions.get(published_at=None)
    return draft


def _split(source: str) -> list[texts.Part]:
    try:
        return texts.split(source)
    except texts.TooLong as error:
        raise Refused(
            _("This is too long: a paragraph may have %(letters)s characters, a paper %(blocks)s paragraphs.")
            % {"letters": LONGEST_BLOCK, "blocks": texts.MOST_BLOCKS}
        ) from error


def _html(part: texts.Part, known: Mapping[tuple[str, str], Cited]) -> str:
    return texts.html_of(texts.Part(part.kind, part.level, with_links(part.text, known)))


def _insert(version: Version, parts: list[texts.Part], position: int, person: Person) -> list[Block]:
    """New blocks at a position; those behind move on."""
    if not parts:
        return []
    if version.blocks.count() + len(parts) > texts.MOST_BLOCKS:
        raise Refused(_("A paper may have %s paragraphs.") % texts.MOST_BLOCKS)
    known = cited([part.text for part in parts])
    Block.objects.filter(version=version, position__gte=position).update(position=F("position") + len(parts))
    return Block.objects.bulk_create(
        [
            Block(
                version=version,
                key=new_key(),
                position=position + number,
                kind=part.kind,
                level=part.level,
                text=part.text,
                html=_html(part, known),
                edited_by=person,
            )
            for number, part in enumerate(parts)
        ],
        batch_size=500,
    )


def _uncheck(version: Version) -> None:
    """Changes that were named or checked before the text changed again have to be looked at again."""
    Version.objects.filter(pk=version.pk).update(
        change_class=None, classified_by=None, checked_by=None, checked_at=None
    )


def _free_slug(title: str) -> str:
    base = slugify(title)[:100].strip("-") or f"paper-{new_key()}"
    taken = set(Paper.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
