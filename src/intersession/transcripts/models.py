"""Transcripts, their passages and speakers, flags of possible minors, and rules for misheard names."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.meetings.models import Meeting
from intersession.people.models import Organisation, Person
from intersession.transcripts.understood import LONGEST_LABEL, LONGEST_NAME, LONGEST_PASSAGE

LONGEST_REASON = 500


class Sort(models.TextChoices):
    """What the file was; the value stands in the address."""

    TRANSCRIPT = "transcript", _("Transcript")
    REPORT = "old-report", _("Old report")


class PassageKind(models.TextChoices):
    """What a passage is."""

    SPEECH = "speech", _("Speech")
    NOTE = "note", _("Stage note")
    PARAGRAPH = "paragraph", _("Paragraph")


class FlagSort(models.TextChoices):
    """How somebody came to be flagged."""

    SPEAKER = "speaker", _("Speaker")
    MENTION = "mention", _("Named by somebody")
    ADDED = "added", _("Added by hand")


class FlagAnswer(models.TextChoices):
    """What was answered."""

    REMOVE = "remove", _("Remove the name")
    KEEP = "keep", _("Keep it: no minor")


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    """The words in which transcripts are asked for."""

    def standing(self) -> TranscriptQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def listed(self) -> TranscriptQuerySet:
        """Public, and not withdrawn."""
        return self.standing().filter(published_at__isnull=False)


class TranscriptManager(PeerManager.from_queryset(TranscriptQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class Transcript(Record):
    """What came of one file. Imported, then the question of minors answered, then published; then perhaps withdrawn."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="transcripts")
    sort = models.CharField(max_length=10, choices=Sort)
    layout = models.CharField(max_length=10)
    language = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=300, blank=True)
    # What the file says of where it is from, and its name.
    source = models.CharField(max_length=2000, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    # [{key, label, value, line}], [{text, why, line, passage}], [{line, text, why}] as they came.
    fields = models.JSONField(default=list, blank=True)
    proposals = models.JSONField(default=list, blank=True)
    unread = models.JSONField(default=list, blank=True)
    imported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    imported_at = models.DateTimeField()
    minors_answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    minors_answered_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=LONGEST_REASON, blank=True)
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = TranscriptManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["meeting", "sort"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_transcript_of_a_sort_for_a_meeting",
                violation_error_message=_("This session has one already. Discard or withdraw it first."),
            ),
            CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(minors_answered_at__isnull=False, minors_answered_by__isnull=False),
                name="nothing_is_published_before_a_person_answered_for_minors",
                violation_error_message=_("First answer whether it names minors."),
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(withdrawn_because=""),
                name="a_withdrawn_transcript_was_public_and_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
            CheckConstraint(condition=Q(sort__in=Sort.values), name="transcript_sort_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.sort}"

    def get_absolute_url(self) -> str:
        return reverse("transcripts:transcript", args=[self.meeting.slug, self.sort])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Speaker(Record):
    """Who spoke: the name as captioned, and as it is shown. An organisation only once a person confirmed it."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="speakers")
    captioned = models.CharField(max_length=LONGEST_NAME)
    name = models.CharField(max_length=LONGEST_NAME)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="speakers_of_sessions"
    )
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Neutral words stand for the name of a minor.
    is_minor = models.BooleanField(default=False)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(name=""), name="a_speaker_has_a_name"),
            CheckConstraint(
                condition=Q(organisation__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, is_minor=False),
                name="an_organisation_of_a_speaker_was_confirmed_by_a_person",
                violation_error_message=_("A person confirms for which organisation somebody spoke."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Passage(Record):
    """A stretch of a transcript. Its number never changes: the address is lasting."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=PassageKind)
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, blank=True, related_name="passages")
    heading = models.CharField(max_length=LONGEST_LABEL, blank=True)
    text = models.TextField(max_length=LONGEST_PASSAGE)
    at_seconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["transcript", "number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["transcript", "number"], name="one_passage_for_a_number_of_a_transcript"
            ),
            CheckConstraint(condition=Q(number__gte=1), name="passages_are_counted_from_one"),
            CheckConstraint(condition=Q(kind__in=PassageKind.values), name="passage_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.transcript_id} p{self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "transcripts:passage", args=[self.transcript.meeting.slug, self.transcript.sort, self.number]
        )

    @property
    def time(self) -> str:
        """0:12:05 from the beginning of the recording; nothing where it is not known."""
        if self.at_seconds is None:
            return ""
        minutes, seconds = divmod(self.at_seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"


class Flag(Record):
    """Somebody who may be a minor. Once the name is removed, it is forgotten here too."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, related_name="flags")
    name = models.CharField(max_length=LONGEST_NAME)
    sort = models.CharField(max_length=10, choices=FlagSort)
    why = models.CharField(max_length=20, blank=True)
    # Numbers of the passages in which it was noticed.
    noticed = models.JSONField(default=list, blank=True)
    answer = models.CharField(max_length=6, choices=FlagAnswer, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    # Parts of a removed name that were left where they stand alone, as the passages they stand in.
    left_in = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answered_flag_says_who_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(Record):
    """A name that captions mishear, and how it is right: for later files too."""

    heard = models.CharField(max_length=LONGEST_NAME)
    # The same for spellings that differ in case, accents and blanks only.
    key = models.CharField(max_length=LONGEST_NAME, unique=True)
    right = models.CharField(max_length=LONGEST_NAME)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(key="") & ~Q(right=""),
                name="a_rule_says_what_was_heard_and_what_is_right",
                violation_error_message=_("Say how the name is right."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.heard} → {self.right}"
