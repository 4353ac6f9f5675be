"""How a resource came to state what it states: its revisions, what was submitted, and its kin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.library.models.resource import Resource
from intersession.people.models import Organisation, Person

OPEN = Q(published_at__isnull=True, returned_at__isnull=True, taken_back_at__isnull=True)


class ResourceRevision(Record):
    """What a resource stated after one change. Append-only; a restored one is a new one.

    A resource that came with the reference data and never changed has none: its first is derived.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    stated = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="resource_revisions"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="resource_revisions"
    )
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    restored_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "number"], name="revision_number_once_per_resource"),
            CheckConstraint(condition=Q(number__gte=1), name="revisions_count_from_one"),
            CheckConstraint(
                condition=Q(restored_from__isnull=True) | Q(restored_from__lt=F("number")),
                name="what_is_restored_came_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} · {self.number}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """The words in which submissions are asked for."""

    def open(self) -> SubmissionQuerySet:
        """Not answered and not taken back."""
        return self.filter(OPEN)


class SubmissionManager(PeerManager.from_queryset(SubmissionQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class Submission(Record):
    """Something a member handed in for the library, and what became of it.

    A new resource is submitted as it stands; a change to a published one (`is_change`) carries what the
    resource should state, and the number of the revision it was made on.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="submissions")
    is_change = models.BooleanField(default=False)
    proposed = models.JSONField(default=dict, blank=True)
    base = models.PositiveIntegerField()
    note = models.CharField(max_length=1000, blank=True)
    submitted_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    submitted_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    objects: ClassVar[Any] = SubmissionManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["submitted_at", "pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["submitted_at"], condition=OPEN, name="submissions_that_wait")
        ]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["resource"],
                condition=OPEN & Q(is_change=False),
                name="a_resource_is_submitted_once_at_a_time",
            ),
            UniqueConstraint(
                fields=["resource", "submitted_by"],
                condition=OPEN & Q(is_change=True),
                name="one_open_change_per_resource_and_person",
            ),
            CheckConstraint(
                condition=OPEN
                | Q(published_at__isnull=False, returned_at__isnull=True, taken_back_at__isnull=True)
                | Q(published_at__isnull=True, returned_at__isnull=False, taken_back_at__isnull=True)
                | Q(published_at__isnull=True, returned_at__isnull=True, taken_back_at__isnull=False),
                name="a_submission_ends_one_way",
            ),
            CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(answer=""),
                name="what_is_returned_says_why",
                violation_error_message=_("Say what should be changed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} · {self.submitted_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.published_at is None and self.returned_at is None and self.taken_back_at is None


class Work(Record):
    """What translations and versions are of. It has no words of its own: its resources have."""


class RelationKind(models.TextChoices):
    """How a resource hangs on another of the same work."""

    TRANSLATION = "translation", _("Translation of")
    VERSION = "version", _("Version of")


class ResourceRelation(Record):
    """A resource says of which other it is a translation or a later version. It hangs on one at most."""

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="relation")
    other = models.ForeignKey(Resource, models.CASCADE, related_name="relations_to_it")
    kind = models.CharField(max_length=12, choices=RelationKind)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(resource=F("other")), name="no_resource_hangs_on_itself"),
            CheckConstraint(condition=Q(kind__in=RelationKind.values), name="resource_relation_is_known"),
        ]
