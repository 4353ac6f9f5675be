"""Treaties, ratifications, laws, criteria, assessments, ages and published totals."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.atlas.words import Reading, body_words, measure_words, reading_of
from intersession.kit.ages import parse_as_of
from intersession.kit.records import Record
from intersession.people.models import Confidence
from intersession.places.models import Place

EARLIEST_YEAR, LATEST_YEAR = 1800, 2100
YOUNGEST, OLDEST = 5, 25
"""No country sets a digital age outside these; a number beyond is a slip."""


def check_partial_date(text: str) -> None:
    """A year, a month or a day that exists: "2021", "2021-03", "2021-03-05"."""
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
            raise ValueError
        parse_as_of(text)
    except ValueError:
        raise ValidationError(_("%(text)s is not a date."), params={"text": text}) from None


def is_web_address(name: str) -> Q:
    """Empty or http(s): a link with any other scheme is never stored."""
    return (
        Q(**{name: ""}) | Q(**{f"{name}__startswith": "http://"}) | Q(**{f"{name}__startswith": "https://"})
    )


def is_year(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (EARLIEST_YEAR, LATEST_YEAR)})


class LawKind(models.TextChoices):
    """What sort of text it is."""

    ACT = "act", _("Act or code of law")
    BILL = "bill", _("Bill or draft")
    REGULATION = "regulation", _("Regulation or decree")
    CODE = "code", _("Code of practice or guidance")
    POLICY = "policy", _("Policy or recommendation")
    STRATEGY = "strategy", _("Strategy or plan")


class LawStatus(models.TextChoices):
    """Whether it applies."""

    IN_FORCE = "in-force", _("In force")
    BILL = "bill", _("Not adopted yet")
    SUPERSEDED = "superseded", _("Superseded")
    REPEALED = "repealed", _("No longer in force")
    UNKNOWN = "unknown", _("Status not recorded")


class Topic(models.TextChoices):
    """What a law is about."""

    CSAM = "csam", _("Child sexual abuse material")
    GROOMING = "grooming", _("Grooming")
    SEXTORTION = "sextortion", _("Sexual extortion")
    CONTENT = "content", _("Harmful content")
    CONTACT = "contact", _("Harmful contact")
    CONDUCT = "conduct", _("Bullying and other conduct")
    CONTRACT = "contract", _("Advertising and contracts")
    REPORTING = "reporting", _("Reporting and take-down")
    AGE_ASSURANCE = "age-assurance", _("Age limits and age assurance")
    DATA_PROTECTION = "data-protection", _("Privacy and data protection")
    EDUCATION = "education", _("Education and awareness")


class RatificationStatus(models.TextChoices):
    """How far a country has gone with a treaty."""

    PARTY = "party", _("Party")
    SIGNATORY = "signatory", _("Signed, not ratified")
    NONE = "none", _("Neither signed nor ratified")


class Value(models.TextChoices):
    """What a reading found. There is no value for "not assessed": then there is no row."""

    YES = "yes", _("Yes")
    PARTIAL = "partial", _("Partly")
    NO = "no", _("No")


class AgeKind(models.TextChoices):
    """Which age a row speaks of."""

    DIGITAL_CONSENT = "digital-consent", _("Age of digital consent")
    SOCIAL_MEDIA = "social-media", _("Minimum age for social media")


class Sourced(Record):
    """A fact with what it rests on."""

    source_url = models.CharField(max_length=500, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=is_web_address("source_url"), name="%(class)s_source_is_a_web_address"),
            CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="%(class)s_confidence_is_known"
            ),
        ]

    # Lists show these dozens of times; Django's get_..._display builds its table of choices at every call.
    @property
    def confidence_words(self) -> object:
        """How well the source supports the fact."""
        return Confidence(self.confidence).label


class Treaty(Sourced):
    """An international instrument countries join, or one of soft law they are read against."""

    id = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=80)
    body = models.CharField(max_length=120)
    is_binding = models.BooleanField()
    adopted_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    url = models.CharField(max_length=500, blank=True)

    class Meta(Sourced.Meta):
        verbose_name = _("treaty")
        constraints: ClassVar[list[Any]] = [
            *Sourced.Meta.constraints,
            CheckConstraint(condition=~Q(title="") & ~Q(short_title=""), name="treaty_has_a_title"),
            CheckConstraint(
                condition=Q(in_force_on__isnull=True)
                | Q(adopted_on__isnull=False, in_force_on__gte=F("adopted_on")),
                name="treaty_is_in_force_after_adoption",
                violation_error_message=_("A treaty cannot enter into force before it was adopted."),
            ),
            CheckConstraint(condition=is_web_address("url"), name="treaty_url_is_a_web_address"),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def body_words(self) -> object:
        """The body under whose roof it was made."""
        return body_words(self.body)

    def get_absolute_url(self) -> str:
        return reverse("atlas:treaty", args=[self.pk])


class Ratification(Sourced):
    """One country's status under one treaty, as one reading has it. The main reading has no name."""

    treaty = models.ForeignKey(Treaty, models.PROTECT, related_name="ratifications")
    place = models.ForeignKey(Place, models.PROTECT, related_name="ratifications")
    reading = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=RatificationStatus)
    date = models.CharField(max_length=10, blank=True, validators=[check_partial_date])
    as_of = models.CharField(max_length=10, blank=True, validators=[check_partial_date])

    class Meta(Sourced.Meta):
        constraints: ClassVar[list[Any]] = [
            *Sourced.Meta.constraints,
            UniqueConstraint(
                fields=["treaty", "place", "reading"], name="one_status_per_treaty_place_and_reading"
            ),
            CheckConstraint(
                condition=Q(status__in=RatificationStatus.values), name="ratification_status_is_known"
            ),
            CheckConstraint(
                condition=~Q(status=RatificationStatus.NONE) | Q(date=""),
                name="what_was_never_signed_has_no_date",
                violation_error_message=_("A treaty that was never signed has no date of signature."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.treaty_id}: {self.status}"

    @property
    def status_words(self) -> object:
        """How far the country has gone."""
        return RatificationStatus(self.status).label


class Law(Sourced):
    """A law, regulation, code, policy or bill of a country or a regional body."""

    id = models.SlugField(primary_key=True, max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="laws")
    title = models.CharField(max_length=500)
    title_language = models.CharField(max_length=12, default="und")
    title_en = models.CharField(max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=LawKind)
    status = models.CharField(max_length=12, choices=LawStatus)
    # ";csam;grooming;": framed, so that one topic is found with one LIKE on any database.
    topics = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)
    as_of = models.CharField(max_length=10, blank=True, validators=[check_partial_date])

    class Meta(Sourced.Meta):
        verbose_name = _("law")
        constraints: ClassVar[list[Any]] = [
            *Sourced.Meta.constraints,
            CheckConstraint(condition=~Q(title=""), name="law_has_a_title"),
            CheckConstraint(condition=Q(kind__in=LawKind.values), name="law_kind_is_known"),
            CheckConstraint(condition=Q(status__in=LawStatus.values), name="law_status_is_known"),
            CheckConstraint(
                condition=is_year("year"),
                name="law_year_is_plausible",
                violation_error_message=_("A law is of a year between 1800 and 2100."),
            ),
            CheckConstraint(
                condition=~Q(kind=LawKind.BILL) | ~Q(status=LawStatus.IN_FORCE),
                name="a_bill_is_not_in_force",
                violation_error_message=_("A bill is not in force."),
            ),
            CheckConstraint(
                condition=Q(topics="") | Q(topics__startswith=";", topics__endswith=";"),
                name="law_topics_are_framed",
            ),
            CheckConstraint(condition=is_web_address("url"), name="law_url_is_a_web_address"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("atlas:law", args=[self.pk])

    @property
    def kind_words(self) -> object:
        """What sort of text it is."""
        return LawKind(self.kind).label

    @property
    def status_words(self) -> object:
        """Whether it applies."""
        return LawStatus(self.status).label

    @property
    def topic_list(self) -> list[str]:
        """The topics it is filed under."""
        return [topic for topic in self.topics.split(";") if topic]

    @property
    def topic_words(self) -> list[tuple[str, str]]:
        """Topics with their names in the reader's language."""
        return [(topic, str(Topic(topic).label)) for topic in self.topic_list if topic in Topic.values]

    @property
    def is_translated(self) -> bool:
        """There is an English title beside the original one."""
        return bool(self.title_en) and self.title_en != self.title


class Criterion(Record):
    """A question put to every country's law. Order, name and explanation stand in `words.CRITERIA`."""

    id = models.SlugField(primary_key=True, max_length=60)

    class Meta(Record.Meta):
        verbose_name = _("criterion")

    def __str__(self) -> str:
        return self.pk

    def get_absolute_url(self) -> str:
        return reverse("atlas:criterion", args=[self.pk])


class Assessment(Sourced):
    """What one reading says of one country under one criterion."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="assessments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="assessments")
    value = models.CharField(max_length=8, choices=Value)
    edition = models.CharField(max_length=120)
    as_of = models.CharField(max_length=10, blank=True, validators=[check_partial_date])

    class Meta(Sourced.Meta):
        constraints: ClassVar[list[Any]] = [
            *Sourced.Meta.constraints,
            UniqueConstraint(
                fields=["place", "criterion", "edition"], name="one_value_per_place_criterion_and_edition"
            ),
            CheckConstraint(condition=Q(value__in=Value.values), name="assessment_value_is_known"),
            CheckConstraint(
                condition=~Q(edition=""),
                name="an_assessment_says_whose_reading_it_is",
                violation_error_message=_("An assessment says whose reading it is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.criterion_id}: {self.value}"

    @property
    def value_words(self) -> object:
        """What the reading found."""
        return Value(self.value).label

    @property
    def reading(self) -> Reading:
        """Whose view it is."""
        return reading_of(self.edition)


class ConsentAge(Sourced):
    """An age a country sets, or means to set, for children's data or accounts."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="consent_ages")
    kind = models.CharField(max_length=16, choices=AgeKind)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed_age = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    as_of = models.CharField(max_length=10, blank=True, validators=[check_partial_date])

    class Meta(Sourced.Meta):
        constraints: ClassVar[list[Any]] = [
            *Sourced.Meta.constraints,
            UniqueConstraint(fields=["place", "kind"], name="one_age_per_place_and_kind"),
            CheckConstraint(condition=Q(kind__in=AgeKind.values), name="age_kind_is_known"),
            CheckConstraint(
                condition=(Q(age__isnull=True) | Q(age__range=(YOUNGEST, OLDEST)))
                & (Q(proposed_age__isnull=True) | Q(proposed_age__range=(YOUNGEST, OLDEST))),
                name="age_is_plausible",
                violation_error_message=_("An age lies between 5 and 25 years."),
            ),
            CheckConstraint(
                condition=Q(age__isnull=False) | Q(proposed_age__isnull=False) | ~Q(basis=""),
                name="an_age_row_says_something",
                violation_error_message=_("A row about ages holds an age, a proposed age or a legal basis."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.kind}: {self.age or self.proposed_age}"

    @property
    def kind_words(self) -> object:
        """Which age it is."""
        return AgeKind(self.kind).label


class PublishedTotal(Sourced):
    """A world-wide count a publisher gave in one edition. Never recomputed from our rows."""

    publisher = models.CharField(max_length=80)
    edition = models.CharField(max_length=40)
    measure = models.SlugField(max_length=60)
    countries = models.PositiveSmallIntegerField()

    class Meta(Sourced.Meta):
        constraints: ClassVar[list[Any]] = [
            *Sourced.Meta.constraints,
            UniqueConstraint(
                fields=["publisher", "edition", "measure"], name="one_total_per_publisher_edition_and_measure"
            ),
            CheckConstraint(
                condition=Q(countries__lte=250),
                name="there_are_not_more_than_250_countries",
                violation_error_message=_("There are not more than 250 countries and territories."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher} {self.edition} {self.measure}: {self.countries}"

    @property
    def year(self) -> int:
        """The year in the name of the edition, such as "9th (2018)"; 0 without one."""
        found = re.search(r"[0-9]{4}", self.edition)
        return int(found.group()) if found else 0

    @property
    def words(self) -> object:
        """What was counted."""
        return measure_words(self.measure)
