"""Letters that the platform passes on, so that nobody learns anybody's address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Organisation, Person

# How long a letter's words are kept, so that it can be answered; then only the fact remains.
KEPT_FOR = timedelta(days=30)


class Letter(Record):
    """Words from one person to another, or to those who represent an organisation."""

    sender = models.ForeignKey(Person, models.PROTECT, related_name="letters_sent")
    sender_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="letters_sent"
    )
    to_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="letters_received"
    )
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="letters_received"
    )
    in_reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers")
    subject = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(to_person__isnull=False, to_organisation__isnull=True)
                | Q(to_person__isnull=True, to_organisation__isnull=False),
                name="letter_goes_to_a_person_or_an_organisation",
            ),
            CheckConstraint(
                condition=~Q(to_person=F("sender")),
                name="letter_is_not_to_oneself",
                violation_error_message=_("A letter to oneself need not be passed on."),
            ),
            CheckConstraint(
                condition=Q(forgotten_at__isnull=True) & ~Q(text="")
                | Q(forgotten_at__isnull=False, text="", subject=""),
                name="forgotten_letter_has_no_words",
            ),
            UniqueConstraint(
                fields=["in_reply_to", "sender"],
                name="letter_is_answered_once_by_each",
                violation_error_message=_("You have answered this letter already."),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["sender", "-created_at"], name="letters_of_a_sender"),
        ]
