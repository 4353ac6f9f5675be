"""Making a printout and keeping it: the slow half of what actions order, done by the worker."""

from __future__ import annotations

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.formats.models import Printout
from intersession.formats.printing import printed
from intersession.formats.queries import Document, document_of, printout_of
from intersession.kit.transactions import outside_transactions
from intersession.papers.models import Version
from intersession.safety.actions import keep_made
from intersession.safety.kinds import Kind


@outside_transactions
def make_printout(actor: Actor, version: Version, language: str, size: str) -> Printout:
    """Make the PDF of a public version and keep it. What was made already is not made again.

    Raises `safety.running.Failed` where Typst gave up; then nothing is kept.
    """
    actor.require("formats.make_printout")
    if version.is_draft:
        raise Refused(_("A draft is printed for whoever asks, and not kept."))
    kept = printout_of(version, language, size)
    if kept is not None:
        return kept
    document = document_of(version, language)
    with printed(document, size) as file:
        return _keep(actor, version, language, size, document, file)


@transaction.atomic
def _keep(
    actor: Actor, version: Version, language: str, size: str, document: Document, file: IO[bytes]
) -> Printout:
    """The row and the bytes, both or neither; whoever was quicker stands."""
    Version.objects.select_for_update().get(pk=version.pk)
    wanted = {
        "version": version,
        "language": language,
        "size": size,
        "fingerprint": document.fingerprint,
    }
    made: Printout | None = Printout.objects.filter(**wanted).select_related("file").first()
    if made is not None:
        return made
    printout = Printout(**wanted, file=keep_made(actor, f"{document.name}.pdf", Kind.PDF, file))
    printout.full_clean()
    printout.save()
    record(
        actor, Verb.PRINTOUT_MADE, printout, sha256=printout.file.sha256, language=language, size=str(size)
    )
    return printout
