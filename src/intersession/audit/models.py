"""The log and its head."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from intersession.people.models import Organisation, Person


class Event(models.Model):
    """One line of the log. Written once by `audit.record`, never changed."""

    # No sequence of the database's own: ids run on without a gap, so a missing row is seen.
    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="events")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="events"
    )
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    is_public = models.BooleanField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="events_of_a_subject"),
            # Who was active lately is asked of a hundred thousand organisations at once.
            models.Index(
                fields=["organisation", "-at"],
                condition=Q(is_public=True, organisation__isnull=False),
                name="acts_for_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.verb} {self.subject_type} {self.subject_id}"


class ChainHead(models.Model):
    """The one row that says where the log ends. Locked by whoever writes the next event."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    event_id = models.BigIntegerField(default=0)
    public_event_id = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(id=1), name="there_is_one_chain_head")
        ]
