"""Who is on the roll, and what was said: votes, secret ballots, objections, remarks."""

from __future__ import annotations

import json
from bisect import insort
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.decisions.models.asked import Decision
from intersession.decisions.receipts import Ballot
from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person, StakeholderGroup


class Affiliation(Record):
    """An organisation that belongs to another: the two have one voice."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="affiliation")
    head = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliates")
    source = models.CharField(max_length=500)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(organisation=F("head")),
                name="organisation_does_not_belong_to_itself",
                violation_error_message=_("An organisation cannot belong to itself."),
            ),
        ]


class Voter(Record):
    """An organisation on the roll of a decision, as it was when voting opened.

    A voter that `counts_with` another has its voice there. In a secret ballot `vote` stays empty.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="voters")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, choices=StakeholderGroup)
    region = models.CharField(max_length=3, blank=True)
    counts_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="counted_along"
    )
    vote = models.ForeignKey("Vote", models.PROTECT, null=True, blank=True, related_name="+")
    has_spoken = models.BooleanField(default=False)
    is_recused = models.BooleanField(default=False)

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["decision", "counts_with", "has_spoken"], name="voters_who_have_not_spoken"),
        ]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["decision", "organisation"], name="organisation_once_on_a_roll"),
            CheckConstraint(
                condition=Q(is_recused=False) | Q(has_spoken=False), name="recused_voter_does_not_vote"
            ),
            CheckConstraint(
                condition=Q(vote__isnull=True) | Q(has_spoken=True), name="voter_with_a_vote_has_spoken"
            ),
            CheckConstraint(
                condition=Q(counts_with__isnull=True) | Q(has_spoken=False, is_recused=False),
                name="voter_that_counts_with_another_has_no_voice_of_its_own",
            ),
        ]


class By(models.TextChoices):
    """By what right somebody spoke for an organisation."""

    MANDATE = "mandate", _("by mandate")
    PROXY = "proxy", _("by proxy")


class Vote(Record):
    """What an organisation said in an open ballot. Only ever added; the latest counts."""

    voter = models.ForeignKey(Voter, models.PROTECT, related_name="votes")
    # The organisation it was said for: the voter's own, or one that counts with it.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    cast_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.CharField(max_length=10, choices=By)
    position = models.CharField(max_length=20)
    reason = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(position=""), name="vote_takes_a_position")
        ]


class Urn(models.Model):
    """Every secret ballot of one decision, in one row. No time stands in it, on purpose.

    Who voted is a mark on the roll (`Voter.has_spoken`); what was voted is here. The two share nothing but the
    decision. The row is written anew with every ballot, its ballots in the order of their receipts' hashes,
    which are random. So no key, no time, no order of rows and no transaction number of the database ties a
    ballot to a voter. What this cannot hide is said in the ADR on secret ballots.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, primary_key=True, related_name="urn")
    content = models.TextField(default="[]")

    objects: ClassVar[Any] = PeerManager()

    @property
    def ballots(self) -> list[Ballot]:
        """The ballots in the order of their receipts."""
        return [Ballot(*each) for each in json.loads(self.content)]

    def holds(self, receipt: str) -> bool:
        """Whether a ballot with this receipt's hash is in it."""
        return any(each.receipt == receipt for each in self.ballots)

    def put(self, ballot: Ballot, instead_of: str = "") -> None:
        """Put a ballot in, or in the place of the one with another receipt's hash. Does not save."""
        kept = [each for each in self.ballots if each.receipt != instead_of]
        insort(kept, ballot)
        self.content = json.dumps(kept, separators=(",", ":"))


class Objection(Record):
    """Why an organisation objects, what would resolve it, the answer, and what the objector made of that."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="objections")
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="objections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    reason = models.TextField(max_length=8000)
    resolution = models.TextField(max_length=8000)
    answer = models.TextField(max_length=8000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    sustained_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(reason="") & ~Q(resolution=""),
                name="objection_says_why_and_what_would_resolve_it",
                violation_error_message=_("An objection says why, and what would resolve it."),
            ),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="objection_is_answered_in_words",
            ),
            CheckConstraint(
                condition=Q(sustained_at__isnull=True)
                | Q(resolved_at__isnull=True, answered_at__isnull=False),
                name="sustained_objection_was_answered_and_not_resolved",
            ),
        ]

    @property
    def is_settled(self) -> bool:
        return self.resolved_at is not None or self.sustained_at is not None

    @property
    def standing(self) -> str:
        """`resolved`, `sustained`, `answered` (the objector's move) or `open` (the facilitator's)."""
        if self.resolved_at is not None:
            return "resolved"
        if self.sustained_at is not None:
            return "sustained"
        return "answered" if self.answered_at is not None else "open"


class Remark(Record):
    """What somebody says to a question. It counts nowhere."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="remarks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()


class YoungVoices(Record):
    """How many young people took a position in a count of their own, beside the organisations'."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="young_voices")
    position = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["decision", "position"], name="young_voices_once_per_position")
        ]
