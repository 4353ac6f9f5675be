"""Commitments, their evidence, and what those who are no members offer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.library.models import Resource
from intersession.papers.models import Paper, Version
from intersession.people.models import Organisation, Person, StakeholderGroup
from intersession.places.models import Place

LONGEST_WORDS = 2000


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """The words in which commitments are asked for."""

    def living(self) -> CommitmentQuerySet:
        """Neither ended nor renewed by a later one."""
        return self.filter(ended_at__isnull=True)


class CommitmentManager(PeerManager.from_queryset(CommitmentQuerySet)):  # type: ignore[misc]
    """The default manager, with `living()`."""


class Commitment(Record):
    """An organisation endorses or adopts one version of a paper, or named parts of it. Only ever added and ended."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="commitments")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="commitments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="commitments")
    # The lasting keys of the headings whose parts it is about; none named means the whole version.
    parts = models.JSONField(default=list, blank=True)
    will_do = models.TextField(max_length=LONGEST_WORDS)
    language = models.CharField(max_length=12)
    by_when = models.DateField(null=True, blank=True)
    # Empty where somebody outside the coalition offered it and the secretariat verified that.
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    renews = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")
    # The newest version it was said about that it stays with its own.
    kept_beside = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = CommitmentManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["organisation", "paper"],
                condition=Q(ended_at__isnull=True),
                name="one_living_commitment_to_a_paper",
                violation_error_message=_("Your organisation has committed to this paper already."),
            ),
            CheckConstraint(
                condition=~Q(will_do=""),
                name="a_commitment_says_what_will_be_done",
                violation_error_message=_("Say what your organisation will do."),
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False, ended_at__gte=F("made_at")) & ~Q(ended_because=""),
                name="an_ended_commitment_says_why",
                violation_error_message=_("Say why it ends."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} · {self.paper_id}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:commitment", args=[self.paper.slug, self.pk])


class Evidence(Record):
    """What shows that a commitment is kept: in words, at an address, or a resource of the library. Only added."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence")
    shown_on = models.DateField()
    text = models.TextField(max_length=LONGEST_WORDS)
    url = models.URLField(max_length=500, blank=True)
    resource = models.ForeignKey(
        Resource, models.PROTECT, null=True, blank=True, related_name="shown_for_commitments"
    )
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-shown_on", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(text=""),
                name="evidence_says_what_was_done",
                violation_error_message=_("Say what was done."),
            )
        ]


class Offer(Record):
    """What somebody who is no member wants their organisation to stand by: confirmed by mail, then verified."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="offers")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    stakeholder_group = models.CharField(max_length=20, choices=StakeholderGroup)
    url = models.URLField(max_length=500, blank=True)
    will_do = models.TextField(max_length=LONGEST_WORDS)
    by_when = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=12)
    # Who speaks; seen by the secretariat only, forgotten once it is answered.
    person_name = models.CharField(max_length=200, blank=True)
    person_role = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    declined_because = models.CharField(max_length=500, blank=True)
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, blank=True, related_name="offer")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(answered_at__isnull=True, commitment__isnull=True, declined_because="")
                | Q(answered_at__isnull=False, commitment__isnull=False, declined_because="")
                | Q(answered_at__isnull=False, commitment__isnull=True) & ~Q(declined_because=""),
                name="an_offer_is_verified_or_declined_with_a_reason",
                violation_error_message=_("Say why it is declined."),
            ),
            CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(confirmed_at__isnull=False, email=""),
                name="an_answered_offer_was_confirmed_and_its_address_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.name
