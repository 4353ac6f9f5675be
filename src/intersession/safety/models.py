"""Files that were kept, and what the guard refused."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Organisation, Person
from intersession.safety.kinds import KIND_OF, PICTURES, Kind


def new_key() -> str:
    """160 bits of chance, in letters that every file system keeps apart."""
    return secrets.token_hex(20)


class StoredFile(Record):
    """A file that was kept: written anew by us, under a key nobody can guess.

    `left_out` names what was taken out on the way in (`scripts`, `metadata` …). A removed file stays as a
    row that says why; its bytes are gone.
    """

    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="stored_files")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="stored_files"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(_("Reason"), max_length=500, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [models.Index(fields=["sha256"], name="files_by_their_content")]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(name=""), name="file_has_a_name"),
            CheckConstraint(condition=Q(media_type__in=list(KIND_OF)), name="file_kind_is_known"),
            CheckConstraint(condition=Q(size__gt=0), name="file_is_not_empty"),
            CheckConstraint(condition=Q(key__regex="^[0-9a-f]{40}$"), name="file_key_is_forty_letters"),
            CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="file_has_a_checksum"),
            CheckConstraint(
                condition=(Q(removed_at__isnull=True) & Q(removed_because=""))
                | (Q(removed_at__isnull=False) & ~Q(removed_because="")),
                name="file_is_removed_with_a_reason",
                violation_error_message=_("A file that is removed says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes are in the storage: made of the key alone."""
        return f"{self.key[:2]}/{self.key}"

    @property
    def kind(self) -> Kind:
        """What it is."""
        return KIND_OF[self.media_type]

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, which was written anew and may be shown in a page."""
        return self.kind in PICTURES

    @property
    def is_removed(self) -> bool:
        """Only the row is left."""
        return self.removed_at is not None

    @property
    def kind_name(self) -> str:
        """Its kind as people call it."""
        return self.kind.value.upper() if self.kind is not Kind.TEXT else str(_("Text"))


class Match(Record):
    """The guard refused a picture. Nothing of the picture is kept: no bytes, no hash, no name."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    bank = models.CharField(max_length=200)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done = models.CharField(_("What was done"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["created_at"], condition=Q(cleared_at__isnull=True), name="open_matches")
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(bank=""), name="match_names_the_bank"),
            CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True, done="")
                | (Q(cleared_at__isnull=False, cleared_by__isnull=False) & ~Q(done="")),
                name="match_is_cleared_by_somebody_with_words",
                violation_error_message=_("Say in a few words what was done."),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Nobody of the safeguarding office has cleared it."""
        return self.cleared_at is None
