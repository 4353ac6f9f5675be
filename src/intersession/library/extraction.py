"""Keeping the words of a file once they were read. Called by the task; safe to repeat."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.models import FilePage, ResourceFile, Unread, is_language_tag
from intersession.safety.reading import Reading

# A page with more letters than this is cut: no sheet of paper holds so many.
LONGEST_PAGE = 50_000


@transaction.atomic
def keep_text(actor: Actor, file: ResourceFile, reading: Reading) -> ResourceFile:
    """Keep the pages that were read, in place of what was read before, or why there are none."""
    file = ResourceFile.objects.select_for_update().select_related("resource").get(pk=file.pk)
    actor.require("library.read_file", file)
    pages = [
        FilePage(file=file, number=number, text=clean)
        for number, text in enumerate(reading.pages, start=1)
        if (clean := text.replace("\x00", " ").strip()[:LONGEST_PAGE])
    ]
    file.pages.all().delete()
    FilePage.objects.bulk_create(pages, batch_size=200)
    file.read_at = timezone.now()
    file.page_count = len(reading.pages) if pages else 0
    known = reading.reason if reading.reason in Unread.values else Unread.DAMAGED
    file.unread_because = "" if pages else known if reading.reason else Unread.NO_TEXT
    if not file.language and pages and is_language_tag.regex.fullmatch(reading.language):  # type: ignore[union-attr]
        file.language = reading.language
    file.save(update_fields=["read_at", "page_count", "unread_because", "language"])
    # Of the resource, so that the search takes the words in.
    record(actor, Verb.FILE_READ, file.resource, file=file.pk, pages=file.page_count)
    return file
