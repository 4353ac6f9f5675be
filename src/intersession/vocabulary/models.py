"""Concepts and what they are called."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Confidence

FALLBACK = "en"


@lru_cache(maxsize=1024)
def nearness(language: str, reader: str) -> tuple[int, str]:
    """How well a reader of `reader` is served by `language`; the smallest is best.

    The very tag, then the same language written elsewhere, then English, then any, by tag.
    """
    language, reader = language.lower(), reader.lower()
    if language == reader:
        return (0, language)
    if language.split("-")[0] == reader.split("-")[0]:
        return (1, language)
    return (2 if language == FALLBACK else 3, language)


class Concept(Record):
    """A notion, told from the others by its `id`; `position` is its place in the file, counted from 0."""

    id = models.SlugField(primary_key=True, max_length=80)
    broader = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="narrower")
    position = models.PositiveIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(id=""), name="concept_has_an_id"),
            CheckConstraint(
                condition=Q(broader__isnull=True) | ~Q(broader=F("id")),
                name="concept_is_not_broader_than_itself",
                violation_error_message=_("A concept cannot be broader than itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def get_absolute_url(self) -> str:
        return reverse("vocabulary:concept", args=[self.pk])

    @property
    def label(self) -> str:
        """The preferred label nearest to the reader's language. Asks the database unless prefetched."""
        reader = get_language() or FALLBACK
        labels = sorted(self.labels.all(), key=lambda label: nearness(label.language, reader))
        return labels[0].text if labels else self.id


class Label(Record):
    """The preferred label of a concept in one language, and where it was seen.

    `source_url` is where to look; `source` what stands there, or a source that has no address.
    """

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="labels")
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    source_url = models.URLField(max_length=500, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["concept", "language"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["concept", "language"], name="one_preferred_label_per_concept_and_language"
            ),
            CheckConstraint(condition=~Q(text="") & ~Q(language=""), name="label_has_words_and_a_language"),
            CheckConstraint(condition=Q(confidence__in=Confidence.values), name="label_confidence_is_known"),
            CheckConstraint(
                condition=Q(source_url="")
                | Q(source_url__startswith="https://")
                | Q(source_url__startswith="http://"),
                name="label_source_address_is_of_the_web",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Kind(models.TextChoices):
    """What a label is to its concept. Only the last two are stored as `OtherLabel`."""

    PREFERRED = "preferred", _("Preferred")
    ALTERNATIVE = "alternative", _("Also called")
    TO_AVOID = "to_avoid", _("Term to avoid")


class OtherLabel(Record):
    """Another word for a concept. One to avoid serves the search and is never shown as ours."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="other_labels")
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["concept", "language", "position"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["concept", "language", "text"], name="other_label_once_per_concept_and_language"
            ),
            CheckConstraint(
                condition=~Q(text="") & ~Q(language=""), name="other_label_has_words_and_a_language"
            ),
            CheckConstraint(
                condition=Q(kind__in=[Kind.ALTERNATIVE, Kind.TO_AVOID]),
                name="other_label_is_alternative_or_to_avoid",
            ),
        ]

    def __str__(self) -> str:
        return self.text
