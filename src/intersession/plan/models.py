"""Objectives, what is undertaken for them, and notes on how it goes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Organisation, Person
from intersession.projects.models import Project

LONGEST_TEXT = 2000


class Objective(Record):
    """What the coalition wants to reach. It may stand under another one."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    language = models.CharField(max_length=12)
    is_fictional = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title=""),
                name="an_objective_says_what_it_is",
                violation_error_message=_("Say what the objective is."),
            ),
            CheckConstraint(condition=~Q(parent=F("pk")), name="an_objective_is_not_under_itself"),
        ]

    def __str__(self) -> str:
        return self.title


class Undertaking(Record):
    """An action of the plan: what is done for an objective, by whom, from when until when."""

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="undertakings")
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    language = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Nobody yet where it is empty, and the page says so.
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="undertakings")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="undertakings")
    # What shows that it is reached, in words; measured where it has a target.
    indicator = models.CharField(max_length=300, blank=True)
    baseline = models.PositiveIntegerField(default=0)
    target = models.PositiveIntegerField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)
    is_fictional = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title=""),
                name="an_undertaking_says_what_is_done",
                violation_error_message=_("Say what is done."),
            ),
            CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="an_undertaking_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
            CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(indicator="") & Q(target__gt=F("baseline")),
                name="a_target_has_an_indicator_and_lies_above_where_it_began",
                violation_error_message=_(
                    "A target needs an indicator in words, and lies above where it began."
                ),
            ),
            CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="an_undertaking_is_done_or_given_up",
            ),
            CheckConstraint(
                condition=Q(dropped_on__isnull=True, dropped_because="")
                | Q(dropped_on__isnull=False) & ~Q(dropped_because=""),
                name="an_undertaking_given_up_says_why",
                violation_error_message=_("Say why it is given up."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plan:undertaking", args=[self.slug])

    @property
    def years(self) -> str:
        """The fiscal years it runs in."""
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def is_open(self) -> bool:
        """Neither done nor given up."""
        return self.done_on is None and self.dropped_on is None


class Going(models.TextChoices):
    """How it goes, in the words of whoever leads."""

    WELL = "well", _("As planned")
    SLOWLY = "slowly", _("Slower than planned")
    STUCK = "stuck", _("Stuck: needs help")


class ProgressNote(Record):
    """How it goes on one day. Only added."""

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    noted_on = models.DateField()
    going = models.CharField(max_length=8, choices=Going)
    text = models.TextField(max_length=LONGEST_TEXT)
    language = models.CharField(max_length=12)
    # What the indicator stands at, where it is measured.
    value = models.PositiveIntegerField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-noted_on", "-number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["undertaking", "number"], name="notes_on_progress_are_numbered"),
            CheckConstraint(condition=Q(going__in=Going.values), name="how_it_goes_is_known"),
            CheckConstraint(
                condition=~Q(text=""),
                name="a_note_on_progress_has_words",
                violation_error_message=_("Say in a sentence how it goes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.undertaking_id} · {self.number}"
