"""Questionnaires, their questions, and what was answered: under a name, or in a box without any."""

from __future__ import annotations

import json
import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person

FEWEST = 5
LONGEST_TITLE, LONGEST_TEXT, LONGEST_ANSWER = 200, 2000, 4000
# The longest scale, and the most options or rows of a question.
MOST_STEPS, MOST_OPTIONS = 10, 30


class ResultsFor(models.TextChoices):
    """Who sees the results, once it is closed."""

    EVERYBODY = "everybody", _("Everybody")
    MEMBERS = "members", _("Members of the coalition")
    SECRETARIAT = "secretariat", _("The secretariat only")


class TextsFor(models.TextChoices):
    """Who reads what was answered in words."""

    NOBODY = "nobody", _("Nobody: they are only counted")
    SECRETARIAT = "secretariat", _("The secretariat")
    RESULTS = "results", _("Everybody who sees the results")


class Kind(models.TextChoices):
    """What sort of answer a question asks for."""

    ONE = "one", _("One of several")
    SEVERAL = "several", _("Any of several")
    SCALE = "scale", _("A scale")
    MATRIX = "matrix", _("Several lines with the same answers")
    NUMBER = "number", _("A number")
    TEXT = "text", _("A text")


def new_key() -> str:
    """A key nobody can guess and nothing can be read from."""
    return secrets.token_hex(16)


class Questionnaire(Record):
    """Questions in order. Frozen when it opens."""

    title = models.CharField(max_length=LONGEST_TITLE)
    intro = models.TextField(max_length=LONGEST_TEXT, blank=True)
    language = models.CharField(max_length=12)
    is_anonymous = models.BooleanField(default=False)
    # Named responses hang on the first key, the box of anonymous ones on the second: each questionnaire has just one
    # of them, so the database has nowhere to keep an answer of the other kind.
    register_key = models.CharField(max_length=32, unique=True, null=True, blank=True)
    box_key = models.CharField(max_length=32, unique=True, null=True, blank=True)
    fewest = models.PositiveSmallIntegerField(default=FEWEST)
    results_for = models.CharField(max_length=12, choices=ResultsFor, default=ResultsFor.EVERYBODY)
    texts_for = models.CharField(max_length=12, choices=TextsFor, default=TextsFor.NOBODY)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_fictional = models.BooleanField(default=False)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(is_anonymous=True, register_key__isnull=True, box_key__isnull=False)
                | Q(is_anonymous=False, register_key__isnull=False, box_key__isnull=True),
                name="a_questionnaire_is_anonymous_or_keeps_names_never_both",
            ),
            CheckConstraint(
                condition=Q(is_anonymous=False) | Q(fewest__gte=FEWEST),
                name="anonymous_results_hide_cells_under_five",
                violation_error_message=_(
                    "In an anonymous questionnaire at least five must have answered so."
                ),
            ),
            CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                name="a_questionnaire_closes_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:questionnaire", args=[self.pk])


class Question(Record):
    """One question. What it may be answered with lies here, in the language it was written in."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=500)
    hint = models.CharField(max_length=500, blank=True)
    is_required = models.BooleanField(default=False)
    # What can be chosen, as texts; an answer names the place in the list. A matrix has lines, too.
    options = models.JSONField(default=list, blank=True)
    lines = models.JSONField(default=list, blank=True)
    # The steps of a scale, the bounds of a number, the length of a text in letters.
    least = models.IntegerField(null=True, blank=True)
    most = models.IntegerField(null=True, blank=True)
    # Asked only of those who answered an earlier question by one of these places of its list (steps, on a scale).
    asked_after = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="leads_to")
    asked_if = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["questionnaire", "number"], name="one_question_per_number"),
            CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least")),
                name="bounds_of_an_answer_in_order",
                violation_error_message=_("The greatest must not be below the least."),
            ),
            CheckConstraint(
                condition=~Q(kind="scale") | Q(least__isnull=False, most__isnull=False),
                name="a_scale_has_two_ends",
                violation_error_message=_("A scale needs its first and its last step."),
            ),
            CheckConstraint(
                condition=Q(asked_after__isnull=True, asked_if=[])
                | Q(asked_after__isnull=False) & ~Q(asked_if=[]),
                name="a_condition_names_its_answers",
                violation_error_message=_("Say which answers it is asked after."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """Its name in answers and forms."""
        return f"q{self.number}"

    @property
    def steps(self) -> range:
        """The steps of a scale."""
        return range(self.least or 0, (self.most or 0) + 1)


class Wording(Record):
    """One text of a questionnaire in another language; `part` says which (`q3`, `q3.hint`, `q3.options.0`, `title`)."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="wordings")
    part = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    text = models.TextField(max_length=LONGEST_TEXT)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["questionnaire", "part", "language"], name="one_wording_per_part_and_language"
            )
        ]


class Response(Record):
    """What a person answered, for an organisation or for themselves. Only questionnaires that keep names have any."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, to_field="register_key", related_name="responses"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="survey_responses")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="survey_responses"
    )
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["questionnaire", "organisation"],
                condition=Q(organisation__isnull=False),
                name="an_organisation_answers_a_questionnaire_once",
                violation_error_message=_("Your organisation has answered already."),
            ),
            UniqueConstraint(
                fields=["questionnaire", "person"],
                condition=Q(organisation__isnull=True),
                name="a_person_answers_a_questionnaire_once",
                violation_error_message=_("You have answered already."),
            ),
        ]


class Box(models.Model):
    """Every answer of one anonymous questionnaire, in one row. No time, no key and no order stand in it, on purpose.

    As the urn of secret ballots (ADR 0012): the row is written anew with each answer, its content in an order that is
    drawn by chance each time, so neither rows nor transactions of the database tie an answer to a mark or to the log.
    """

    questionnaire = models.OneToOneField(
        Questionnaire, models.PROTECT, to_field="box_key", primary_key=True, related_name="box"
    )
    content = models.TextField(default="[]")

    objects: ClassVar[Any] = PeerManager()

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The answers, in no order that means anything."""
        found: list[dict[str, Any]] = json.loads(self.content)
        return found

    def put(self, answers: dict[str, Any]) -> None:
        """Put one in and shake. Does not save."""
        kept = [*self.answers, answers]
        secrets.SystemRandom().shuffle(kept)
        self.content = json.dumps(kept, separators=(",", ":"), sort_keys=True)


class Mark(models.Model):
    """Somebody has answered an anonymous questionnaire: that, and nothing else. No time stands here, on purpose."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, to_field="box_key", related_name="marks")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = PeerManager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(person__isnull=True, organisation__isnull=False)
                | Q(person__isnull=False, organisation__isnull=True),
                name="a_mark_names_an_organisation_or_a_person",
            ),
            UniqueConstraint(
                fields=["questionnaire", "organisation"],
                condition=Q(organisation__isnull=False),
                name="an_organisation_is_marked_once",
            ),
            UniqueConstraint(
                fields=["questionnaire", "person"],
                condition=Q(person__isnull=False),
                name="a_person_is_marked_once",
            ),
        ]
