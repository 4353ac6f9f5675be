"""Events of the calendar, who takes part, and what belongs to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.library.models import Resource
from intersession.people.models import Confidence, Organisation, Person
from intersession.places.models import WORLD, Place

LONGEST_NOTES = 2000


class Series(models.TextChoices):
    """What an event is one of."""

    SAFER_INTERNET_DAY = "safer-internet-day", _("Safer Internet Day")
    AWARENESS_DAY = "awareness-day", _("Days of awareness")
    IGF = "igf-annual-meeting", _("Internet Governance Forum")
    AFRICAN_IGF = "african-igf", _("African Internet Governance Forum")
    ARAB_IGF = "arab-igf", _("Arab Internet Governance Forum")
    AFRISIG = "afrisig", _("African School on Internet Governance")
    SAFER_INTERNET_FORUM = "safer-internet-forum", _("Safer Internet Forum")
    WEPROTECT = "weprotect-summit", _("WeProtect summits")
    COP_SUMMIT = "cop-summit", _("Child online protection summits")
    ITU_COP = "itu-cop", _("ITU on child online protection")
    ASEAN_COP = "asean-cop", _("ASEAN on child online protection")
    REGIONAL = "regional", _("Regional conferences")
    GLOBAL = "global-conference", _("World congresses and conferences")
    ICT_COALITION = "ict-coalition", _("ICT Coalition")
    COOPERATION = "dc-cooperation", _("Together with other coalitions")
    MEMBERS = "members", _("Events of members")


class Sort(models.TextChoices):
    """What sort of event it is."""

    DAY = "day", _("Day of awareness")
    CONFERENCE = "conference", _("Conference or summit")
    FORUM = "forum", _("Forum on internet governance")
    TRAINING = "training", _("Training or school")
    WEBINAR = "webinar", _("Online event")
    MEETING = "meeting", _("Meeting")
    OTHER = "other", _("Something else")


def is_time_zone(name: str) -> None:
    """An IANA name, such as Africa/Nairobi."""
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone, such as Africa/Nairobi."))


def on_the_wall(day: date, hour: time, zone: str) -> datetime:
    """The moment at which the clocks of a zone show this, in UTC, by the rules known today.

    An hour that the clocks show twice means the first of the two, as in iCalendar.
    """
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def is_shown_by_clocks(day: date, hour: time, zone: str) -> bool:
    """Whether the clocks of a zone ever show this hour on this day: they jump over some."""
    moment = on_the_wall(day, hour, zone).astimezone(ZoneInfo(zone))
    return (moment.date(), moment.time().replace(fold=0)) == (day, hour)


class CalendarEventQuerySet(models.QuerySet["CalendarEvent"]):
    """The words in which events are asked for."""

    def published(self) -> CalendarEventQuerySet:
        """In the calendar, cancelled ones among them."""
        return self.filter(published_at__isnull=False)

    def waiting(self) -> CalendarEventQuerySet:
        """Proposed, and neither published nor returned nor cancelled."""
        return self.filter(published_at__isnull=True, returned_at__isnull=True, cancelled_at__isnull=True)


class CalendarEventManager(PeerManager.from_queryset(CalendarEventQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class CalendarEvent(Record):
    """A day, a conference, a training. The slug is lasting: calendars know the event by it."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    title_language = models.CharField(max_length=12, default="en")
    series = models.CharField(max_length=24, choices=Series)
    sort = models.CharField(max_length=12, choices=Sort)
    city = models.CharField(max_length=100, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="calendar_events")
    starts_on = models.DateField(db_index=True)
    ends_on = models.DateField()
    # Not known: it is on one of the days from `starts_on` to `ends_on`, or on several of them.
    is_day_known = models.BooleanField(default=True)
    # Not known: it begins on `starts_on`, and may last longer than that day.
    is_end_known = models.BooleanField(default=True)
    # Every year on the same day; `starts_on` is in the first year of which a source says so.
    is_yearly = models.BooleanField(default=False)
    # What the clocks at the venue show, and whose clocks: never UTC, since rules of zones change.
    starts_time = models.TimeField(null=True, blank=True)
    ends_time = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=40, blank=True, validators=[is_time_zone])
    organisers = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_words = models.CharField(max_length=300, blank=True)
    as_of = models.CharField(max_length=10)
    confidence = models.CharField(max_length=6, choices=Confidence)
    notes = models.TextField(max_length=LONGEST_NOTES, blank=True)
    # The organisation that proposed it, and who wrote for it. Nobody proposed what was loaded.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="calendar_events"
    )
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=500, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=500, blank=True)
    # For programs that keep a copy: when it last read differently, and how often it has.
    changed_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = CalendarEventManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["starts_on", "slug"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="an_event_ends_no_earlier_than_it_begins",
                violation_error_message=_("An event cannot end before it begins."),
            ),
            CheckConstraint(
                condition=Q(starts_time__isnull=True, ends_time__isnull=True, zone="")
                | Q(starts_time__isnull=False, ends_time__isnull=False, is_day_known=True, is_yearly=False)
                & (Q(ends_on__gt=F("starts_on")) | Q(ends_time__gt=F("starts_time")))
                & ~Q(zone=""),
                name="an_event_with_hours_has_both_and_a_time_zone",
                violation_error_message=_("Hours need a beginning, an end after it, and the time zone."),
            ),
            CheckConstraint(
                condition=~Q(title="") & ~Q(slug="") & ~Q(as_of=""),
                name="an_event_has_a_title_and_a_date_of_its_source",
                violation_error_message=_("An event needs a title, and the date of its source."),
            ),
            CheckConstraint(
                condition=Q(confidence=Confidence.LOW)
                | ~Q(source_url="", source_words="")
                | Q(organisation__isnull=False),
                name="an_event_that_nobody_vouches_for_is_unconfirmed",
                violation_error_message=_("Without a source an event is not confirmed."),
            ),
            CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(proposed_at__isnull=False),
                name="an_event_is_published_or_proposed",
            ),
            CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_because="")
                | Q(returned_at__isnull=False, published_at__isnull=True) & ~Q(returned_because=""),
                name="a_returned_event_says_why_and_is_not_published",
                violation_error_message=_("Say what is missing."),
            ),
            CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | Q(cancelled_at__isnull=False) & ~Q(cancelled_because=""),
                name="a_cancelled_event_says_why",
                violation_error_message=_("Say why it is cancelled."),
            ),
            CheckConstraint(condition=Q(series__in=Series.values), name="event_series_is_known"),
            CheckConstraint(condition=Q(sort__in=Sort.values), name="event_sort_is_known"),
            CheckConstraint(condition=Q(confidence__in=Confidence.values), name="event_confidence_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    @property
    def has_hours(self) -> bool:
        return self.starts_time is not None

    @property
    def starts_at(self) -> datetime | None:
        """When it begins, in UTC, by the rules of its zone as they are known today."""
        return on_the_wall(self.starts_on, self.starts_time, self.zone) if self.starts_time else None

    @property
    def ends_at(self) -> datetime | None:
        return on_the_wall(self.ends_on, self.ends_time, self.zone) if self.ends_time else None

    @property
    def is_worldwide(self) -> bool:
        return self.place_id == WORLD


class Participation(Record):
    """An organisation says that it takes part. Saying otherwise ends it; the line stays."""

    event = models.ForeignKey(CalendarEvent, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    # What it does there, in its own words.
    words = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["event", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="an_organisation_takes_part_in_an_event_once",
                violation_error_message=_("Your organisation is listed already."),
            )
        ]


class Material(Record):
    """A resource of the library that belongs to an event: its programme, its slides, its report."""

    event = models.ForeignKey(CalendarEvent, models.CASCADE, related_name="materials")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="materials_of_events")
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["event", "resource"],
                name="a_resource_belongs_to_an_event_once",
                violation_error_message=_("This resource is listed already."),
            )
        ]
