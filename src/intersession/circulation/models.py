"""Links to sign on, what was sent to whom, and where a paper is cited."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.atlas.models import Law
from intersession.commitments.models import Offer
from intersession.kit.records import Record
from intersession.library.models import Resource
from intersession.papers.models import Paper, Version
from intersession.people.models import Organisation, Person


def new_token() -> str:
    """What nobody guesses: 16 bytes of chance."""
    return secrets.token_urlsafe(16)


class SignOnLink(Record):
    """A link on which organisations that are no members offer to stand by a paper."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sign_on_links")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    purpose = models.CharField(max_length=200)
    closes_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(purpose=""),
                name="a_link_says_what_it_is_for",
                violation_error_message=_("Say what the link is for."),
            )
        ]

    def __str__(self) -> str:
        return self.purpose

    def get_absolute_url(self) -> str:
        return reverse("circulation:sign_on", args=[self.token])


class Signing(Record):
    """An offer that came by a link."""

    link = models.ForeignKey(SignOnLink, models.PROTECT, related_name="signings")
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="signing")


class Dispatch(Record):
    """An organisation was sent a version of a paper, by another one."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="dispatches")
    version = models.ForeignKey(Version, models.PROTECT, related_name="dispatches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="received_dispatches"
    )
    # Where it has no record here.
    to_name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12)
    sent_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    # The newest version about which the sender was told that this one is no longer the newest.
    told_of = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    # A newer version went to the same organisation, or need not.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-sent_on", "-pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["organisation", "paper"],
                condition=Q(settled_at__isnull=True),
                name="dispatches_to_follow_up",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(to_organisation__isnull=False, to_name="")
                | Q(to_organisation__isnull=True) & ~Q(to_name=""),
                name="a_dispatch_says_to_whom",
                violation_error_message=_("Say to whom it was sent."),
            ),
            CheckConstraint(
                condition=Q(to_organisation__isnull=True) | ~Q(to_organisation=models.F("organisation")),
                name="nobody_sends_a_paper_to_themselves",
                violation_error_message=_("This is your own organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.recipient

    @property
    def recipient(self) -> str:
        """Whom it went to, by name."""
        return self.to_organisation.name if self.to_organisation else self.to_name


class Mention(Record):
    """A law, a work of the library, or a page elsewhere that cites a paper. Removed ones stay, with the reason."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="mentions")
    law = models.ForeignKey(Law, models.PROTECT, null=True, blank=True, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=500, blank=True)
    title = models.CharField(max_length=300, blank=True)
    words = models.TextField(max_length=1000)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-year", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(law__isnull=False, resource__isnull=True, url="", title="")
                | Q(law__isnull=True, resource__isnull=False, url="", title="")
                | Q(law__isnull=True, resource__isnull=True) & ~Q(url="") & ~Q(title=""),
                name="a_mention_names_one_work",
                violation_error_message=_(
                    "Name one work: a law of the atlas, a resource of the library, or a page with its title."
                ),
            ),
            CheckConstraint(
                condition=~Q(words=""),
                name="a_mention_quotes_the_words",
                violation_error_message=_("Quote the words in which the paper is cited."),
            ),
            CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_because="")
                | Q(removed_at__isnull=False) & ~Q(removed_because=""),
                name="a_removed_mention_says_why",
                violation_error_message=_("Say why it is removed."),
            ),
            UniqueConstraint(
                fields=["paper", "law"],
                condition=Q(law__isnull=False, removed_at__isnull=True),
                name="a_law_mentions_a_paper_once",
                violation_error_message=_("This law is listed already."),
            ),
            UniqueConstraint(
                fields=["paper", "resource"],
                condition=Q(resource__isnull=False, removed_at__isnull=True),
                name="a_resource_mentions_a_paper_once",
                violation_error_message=_("This resource is listed already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The work, by its title."""
        if self.law is not None:
            return str(self.law.title)
        return self.resource.title if self.resource is not None else self.title

    @property
    def place(self) -> str:
        """Where it is."""
        work = self.law or self.resource
        return str(work.get_absolute_url()) if work is not None else self.url
