"""Every write of sharing: one resource with the answers to its overlaps, and batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.actions import (
    attach_file,
    draft_resource,
    propose_change,
    relate_resources,
    revise_resource,
    submit_resource,
)
from intersession.library.entries import Entry, entry_of, stated_of
from intersession.library.models import Resource
from intersession.library.queries import whole
from intersession.safety.models import StoredFile
from intersession.sharing.entries import form_of, held_by_library, joined_entry
from intersession.sharing.models import Batch, BatchRow, Distinction
from intersession.sharing.tables import ReadBatch, alike_in

MOST_OPEN_BATCHES = 10
LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Answers:
    """What a member says of the overlaps: at most one work it is a translation or version of; others distinct."""

    relation: tuple[Resource, str] | None = None
    distinct: tuple[tuple[Resource, str], ...] = ()


@transaction.atomic
def share_resource(
    actor: Actor,
    entry: Entry,
    answers: Answers = Answers(),
    *,
    submit: bool,
    note: str = "",
    draft: Resource | None = None,
    stored: StoredFile | None = None,
) -> Resource:
    """Make a draft of what was typed, or revise one, with the answers to its overlaps; submit it if asked.

    All of it or nothing. Raises ValidationError with the fields that are wrong.
    """
    actor.require("sharing.share_resource")
    resource = draft_resource(actor, entry) if draft is None else revise_resource(actor, draft, entry)
    if stored is not None:
        attach_file(actor, resource, stored, entry.plain()["title_language"])
    for other, because in answers.distinct:
        say_distinct(actor, resource, other, because)
    if answers.relation is not None:
        other, kind = answers.relation
        if not _is_kin(resource, other):
            relate_resources(actor, resource, other, kind)
    if submit:
        resource = submit_resource(actor, resource, _with_reasons(note, answers))
    return resource


@transaction.atomic
def say_distinct(actor: Actor, resource: Resource, other: Resource, because: str) -> Distinction:
    """Keep why a resource is another one than a published one. Said again, the later words hold."""
    actor.require("library.edit_resource", resource)
    actor.require("library.view_resource", other)
    because = because.strip()
    if not because:
        raise Refused(_("Say what makes it another work."))
    Distinction.objects.filter(resource=resource, other=other).delete()
    distinction = Distinction(
        resource=resource,
        other=other,
        because=because[:500],
        person=actor.person,
        organisation=actor.organisation,
    )
    distinction.full_clean()
    distinction.save()
    record(actor, Verb.RESOURCE_SAID_DISTINCT, resource, other=other.pk)
    return distinction


@transaction.atomic
def join_resource(actor: Actor, resource: Resource, entry: Entry, note: str = "") -> list[str]:
    """It is the same work: propose what the library lacks of it, and leave what it has.

    Returns the names of the fields that were proposed; none when the library knew all of it.
    """
    actor.require("sharing.share_resource")
    resource = whole(Resource.objects.filter(pk=resource.pk)).get()
    held = stated_of(resource)
    joined = joined_entry(entry_of(held, resource.slug), entry)
    names = [name for name, value in joined.stated().items() if value != held.get(name)]
    if names:
        propose_change(
            actor, resource, joined, note[:LONGEST_NOTE] or _("Facts the library did not have yet.")
        )
    return names


def _is_kin(resource: Resource, other: Resource) -> bool:
    kept = Resource.objects.filter(pk__in=[resource.pk, other.pk]).values_list("work_id", flat=True)
    works = list(kept)
    return len(works) == 2 and works[0] is not None and works[0] == works[1]


def _with_reasons(note: str, answers: Answers) -> str:
    """The word to the desk, with why the resource is distinct from what it overlaps with."""
    lines = [note.strip()] if note.strip() else []
    lines += [
        _("Not the same as “%(title)s”: %(because)s")
        % {"title": other.title[:80], "because": because.strip()}
        for other, because in answers.distinct
    ]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1] + "…"


@transaction.atomic
def begin_batch(actor: Actor, name: str, read: ReadBatch) -> Batch:
    """Keep the rows of a file for their owner to look at. Nothing is shared yet; after a week they are gone.

    Chosen at first are sound rows that neither the library nor an earlier row of the file has.
    """
    actor.require("sharing.share_resource")
    Batch.objects.filter(expires_at__lte=timezone.now()).delete()
    open_ones = Batch.objects.open().filter(actor.scope("sharing.view_batch"))
    if open_ones.count() >= MOST_OPEN_BATCHES:
        raise Refused(_("You have ten lists that wait already. Finish or discard one first."))
    assert actor.person is not None
    batch = Batch(
        person=actor.person,
        organisation=actor.organisation,
        name=name.strip()[:200] or _("List"),
        ignored=list(read.ignored),
    )
    batch.full_clean()
    batch.save()
    alike = alike_in(read.rows)
    rows = []
    for each in read.rows:
        is_sound = not each.faults and form_of(each.typed).is_valid()
        typed = {**each.typed, "faults": list(each.faults)} if each.faults else dict(each.typed)
        row = BatchRow(
            batch=batch, line=each.line, typed=typed, is_sound=is_sound, like_line=alike.get(each.line)
        )
        row.is_chosen = is_sound and row.like_line is None and not held_by_library(typed)
        rows.append(row)
    BatchRow.objects.bulk_create(rows, batch_size=200)
    record(actor, Verb.BATCH_READ, batch, rows=len(rows))
    return batch


@transaction.atomic
def choose_rows(actor: Actor, batch: Batch, choices: Mapping[int, tuple[bool, str]]) -> Batch:
    """Note which rows are wanted, and why they are distinct: line → (wanted, because). Others stay as they were."""
    batch = _own_open(actor, batch)
    rows = list(BatchRow.objects.filter(batch=batch, line__in=choices))
    for row in rows:
        wanted, because = choices[row.line]
        row.is_chosen = wanted and row.is_sound
        row.because = because.strip()[:500]
    BatchRow.objects.bulk_update(rows, ["is_chosen", "because"], batch_size=100)
    record(actor, Verb.BATCH_ROWS_CHOSEN, batch, rows=len(rows))
    return batch


@transaction.atomic
def commit_batch(actor: Actor, batch: Batch, *, submit: bool) -> list[Resource]:
    """Make drafts of the chosen rows, or hand them in: all of them or, when one cannot be, none. Once."""
    batch = _own_open(actor, batch)
    rows = list(BatchRow.objects.filter(batch=batch, is_chosen=True).order_by("line"))
    if not rows:
        raise Refused(_("No row is chosen."))
    _refuse_unexplained(rows)
    made: list[Resource] = []
    for row in rows:
        form = form_of(row.typed)
        if not form.is_valid():
            raise Refused(_("Line %(line)s is not right any more. Look at it again.") % {"line": row.line})
        try:
            resource = share_resource(actor, form.entry(), submit=submit, note=_note_of(row))
        except (Refused, ValidationError) as refusal:
            sentence = (
                " ".join(refusal.messages) if isinstance(refusal, ValidationError) else refusal.sentence
            )
            raise Refused(
                _("Nothing was shared. Line %(line)s: %(why)s") % {"line": row.line, "why": sentence}
            ) from refusal
        row.resource = resource
        made.append(resource)
    BatchRow.objects.bulk_update(rows, ["resource"], batch_size=100)
    batch.committed_at = timezone.now()
    batch.save(update_fields=["committed_at"])
    record(actor, Verb.BATCH_COMMITTED, batch, resources=[resource.pk for resource in made])
    return made


@transaction.atomic
def discard_batch(actor: Actor, batch: Batch) -> None:
    """Forget a batch that is not wanted. What was made of a committed one stays."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    actor.require("sharing.view_batch", batch)
    record(actor, Verb.BATCH_DISCARDED, batch)
    batch.delete()


def _note_of(row: BatchRow) -> str:
    return (
        _("Not the same as what the library has: %(because)s") % {"because": row.because}
        if row.because
        else ""
    )


def _own_open(actor: Actor, batch: Batch) -> Batch:
    """The batch as it is now, locked, if it is this person's and still waits."""
    found: Batch | None = Batch.objects.select_for_update().filter(pk=batch.pk).first()
    if found is None:
        raise Refused(_("This list was discarded."))
    actor.require("sharing.view_batch", found)
    if found.committed_at is not None:
        raise Refused(_("This list was shared already."))
    if not found.is_open:
        raise Refused(_("This list has expired. Send the file again."))
    return found


def _refuse_unexplained(rows: Sequence[BatchRow]) -> None:
    lines = [
        str(row.line) for row in rows if not row.because and (row.like_line or held_by_library(row.typed))
    ]
    if lines:
        sentence = ngettext(
            "Line %(lines)s is in the library or in the file already. Say why it is distinct, or leave it out.",
            "Lines %(lines)s are in the library or in the file already. Say why they are distinct, or leave them out.",
            len(lines),
        )
        raise Refused(sentence % {"lines": ", ".join(lines[:12])})
