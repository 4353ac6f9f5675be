"""Resources, their publishers, and what they are filed under."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.people.models import Confidence, Organisation, Person
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

EARLIEST_YEAR, LATEST_YEAR = 1800, 2100

is_language_tag = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", _("“%(value)s” is not a language tag.")
)

is_doi = RegexValidator(r"^10\.[0-9]{4,9}/\S+$", _("A DOI starts with 10. and a number, then a slash."))
is_isbn = RegexValidator(r"^[0-9]{13}$", _("An ISBN is kept with its thirteen digits."))


class Kind(models.TextChoices):
    """What sort of work it is."""

    GUIDELINE = "guideline", _("Guideline")
    RESEARCH = "research", _("Research")
    REPORT = "report", _("Report")
    LAW_REVIEW = "law-review", _("Review of law")
    TOOLKIT = "toolkit", _("Toolkit")
    CODE_OF_CONDUCT = "code-of-conduct", _("Code of conduct")
    POSITION_PAPER = "position-paper", _("Position paper")
    CAMPAIGN = "campaign", _("Campaign")
    STANDARD = "standard", _("Standard")
    CURRICULUM = "curriculum", _("Curriculum")
    GOOD_PRACTICE = "good-practice", _("Good practice")
    CASE_STUDY = "case-study", _("Case study")
    DATASET = "dataset", _("Data set")


class Audience(models.TextChoices):
    """Whom it is written for."""

    CHILDREN = "children", _("Children and young people")
    PARENTS = "parents", _("Parents and carers")
    EDUCATORS = "educators", _("Teachers and educators")
    PROFESSIONALS = "professionals", _("Child protection professionals")
    INDUSTRY = "industry", _("Industry")
    POLICYMAKERS = "policymakers", _("Policy makers")


class Topic(models.TextChoices):
    """What it is about, coarsely; concepts say it finely."""

    CONTENT = "content", _("Harmful content")
    CONTACT = "contact", _("Harmful contact")
    CONDUCT = "conduct", _("Bullying and other conduct")
    CONTRACT = "contract", _("Contracts and commercial pressure")
    CSAM = "csam", _("Child sexual abuse material")
    GROOMING = "grooming", _("Grooming")
    SEXTORTION = "sextortion", _("Sexual extortion")
    REPORTING = "reporting", _("Reporting and hotlines")
    PRIVACY = "privacy", _("Privacy and data protection")
    AGE_ASSURANCE = "age-assurance", _("Age assurance")
    EDUCATION = "education", _("Education and awareness")
    PARTICIPATION = "participation", _("Participation of children")
    AI = "ai", _("Artificial intelligence")
    ADVERTISING = "advertising", _("Advertising")
    GAMING = "gaming", _("Games")


class FiledBecause(models.TextChoices):
    """Why a resource stands under a concept."""

    TOPIC = "topic", _("by its topic")
    TITLE = "title", _("by its title")
    CHOICE = "choice", _("by choice")


class State(models.TextChoices):
    """Where a resource stands. Never stored: its dates say it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with a note")
    PUBLISHED = "published", _("In the library")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def is_web_address(name: str) -> Q:
    """Empty, or http(s): `javascript:` and its like never reach the table."""
    return (
        Q(**{name: ""}) | Q(**{f"{name}__startswith": "http://"}) | Q(**{f"{name}__startswith": "https://"})
    )


class Publisher(Record):
    """Who published a resource, as the resource names them. A periodical carries works, it writes none."""

    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    name = models.CharField(max_length=300)
    is_periodical = models.BooleanField(default=False)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(name=""), name="publisher_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ResourceQuerySet(models.QuerySet["Resource"]):
    """The words in which resources are asked for."""

    def published(self) -> ResourceQuerySet:
        """Ever published, withdrawn since or not."""
        return self.filter(published_at__isnull=False)

    def listed(self) -> ResourceQuerySet:
        """In the library now."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def waiting(self) -> ResourceQuerySet:
        """Submitted and not answered yet."""
        return self.filter(submitted_at__isnull=False, returned_at__isnull=True, published_at__isnull=True)

    def returned(self) -> ResourceQuerySet:
        """Returned with a note, and not submitted again since."""
        return self.filter(returned_at__isnull=False, published_at__isnull=True)


class ResourceManager(PeerManager.from_queryset(ResourceQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class Resource(Record):
    """One edition of a work. Written by `library.actions` alone; each change is an event of the log.

    `summary` is in the language of the title. `returned_at` is of the last return and goes with the next
    submission; every submission and its answer stays as a `Submission`.
    """

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=500)
    title_language = models.CharField(max_length=12, validators=[is_language_tag])
    title_en = models.CharField(max_length=500)
    kind = models.CharField(max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)],
    )
    url = models.URLField(max_length=1000, blank=True)
    license = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)
    source_words = models.CharField(max_length=300, blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence)
    notes = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    doi = models.CharField(max_length=200, blank=True, validators=[is_doi])
    isbn = models.CharField(max_length=13, blank=True, validators=[is_isbn])
    contributed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contributed_resources"
    )
    contributed_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contributed_resources"
    )
    work = models.ForeignKey("library.Work", models.PROTECT, null=True, blank=True, related_name="resources")
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    publishers = models.ManyToManyField(Publisher, through="ResourcePublisher", related_name="resources")
    places = models.ManyToManyField(Place, through="ResourcePlace", related_name="resources")
    concepts = models.ManyToManyField(Concept, through="ResourceConcept", related_name="resources")

    objects: ClassVar[Any] = ResourceManager()

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-year", "title_en"], name="resources_newest_first"),
            models.Index(fields=["kind"], name="resources_of_a_kind"),
            models.Index(
                fields=["submitted_at"],
                condition=Q(submitted_at__isnull=False, published_at__isnull=True),
                name="resources_that_wait",
            ),
            models.Index(fields=["doi"], condition=~Q(doi=""), name="resources_by_doi"),
            models.Index(fields=["isbn"], condition=~Q(isbn=""), name="resources_by_isbn"),
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title="") & ~Q(title_en="") & ~Q(title_language=""),
                name="resource_title_says_its_language",
                violation_error_message=_(
                    "A resource needs a title, its language, and the title in English."
                ),
            ),
            CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="resource_kind_is_known",
                violation_error_message=_("This kind of resource is not known."),
            ),
            CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(EARLIEST_YEAR, LATEST_YEAR)),
                name="resource_year_is_possible",
                violation_error_message=_("No resource can be of this year."),
            ),
            CheckConstraint(
                condition=is_web_address("url"),
                name="resource_url_is_a_web_address",
                violation_error_message=_("A link must start with http:// or https://."),
            ),
            CheckConstraint(
                condition=is_web_address("source_url"),
                name="resource_source_is_a_web_address",
                violation_error_message=_("A link must start with http:// or https://."),
            ),
            CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="resource_confidence_is_known"
            ),
            CheckConstraint(
                condition=Q(doi="") | Q(doi__regex=r"^10\.[0-9]{4,9}/[^\s]+$"),
                name="resource_doi_is_a_doi",
                violation_error_message=_("A DOI starts with 10. and a number, then a slash."),
            ),
            CheckConstraint(
                condition=Q(isbn="") | Q(isbn__regex=r"^[0-9]{13}$"),
                name="resource_isbn_has_thirteen_digits",
                violation_error_message=_("An ISBN is kept with its thirteen digits."),
            ),
            CheckConstraint(
                condition=Q(contributed_for__isnull=True) | Q(contributed_by__isnull=False),
                name="a_person_contributes_for_an_organisation",
            ),
            CheckConstraint(
                condition=Q(returned_at__isnull=True)
                | Q(submitted_at__isnull=False, published_at__isnull=True),
                name="only_a_submitted_resource_is_returned",
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=False),
                name="only_a_published_resource_is_withdrawn",
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="a_withdrawn_resource_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:resource", args=[self.slug])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_published(self) -> bool:
        """Ever published, withdrawn since or not."""
        return self.published_at is not None

    @property
    def state(self) -> State:
        """Where it stands, by its dates."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.published_at is not None:
            return State.PUBLISHED
        if self.returned_at is not None:
            return State.RETURNED
        return State.DRAFT if self.submitted_at is None else State.SUBMITTED

    @property
    def has_english_title(self) -> bool:
        """Whether the English title says something the title does not."""
        return self.title_en != self.title


class ResourcePublisher(Record):
    """A publisher of a resource, in the order the resource names them."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="publisher_lines")
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="resource_lines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "publisher"], name="publisher_once_per_resource")
        ]


class ResourceLanguage(Record):
    """A language the resource can be read in."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="language_lines")
    language = models.CharField(max_length=12, validators=[is_language_tag], db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "language"], name="language_once_per_resource")
        ]


class ResourcePlace(Record):
    """A country, territory or body the resource is about, or the whole world."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="place_lines")
    place = models.ForeignKey(Place, models.PROTECT, related_name="resource_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "place"], name="place_once_per_resource")
        ]


class ResourceAudience(Record):
    """Somebody the resource is written for."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="audience_lines")
    audience = models.CharField(max_length=16, choices=Audience, db_index=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "audience"], name="audience_once_per_resource"),
            CheckConstraint(condition=Q(audience__in=Audience.values), name="resource_audience_is_known"),
        ]


class ResourceTopic(Record):
    """A topic of the resource."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="topic_lines")
    topic = models.CharField(max_length=16, choices=Topic, db_index=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "topic"], name="topic_once_per_resource"),
            CheckConstraint(condition=Q(topic__in=Topic.values), name="resource_topic_is_known"),
        ]


class ResourceConcept(Record):
    """A concept of the vocabulary the resource is filed under, and why."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="concept_lines")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="resource_lines")
    because = models.CharField(max_length=8, choices=FiledBecause)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["resource", "concept"], name="concept_once_per_resource"),
            CheckConstraint(
                condition=Q(because__in=FiledBecause.values), name="resource_is_filed_for_a_reason"
            ),
        ]
