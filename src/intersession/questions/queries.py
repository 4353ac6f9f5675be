"""What pages ask about questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.kit.markdown import to_html
from intersession.library.models import Resource
from intersession.library.queries import lines_of, resources_in_order, seen_by
from intersession.library.rows import Row, row
from intersession.questions.models import (
    Answer,
    AnswerResource,
    Decline,
    Question,
    QuestionConcept,
    QuestionPlace,
)

STATES = ("open", "answered", "closed")
LATEST = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked the list for."""

    state: str = ""
    concepts: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    only_own: bool = False

    def without(self, name: str) -> Wanted:
        """The same with one filter open."""
        return Wanted(
            "" if name == "state" else self.state,
            () if name == "concept" else self.concepts,
            () if name == "country" else self.countries,
            self.only_own,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as its place on the page shows it."""

    answer: Answer
    text: SafeString
    resources: list[Row]
    may_withdraw: bool


def accepted() -> Exists:
    """The question has an answer its asker accepted."""
    return Exists(Answer.objects.filter(question=OuterRef("pk"), accepted_at__isnull=False))


def visible(actor: Actor) -> QuerySet[Question]:
    """Every question with its organisation and person, withdrawn or not."""
    found: QuerySet[Question] = Question.objects.filter(
        actor.scope("questions.view_question")
    ).select_related("organisation", "asked_by")
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def in_state(rows: QuerySet[Question], state: str) -> QuerySet[Question]:
    """Open: no accepted answer, not closed. Answered: one at least. Closed: closed without one."""
    match state:
        case "open":
            return rows.filter(~accepted(), closed_at__isnull=True)
        case "answered":
            return rows.filter(accepted())
        case "closed":
            return rows.filter(~accepted(), closed_at__isnull=False)
    return rows


def narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Question]:
    """The standing questions an address asks for, in no order."""
    found = in_state(Question.objects.standing().filter(actor.scope("questions.view_question")), wanted.state)
    if wanted.concepts:
        lines = QuestionConcept.objects.filter(question=OuterRef("pk"), concept__in=wanted.concepts)
        found = found.filter(Exists(lines))
    if wanted.countries:
        found = found.filter(
            Exists(QuestionPlace.objects.filter(question=OuterRef("pk"), place__in=wanted.countries))
        )
    if wanted.only_own:
        found = found.filter(organisation=actor.organisation)
    return found


def listed(actor: Actor, wanted: Wanted) -> QuerySet[Question]:
    """The list, the newest first, with `count` of answers and whether one is accepted."""
    found = narrowed(actor, wanted).select_related("organisation", "asked_by")
    found = found.annotate(
        count=Count("answers", filter=Q(answers__withdrawn_at__isnull=True)), is_answered=accepted()
    )
    return found.order_by("-asked_at", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def filter_counts(actor: Actor, wanted: Wanted) -> dict[str, list[tuple[str, int]]]:
    """How many questions each value of each filter would leave. Five queries."""
    by_state = narrowed(actor, wanted.without("state"))
    found = {"state": [(state, in_state(by_state, state).count()) for state in STATES]}
    for name, lines, column in (
        ("concept", QuestionConcept.objects, "concept_id"),
        ("country", QuestionPlace.objects, "place_id"),
    ):
        rows = lines.filter(question__in=narrowed(actor, wanted.without(name)))
        counted = rows.values_list(column).annotate(rows=Count("pk"))
        found[name] = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    return found


def tags_of(questions: Iterable[Question]) -> dict[int, tuple[list[str], list[str]]]:
    """(concepts, places) of each question. Two queries, however many."""
    found: dict[int, tuple[list[str], list[str]]] = {question.pk: ([], []) for question in questions}
    for key, concept in QuestionConcept.objects.filter(question__in=found).values_list(
        "question_id", "concept_id"
    ):
        found[key][0].append(concept)
    for key, place in QuestionPlace.objects.filter(question__in=found).values_list("question_id", "place_id"):
        found[key][1].append(place)
    return found


def question_for(actor: Actor, slug: str) -> Question:
    """The question at an address, withdrawn or not; 404 with a sentence for none."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no question at this address."))
    return found


def answer_for(actor: Actor, slug: str, number: int) -> Answer:
    """An answer of a question that stands; else 404."""
    question = question_for(actor, slug)
    found = (
        Answer.objects.filter(question=question, number=number)
        .select_related("question", "organisation", "answered_by")
        .first()
    )
    if found is None or question.is_withdrawn:
        raise Http404(_("This question has no such answer."))
    return found


def answers_to(actor: Actor, question: Question) -> list[Shown]:
    """Every answer with its resources, the accepted ones first. As many queries for one as for many."""
    answers = list(
        Answer.objects.filter(question=question)
        .select_related("organisation", "answered_by")
        .annotate(
            may_withdraw=Exists(
                Answer.objects.filter(actor.scope("questions.withdraw_answer"), pk=OuterRef("pk"))
            )
        )
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    linked: dict[int, list[int]] = defaultdict(list)
    links = AnswerResource.objects.filter(answer__in=answers, answer__withdrawn_at__isnull=True)
    for answer_id, resource_id in links.order_by("position").values_list("answer_id", "resource_id"):
        linked[answer_id].append(resource_id)
    keys = {key for keys in linked.values() for key in keys}
    resources = {each.pk: each for each in resources_in_order(actor, keys)}
    lines = lines_of(resources.values())
    rows = {key: row(resource, lines[key]) for key, resource in resources.items()}
    shown = [
        Shown(
            answer,
            to_html("" if answer.is_withdrawn else answer.text, top=4, notes=f"a{answer.number}"),
            [rows[key] for key in linked[answer.pk] if key in rows],
            answer.may_withdraw and not answer.is_withdrawn,
        )
        for answer in answers
    ]
    return sorted(shown, key=lambda each: (not each.answer.is_accepted, each.answer.number))


def has_declined(actor: Actor, question: Question) -> bool:
    """Whether the organisation acted for said it is not the one to ask."""
    return Decline.objects.filter(question=question, organisation=actor.organisation).exists()


def questions_in_order(actor: Actor, keys: Iterable[int]) -> list[Question]:
    """The standing questions of these keys, in this order."""
    order = list(keys)
    found = visible(actor).filter(pk__in=order, withdrawn_at__isnull=True).in_bulk()
    return [found[key] for key in order if key in found]


def resources_by_slug(actor: Actor, slugs: Iterable[str]) -> dict[str, Resource]:
    """The resources of the library with these slugs."""
    return {each.slug: each for each in seen_by(actor).filter(slug__in=list(slugs))}


def slugs_like(slug: str) -> set[str]:
    """Slugs taken that begin so."""
    return set(Question.objects.filter(slug__startswith=slug).values_list("slug", flat=True))


def awaiting_acceptance(actor: Actor) -> QuerySet[Question]:
    """Own questions with answers of which none is accepted yet, the longest waiting first."""
    others = Answer.objects.filter(question=OuterRef("pk"), withdrawn_at__isnull=True)
    found: QuerySet[Question] = (
        Question.objects.unanswered()
        .filter(actor.scope("questions.accept_answer"))
        .filter(Exists(others.exclude(organisation=actor.organisation)))
        .order_by("asked_at", "pk")
    )
    return found
