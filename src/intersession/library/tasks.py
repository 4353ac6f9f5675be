"""Reading files in the background."""

from __future__ import annotations

from django.tasks import task

from intersession.access.actor import SYSTEM
from intersession.library.extraction import keep_text
from intersession.library.models import ResourceFile
from intersession.safety.reading import reading_of


@task()
def read_file(pk: int) -> bool:
    """Read the words of a file, if nobody has; whether it was read now. The sandbox takes seconds."""
    file = ResourceFile.objects.select_related("stored").filter(pk=pk, read_at__isnull=True).first()
    if file is None:
        return False
    keep_text(SYSTEM, file, reading_of(file.stored))
    return True
