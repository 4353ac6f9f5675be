"""What is kept of a decision: mails that went out, the record, and later looks at it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from intersession.audit.models import Event
from intersession.decisions.models.asked import Decision
from intersession.kit.records import Record


class Notice(Record):
    """A mail to the organisations that had not spoken: which, and for when it was promised. Sent once."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    people = models.PositiveIntegerField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["decision", "kind", "due_at"], name="notice_is_sent_once")
        ]


class Review(Record):
    """What was found when a decision came back on its day of review."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reviews")
    note = models.TextField(max_length=4000)
    next_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(note=""), name="review_says_what_was_found")
        ]


class DecisionRecord(Record):
    """The record of a closed decision, word for word, and the event of the log that carries its hash."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="records")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    body = models.TextField()
    hash = models.CharField(max_length=64)
