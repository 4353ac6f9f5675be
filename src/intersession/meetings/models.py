"""Meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.people.models import Confidence
from intersession.places.models import WORLD, Place


class Relation(models.TextChoices):
    """What a meeting has to do with the coalition."""

    OWN = "own", _("The coalition’s own session")
    JOINT = "joint", _("Held together with others")
    ALL_COALITIONS = "all-dcs", _("Session of all dynamic coalitions")
    RELATED = "related", _("Related session elsewhere")


# At these the coalition met, so a year with one of them is no gap.
OURS = (Relation.OWN, Relation.JOINT)


class Form(models.TextChoices):
    """What sort of session it was."""

    COALITION = "coalition-meeting", _("Meeting of the coalition")
    PANEL = "panel", _("Panel")
    ROUND_TABLE = "round-table", _("Round table")
    WORKSHOP = "workshop", _("Workshop")
    MAIN = "main-session", _("Main session")
    FORUM = "best-practice-forum", _("Best practice forum")
    OTHER = "session", _("Session")


class Known(models.TextChoices):
    """Whether something exists, as far as anybody found out."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


def is_time_zone(name: str) -> None:
    """An IANA name, such as Africa/Nairobi."""
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone, such as Africa/Nairobi."))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """The words in which meetings are asked for."""

    def ours(self) -> MeetingQuerySet:
        """Where the coalition itself met, alone or with others."""
        return self.filter(relation__in=OURS)

    def sourced(self) -> MeetingQuerySet:
        """Those that some source names."""
        return self.exclude(source_url="", source_words="")


class MeetingManager(PeerManager.from_queryset(MeetingQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class Meeting(Record):
    """A session, of the coalition or related. The slug is lasting: transcripts and papers point at it."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    title_language = models.CharField(max_length=12, default="en")
    relation = models.CharField(max_length=10, choices=Relation)
    form = models.CharField(max_length=20, choices=Form)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(db_index=True)
    city = models.CharField(max_length=100, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="meetings")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Not known: it was on one of the days from `starts_on` to `ends_on`.
    is_day_known = models.BooleanField(default=True)
    # Where the hours are known too; `zone` is the venue's, by its IANA name.
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=40, blank=True, validators=[is_time_zone])
    # What the clocks at the venue show: the truth of a session that was planned here. The two moments above follow from
    # it by the rules of the zone, and are computed anew should those change before it is held.
    starts_time = models.TimeField(null=True, blank=True)
    ends_time = models.TimeField(null=True, blank=True)
    room = models.CharField(max_length=200, blank=True)
    remote_url = models.URLField(max_length=500, blank=True)
    organisers = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    has_transcript = models.CharField(max_length=7, choices=Known, default=Known.UNKNOWN)
    has_report = models.CharField(max_length=7, choices=Known, default=Known.UNKNOWN)
    source_url = models.URLField(max_length=500, blank=True)
    source_words = models.CharField(max_length=300, blank=True)
    as_of = models.CharField(max_length=10)
    confidence = models.CharField(max_length=6, choices=Confidence)
    notes = models.TextField(max_length=2000, blank=True)
    is_fictional = models.BooleanField(default=False)
    # Fields that were written here: a file that says otherwise no longer changes them.
    written_here = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = MeetingManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-starts_on", "slug"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="a_meeting_ends_after_it_began",
                violation_error_message=_("A meeting must end after it begins."),
            ),
            CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    ends_at__gt=F("starts_at"),
                    is_day_known=True,
                )
                & ~Q(zone=""),
                name="a_meeting_with_hours_has_a_time_zone",
                violation_error_message=_("Hours need a beginning, an end after it, and the time zone."),
            ),
            CheckConstraint(
                condition=Q(starts_time__isnull=True, ends_time__isnull=True)
                | Q(starts_time__isnull=False, ends_time__isnull=False, starts_at__isnull=False),
                name="hours_on_the_wall_are_hours_in_utc_too",
                violation_error_message=_("Hours need a beginning, an end after it, and the time zone."),
            ),
            CheckConstraint(
                condition=~Q(title="") & ~Q(slug="") & ~Q(as_of=""),
                name="a_meeting_has_a_title_and_a_date_of_its_source",
                violation_error_message=_("A meeting needs a title, and the date of its source."),
            ),
            CheckConstraint(
                condition=Q(confidence=Confidence.LOW) | ~Q(source_url="", source_words=""),
                name="a_meeting_without_a_source_is_unconfirmed",
                violation_error_message=_("Without a source a meeting is not confirmed."),
            ),
            CheckConstraint(condition=Q(relation__in=Relation.values), name="meeting_relation_is_known"),
            CheckConstraint(condition=Q(form__in=Form.values), name="meeting_form_is_known"),
            CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="meeting_confidence_is_known"
            ),
            CheckConstraint(
                condition=Q(has_transcript__in=Known.values) & Q(has_report__in=Known.values),
                name="what_a_meeting_left_is_yes_no_or_unknown",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.slug])

    @property
    def is_online(self) -> bool:
        """Held nowhere but on the network."""
        return self.place_id == WORLD and not self.city

    @property
    def is_ours(self) -> bool:
        return self.relation in OURS

    @property
    def local_hours(self) -> tuple[datetime, datetime] | None:
        """Beginning and end on the clocks of the venue; without a zone, since pages would turn them to UTC again."""
        if self.starts_at is None or self.ends_at is None:
            return None
        zone = ZoneInfo(self.zone)
        first, last = self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)
        return first.replace(tzinfo=None), last.replace(tzinfo=None)
