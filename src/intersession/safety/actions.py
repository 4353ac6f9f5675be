"""Every write: taking a file in, removing it, noting what the guard refused, clearing that."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused, TooOften
from intersession.access.limits import count_use
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.kit.transactions import outside_transactions
from intersession.safety.examining import Examined, examined, measured
from intersession.safety.kinds import MEDIA_TYPES, SHARED, Kind
from intersession.safety.models import Match, StoredFile
from intersession.safety.names import clean_name
from intersession.safety.queries import unused_files
from intersession.safety.running import Failed
from intersession.safety.sentences import sentence
from intersession.safety.tasks import tell_safeguarding

logger = logging.getLogger(__name__)

UNUSED_FOR = timedelta(days=1)
FORGOTTEN_AT_ONCE = 200


class Matched(Refused):
    """The guard knows a picture in the file. The sentence, which holds a link, says where to report."""


@outside_transactions
def take_in(actor: Actor, upload: File[Any], *, kinds: Collection[Kind] = SHARED) -> StoredFile:
    """Keep an upload, written anew. Call it before your own action, not inside: it takes seconds.

    Raises `Refused` with a sentence that says what is wrong and what to do (`Matched` when the guard knows a
    picture in it); then no file and no row stays, save that the guard's match is noted without content.
    """
    actor.require("safety.take_in_file")
    _not_too_often(actor)
    try:
        with examined(upload, kinds) as found:
            if not found.bank:
                return _keep(actor, found)
            bank = found.bank
    except Failed as failure:
        raise Refused(sentence(failure.why, failure.fact)) from failure
    except OSError as error:
        logger.exception("A file could not be kept")
        raise Refused(_("The file could not be kept. Try again later; we can see the fault.")) from error
    _note_match(actor, bank)
    raise Matched(
        format_html(
            _(
                "This file was refused and destroyed: a picture in it matches known abuse material. The "
                "safeguarding office has been told. If you came across it somewhere, <a href='{}'>report where "
                "you found it</a>; do not send it to anybody."
            ),
            reverse("helplines:choose_country"),
        )
    )


def _not_too_often(actor: Actor) -> None:
    """Refuse beyond the number of files one person may send within an hour."""
    most = settings.UPLOADS["per_hour"]
    if actor.person is None:
        return
    try:
        count_use("upload", f"person:{actor.person.pk}", times=most, seconds=3600)
    except TooOften as error:
        raise Refused(
            _("You have sent %(count)d files within an hour. Go on in %(minutes)d minutes.")
            % {"count": most, "minutes": -(-error.retry_after // 60)}
        ) from error


@transaction.atomic
def _keep(actor: Actor, found: Examined) -> StoredFile:
    """The row and the bytes, both or neither."""
    stored = StoredFile(
        name=found.name,
        media_type=MEDIA_TYPES[found.kind],
        size=found.size,
        sha256=found.sha256,
        pages=found.pages,
        left_out=found.left_out,
        person=actor.person,
        organisation=actor.organisation,
    )
    stored.full_clean()
    stored.save()
    record(actor, Verb.FILE_TAKEN_IN, stored, kind=found.kind.value, size=found.size)
    # Last of all: what fails before leaves no bytes, what fails while writing them leaves no row.
    try:
        kept = default_storage.save(stored.path, File(found.file))
        if kept != stored.path:
            raise OSError(f"the storage already holds {stored.path}")
    except BaseException:
        default_storage.delete(stored.path)
        raise
    return stored


@transaction.atomic
def keep_made(actor: Actor, name: str, kind: Kind, file: IO[bytes]) -> StoredFile:
    """Keep a file that we made ourselves, as it is. Rooms above ask who may, before they make it."""
    actor.require("safety.keep_made_file")
    size, digest = measured(file)
    made = Examined(kind, clean_name(name, kind), file, size, digest, None, [], "")
    return _keep(actor, made)


@transaction.atomic(durable=True)
def _note_match(actor: Actor, bank: str) -> Match:
    """Remember that the guard refused something, and nothing of what it was."""
    match = Match.objects.create(person=actor.person, organisation=actor.organisation, bank=bank[:200])
    record(actor, Verb.MATCH_REFUSED, match)
    transaction.on_commit(partial(tell_safeguarding.enqueue, match.pk))
    return match


@transaction.atomic
def remove_file(actor: Actor, stored: StoredFile, reason: str) -> StoredFile:
    """Destroy the bytes; a row stays that says when and why."""
    stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
    actor.require("safety.remove_file", stored)
    if stored.is_removed:
        raise Refused(_("This file has been removed already."))
    if not reason.strip():
        raise Refused(_("A file that is removed says why."))
    stored.removed_at = timezone.now()
    stored.removed_because = reason.strip()[:500]
    stored.save(update_fields=["removed_at", "removed_because"])
    record(actor, Verb.FILE_REMOVED, stored, reason=stored.removed_because)
    transaction.on_commit(partial(default_storage.delete, stored.path))
    return stored


@transaction.atomic
def forget_files(actor: Actor) -> int:
    """Destroy files that were sent and then used by nobody: a form that was given up. Says how many."""
    actor.require("safety.forget_files")
    due = unused_files(timezone.now() - UNUSED_FOR)[:FORGOTTEN_AT_ONCE]
    # Whoever names one at this moment holds its row, so it is asked for once more under the lock.
    keys = [stored.pk for stored in StoredFile.objects.select_for_update().filter(pk__in=due)]
    files = list(unused_files(timezone.now() - UNUSED_FOR).filter(pk__in=keys))
    for stored in files:
        stored.removed_at = timezone.now()
        stored.removed_because = "It was sent, and then not used."
        stored.save(update_fields=["removed_at", "removed_because"])
        record(actor, Verb.FILE_FORGOTTEN, stored)
        transaction.on_commit(partial(default_storage.delete, stored.path))
    return len(files)


@transaction.atomic
def clear_match(actor: Actor, match: Match, done: str) -> Match:
    """Say what was done about a match, and take it off the list."""
    match = Match.objects.select_for_update().get(pk=match.pk)
    actor.require("safety.clear_match", match)
    if not match.is_open:
        raise Refused(_("Somebody has cleared this already."))
    if not done.strip():
        raise Refused(_("Say in a few words what was done."))
    match.cleared_at = timezone.now()
    match.cleared_by = actor.person
    match.done = done.strip()[:1000]
    match.save(update_fields=["cleared_at", "cleared_by", "done"])
    record(actor, Verb.MATCH_CLEARED, match)
    return match
