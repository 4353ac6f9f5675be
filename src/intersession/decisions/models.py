"""Questions, their roll, what was said, and what came of it. Secret ballots are in `urns`."""

from __future__ import annotations

import json
from bisect import insort
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as in_context

from intersession.audit.models import Event
from intersession.ballots.methods import (
    METHODS,
    Abstentions,
    Reasons,
    Rules,
    rules_as_json,
    rules_for,
    rules_from_json,
)
from intersession.ballots.methods import Visibility as Shown
from intersession.ballots.tally import Result
from intersession.decisions.receipts import Ballot
from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person, StakeholderGroup


class Visibility(models.IntegerChoices):
    """Who sees the tally while the question is open. A higher number is stricter."""

    ALWAYS = 0, _("Everybody, all the time")
    AFTER_VOTING = 1, _("Organisations that have voted; everybody after closing")
    AFTER_CLOSING = 2, _("Nobody before closing")


SHOWN = {
    Visibility.ALWAYS: Shown.ALWAYS,
    Visibility.AFTER_VOTING: Shown.AFTER_VOTING,
    Visibility.AFTER_CLOSING: Shown.AFTER_CLOSING,
}


class State(models.TextChoices):
    """Where a decision stands, by its dates and the clock."""

    DRAFT = "draft", in_context("state of a decision", "Draft")
    ANNOUNCED = "announced", in_context("state of a decision", "Opens soon")
    OPEN = "open", in_context("state of a decision", "Open")
    CLOSED = "closed", in_context("state of a decision", "Closed, outcome to be written")
    CONCLUDED = "concluded", in_context("state of a decision", "Decided")
    WITHDRAWN = "withdrawn", in_context("state of a decision", "Withdrawn")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """The words in which decisions are asked for."""

    def standing(self) -> DecisionQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def open_at(self, moment: datetime) -> DecisionQuerySet:
        """Those in which organisations may vote at a moment, by the clock alone."""
        return self.standing().filter(announced_at__isnull=False, opens_at__lte=moment, closes_at__gt=moment)

    def due(self, moment: datetime) -> DecisionQuerySet:
        """Those whose opening or closing has come and is not in the log yet."""
        return self.standing().filter(
            Q(opened_at__isnull=True, opens_at__lte=moment)
            | Q(closed_at__isnull=True, closes_at__lte=moment),
            announced_at__isnull=False,
        )


class DecisionManager(PeerManager.from_queryset(DecisionQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class Decision(Record):
    """A question put to the member organisations, with the rules it is decided by."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000)
    language = models.CharField(max_length=12)
    facilitator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="decisions_guided"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="decisions_proposed"
    )
    # What it is about, as named by whoever asks from a floor above; nothing here points up.
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_key = models.CharField(max_length=200, blank=True)
    subject_title = models.CharField(max_length=300, blank=True)
    subject_url = models.CharField(max_length=500, blank=True)
    subject_hash = models.CharField(max_length=64, blank=True)

    method = models.CharField(max_length=20)
    quorum = models.CharField(max_length=20, blank=True)
    majority = models.CharField(max_length=20, blank=True)
    overall = models.CharField(max_length=20, blank=True)
    abstentions = models.CharField(max_length=10, default=Abstentions.ASIDE.value)
    reasons = models.CharField(max_length=10, default=Reasons.OPTIONAL.value)
    is_secret = models.BooleanField(default=False)
    visibility = models.PositiveSmallIntegerField(choices=Visibility, default=Visibility.ALWAYS)
    # The groups whose organisations may vote; none named means all.
    groups = models.JSONField(default=list, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)

    announced_at = models.DateTimeField(null=True, blank=True)
    promised_visibility = models.PositiveSmallIntegerField(null=True, blank=True)
    rules = models.JSONField(null=True, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    # Both hold the promised instant, whenever it was that a process got to write them.
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=1000, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    statement = models.TextField(max_length=10_000, blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = DecisionManager()

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["closes_at"], name="decisions_by_closing"),
            models.Index(fields=["subject_kind", "subject_key"], name="decisions_by_subject"),
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(method__in=list(METHODS))
                & Q(abstentions__in=[each.value for each in Abstentions])
                & Q(reasons__in=[each.value for each in Reasons])
                & Q(visibility__in=Visibility.values),
                name="decision_follows_a_known_method",
            ),
            CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="decision_closes_after_it_opens",
                violation_error_message=_("It must close after it opens."),
            ),
            CheckConstraint(
                condition=Q(is_secret=False) | Q(visibility=Visibility.AFTER_CLOSING),
                name="secret_ballot_shows_its_tally_after_closing_only",
                violation_error_message=_("The tally of a secret ballot is shown after closing only."),
            ),
            CheckConstraint(
                condition=Q(announced_at__isnull=True)
                | Q(promised_visibility__isnull=False, visibility__gte=F("promised_visibility")),
                name="tally_is_never_visible_earlier_than_promised",
            ),
            CheckConstraint(
                condition=Q(announced_at__isnull=True)
                | (
                    ~Q(text_hash="") & Q(rules__isnull=False, opens_at__isnull=False, closes_at__isnull=False)
                ),
                name="announced_decision_has_text_rules_and_times",
            ),
            CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(announced_at__isnull=False),
                name="opened_decision_was_announced",
            ),
            CheckConstraint(
                condition=Q(closed_at__isnull=True, result="")
                | Q(
                    opened_at__isnull=False,
                    closed_at__isnull=False,
                    result__in=[each.value for each in Result],
                ),
                name="closed_decision_was_opened_and_has_a_result",
            ),
            CheckConstraint(
                condition=Q(concluded_at__isnull=True) | (Q(closed_at__isnull=False) & ~Q(statement="")),
                name="outcome_is_written_after_closing",
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, closed_at__isnull=True) & ~Q(withdrawal_reason="")),
                name="withdrawn_decision_says_why_and_was_not_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("decisions:decision", args=[self.slug])

    def state_at(self, moment: datetime) -> State:
        """Where it stands at a moment, by the clock: no process needs to have noticed."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.announced_at is None or self.opens_at is None or self.closes_at is None:
            return State.DRAFT
        if self.concluded_at is not None:
            return State.CONCLUDED
        if moment < self.opens_at:
            return State.ANNOUNCED
        return State.OPEN if moment < self.closes_at else State.CLOSED

    @property
    def state(self) -> State:
        return self.state_at(timezone.now())

    @property
    def is_announced(self) -> bool:
        return self.announced_at is not None

    @property
    def current_rules(self) -> Rules:
        """The rules as frozen, or as a draft would freeze them now."""
        if self.rules is not None:
            return rules_from_json({**self.rules, "visibility": SHOWN[Visibility(self.visibility)].value})
        return rules_for(
            METHODS[self.method],
            quorum=self.quorum or None,
            majority=self.majority or None,
            overall=self.overall or None,
            abstentions=self.abstentions,
            is_secret=self.is_secret,
            reasons=self.reasons,
            visibility=SHOWN[Visibility(self.visibility)],
        )

    @property
    def current_rules_as_json(self) -> dict[str, Any]:
        """The rules as the record publishes them."""
        return rules_as_json(self.current_rules)


class Wording(Record):
    """The question in a further language, written by people."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["decision", "language"], name="one_wording_per_language")
        ]


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


class Extension(Record):
    """Voting closes later than announced, and why. Never earlier."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="extensions")
    closed_at_first = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.CharField(max_length=1000)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(closes_at__gt=F("closed_at_first")) & ~Q(reason=""),
                name="extension_is_later_and_says_why",
            ),
        ]


class Notice(Record):
    """A mail to the organisations that had not spoken: which, and for when it was promised. Sent once."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    people = models.PositiveIntegerField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["decision", "kind", "due_at"], name="notice_is_sent_once")
        ]


class YoungVoices(Record):
    """How many young people took a position in a count of their own, beside the organisations'."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="young_voices")
    position = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["decision", "position"], name="young_voices_once_per_position")
        ]


class Review(Record):
    """What was found when a decision came back on its day of review."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reviews")
    note = models.TextField(max_length=4000)
    next_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(note=""), name="review_says_what_was_found")
        ]


class DecisionRecord(Record):
    """The record of a closed decision, word for word, and the event of the log that carries its hash."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="records")
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    body = models.TextField()
    hash = models.CharField(max_length=64)
