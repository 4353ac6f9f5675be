"""Action items, and the notes on how far they are."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.meetings.models import Meeting
from intersession.papers.models import Paper
from intersession.people.models import Organisation, Person


class State(models.TextChoices):
    """Where an item stands. Never stored: its dates say it."""

    PROPOSED = "proposed", _("Waits for confirmation")
    OPEN = "open", _("Open")
    OVERDUE = "overdue", _("Overdue")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


TONES = {
    State.PROPOSED: "line",
    State.OPEN: "now",
    State.OVERDUE: "warn",
    State.DONE: "ok",
    State.DROPPED: "plain",
}


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """The words in which items are asked for."""

    def open(self) -> ActionItemQuerySet:
        """Confirmed, and neither done nor dropped."""
        return self.filter(confirmed_at__isnull=False, done_at__isnull=True, dropped_at__isnull=True)

    def overdue(self, today: date) -> ActionItemQuerySet:
        """Open although their day has passed."""
        return self.open().filter(due_on__lt=today)

    def waiting(self) -> ActionItemQuerySet:
        """Written down, and not confirmed yet."""
        return self.filter(confirmed_at__isnull=True, dropped_at__isnull=True)


class ActionItemManager(PeerManager.from_queryset(ActionItemQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class ActionItem(Record):
    """Something that was agreed. Written by `action_items.actions` alone."""

    what = models.CharField(max_length=500)
    language = models.CharField(max_length=12)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="action_items")
    agreed_on = models.DateField()
    # The words of the record it comes from, and where on this site they stand.
    source_words = models.TextField(max_length=1000, blank=True)
    source_path = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    # What it changes, where that is a paper.
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="action_items")
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(max_length=2000, blank=True)
    outcome_url = models.URLField(max_length=500, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)
    # The day for which whoever does it was last reminded: that it comes near, or that it has passed.
    reminded_on = models.DateField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = ActionItemManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["due_on"],
                condition=Q(confirmed_at__isnull=False, done_at__isnull=True, dropped_at__isnull=True),
                name="open_action_items_by_day",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(what="") & ~Q(language=""),
                name="an_action_item_says_what",
                violation_error_message=_("Say what is to be done."),
            ),
            CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=models.F("agreed_on")),
                name="an_action_item_is_due_after_it_was_agreed",
                violation_error_message=_("It cannot be due before it was agreed."),
            ),
            CheckConstraint(
                condition=Q(source_path="") | Q(source_path__startswith="/"),
                name="an_action_item_comes_from_this_site",
                violation_error_message=_("Where the words stand must be an address of this site."),
            ),
            CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="")
                | Q(done_at__isnull=False, confirmed_at__isnull=False) & ~Q(outcome=""),
                name="a_done_action_item_says_what_came_of_it",
                violation_error_message=_("Say what came of it."),
            ),
            CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_because="")
                | Q(dropped_at__isnull=False, done_at__isnull=True) & ~Q(dropped_because=""),
                name="a_dropped_action_item_says_why",
                violation_error_message=_("Say why it is dropped."),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("action_items:item", args=[self.pk])

    def state_on(self, today: date) -> State:
        """Where it stands on a day, by its dates."""
        if self.dropped_at is not None:
            return State.DROPPED
        if self.confirmed_at is None:
            return State.PROPOSED
        if self.done_at is not None:
            return State.DONE
        return State.OVERDUE if self.due_on is not None and self.due_on < today else State.OPEN


class Note(Record):
    """How far an item is, said by somebody. Only added."""

    item = models.ForeignKey(ActionItem, models.PROTECT, related_name="notes")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(text=""),
                name="a_note_says_something",
                violation_error_message=_("Say how far it is."),
            )
        ]
