"""Questions, answers, and who said that they are not the ones to ask."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.library.models import Resource, is_language_tag
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

LONGEST_TITLE = 200
LONGEST_TEXT = 6000
LONGEST_REASON = 1000


class QuestionQuerySet(models.QuerySet[Any]):
    """The words in which questions are asked for."""

    def standing(self) -> QuestionQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def unanswered(self) -> QuestionQuerySet:
        """Waiting for an answer that its asker accepts."""
        accepted = Answer.objects.filter(question=models.OuterRef("pk"), accepted_at__isnull=False)
        return self.standing().filter(~models.Exists(accepted), closed_at__isnull=True)


class QuestionManager(PeerManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


def ends_with_a_reason(at: str, because: str) -> Q:
    """Either both are there or neither is."""
    return Q(**{f"{at}__isnull": True, because: ""}) | Q(**{f"{at}__isnull": False}) & ~Q(**{because: ""})


class Question(Record):
    """What an organisation wants to know."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    language = models.CharField(max_length=12, validators=[is_language_tag])
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.TextField(max_length=LONGEST_REASON, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(max_length=LONGEST_REASON, blank=True)
    concepts = models.ManyToManyField(Concept, through="QuestionConcept", related_name="questions")
    places = models.ManyToManyField(Place, through="QuestionPlace", related_name="questions")

    objects: ClassVar[Any] = QuestionManager()

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-asked_at", "-id"], name="questions_newest_first"),
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title="") & ~Q(language="") & ~Q(slug=""),
                name="a_question_has_words_and_a_language",
                violation_error_message=_("A question needs words and their language."),
            ),
            CheckConstraint(
                condition=ends_with_a_reason("closed_at", "closed_because"),
                name="a_closed_question_says_why",
                violation_error_message=_("Say why it is closed."),
            ),
            CheckConstraint(
                condition=ends_with_a_reason("withdrawn_at", "withdrawn_because"),
                name="a_withdrawn_question_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("questions:question", args=[self.slug])

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class QuestionConcept(Record):
    """A concept of the vocabulary the question is about."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="concept_lines")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="question_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["question", "concept"], name="concept_once_per_question")
        ]


class QuestionPlace(Record):
    """A country or territory the question is about."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="place_lines")
    place = models.ForeignKey(Place, models.PROTECT, related_name="question_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["question", "place"], name="place_once_per_question")
        ]


class Answer(Record):
    """What an organisation knows about a question. It is accepted where it stands: in its own question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=LONGEST_TEXT)
    language = models.CharField(max_length=12, validators=[is_language_tag])
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="answers")
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="answers")
    answered_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(max_length=LONGEST_REASON, blank=True)
    resources = models.ManyToManyField(Resource, through="AnswerResource", related_name="answers")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["question", "number"], name="answers_of_a_question_are_numbered"),
            CheckConstraint(
                condition=~Q(text="") & ~Q(language=""),
                name="an_answer_has_words_and_a_language",
                violation_error_message=_("An answer needs words and their language."),
            ),
            CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="an_accepted_answer_was_accepted_by_somebody",
            ),
            CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_accepted_answer_stands",
            ),
            CheckConstraint(
                condition=ends_with_a_reason("withdrawn_at", "withdrawn_because"),
                name="a_withdrawn_answer_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None


class AnswerResource(Record):
    """A resource of the library an answer points at."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="resource_lines")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="answer_lines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["answer", "resource"], name="resource_once_per_answer")
        ]


class Decline(Record):
    """An organisation said that it is not the one to ask; it is not asked this again."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="declines")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="declines")
    declined_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["question", "organisation"], name="declined_once_per_organisation")
        ]
