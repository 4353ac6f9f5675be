"""Invites."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.people.models import MandateRole, Organisation, Person


class InviteQuerySet(models.QuerySet["Invite"]):
    """The words in which invites are asked for."""

    def open(self) -> InviteQuerySet:
        """Sent, and neither used, withdrawn nor outlived."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())


class InviteManager(PeerManager.from_queryset(InviteQuerySet)):  # type: ignore[misc]
    """The default manager, with `open()`."""


class Invite(Record):
    """A mandate offered to whoever reads mail at one address. The link itself is not stored, only its hash."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invites")
    email = models.EmailField()
    language = models.CharField(max_length=12, default="en")
    role = models.CharField(max_length=20, choices=MandateRole)
    mandate_ends_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="invites_sent")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="invites_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InviteManager()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, withdrawn_at__isnull=True),
                name="invite_used_by_somebody_was_not_withdrawn",
            ),
            CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lte=F("expires_at")),
                name="invite_is_used_before_it_expires",
            ),
            CheckConstraint(condition=Q(role__in=MandateRole.values), name="invite_role_is_known"),
        ]

    def __str__(self) -> str:
        return str(_("Invite"))
