"""Every write of questions. Each is an event of its question, so that the search follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.models import Resource
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.questions.models import (
    Answer,
    AnswerResource,
    Decline,
    Question,
    QuestionConcept,
    QuestionPlace,
)
from intersession.questions.queries import slugs_like
from intersession.vocabulary.models import Concept

MOST_ASKED_A_DAY = 10
MOST_ANSWERED_A_DAY = 40
MOST_RESOURCES = 20
MOST_TAGS = 20
MOST_ANSWERS = 200
RESERVED = frozenset({"ask"})


def _acting(actor: Actor, permission: str) -> tuple[Person, Organisation]:
    """The person, held until the end so that their pace is counted right, and the organisation acted for."""
    if actor.person is None or actor.organisation is None:
        raise NotAllowed(permission)
    person: Person = Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)
    return person, actor.organisation


def _held(question: Question) -> Question:
    """The question, held until the end: changes of one question wait for each other."""
    found: Question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    return found


def _held_answer(answer: Answer) -> tuple[Question, Answer]:
    """The question, held, and the answer as it is now."""
    question = _held(Question(pk=answer.question_id))
    return question, Answer.objects.get(pk=answer.pk)


def _still_standing(question: Question) -> None:
    if question.is_withdrawn:
        raise Refused(_("This question was withdrawn."))


def _stored(question: Question) -> Question:
    """Checked and written under an address nobody has."""
    base = slugify(anyascii(question.title))[:80].strip("-") or "question"
    taken = slugs_like(base) | RESERVED
    for number in range(1, len(taken) + 20):
        question.slug = base if number == 1 else f"{base}-{number}"
        if question.slug in taken:
            continue
        question.full_clean(exclude=["slug"])
        try:
            with transaction.atomic():
                question.save()
        except IntegrityError:
            # Taken between the two lines: the next one.
            question.pk = None
            continue
        return question
    raise Refused(_("Too many questions begin with these words. Choose others."))


@transaction.atomic
def ask_question(
    actor: Actor,
    title: str,
    language: str,
    text: str = "",
    *,
    concepts: Sequence[str] = (),
    places: Sequence[str] = (),
) -> Question:
    """Ask the coalition, for the organisation acted for. The question is public at once."""
    actor.require("questions.ask_question")
    person, organisation = _acting(actor, "questions.ask_question")
    since = timezone.now() - timedelta(days=1)
    if Question.objects.filter(asked_by=person, asked_at__gt=since).count() >= MOST_ASKED_A_DAY:
        raise Refused(
            _("You asked %(most)s questions within a day. Ask the next one tomorrow.")
            % {"most": MOST_ASKED_A_DAY}
        )
    concepts, places = sorted(set(concepts)), sorted(set(places))
    if len(concepts) > MOST_TAGS or len(places) > MOST_TAGS:
        raise Refused(
            _("Name at most %(most)s concepts and %(most)s countries: the telling ones.")
            % {"most": MOST_TAGS}
        )
    question = _stored(
        Question(
            title=title.strip(),
            language=language,
            text=text.strip(),
            organisation=organisation,
            asked_by=person,
        )
    )
    known = Concept.objects.filter(pk__in=concepts)
    QuestionConcept.objects.bulk_create(QuestionConcept(question=question, concept=each) for each in known)
    there = Place.objects.filter(pk__in=places)
    QuestionPlace.objects.bulk_create(QuestionPlace(question=question, place=each) for each in there)
    record(actor, Verb.QUESTION_ASKED, question, concepts=concepts, places=places)
    return question


@transaction.atomic
def answer_question(
    actor: Actor, question: Question, text: str, language: str, resources: Sequence[Resource] = ()
) -> Answer:
    """Answer for the organisation acted for, with any resources of the library."""
    actor.require("questions.answer_question")
    person, organisation = _acting(actor, "questions.answer_question")
    question = _held(question)
    _still_standing(question)
    if question.is_closed:
        raise Refused(_("This question was closed, so it takes no more answers."))
    since = timezone.now() - timedelta(days=1)
    if Answer.objects.filter(answered_by=person, answered_at__gt=since).count() >= MOST_ANSWERED_A_DAY:
        raise Refused(
            _("You gave %(most)s answers within a day. Give the next one tomorrow.")
            % {"most": MOST_ANSWERED_A_DAY}
        )
    wanted = list(dict.fromkeys(resource.pk for resource in resources))
    if len(wanted) > MOST_RESOURCES:
        raise Refused(_("An answer links at most %(most)s resources.") % {"most": MOST_RESOURCES})
    there = Resource.objects.listed().filter(actor.scope("library.view_resource"), pk__in=wanted)
    if there.count() != len(wanted):
        raise Refused(_("Only resources that are in the library can be linked."))
    number = Answer.objects.filter(question=question).count() + 1
    if number > MOST_ANSWERS:
        raise Refused(_("This question has as many answers as a page can hold. Ask it anew, more narrowly."))
    answer = Answer(
        question=question,
        number=number,
        text=text.strip(),
        language=language,
        organisation=organisation,
        answered_by=person,
    )
    answer.full_clean()
    answer.save()
    AnswerResource.objects.bulk_create(
        AnswerResource(answer=answer, resource_id=key, position=place) for place, key in enumerate(wanted)
    )
    record(actor, Verb.QUESTION_ANSWERED, question, answer=number, resources=len(wanted))
    return answer


@transaction.atomic
def accept_answer(actor: Actor, answer: Answer) -> Answer:
    """Say for the organisation that asked that this answered the question. Several answers may."""
    question, answer = _held_answer(answer)
    actor.require("questions.accept_answer", question)
    _still_standing(question)
    if answer.is_withdrawn:
        raise Refused(_("This answer was withdrawn."))
    if answer.is_accepted:
        raise Refused(_("This answer is accepted already."))
    answer.accepted_at, answer.accepted_by = timezone.now(), actor.person
    answer.save(update_fields=["accepted_at", "accepted_by"])
    record(actor, Verb.ANSWER_ACCEPTED, question, answer=answer.number)
    return answer


@transaction.atomic
def take_acceptance_back(actor: Actor, answer: Answer) -> Answer:
    """Say that this did not answer the question after all."""
    question, answer = _held_answer(answer)
    actor.require("questions.accept_answer", question)
    _still_standing(question)
    if not answer.is_accepted:
        raise Refused(_("This answer is not accepted."))
    answer.accepted_at = answer.accepted_by = None
    answer.save(update_fields=["accepted_at", "accepted_by"])
    record(actor, Verb.ACCEPTANCE_TAKEN_BACK, question, answer=answer.number)
    return answer


def _reason(because: str, sentence: object) -> str:
    if not because.strip():
        raise Refused(sentence)
    return because.strip()


@transaction.atomic
def close_question(actor: Actor, question: Question, because: str) -> Question:
    """Take no more answers, and say why. What was answered stays."""
    question = _held(question)
    actor.require("questions.close_question", question)
    _still_standing(question)
    if question.is_closed:
        raise Refused(_("This question was closed already."))
    question.closed_because = _reason(because, _("Say why it is closed."))
    question.closed_at = timezone.now()
    question.save(update_fields=["closed_at", "closed_because"])
    record(actor, Verb.QUESTION_CLOSED, question, because=question.closed_because)
    return question


@transaction.atomic
def withdraw_question(actor: Actor, question: Question, because: str) -> Question:
    """Take a question and its answers off every page. The address stays and says why."""
    question = _held(question)
    actor.require("questions.withdraw_question", question)
    if question.is_withdrawn:
        raise Refused(_("This question was withdrawn already."))
    question.withdrawn_because = _reason(because, _("Say why it is withdrawn."))
    question.withdrawn_at = timezone.now()
    question.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, Verb.QUESTION_WITHDRAWN, question, because=question.withdrawn_because)
    return question


@transaction.atomic
def withdraw_answer(actor: Actor, answer: Answer, because: str) -> Answer:
    """Take an answer off the page; a line stays that says why. If it was accepted, it is so no longer."""
    question, answer = _held_answer(answer)
    actor.require("questions.withdraw_answer", answer)
    _still_standing(question)
    if answer.is_withdrawn:
        raise Refused(_("This answer was withdrawn already."))
    facts: dict[str, Any] = {"was_accepted": True} if answer.is_accepted else {}
    answer.withdrawn_because = _reason(because, _("Say why it is withdrawn."))
    answer.withdrawn_at = timezone.now()
    answer.accepted_at = answer.accepted_by = None
    answer.save(update_fields=["withdrawn_at", "withdrawn_because", "accepted_at", "accepted_by"])
    facts |= {"answer": answer.number, "because": answer.withdrawn_because}
    record(actor, Verb.ANSWER_WITHDRAWN, question, **facts)
    return answer


@transaction.atomic
def decline_question(actor: Actor, question: Question) -> None:
    """Say for the organisation acted for that it is not the one to ask. Saying it again changes nothing."""
    actor.require("questions.decline_question")
    person, organisation = _acting(actor, "questions.decline_question")
    question = _held(question)
    _still_standing(question)
    _line, is_new = Decline.objects.get_or_create(
        question=question, organisation=organisation, defaults={"declined_by": person}
    )
    if is_new:
        record(actor, Verb.QUESTION_DECLINED, question)
