"""The files of a resource, and the words on their pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.library.models.resource import Resource, is_language_tag
from intersession.safety.models import StoredFile


class Unread(models.TextChoices):
    """Why there are no words of a file."""

    SCANNED = "scanned", _("Its pages are pictures: the search cannot read them.")
    ENCRYPTED = "encrypted", _("It is encrypted: the search cannot read it.")
    DAMAGED = "damaged", _("It is damaged: the search cannot read it.")
    NO_TEXT = "no-text", _("It holds no text.")
    TOO_MUCH = "too-much", _("It was too much to read: the search does not know what is in it.")
    REMOVED = "removed", _("It was removed.")


class ResourceFile(Record):
    """A file of one resource. What was taken off stays, with the day, and a revision may bring it back.

    `language` is what its contributor said or, failing that, what reading it found.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="files")
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="resource_file")
    language = models.CharField(max_length=12, blank=True, validators=[is_language_tag])
    detached_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    unread_because = models.CharField(max_length=20, choices=Unread, blank=True)
    page_count = models.PositiveIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(unread_because__in=["", *Unread.values]), name="file_is_unread_for_a_known_reason"
            ),
            CheckConstraint(
                condition=Q(read_at__isnull=False) | Q(page_count=0, unread_because=""),
                name="only_a_file_that_was_read_has_pages",
            ),
        ]

    def __str__(self) -> str:
        return str(self.stored_id)


class FilePage(Record):
    """The words on one page of a file."""

    file = models.ForeignKey(ResourceFile, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["file", "number"], name="page_number_once_per_file"),
            CheckConstraint(condition=Q(number__gte=1), name="pages_count_from_one"),
        ]
