"""Merges and their lines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Organisation, Person

UNDONE_WITHIN = timedelta(days=30)


class Merge(Record):
    """One organisation was merged into another."""

    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Organisation, models.PROTECT, related_name="merges_away")
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(kept=F("merged")),
                name="organisation_is_merged_into_another_one",
                violation_error_message=_("An organisation cannot be merged into itself."),
            ),
            UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="organisation_is_merged_away_once",
            ),
        ]

    @property
    def can_be_undone(self) -> bool:
        """Not undone yet, and not too long ago."""
        return self.undone_at is None and timezone.now() - self.merged_at < UNDONE_WITHIN


class MergeLine(Record):
    """One row that a merge changed or made: its fields before and after, as text."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="lines")
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
