"""PDFs that were made of papers and are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.papers.models import Version
from intersession.safety.models import StoredFile


class PaperSize(models.TextChoices):
    """What it is printed on."""

    A4 = "a4", _("A4")
    LETTER = "letter", _("Letter")


class Printout(Record):
    """A PDF of a public version. Written once by `formats.actions`; nothing of it ever changes.

    `fingerprint` is a hash over everything it shows. When something is added to what belongs to the newest
    version (it was adopted, somebody objected), a further printout is made, and this one stays.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="printouts")
    language = models.CharField(max_length=12)
    size = models.CharField(max_length=6, choices=PaperSize)
    fingerprint = models.CharField(max_length=64)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="printout")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["version", "language", "size", "fingerprint"], name="a_printout_is_made_once"
            ),
            CheckConstraint(condition=Q(size__in=PaperSize.values), name="paper_size_is_known"),
            CheckConstraint(
                condition=Q(fingerprint__regex="^[0-9a-f]{64}$"), name="a_printout_has_a_fingerprint"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.language} · {self.size}"
