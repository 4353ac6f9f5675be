"""Papers, their versions and blocks, and the steps they took."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.decisions.models import Decision
from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person

LONGEST_BLOCK = 100_000
# The languages a paper may be written in.
LANGUAGES = ("en", "fr", "es", "ar", "pt", "ru", "zh", "sw", "de")
# No 0, 1, l, o: a key may be read aloud.
LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"


class Kind(models.TextChoices):
    """What sort of text it is."""

    GUIDELINE = "guideline", _("Guideline")
    POSITION = "position", _("Position")
    STATEMENT = "statement", _("Statement")
    CHARTER = "charter", _("Charter")
    MODEL_TEXT = "model-text", _("Model text")


class State(models.TextChoices):
    """Where a paper stands. What leads from one to the next is in `workflow.py`."""

    DRAFT = "draft", _("Draft")
    COMMENTS = "comments", _("Open for comments")
    REVISION = "revision", _("Revision")
    LAST_CALL = "last-call", _("Last call")
    DECISION = "decision", _("Decision")
    ADOPTED = "adopted", _("Adopted")
    UNDER_REVIEW = "under-review", _("Under review")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeClass(models.IntegerChoices):
    """What a change does, after the classes of change of the W3C Process."""

    TYPOGRAPHY = 1, _("Typography: no word means anything else")
    CLARIFICATION = 2, _("Clarification: easier to understand, the same is asked")
    CHANGED_ASK = 3, _("Changes what is asked")
    NEW_ASK = 4, _("Asks something new")


class BlockKind(models.TextChoices):
    """What a block is."""

    HEADING = "heading", _("Heading")
    PARAGRAPH = "paragraph", _("Paragraph")
    LIST = "list", _("List")
    TABLE = "table", _("Table")
    FIGURE = "figure", _("Figure")
    NOTE = "note", _("Note")


def new_key() -> str:
    """A lasting key: ten letters, a thousand million million of them."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


class PaperQuerySet(models.QuerySet["Paper"]):
    """The words in which papers are asked for."""

    def public(self) -> PaperQuerySet:
        """With a version that everybody may read."""
        return self.filter(first_published_at__isnull=False)


class PaperManager(PeerManager.from_queryset(PaperQuerySet)):  # type: ignore[misc]
    """The default manager, with `public()`."""


class Paper(Record):
    """One text of the coalition. Written by `papers.actions` alone."""

    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    purpose = models.TextField(max_length=1000)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField()
    state_until = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="proposed_papers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="proposed_papers")
    first_published_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    withdrawn_because = models.TextField(blank=True, max_length=2000)
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = PaperManager()

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [models.Index(fields=["-state_since"], name="papers_latest_first")]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(kind__in=Kind.values), name="paper_kind_is_known"),
            CheckConstraint(condition=Q(state__in=State.values), name="paper_state_is_known"),
            CheckConstraint(
                condition=~Q(title="") & ~Q(language=""), name="paper_has_a_title_and_a_language"
            ),
            CheckConstraint(
                condition=Q(state="withdrawn") & ~Q(withdrawn_because="")
                | ~Q(state="withdrawn") & Q(withdrawn_because=""),
                name="a_withdrawn_paper_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
            CheckConstraint(
                condition=Q(state="superseded", superseded_by__isnull=False)
                | ~Q(state="superseded") & Q(superseded_by__isnull=True),
                name="a_superseded_paper_names_the_next",
            ),
            CheckConstraint(
                condition=Q(state_until__isnull=True) | Q(state_until__gt=F("state_since")),
                name="a_state_ends_after_it_began",
            ),
            CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(first_published_at__isnull=False),
                name="only_a_draft_is_unpublished",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("papers:paper", args=[self.slug])


class Sponsor(Record):
    """An organisation that stands behind a proposal, by a person acting for it."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="sponsors")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sponsored_papers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["paper", "organisation"],
                name="an_organisation_sponsors_a_paper_once",
                violation_error_message=_("Your organisation stands behind this proposal already."),
            )
        ]


class Version(Record):
    """One state of the text. With `published_at` it is public and never changes again; without, the draft."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    change_class = models.PositiveSmallIntegerField(choices=ChangeClass, null=True, blank=True)
    summary = models.TextField(blank=True, max_length=4000)
    classified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="paper_versions"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["paper", "number"], name="version_number_once_per_paper"),
            UniqueConstraint(
                fields=["paper"], condition=Q(published_at__isnull=True), name="a_paper_has_one_draft"
            ),
            CheckConstraint(condition=Q(number__gte=1), name="versions_are_numbered_from_one"),
            CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("classified_by")),
                name="a_second_person_checks_the_changes",
                violation_error_message=_("Whoever named the changes cannot check them too."),
            ),
            CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(number=1)
                | Q(change_class__isnull=False, checked_by__isnull=False),
                name="a_published_version_had_its_changes_checked",
            ),
            CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(change_class__isnull=True)
                | Q(change_class__lt=3)
                | ~Q(summary=""),
                name="a_change_of_what_is_asked_is_summed_up",
                violation_error_message=_("Sum up in plain words what is asked otherwise now."),
            ),
            CheckConstraint(
                condition=Q(published_at__isnull=True, text_hash="")
                | Q(published_at__isnull=False) & ~Q(text_hash=""),
                name="a_published_version_has_a_hash",
            ),
            CheckConstraint(
                condition=Q(decision__isnull=True) | Q(published_at__isnull=False),
                name="members_decide_about_a_public_version",
            ),
            CheckConstraint(
                condition=Q(adopted_at__isnull=True) | Q(decision__isnull=False),
                name="a_version_is_adopted_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} · {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Block(Record):
    """A piece of a version's text, in Markdown, with the HTML made from it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="blocks")
    key = models.CharField(max_length=10, default=new_key)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=BlockKind)
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(max_length=LONGEST_BLOCK)
    html = models.TextField()
    change_class = models.PositiveSmallIntegerField(choices=ChangeClass, null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["version", "key"], name="block_key_once_per_version"),
            CheckConstraint(condition=~Q(text=""), name="a_block_says_something"),
            CheckConstraint(condition=Q(kind__in=BlockKind.values), name="block_kind_is_known"),
            CheckConstraint(
                condition=Q(kind="heading", level__range=(1, 6)) | ~Q(kind="heading") & Q(level=0),
                name="only_a_heading_has_a_level",
            ),
        ]


class Claim(Record):
    """Somebody is editing a block of the draft, for a short while. It warns others and locks nobody out."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="claims")
    key = models.CharField(max_length=10)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["version", "key"], name="one_claim_on_a_block")
        ]


class Step(Record):
    """One move of a paper from a state to the next; the newest is where it stands."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=30)
    start = models.CharField(max_length=12, choices=State)
    end = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="steps")
    reason = models.TextField(blank=True, max_length=2000)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["at", "pk"]
