"""Panel, agenda, releases, materials, registrations, and what goes on elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.action_items.models import ActionItem
from intersession.kit.records import Record
from intersession.library.models import Resource
from intersession.meetings.models import Meeting
from intersession.papers.models import Paper, Version
from intersession.people.models import Organisation, Person
from intersession.places.models import Place

LONGEST_AGENDA_MINUTES = 600


class Part(models.TextChoices):
    """What somebody does on the panel."""

    SPEAKER = "speaker", _("Speaker")
    MODERATOR = "moderator", _("Moderator")
    REMOTE_MODERATOR = "remote-moderator", _("Remote moderator")
    RAPPORTEUR = "rapporteur", _("Rapporteur")


class PanelMember(Record):
    """Somebody who is asked to take part in a session. Only they themselves say how they describe themselves."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="panel")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=20, choices=Part)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="panels")
    # Where the invitation goes; forgotten thirty days after the session.
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, default="en")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    # In their own words and by their own hand; shown in sums alone.
    gender = models.CharField(max_length=40, blank=True)
    is_young = models.BooleanField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(name=""),
                name="a_panel_member_has_a_name",
                violation_error_message=_("Say who is invited."),
            ),
            CheckConstraint(condition=Q(part__in=Part.values), name="panel_part_is_known"),
            CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="an_invitation_is_accepted_or_declined_not_both",
            ),
            CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(gender="", is_young__isnull=True),
                name="only_who_accepted_describes_themselves",
            ),
            UniqueConstraint(
                fields=["meeting", "person", "part"],
                condition=Q(removed_at__isnull=True, person__isnull=False),
                name="a_person_has_a_part_once",
                violation_error_message=_("This person is on the panel with this role already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> Place | None:
        """The country they are counted for: their own, else their organisation's."""
        return self.place or (self.organisation.place if self.organisation else None)


class AgendaItem(Record):
    """One point of the agenda as it is being composed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    minutes = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    action_item = models.ForeignKey(ActionItem, models.PROTECT, null=True, blank=True, related_name="+")
    # An idea of a call, or whatever else on this site it comes from.
    source_path = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title="") & ~Q(language=""),
                name="an_agenda_item_has_a_title",
                violation_error_message=_("Say what it is about."),
            ),
            CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_AGENDA_MINUTES),
                name="an_agenda_item_takes_time",
                violation_error_message=_("It takes between 1 and 600 minutes."),
            ),
            CheckConstraint(
                condition=Q(source_path="") | Q(source_path__startswith="/"),
                name="an_agenda_item_comes_from_this_site",
                violation_error_message=_("Where it comes from must be an address of this site."),
            ),
            UniqueConstraint(
                fields=["meeting", "action_item"],
                condition=Q(removed_at__isnull=True, action_item__isnull=False),
                name="an_action_item_stands_on_an_agenda_once",
                violation_error_message=_("This action item stands on the agenda already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Release(Record):
    """The agenda as it was made public at one moment. Only added; `items` never changes again."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["meeting", "number"], name="release_number_once_per_meeting"),
            CheckConstraint(condition=Q(number__gte=1), name="releases_count_from_one"),
        ]


class Material(Record):
    """What people should read: one version of a paper, or one revision of a resource. Never what comes after it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="materials")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, blank=True, related_name="+")
    # Of the resource's history; what never changed since it was loaded is at its first.
    resource_number = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(version__isnull=False, resource__isnull=True, resource_number__isnull=True)
                | Q(version__isnull=True, resource__isnull=False, resource_number__gte=1),
                name="a_material_is_pinned_to_one_version",
            ),
            UniqueConstraint(
                fields=["meeting", "version"],
                condition=Q(removed_at__isnull=True, version__isnull=False),
                name="a_version_is_a_material_once",
            ),
            UniqueConstraint(
                fields=["meeting", "resource", "resource_number"],
                condition=Q(removed_at__isnull=True, resource__isnull=False),
                name="a_resource_is_a_material_once_in_each_state",
            ),
        ]


class Way(models.TextChoices):
    """How somebody takes part."""

    ROOM = "room", _("In the room")
    REMOTE = "remote", _("Remotely")


class Registration(Record):
    """Somebody comes, for themselves or with others of their organisation."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    way = models.CharField(max_length=6, choices=Way)
    number = models.PositiveSmallIntegerField(default=1)
    # For the secretariat and those who run the session; forgotten thirty days after it.
    access_needs = models.TextField(max_length=1000, blank=True)
    registered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["registered_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(cancelled_at__isnull=True),
                name="a_person_registers_once",
                violation_error_message=_("You are registered already."),
            ),
            CheckConstraint(
                condition=Q(number__gte=1, number__lte=50),
                name="a_registration_is_for_somebody",
                violation_error_message=_("Between 1 and 50 people."),
            ),
            CheckConstraint(condition=Q(way__in=Way.values), name="registration_way_is_known"),
            CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(access_needs=""),
                name="forgotten_needs_are_gone",
            ),
        ]


class Attendance(Record):
    """How many were there, counted by somebody; the newest count holds."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    in_room = models.PositiveIntegerField()
    remote = models.PositiveIntegerField()
    how = models.CharField(max_length=200, blank=True)
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-counted_at", "-pk"]


class RelatedSession(Record):
    """A session elsewhere that is about the same, and who represents the coalition there."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="related_sessions")
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    url = models.URLField(max_length=500, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    represented_by = models.CharField(max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(title=""), name="a_related_session_has_a_title")
        ]


class PlenaryRequest(Record):
    """The coalition asked to present at the plenary, and what came of it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="plenary_requests")
    what = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    asked_on = models.DateField()
    granted_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-asked_on", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(what=""), name="a_plenary_request_says_what"),
            CheckConstraint(
                condition=Q(granted_on__isnull=True) | Q(declined_on__isnull=True),
                name="a_plenary_request_is_granted_or_declined",
            ),
            CheckConstraint(
                condition=(Q(granted_on__isnull=True) | Q(granted_on__gte=models.F("asked_on")))
                & (Q(declined_on__isnull=True) | Q(declined_on__gte=models.F("asked_on"))),
                name="a_plenary_request_is_answered_after_it_was_asked",
                violation_error_message=_("It cannot be answered before it was asked."),
            ),
        ]
