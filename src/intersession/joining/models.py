"""Applications, and what is asked and said about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person, StakeholderGroup
from intersession.places.models import Place

SIGNER = signing.Signer(salt="intersession.joining", sep=".")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """The words in which applications are asked for."""

    def undecided(self) -> ApplicationQuerySet:
        """Confirmed, and neither answered nor taken back."""
        return self.filter(
            confirmed_at__isnull=False,
            welcomed_at__isnull=True,
            declined_at__isnull=True,
            withdrawn_at__isnull=True,
        )

    def for_the_secretariat(self) -> ApplicationQuerySet:
        """Undecided ones whose next move is the secretariat's."""
        return self.undecided().filter(asked_at__isnull=True)


class ApplicationManager(PeerManager.from_queryset(ApplicationQuerySet)):  # type: ignore[misc]
    """The default manager, with `undecided()` and `for_the_secretariat()`."""


class Application(Record):
    """Somebody asks to join: an organisation with its first representative, or a person for themselves."""

    is_individual = models.BooleanField(default=False)
    claims = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="applications_claiming"
    )
    name = models.CharField(max_length=300, blank=True)
    name_language = models.CharField(max_length=12, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    acronym = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="applications")
    stakeholder_group = models.CharField(max_length=20, choices=StakeholderGroup)
    summary = models.TextField(max_length=2000)
    summary_language = models.CharField(max_length=12, blank=True)
    url = models.URLField(max_length=500, blank=True)
    languages = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=list, blank=True)
    concepts = models.JSONField(default=list, blank=True)
    person_name = models.CharField(max_length=200)
    email = models.EmailField()
    language = models.CharField(max_length=12, default="en")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Since when the next move has been the secretariat's; and since when a question is open.
    waits_since = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="applications")

    objects: ClassVar[Any] = ApplicationManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(welcomed_at__isnull=True, declined_at__isnull=True)
                | Q(welcomed_at__isnull=True, withdrawn_at__isnull=True)
                | Q(declined_at__isnull=True, withdrawn_at__isnull=True),
                name="application_ends_in_one_way",
            ),
            CheckConstraint(
                condition=Q(welcomed_at__isnull=True, declined_at__isnull=True)
                | Q(confirmed_at__isnull=False),
                name="application_is_answered_after_its_address_is_confirmed",
            ),
            CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(reason=""),
                name="application_is_declined_with_a_reason",
                violation_error_message=_("Say why: the applicant reads it."),
            ),
            CheckConstraint(
                condition=Q(is_individual=True) | ~Q(name=""), name="application_of_an_organisation_names_it"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["waits_since"], name="applications_by_their_wait")
        ]

    def __str__(self) -> str:
        return self.person_name if self.is_individual else self.name

    @property
    def key(self) -> str:
        """What stands in the address of the applicant's own page; nobody can make one up."""
        return str(SIGNER.sign(str(self.pk)))

    def get_absolute_url(self) -> str:
        return reverse("joining:application", args=[self.key])

    @property
    def is_decided(self) -> bool:
        """Answered or taken back."""
        return bool(self.welcomed_at or self.declined_at or self.withdrawn_at)

    @property
    def due_at(self) -> datetime | None:
        """By when the secretariat has promised to answer."""
        return self.waits_since + timedelta(days=settings.ANSWER_DAYS) if self.waits_since else None


class ApplicationMessage(Record):
    """A question of the secretariat, or what the applicant says to it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="messages")
    is_from_applicant = models.BooleanField()
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=2000)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(text=""), name="application_message_says_something")
        ]
