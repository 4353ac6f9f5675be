"""Questions, in what words they are asked, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as in_context

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
from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person


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

    # When the row was locked: set by `clockwork.locked`, never stored.
    moment: datetime

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
