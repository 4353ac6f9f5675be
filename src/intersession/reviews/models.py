"""Comments on papers and their dispositions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.papers.models import Version
from intersession.people.models import Organisation, Person

LONGEST_COMMENT = 5_000


class Outcome(models.TextChoices):
    """What became of a comment."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    NOT = "not", _("Not accepted")


class Comment(Record):
    """What somebody says about a block of a public version, or a reply to that."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="comments")
    key = models.CharField(max_length=10)
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    # A passage of the block's Markdown; without, the comment is about the whole block.
    quote = models.TextField(blank=True, max_length=LONGEST_COMMENT)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(max_length=LONGEST_COMMENT)
    suggestion = models.TextField(blank=True, max_length=LONGEST_COMMENT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.TextField(blank=True, max_length=1000)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["person", "-at"], name="comments_of_a_person")]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(text=""),
                name="a_comment_says_something",
                violation_error_message=_("Write what you want to say."),
            ),
            CheckConstraint(
                condition=Q(quote="", start__isnull=True, end__isnull=True)
                | ~Q(quote="") & Q(start__isnull=False, end__gt=F("start")),
                name="a_quote_stands_somewhere",
            ),
            CheckConstraint(
                condition=Q(answers__isnull=True) | Q(quote="", suggestion=""),
                name="a_reply_has_no_passage_of_its_own",
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_comment_says_by_whom",
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(withdrawn_by=F("person"))
                | ~Q(withdrawn_because=""),
                name="who_withdraws_anothers_comment_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Disposition(Record):
    """What became of a comment, and why. A later one replaces an earlier one and both are kept."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="dispositions")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(max_length=2000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    # The suggested words went into the draft with it.
    is_applied = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["comment", "number"], name="dispositions_of_a_comment_are_numbered"),
            CheckConstraint(condition=Q(outcome__in=Outcome.values), name="disposition_is_known"),
            CheckConstraint(
                condition=~Q(reason=""),
                name="a_disposition_has_a_reason",
                violation_error_message=_("Say why."),
            ),
            CheckConstraint(
                condition=Q(is_applied=False) | Q(outcome="accepted"),
                name="only_an_accepted_suggestion_is_applied",
            ),
        ]
