"""Drafting, revising, submitting, publishing, returning and withdrawing resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.actions._writing import revision, write, write_publishers
from intersession.library.checking import check
from intersession.library.entries import (
    Entry,
    Stated,
    changed_fields,
    entry_of,
    facts_of,
    overlap,
    stated_of,
    whole_stated,
)
from intersession.library.models import Resource, ResourceFile, ResourceRevision, Submission
from intersession.library.permissions import publishes_at_once
from intersession.library.queries import free_slug, newest_number, revision_of, whole
from intersession.library.words import FIELD_NAMES

ATTEMPTS = 4


class Conflict(Refused):
    """Somebody changed the same fields since this was begun. `fields` are their names, `stated` what holds."""

    def __init__(self, fields: list[str], stated: Stated) -> None:
        named = ", ".join(str(FIELD_NAMES[name]) for name in fields)
        super().__init__(
            _(
                "Somebody changed this meanwhile: %(fields)s. Your words are kept here. Look at both and send again."
            )
            % {"fields": named}
        )
        self.fields = fields
        self.stated = stated


@transaction.atomic
def draft_resource(actor: Actor, entry: Entry) -> Resource:
    """Begin a resource for the organisation the actor acts for. Only that organisation and the desk see it.

    Raises ValidationError with the fields that are wrong.
    """
    actor.require("library.draft_resource")
    check(entry)
    resource = _written(actor, entry)
    revision(actor, resource, 1, entry.stated()).save()
    record(actor, Verb.RESOURCE_DRAFTED, resource)
    return resource


@transaction.atomic
def revise_resource(
    actor: Actor, resource: Resource, entry: Entry, note: str = "", base: int | None = None
) -> Resource:
    """Let a resource state what the entry does, at once, and keep what it stated before in its history.

    `base` is the number of the revision the change was made on. What others changed since is kept; where
    they changed the same fields `Conflict` is raised and nothing written. A change that changes nothing
    leaves no revision. Raises ValidationError with the fields that are wrong.
    """
    resource = locked(resource)
    actor.require("library.edit_resource", resource)
    refuse_withdrawn(resource)
    check(entry)
    before = stated_of(resource)
    after = _merged(resource, before, _wanted(entry), base)
    write_publishers(entry.publishers)
    return apply(actor, resource, before, after, note=note.strip())


@transaction.atomic
def restore_revision(actor: Actor, resource: Resource, number: int, note: str = "") -> Resource:
    """Let a resource state again what it stated after an earlier change. That is a change, too: a new revision."""
    resource = locked(resource)
    actor.require("library.edit_resource", resource)
    refuse_withdrawn(resource)
    earlier = revision_of(resource, number)
    if earlier is None:
        raise Refused(_("There is no such revision."))
    before, after = stated_of(resource), whole_stated(earlier.stated)
    if before == after:
        raise Refused(_("The resource states this already."))
    return apply(actor, resource, before, after, note=note.strip(), restored_from=number)


@transaction.atomic
def submit_resource(actor: Actor, resource: Resource, note: str = "") -> Resource:
    """Hand a draft to the desk. What a trusted organisation hands in is published at once."""
    resource = locked(resource)
    actor.require("library.submit_resource", resource)
    if resource.is_published:
        raise Refused(_("This resource is in the library already."))
    if resource.submitted_at is not None and resource.returned_at is None:
        raise Refused(_("This resource was submitted already. The desk will answer."))
    if not _can_be_read(resource):
        raise Refused(_("Give a link, a DOI, an ISBN or a file, so that people can find the work itself."))
    submission = Submission(
        resource=resource,
        base=newest_number(resource),
        note=note.strip(),
        submitted_by=actor.person,
        submitted_for=actor.organisation,
    )
    submission.full_clean()
    submission.save()
    resource.submitted_at, resource.returned_at = submission.submitted_at, None
    resource.save(update_fields=["submitted_at", "returned_at"])
    record(actor, Verb.RESOURCE_SUBMITTED, resource)
    if publishes_at_once(actor):
        _put_in(actor, resource, answered_by=None)
    return resource


@transaction.atomic
def take_back_submission(actor: Actor, resource: Resource) -> Resource:
    """Take a submission off the desk before it is answered: it is a draft again."""
    resource = locked(resource)
    actor.require("library.submit_resource", resource)
    if not _is_waiting(resource):
        raise Refused(_("This resource does not wait for an answer."))
    Submission.objects.open().filter(resource=resource, is_change=False).update(taken_back_at=timezone.now())
    resource.submitted_at = None
    resource.save(update_fields=["submitted_at"])
    record(actor, Verb.SUBMISSION_TAKEN_BACK, resource)
    return resource


@transaction.atomic
def publish_resource(actor: Actor, resource: Resource, number: int | None = None) -> Resource:
    """Put a resource into the library: a submission, a draft of one's own, or one that was withdrawn and is good.

    `number` is the revision that was read before deciding; if there is a newer one, nobody has seen it.
    """
    resource = locked(resource)
    actor.require("library.publish_resource", resource)
    if resource.published_at is not None and resource.withdrawn_at is None:
        raise Refused(_("This resource is in the library already."))
    is_others = resource.contributed_by is not None and resource.contributed_by != actor.person
    if is_others and resource.published_at is None and not _is_waiting(resource):
        # A draft, or one that a colleague has just returned: the contributor has the next move.
        raise Refused(
            _("It does not wait at the desk: who shared it has not submitted it, or must mend it first.")
        )
    if number is not None and number != newest_number(resource):
        raise Refused(_("It was changed while you read it. Look at the change, then decide."))
    _put_in(actor, resource, answered_by=actor)
    return resource


@transaction.atomic
def return_resource(actor: Actor, resource: Resource, note: str) -> Resource:
    """Give a submission back with a note that says what to change."""
    resource = locked(resource)
    actor.require("library.return_resource", resource)
    if not _is_waiting(resource):
        raise Refused(_("This resource does not wait for an answer."))
    if not note.strip():
        raise Refused(_("Say what should be changed."))
    now = timezone.now()
    submission = Submission.objects.open().get(resource=resource, is_change=False)
    submission.returned_at, submission.answered_by, submission.answer = now, actor.person, note.strip()
    submission.save(update_fields=["returned_at", "answered_by", "answer"])
    resource.returned_at = now
    resource.save(update_fields=["returned_at"])
    record(actor, Verb.RESOURCE_RETURNED, resource)
    return resource


@transaction.atomic
def withdraw_resource(actor: Actor, resource: Resource, because: str) -> Resource:
    """Take a resource out of the library. Its address stays and says why, in the words given."""
    resource = locked(resource)
    actor.require("library.withdraw_resource", resource)
    if resource.published_at is None or resource.withdrawn_at is not None:
        raise Refused(_("Only a resource that is in the library can be withdrawn."))
    if not because.strip():
        raise Refused(_("Say why it is withdrawn."))
    resource.withdrawn_at, resource.withdrawn_because = timezone.now(), because.strip()
    resource.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, Verb.RESOURCE_WITHDRAWN, resource, title=resource.title, because=resource.withdrawn_because)
    return resource


@transaction.atomic
def propose_change(
    actor: Actor, resource: Resource, entry: Entry, note: str = "", base: int | None = None
) -> Submission:
    """Hand in a change to a published resource. It waits at the desk; a person's later one replaces it."""
    resource = locked(resource)
    actor.require("library.propose_change", resource)
    if not resource.is_published:
        raise Refused(_("Only what is in the library can be changed by a proposal."))
    refuse_withdrawn(resource)
    check(entry)
    before = stated_of(resource)
    newest = newest_number(resource)
    after = _merged(resource, before, _wanted(entry), base)
    if after == before:
        raise Refused(_("Nothing was changed, so there is nothing to propose."))
    write_publishers(entry.publishers)
    mine = Submission.objects.open().filter(resource=resource, is_change=True, submitted_by=actor.person)
    mine.update(taken_back_at=timezone.now())
    submission = Submission(
        resource=resource,
        is_change=True,
        proposed=after,
        base=newest,
        note=note.strip(),
        submitted_by=actor.person,
        submitted_for=actor.organisation,
    )
    submission.full_clean()
    submission.save()
    record(actor, Verb.CHANGE_PROPOSED, resource)
    return submission


@transaction.atomic
def publish_change(actor: Actor, submission: Submission) -> Resource:
    """Take a proposed change in. It stands in the history under the name of who proposed it."""
    resource, submission = _locked_change(submission)
    actor.require("library.publish_resource", resource)
    _refuse_answered(submission)
    refuse_withdrawn(resource)
    before = stated_of(resource)
    after = _merged(resource, before, submission.proposed, submission.base)
    submission.published_at, submission.answered_by = timezone.now(), actor.person
    submission.save(update_fields=["published_at", "answered_by"])
    proposer = {"person": submission.submitted_by, "organisation": submission.submitted_for}
    return apply(actor, resource, before, after, note=submission.note, accepted_by=actor.person, **proposer)


@transaction.atomic
def return_change(actor: Actor, submission: Submission, note: str) -> Submission:
    """Give a proposed change back with a note. The resource stays as it is."""
    resource, submission = _locked_change(submission)
    actor.require("library.return_resource", resource)
    _refuse_answered(submission)
    if not note.strip():
        raise Refused(_("Say what should be changed."))
    submission.returned_at, submission.answered_by = timezone.now(), actor.person
    submission.answer = note.strip()
    submission.save(update_fields=["returned_at", "answered_by", "answer"])
    record(actor, Verb.CHANGE_RETURNED, resource)
    return submission


@transaction.atomic
def take_back_change(actor: Actor, submission: Submission) -> Submission:
    """Take one's own proposal off the desk before it is answered."""
    resource, submission = _locked_change(submission)
    actor.require("library.propose_change", resource)
    if submission.submitted_by != actor.person or submission.submitted_for != actor.organisation:
        raise NotAllowed("library.propose_change")
    _refuse_answered(submission)
    submission.taken_back_at = timezone.now()
    submission.save(update_fields=["taken_back_at"])
    record(actor, Verb.SUBMISSION_TAKEN_BACK, resource)
    return submission


def _written(actor: Actor, entry: Entry) -> Resource:
    """A fresh resource at an address of its own, even when somebody else takes the same one at this moment."""
    for attempt in range(ATTEMPTS):
        resource = Resource(
            slug=free_slug(entry),
            contributed_by=actor.person,
            contributed_for=actor.organisation if actor.person else None,
            **entry.plain(),
        )
        try:
            with transaction.atomic():
                write([(entry, resource)])
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            break
    return resource


def locked(resource: Resource) -> Resource:
    """The resource as it is now, with everything, and nobody else's until the end of the transaction."""
    Resource.objects.select_for_update().filter(pk=resource.pk).first()
    found: Resource = whole(Resource.objects.filter(pk=resource.pk)).get()
    return found


def _locked_change(submission: Submission) -> tuple[Resource, Submission]:
    """The resource of a proposed change and the change, the resource locked first as everywhere."""
    resource = locked(submission.resource)
    return resource, Submission.objects.select_related("submitted_by", "submitted_for").get(pk=submission.pk)


def _is_waiting(resource: Resource) -> bool:
    return (
        resource.submitted_at is not None and resource.returned_at is None and resource.published_at is None
    )


def refuse_withdrawn(resource: Resource) -> None:
    if resource.is_withdrawn:
        raise Refused(_("This resource was withdrawn. Put it back before you change it."))


def _refuse_answered(submission: Submission) -> None:
    if not submission.is_open:
        raise Refused(_("Somebody has answered this already."))


def _can_be_read(resource: Resource) -> bool:
    has_files = ResourceFile.objects.filter(resource=resource, detached_at__isnull=True).exists()
    return bool(resource.url or resource.doi or resource.isbn or has_files)


def _merged(resource: Resource, now: Stated, wanted: Mapping[str, Any], base: int | None) -> Stated:
    """What holds after a change that was made on revision `base`: what others changed since stays."""
    if base is None or base == newest_number(resource):
        return whole_stated({"files": now["files"], **wanted})
    earlier = revision_of(resource, base)
    if earlier is None:
        raise Refused(_("There is no such revision."))
    mine = changed_fields(earlier.stated, {"files": earlier.stated.get("files", []), **wanted})
    theirs = changed_fields(earlier.stated, now)
    both = overlap([name for name in mine if mine[name] != now.get(name)], theirs)
    if both:
        raise Conflict(both, now)
    return {**now, **mine}


def _wanted(entry: Entry) -> Stated:
    """What an entry states. It says nothing of files: those have actions of their own."""
    return {name: value for name, value in entry.stated().items() if name != "files"}


def apply(actor: Actor, resource: Resource, before: Stated, after: Stated, **details: Any) -> Resource:
    """Write what a resource states now, keep it in its history, and say so in the log."""
    if after == before:
        return resource
    entry = entry_of(after, resource.slug)
    for name, value in entry.plain().items():
        setattr(resource, name, value)
    number = newest_number(resource)
    write([(entry, resource)])
    if whole_stated(before)["files"] != after["files"]:
        _write_files(resource, after["files"])
    if not ResourceRevision.objects.filter(resource=resource).exists():
        at = resource.published_at or resource.created_at
        ResourceRevision(resource=resource, number=1, stated=before, at=at).save()
    row = revision(actor, resource, number + 1, after, **details)
    row.full_clean(exclude=["stated"])
    row.save()
    if resource.is_published:
        facts = {"title": resource.title, "changes": facts_of(before, after)}
        record(actor, Verb.RESOURCE_CORRECTED, resource, revision=row.number, **facts)
    else:
        record(actor, Verb.DRAFT_REVISED, resource, revision=row.number)
    fresh: Resource = whole(Resource.objects.filter(pk=resource.pk)).get()
    return fresh


def _write_files(resource: Resource, wanted: list[int]) -> None:
    """Attach the files that are wanted and take the others off."""
    gone = ResourceFile.objects.filter(resource=resource, pk__in=wanted, stored__removed_at__isnull=False)
    if gone.exists():
        raise Refused(_("A file of this revision was removed and cannot be brought back."))
    files = ResourceFile.objects.filter(resource=resource)
    files.filter(pk__in=wanted).update(detached_at=None)
    files.exclude(pk__in=wanted).filter(detached_at__isnull=True).update(detached_at=timezone.now())


def _put_in(actor: Actor, resource: Resource, *, answered_by: Actor | None) -> None:
    """Publish, and close the submission there may be."""
    now = timezone.now()
    facts = {"withdrawn_before_because": resource.withdrawn_because} if resource.withdrawn_because else {}
    Submission.objects.open().filter(resource=resource, is_change=False).update(
        published_at=now, answered_by=answered_by.person if answered_by else None
    )
    resource.published_at = resource.published_at or now
    resource.returned_at = None
    resource.withdrawn_at, resource.withdrawn_because = None, ""
    resource.save(update_fields=["published_at", "returned_at", "withdrawn_at", "withdrawn_because"])
    record(actor, Verb.RESOURCE_PUBLISHED, resource, title=resource.title, **facts)
