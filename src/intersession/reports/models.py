"""Reports of sessions: drafts with their entries, the panel's answers, what was frozen, its files, and filing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.meetings.models import Meeting
from intersession.people.models import Person
from intersession.reports.fields import COMPUTED, Key
from intersession.safety.models import StoredFile

LONGEST_TEXT = 6000
LONGEST_ANSWER = 2000


class Report(Record):
    """The report of a session. From publication on nothing of it changes: a correction is a further report."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="session_reports")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    # The day by which the forum wants it.
    due_on = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Everything it shows, with the objections, as it was at that moment; and the hash of it, which the log holds too.
    content = models.JSONField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    is_fictional = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-published_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["meeting", "number"], name="report_number_once_per_meeting"),
            UniqueConstraint(
                fields=["meeting"],
                condition=Q(published_at__isnull=True),
                name="one_draft_of_a_report_per_meeting",
                violation_error_message=_("This session has a draft of a report already."),
            ),
            CheckConstraint(condition=Q(number__gte=1), name="reports_count_from_one"),
            CheckConstraint(
                condition=Q(published_at__isnull=True, content__isnull=True, fingerprint="")
                | Q(
                    published_at__isnull=False,
                    content__isnull=False,
                    fingerprint__regex="^[0-9a-f]{64}$",
                ),
                name="a_published_report_is_frozen_with_its_fingerprint",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Entry(Record):
    """What somebody wrote into a field. Only added; the newest of a field holds."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=20, choices=Key)
    # Empty where a correction was taken back, and the record answers again.
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    # Why what the record says was corrected.
    because = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(key__in=Key.values), name="field_of_a_report_is_known"),
            CheckConstraint(
                condition=~Q(key__in=COMPUTED) | Q(text="") | ~Q(because=""),
                name="a_correction_of_the_record_says_why",
                violation_error_message=_("Say why it is corrected."),
            ),
        ]


class Reviewer(Record):
    """Somebody of the panel who is asked whether the report says what was said."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="reviewers")
    name = models.CharField(max_length=200)
    # Where the letter goes; forgotten when the report is published.
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, default="en")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(name=""),
                name="a_reviewer_has_a_name",
                violation_error_message=_("Say who is asked."),
            ),
            UniqueConstraint(
                fields=["report", "email"],
                condition=~Q(email=""),
                name="a_reviewer_is_asked_once",
                violation_error_message=_("This address was asked already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Said(models.TextChoices):
    """What somebody of the panel says of the draft."""

    AGREE = "agree", _("I agree")
    CHANGE = "change", _("Change this")


class Outcome(models.TextChoices):
    """What became of an answer."""

    NOTED = "noted", _("Noted")
    TAKEN_UP = "taken-up", _("Taken up")
    IN_PART = "in-part", _("Taken up in part")
    NOT_TAKEN_UP = "not-taken-up", _("Not taken up")


# These stay objections, and are printed with the report.
OPEN = (Outcome.IN_PART, Outcome.NOT_TAKEN_UP)


class Answer(Record):
    """What a reviewer says, and what became of it. Only added and answered; the newest of a reviewer holds."""

    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="answers")
    said = models.CharField(max_length=6, choices=Said)
    text = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    reply = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    disposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    disposed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(said__in=Said.values), name="answer_to_a_report_is_known"),
            CheckConstraint(
                condition=Q(said=Said.AGREE) | ~Q(text=""),
                name="whoever_wants_a_change_says_which",
                violation_error_message=_("Say what should change."),
            ),
            CheckConstraint(
                condition=Q(outcome="", disposed_at__isnull=True, reply="")
                | Q(outcome__in=Outcome.values, disposed_at__isnull=False),
                name="a_disposition_of_an_answer_is_known_and_dated",
            ),
            CheckConstraint(
                condition=~Q(outcome__in=OPEN) | ~Q(reply=""),
                name="what_is_not_taken_up_is_answered",
                violation_error_message=_("Say why it is not taken up."),
            ),
        ]


class Filing(Record):
    """The report was handed to the forum. Written once."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="filing")
    filed_on = models.DateField()
    url = models.URLField(max_length=500, blank=True)
    filed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")


class ReportFile(Record):
    """The PDF of a published report with the words of the site in one language. Kept byte for byte."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    language = models.CharField(max_length=12)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["report", "language"], name="a_report_is_printed_once_in_a_language")
        ]
