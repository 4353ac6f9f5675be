"""Organisations, persons, mandates and offices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.places.models import Place


class StakeholderGroup(models.TextChoices):
    """The groups the coalition counts voices by."""

    CIVIL_SOCIETY = "civil-society", _("Civil society")
    HOTLINE_HELPLINE = "hotline-helpline", _("Hotlines and helplines")
    GOVERNMENT = "government", _("Government")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
    PRIVATE_SECTOR = "private-sector", _("Private sector")
    TECHNICAL = "technical", _("Technical community")
    LAW_ENFORCEMENT = "law-enforcement", _("Law enforcement")
    ACADEMIA = "academia", _("Academia and research")
    YOUTH = "youth", _("Young people")


class Confidence(models.TextChoices):
    """How well the source supports what a row says."""

    HIGH = "high", _("The source states it")
    MEDIUM = "medium", _("The source states the main point")
    LOW = "low", _("Not confirmed by a source")


class Organisation(Record):
    """An organisation: member, former member, or only seen in the coalition's records."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=300)
    acronym = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="organisations")
    stakeholder_group = models.CharField(max_length=20, choices=StakeholderGroup)
    expertise = models.JSONField(default=list, blank=True)
    url = models.URLField(max_length=500, blank=True)
    first_seen_year = models.PositiveSmallIntegerField(null=True, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=500, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence)
    member_since = models.DateField(null=True, blank=True)
    member_until = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(member_until__isnull=True)
                | Q(member_since__isnull=False, member_until__gte=F("member_since")),
                name="membership_ends_after_it_began",
                violation_error_message=_("A membership must end after it began."),
            ),
            CheckConstraint(
                condition=Q(stakeholder_group__in=StakeholderGroup.values), name="organisation_group_is_known"
            ),
            CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="organisation_confidence_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(Record):
    """Another name an organisation is or was known by."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    language = models.CharField(max_length=12, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint("organisation", Lower("name"), name="alias_once_per_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Creates persons without a password: nobody ever has one."""

    def create_user(self, email: str, name: str = "", **fields: Any) -> Person:
        person: Person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_unusable_password()
        person.full_clean()
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in, or whose name stands in a record."""

    email = models.EmailField(_("mail address"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    is_fictional = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(Lower("email"), name="one_person_per_mail_address"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Unnamed person"))

    def get_full_name(self) -> str:
        return self.name


class MandateRole(models.TextChoices):
    """What a person may do for an organisation."""

    REPRESENTATIVE = "representative", _("Representative")
    ALTERNATE = "alternate", _("Alternate")
    DELEGATE = "delegate", _("Delegate who votes")
    OBSERVER = "observer", _("Observer")


class CurrentQuerySet(models.QuerySet[Any]):
    """Rows in force at a moment, for models with `starts_at` and `ends_at`."""

    def current(self) -> CurrentQuerySet:
        now = timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)


class CurrentManager(PeerManager.from_queryset(CurrentQuerySet)):  # type: ignore[misc]
    """The default manager, with `current()`."""


class Mandate(Record):
    """A person acts for an organisation from one time to another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=20, choices=MandateRole)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CurrentManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(ends_at__isnull=True),
                name="one_open_mandate_per_person_organisation_role",
                violation_error_message=_("This person already holds this mandate."),
            ),
            CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="mandate_ends_after_it_starts",
            ),
        ]


class Office(models.TextChoices):
    """Roles with power over others; each needs a second step at sign-in."""

    SECRETARIAT = "secretariat", _("Secretariat")
    VERIFIER = "verifier", _("Verifier of services")
    SAFEGUARDING = "safeguarding", _("Safeguarding officer")


class RoleGrant(Record):
    """A person holds an office from one time to another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="role_grants")
    office = models.CharField(max_length=20, choices=Office)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CurrentManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["person", "office"],
                condition=Q(ends_at__isnull=True),
                name="one_open_grant_per_person_and_office",
            ),
            CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="grant_ends_after_it_starts",
            ),
        ]
