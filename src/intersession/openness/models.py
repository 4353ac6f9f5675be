"""What the measures said on a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from intersession.kit.records import Record


class Standing(models.TextChoices):
    """Whether what is asked is kept."""

    KEPT = "kept"
    BREACH = "breach"
    UNKNOWN = "unknown"


class Snapshot(Record):
    """The measures on one day: standing and figures of each by its key. Written once, never changed."""

    day = models.DateField(unique=True)
    measures = models.JSONField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()
