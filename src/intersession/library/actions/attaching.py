"""Attaching files to resources and taking them off."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.actions.contributing import apply, locked, refuse_withdrawn
from intersession.library.entries import stated_of
from intersession.library.models import Resource, ResourceFile
from intersession.library.tasks import read_file
from intersession.safety.models import StoredFile

MOST_FILES = 20


@transaction.atomic
def attach_file(
    actor: Actor, resource: Resource, stored_file: StoredFile, language: str = ""
) -> ResourceFile:
    """Add a file to a resource; its words are read in the background. Raises ValidationError for a language.

    Only who sent the file in, or the desk, may attach it; a file belongs to one resource for ever.
    """
    resource = locked(resource)
    actor.require("library.edit_resource", resource)
    if stored_file.person != actor.person and not actor.holds("library.publish_resource"):
        raise NotAllowed("library.edit_resource")
    refuse_withdrawn(resource)
    if stored_file.is_removed:
        raise Refused(_("This file was removed."))
    if ResourceFile.objects.filter(stored=stored_file).exists():
        raise Refused(_("This file belongs to a resource already."))
    before = stated_of(resource)
    if len(before["files"]) >= MOST_FILES:
        raise Refused(_("A resource has at most %(most)s files.") % {"most": MOST_FILES})
    file = ResourceFile(resource=resource, stored=stored_file, language=language, detached_at=timezone.now())
    file.clean_fields()
    file.save()
    apply(actor, resource, before, {**before, "files": [*before["files"], file.pk]})
    transaction.on_commit(partial(read_file.enqueue, file.pk))
    return ResourceFile.objects.select_related("stored", "resource").get(pk=file.pk)


@transaction.atomic
def detach_file(actor: Actor, file: ResourceFile) -> Resource:
    """Take a file off a resource. It is no longer served or searched; restoring a revision brings it back."""
    resource = locked(file.resource)
    actor.require("library.edit_resource", resource)
    refuse_withdrawn(resource)
    before = stated_of(resource)
    if file.pk not in before["files"]:
        raise Refused(_("This file was taken off already."))
    files = [pk for pk in before["files"] if pk != file.pk]
    return apply(actor, resource, before, {**before, "files": files})


@transaction.atomic
def read_file_again(actor: Actor, file: ResourceFile) -> ResourceFile:
    """Have a file read once more of which no words are known: what stood in the way may have passed."""
    resource = locked(file.resource)
    actor.require("library.edit_resource", resource)
    file = ResourceFile.objects.select_for_update().get(pk=file.pk)
    if not file.unread_because:
        raise Refused(_("Its words are known already, or are being read."))
    file.read_at, file.unread_because = None, ""
    file.save(update_fields=["read_at", "unread_because"])
    record(actor, Verb.FILE_READ, resource, file=file.pk, again=True)
    transaction.on_commit(partial(read_file.enqueue, file.pk))
    return file
