"""Annual reports, the texts in them, and their files."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Person
from intersession.safety.models import StoredFile

LONGEST_TEXT = 10_000


class Place(models.TextChoices):
    """Where in the report a text of the coalition's own stands."""

    FOREWORD = "foreword", _("Foreword")
    MEMBERS = "members", _("Members")
    SESSIONS = "sessions", _("Sessions")
    PAPERS = "papers", _("Papers and decisions")
    COMMITMENTS = "commitments", _("Who stands by our papers")
    LIBRARY = "library", _("The library")
    DISCUSSION = "discussion", _("Discussion")
    PROJECTS = "projects", _("The plan and projects")
    ACTION_ITEMS = "action-items", _("Action items")
    YOUTH = "youth", _("Young people")
    OPENNESS = "openness", _("Openness")


class AnnualReport(Record):
    """What was done from one day to another. From publication on nothing of it changes."""

    first_on = models.DateField()
    last_on = models.DateField()
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # {"figures", "texts"} as they were at that moment, and the hash of it, which the log holds too.
    content = models.JSONField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    is_fictional = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-last_on", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="a_period_ends_after_it_begins",
                violation_error_message=_("The period must end after it begins."),
            ),
            UniqueConstraint(
                fields=["first_on", "last_on"],
                condition=Q(published_at__isnull=True),
                name="one_draft_of_a_period",
                violation_error_message=_("There is a draft for this period already."),
            ),
            CheckConstraint(
                condition=Q(published_at__isnull=True, content__isnull=True, fingerprint="")
                | Q(published_at__isnull=False, content__isnull=False, fingerprint__regex="^[0-9a-f]{64}$"),
                name="a_published_annual_report_is_frozen_with_its_fingerprint",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"

    def get_absolute_url(self) -> str:
        return reverse("annual_reports:annual_report", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Text(Record):
    """What somebody wrote at a place in one language. Only added; the newest holds."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="texts")
    place = models.CharField(max_length=14, choices=Place)
    language = models.CharField(max_length=12)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(place__in=Place.values), name="place_of_a_text_is_known")
        ]


class Sort(models.TextChoices):
    """Which file of a report."""

    WHOLE = "whole"
    SUMMARY = "summary"


class AnnualFile(Record):
    """A PDF of a published report in one language. Kept byte for byte."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="files")
    language = models.CharField(max_length=12)
    sort = models.CharField(max_length=7, choices=Sort)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["report", "language", "sort"], name="an_annual_report_is_printed_once_in_a_language"
            ),
            CheckConstraint(condition=Q(sort__in=Sort.values), name="sort_of_an_annual_file_is_known"),
        ]
