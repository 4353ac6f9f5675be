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


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """The words in which organisations are asked for."""

    def standing_alone(self) -> OrganisationQuerySet:
        """Those that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def members(self) -> OrganisationQuerySet:
        """Members today: admitted, not gone, not merged into another."""
        return self.filter(is_member_now())


class OrganisationManager(PeerManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """The default manager, with `members()` and `standing_alone()`."""


def is_member_now(prefix: str = "") -> Q:
    """The condition of being a member today; `prefix` leads to the organisation ("organisation__")."""
    today = timezone.now().date()
    until = Q(**{f"{prefix}member_until__isnull": True}) | Q(**{f"{prefix}member_until__gt": today})
    since = {f"{prefix}member_since__lte": today, f"{prefix}merged_into__isnull": True}
    return Q(**since) & until


class Organisation(Record):
    """An organisation: member, former member, or only seen in the coalition's records."""

    slug = models.SlugField(max_length=120, unique=True)
    # The name as the organisation itself writes it, in its own script; `name_language` says in which language.
    name = models.CharField(max_length=300)
    name_language = models.CharField(max_length=12, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    acronym = models.CharField(max_length=40, blank=True)
    summary = models.TextField(max_length=2000, blank=True)
    summary_language = models.CharField(max_length=12, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="organisations")
    stakeholder_group = models.CharField(max_length=20, choices=StakeholderGroup)
    expertise = models.JSONField(default=list, blank=True)
    url = models.URLField(max_length=500, blank=True)
    # The host of `url` without "www.": derived by the actions, for claims and for finding duplicates.
    domain = models.CharField(max_length=253, blank=True, db_index=True)
    first_seen_year = models.PositiveSmallIntegerField(null=True, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=500, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence)
    member_since = models.DateField(null=True, blank=True)
    member_until = models.DateField(null=True, blank=True)
    # What it shares is published at once, without the secretariat looking first.
    is_trusted = models.BooleanField(default=False)
    is_fictional = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_organisations"
    )

    objects: ClassVar[Any] = OrganisationManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(merged_into=F("pk")), name="organisation_is_not_merged_into_itself"),
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

    @property
    def is_member(self) -> bool:
        """A member today."""
        today = timezone.now().date()
        has_joined = self.member_since is not None and self.member_since <= today
        has_left = self.member_until is not None and self.member_until <= today
        return has_joined and not has_left and self.merged_into_id is None


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
    # What the person agreed to: the name on public pages, and letters that the platform passes on.
    shows_name = models.BooleanField(default=False)
    takes_contact = models.BooleanField(default=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="people")
    # Somebody who takes part for no organisation. Never counted as an organisation's voice.
    individual_since = models.DateField(null=True, blank=True)
    individual_until = models.DateField(null=True, blank=True)
    individual_group = models.CharField(max_length=20, choices=StakeholderGroup, blank=True)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    # The account is gone; the row stays because the log names it.
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(Lower("email"), name="one_person_per_mail_address"),
            CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(email__isnull=True, is_active=False),
                name="erased_person_has_no_address_and_cannot_sign_in",
            ),
            CheckConstraint(
                condition=Q(individual_since__isnull=True)
                | Q(individual_group__in=StakeholderGroup.values, place__isnull=False),
                name="individual_member_has_a_group_and_a_country",
            ),
            CheckConstraint(
                condition=Q(individual_until__isnull=True)
                | Q(individual_since__isnull=False, individual_until__gte=F("individual_since")),
                name="individual_membership_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        return str(_("Somebody who has left") if self.erased_at else _("Unnamed person"))

    @property
    def public_name(self) -> str:
        """The name for pages anybody may read: neutral unless the person agreed to be named."""
        if self.name and self.shows_name:
            return self.name
        return str(_("Somebody who has left") if self.erased_at else _("A participant"))

    @property
    def is_individual_member(self) -> bool:
        """Takes part for no organisation, today."""
        today = timezone.now().date()
        has_joined = self.individual_since is not None and self.individual_since <= today
        return has_joined and not (self.individual_until is not None and self.individual_until <= today)

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
    # The day it was given until. It ran out when it ended that very instant; ended earlier, the two differ.
    given_until = models.DateTimeField(null=True, blank=True)
    # When those it concerns were told that it ran out.
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CurrentManager()

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["ends_at"],
                condition=Q(given_until__isnull=False, told_at__isnull=True),
                name="mandates_that_will_run_out",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(given_until=F("ends_at"), told_at__gte=F("ends_at")),
                name="only_a_mandate_that_ran_out_was_told_of",
            ),
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


class Proxy(Record):
    """One organisation's vote, given to another organisation or to a person for a time.

    Read it with `Proxy.objects.current()`. The actions that write it see to what no constraint on both
    databases can say: proxies of one organisation never overlap, and whoever gave theirs holds none.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="proxies_given")
    holder_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="proxies_held"
    )
    holder_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="proxies_held"
    )
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    objects: ClassVar[Any] = CurrentManager()

    class Meta(Record.Meta):
        verbose_name_plural = "proxies"
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(holder_organisation__isnull=False, holder_person__isnull=True)
                | Q(holder_organisation__isnull=True, holder_person__isnull=False),
                name="proxy_has_one_holder",
                violation_error_message=_("A proxy is held by an organisation or by a person."),
            ),
            CheckConstraint(
                condition=~Q(holder_organisation=F("organisation")),
                name="proxy_is_not_given_to_oneself",
                violation_error_message=_("An organisation cannot give its vote to itself."),
            ),
            CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="proxy_ends_after_it_starts",
                violation_error_message=_("A proxy must end after it starts."),
            ),
        ]

    @property
    def holder(self) -> str:
        """Who votes, by a name anybody may read. Needs the holders at hand (select_related)."""
        if self.holder_organisation is not None:
            return str(self.holder_organisation)
        return self.holder_person.public_name if self.holder_person else ""


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
