"""Naming what the changes of a draft do, and checking it as a second person."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.papers import changes
from intersession.papers.actions.blocks import editor, locked_draft
from intersession.papers.models import (
    Block,
    ChangeClass,
    Paper,
    Version,
)


@transaction.atomic
def name_changes(actor: Actor, paper: Paper, classes: Mapping[str, int], summary: str) -> Version:
    """Say for each changed block what the change does, and sum up in plain words what is asked otherwise.

    `classes` maps keys of blocks (of the draft, or of the last version for removed ones) to change classes.
    Raises `Refused` while a changed block has none, or the summary a class asks for is missing.
    """
    version = locked_draft(actor, paper)
    person = editor(actor)
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
    version = locked_draft(actor, paper, "papers.check_changes")
    person = editor(actor)
    if version.change_class is None:
        raise Refused(_("The changes have not been named yet."))
    if version.classified_by_id == person.pk:
        raise Refused(_("Whoever named the changes cannot check them too. Ask a second person."))
    version.checked_by, version.checked_at = person, timezone.now()
    version.save(update_fields=["checked_by", "checked_at"])
    record(actor, Verb.PAPER_CHANGES_CHECKED, paper, version=version.number)
    return version
