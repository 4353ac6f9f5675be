"""Calls, the ideas that answer them, who reviews, and what becomes of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.surveys.models import Questionnaire
from intersession.vocabulary.models import Concept

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_NOTE = 200, 3000, 8000, 1000
LOWEST, HIGHEST = 1, 5


class Kind(models.TextChoices):
    """What a call asks for."""

    IDEAS = "ideas", _("Ideas for the session")
    CASES = "cases", _("Case studies")
    PRACTICE = "practice", _("Good practice")
    INPUT = "input", _("Input to a consultation")
    SURVEY = "survey", _("Survey of best practice")


class OpenTo(models.TextChoices):
    """Who may answer."""

    ORGANISATIONS = "organisations", _("Member organisations")
    PEOPLE = "people", _("Anybody who is signed in")


class ShowsOthers(models.TextChoices):
    """How withdrawn and declined ideas stay on record."""

    NAMED = "named", _("With title and author")
    COUNTED = "counted", _("Only how many there were")


class Fate(models.TextChoices):
    """What is decided of an idea."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    MERGED = "merged", _("Merged")


class State(models.TextChoices):
    """Where an idea is, for whoever may know."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    MERGED = "merged", _("Merged")


STATE_TONES = {
    State.DRAFT: "warn",
    State.SUBMITTED: "line",
    State.WITHDRAWN: "plain",
    State.ACCEPTED: "ok",
    State.DECLINED: "plain",
    State.MERGED: "now",
}


class CallQuerySet(models.QuerySet["Call"]):
    """The words in which calls are asked for."""

    def open(self) -> CallQuerySet:
        """Taking answers at this moment, whatever the log says already."""
        now = timezone.now()
        return self.filter(announced_at__isnull=False, opens_at__lte=now, closes_at__gt=now)


class CallManager(PeerManager.from_queryset(CallQuerySet)):  # type: ignore[misc]
    """The default manager, with `open()`."""


class Call(Record):
    """The coalition asks, from one moment to another."""

    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField(max_length=LONGEST_TEXT)
    language = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, null=True, blank=True, related_name="call"
    )
    open_to = models.CharField(max_length=14, choices=OpenTo, default=OpenTo.ORGANISATIONS)
    is_one_each = models.BooleanField(default=False)
    is_private = models.BooleanField(default=True)
    is_review_anonymous = models.BooleanField(default=False)
    shows_others = models.CharField(max_length=8, choices=ShowsOthers, default=ShowsOthers.COUNTED)
    # By what ideas are scored, as texts; a score names the place in the list.
    criteria = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    announced_at = models.DateTimeField(null=True, blank=True)
    # Written by the clock when it gets to it; what counts are the moments above.
    opening_noted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closing_noted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = CallManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-closes_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_opening",
                violation_error_message=_("A call must close after it opens."),
            ),
            CheckConstraint(
                condition=~Q(kind="survey") | Q(questionnaire__isnull=False),
                name="a_survey_has_a_questionnaire",
                violation_error_message=_("A survey needs a questionnaire."),
            ),
            CheckConstraint(
                condition=Q(is_review_anonymous=False) | Q(is_private=True),
                name="review_without_names_needs_private_ideas",
                violation_error_message=_(
                    "Ideas that everybody reads with their authors cannot be reviewed without names."
                ),
            ),
            CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(closing_noted_at__isnull=False),
                name="fates_are_told_after_closing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calls:call", args=[self.slug])

    @property
    def is_survey(self) -> bool:
        return self.kind == Kind.SURVEY

    @property
    def is_open(self) -> bool:
        """Taking answers at this moment."""
        return self.announced_at is not None and self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.announced_at is not None and timezone.now() >= self.closes_at

    @property
    def is_for_organisations(self) -> bool:
        return self.open_to == OpenTo.ORGANISATIONS


class Idea(Record):
    """An answer to a call with a title of its own: a draft, submitted, and what became of it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="ideas")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    language = models.CharField(max_length=12)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="ideas"
    )
    author = models.ForeignKey(Person, models.PROTECT, related_name="ideas")
    answers = models.JSONField(default=dict, blank=True)
    concepts = models.ManyToManyField(Concept, through="IdeaConcept", related_name="ideas")
    places = models.ManyToManyField(Place, through="IdeaPlace", related_name="ideas")
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Decided, but nobody else's yet until `released_at`.
    fate = models.CharField(max_length=8, choices=Fate, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_ideas"
    )
    told = models.TextField(max_length=LONGEST_NOTE, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["call", "number"], name="one_idea_per_number"),
            CheckConstraint(
                condition=Q(fate="merged", merged_into__isnull=False)
                | ~Q(fate="merged") & Q(merged_into__isnull=True),
                name="a_merged_idea_says_into_which",
            ),
            CheckConstraint(condition=~Q(merged_into=F("pk")), name="an_idea_is_not_merged_into_itself"),
            CheckConstraint(
                condition=Q(fate="", decided_at__isnull=True) | ~Q(fate="") & Q(decided_at__isnull=False),
                name="a_fate_has_its_moment",
            ),
            CheckConstraint(
                condition=Q(fate="") | Q(submitted_at__isnull=False, withdrawn_at__isnull=True),
                name="only_submitted_ideas_are_decided",
            ),
            CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(fate=""), name="what_is_told_was_decided"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calls:idea", args=[self.call.slug, self.number])

    @property
    def state(self) -> State:
        """Where it is for everybody: a held fate is not told."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.released_at is not None:
            return State(self.fate)
        return State.SUBMITTED if self.submitted_at is not None else State.DRAFT

    @property
    def tone(self) -> str:
        return STATE_TONES[self.state]

    @property
    def held_back(self) -> frozenset[str]:
        """Fields that even the copy of everything kept of its author must not show yet (`accounts.queries`)."""
        if self.released_at is not None:
            return frozenset()
        return frozenset({"fate", "told", "merged_into", "decided_at", "decided_by"})

    @property
    def is_held(self) -> bool:
        """Decided and not told: for the secretariat only."""
        return bool(self.fate) and self.released_at is None


class IdeaConcept(Record):
    """A concept of the vocabulary an idea is about."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="concept_lines")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="idea_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["idea", "concept"], name="concept_once_per_idea")
        ]


class IdeaPlace(Record):
    """A country or territory an idea is about."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="place_lines")
    place = models.ForeignKey(Place, models.PROTECT, related_name="idea_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["idea", "place"], name="place_once_per_idea")
        ]


class Reviewer(Record):
    """Somebody the secretariat asked to review the ideas of a call."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="reviewed_calls")
    appointed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["call", "person"],
                name="a_reviewer_once_per_call",
                violation_error_message=_("This person reviews the call already."),
            )
        ]


class Conflict(Record):
    """Why a reviewer does not score an idea, in their own words. That of one's own organisation needs no row."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="conflicts")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="conflicts")
    reason = models.CharField(max_length=500)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["idea", "reviewer"], name="a_conflict_once_per_idea_and_reviewer"),
            CheckConstraint(
                condition=~Q(reason=""), name="a_conflict_says_why", violation_error_message=_("Say why.")
            ),
        ]


class Rating(Record):
    """What a reviewer makes of an idea: a score by each criterion, and why."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="ratings")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="ratings")
    scores = models.JSONField(default=list)
    comment = models.TextField(max_length=LONGEST_SUMMARY)
    rated_at = models.DateTimeField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["idea", "reviewer"], name="one_rating_per_idea_and_reviewer"),
            CheckConstraint(
                condition=~Q(comment=""),
                name="a_rating_says_why",
                violation_error_message=_("Say in a sentence why."),
            ),
        ]

    @property
    def mean(self) -> float:
        """The mean of its scores."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0
