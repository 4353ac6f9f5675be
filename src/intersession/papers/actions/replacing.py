"""The whole text of a draft replaced at once, as it came from a file: blocks that stay keep their keys."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.papers import texts
from intersession.papers.actions.blocks import editor, html_of_part, locked_draft, uncheck
from intersession.papers.citations import cited
from intersession.papers.models import Block, Claim, Paper, Version, new_key


@transaction.atomic
def replace_text(
    actor: Actor, paper: Paper, incoming: Sequence[tuple[str, texts.Part]], seen: str
) -> Version:
    """Make the draft say what came in. Each part names the block it is a new wording of, or none.

    `seen` is the hash of the draft that was looked at; Refused when it changed since. Blocks that nobody named
    leave the draft; earlier versions keep them.
    """
    draft = locked_draft(actor, paper)
    person = editor(actor)
    if not incoming:
        raise Refused(_("There is no text to add."))
    if len(incoming) > texts.MOST_BLOCKS:
        raise Refused(_("A paper may have %s paragraphs.") % texts.MOST_BLOCKS)
    there = {block.key: block for block in draft.blocks.order_by("position", "pk")}
    if texts.hash_of(there.values()) != seen:
        raise Refused(
            _(
                "Somebody changed the draft in the meantime. Bring the file in again to see what it changes now."
            )
        )
    known = cited([part.text for _key, part in incoming])
    kept: list[Block] = []
    added: list[Block] = []
    for position, (key, part) in enumerate(incoming):
        block = there.pop(key, None)
        is_new = block is None
        if block is None:
            block = Block(version=draft, key=new_key(), kind=part.kind, level=part.level, text="")
        if block.text != part.text or block.kind != part.kind:
            block.kind, block.level, block.text = part.kind, part.level, part.text
            block.html = html_of_part(part, known)
            block.change_class, block.edited_by = None, person
            block.revision += 0 if is_new else 1
        block.position = position
        (added if is_new else kept).append(block)
    gone = list(there)
    Block.objects.filter(version=draft, key__in=gone).delete()
    Block.objects.bulk_update(
        kept,
        ["position", "kind", "level", "text", "html", "change_class", "edited_by", "revision"],
        batch_size=200,
    )
    Block.objects.bulk_create(added, batch_size=500)
    Claim.objects.filter(version=draft).delete()
    uncheck(draft)
    record(
        actor,
        Verb.PAPER_DRAFT_EDITED,
        paper,
        change="replaced",
        kept=len(kept),
        added=len(added),
        removed=len(gone),
    )
    return draft
