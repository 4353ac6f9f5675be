"""Writing the draft together: claims, editing, adding, moving and removing blocks."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.papers import texts
from intersession.papers.actions.blocks import editor, html_of_part, insert, locked_draft, split, uncheck
from intersession.papers.citations import cited
from intersession.papers.models import (
    Block,
    Claim,
    Paper,
)

CLAIM = timedelta(minutes=15)


class Conflict(Refused):
    """Somebody else saved the same block first. Carries it as it is now; nothing of either text is lost."""

    def __init__(self, block: Block) -> None:
        super().__init__(
            _("Somebody else changed this paragraph while you were writing. Both texts are below.")
        )
        self.block = block


@transaction.atomic
def claim_block(actor: Actor, paper: Paper, key: str) -> Claim | None:
    """Tell others that one is editing a block. Returns the claim of somebody else that still holds, if any."""
    version = locked_draft(actor, paper)
    person = editor(actor)
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
    version = locked_draft(actor, paper)
    person = editor(actor)
    block = Block.objects.filter(version=version, key=key).first()
    if block is None:
        raise Refused(_("This paragraph was removed in the meantime. Add your text as a new one."))
    if block.revision != revision:
        raise Conflict(block)
    parts = split(source)
    if not parts:
        raise Refused(_("A paragraph cannot be empty. To take it out, use “Remove”."))
    if parts == [texts.Part(block.kind, block.level, block.text)]:
        Claim.objects.filter(version=version, key=key).delete()
        return [block]
    first, *more = parts
    known = cited([part.text for part in parts])
    block.kind, block.level, block.text = first.kind, first.level, first.text
    block.html = html_of_part(first, known)
    block.revision, block.change_class, block.edited_by = block.revision + 1, None, person
    block.full_clean(exclude=["version", "edited_by"])
    block.save()
    added = insert(version, more, block.position + 1, person)
    Claim.objects.filter(version=version, key=key).delete()
    uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=key, change="revised", added=len(added))
    return [block, *added]


@transaction.atomic
def add_blocks(actor: Actor, paper: Paper, after: str, source: str) -> list[Block]:
    """Put new blocks behind the block `after`, or at the beginning when it is empty."""
    version = locked_draft(actor, paper)
    person = editor(actor)
    parts = split(source)
    if not parts:
        raise Refused(_("There is no text to add."))
    position = 0
    if after:
        before = Block.objects.filter(version=version, key=after).first()
        position = before.position + 1 if before else version.blocks.count()
    blocks = insert(version, parts, position, person)
    uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=blocks[0].key, change="added", added=len(blocks))
    return blocks


@transaction.atomic
def remove_block(actor: Actor, paper: Paper, key: str, revision: int) -> None:
    """Take a block out of the draft. Earlier versions keep it."""
    version = locked_draft(actor, paper)
    editor(actor)
    block = Block.objects.filter(version=version, key=key).first()
    if block is None:
        return
    if block.revision != revision:
        raise Conflict(block)
    block.delete()
    uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=key, change="removed")


@transaction.atomic
def move_block(actor: Actor, paper: Paper, key: str, down: bool) -> None:
    """Let a block change places with its neighbour. At the end of the text nothing happens."""
    version = locked_draft(actor, paper)
    editor(actor)
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
    uncheck(version)
    record(actor, Verb.PAPER_DRAFT_EDITED, paper, block=key, change="moved")
