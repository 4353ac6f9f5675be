"""Batches that wait for their owner, and why a resource is another one than what it overlaps with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.library.models import Resource
from intersession.people.models import Organisation, Person

KEPT_FOR = timedelta(days=7)


def in_a_week() -> Any:
    return timezone.now() + KEPT_FOR


class BatchQuerySet(models.QuerySet["Batch"]):
    """The words in which batches are asked for."""

    def open(self) -> BatchQuerySet:
        """Neither committed nor expired."""
        return self.filter(committed_at__isnull=True, expires_at__gt=timezone.now())


class BatchManager(PeerManager.from_queryset(BatchQuerySet)):  # type: ignore[misc]
    """The default manager, with `open()`."""


class Batch(Record):
    """A file with many resources, read, and waiting until its owner chooses what to share."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="batches")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="batches"
    )
    name = models.CharField(max_length=200)
    ignored = models.JSONField(default=list, blank=True)
    expires_at = models.DateTimeField(default=in_a_week)
    committed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = BatchManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(name=""), name="batch_says_its_file"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sharing:batch", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.committed_at is None and self.expires_at > timezone.now()


class BatchRow(Record):
    """One row of a batch: what was understood of it, and what its owner chose."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    typed = models.JSONField()
    is_sound = models.BooleanField()
    like_line = models.PositiveIntegerField(null=True, blank=True)
    is_chosen = models.BooleanField(default=False)
    because = models.CharField(max_length=500, blank=True)
    resource = models.OneToOneField(
        Resource, models.SET_NULL, null=True, blank=True, related_name="batch_row"
    )

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["line"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["batch", "line"], name="one_row_per_line_of_a_batch"),
            CheckConstraint(
                condition=Q(is_chosen=False) | Q(is_sound=True),
                name="only_a_sound_row_is_chosen",
                violation_error_message=_("A row with a fault cannot be chosen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.line}"


class Distinction(Record):
    """Why a resource is another one than a published one it overlaps with, in its contributor's words."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="distinctions")
    other = models.ForeignKey(Resource, models.CASCADE, related_name="distinctions_from_it")
    because = models.CharField(max_length=500)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "other"], name="one_distinction_between_two_resources"),
            CheckConstraint(condition=~Q(resource=F("other")), name="nothing_is_distinct_from_itself"),
            CheckConstraint(
                condition=~Q(because=""),
                name="a_distinction_says_why",
                violation_error_message=_("Say what makes it another work."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} ≠ {self.other_id}"
