"""Writing a questionnaire, opening and closing it, and taking answers in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.surveys.asked import faults_in, kept, parts_of, places_of
from intersession.surveys.models import (
    FEWEST,
    MOST_OPTIONS,
    MOST_STEPS,
    Box,
    Kind,
    Mark,
    Question,
    Questionnaire,
    Response,
    ResultsFor,
    TextsFor,
    Wording,
    new_key,
)

# What a later question may depend on: answers of which there are few.
CONDITIONS = (Kind.ONE, Kind.SEVERAL, Kind.SCALE)


class NotAnswers(Refused):
    """Answers that cannot be kept, and why, by question. Nothing of them was written."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(_("Some answers need another look. Nothing was kept yet."))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Head:
    """What a questionnaire is called, and what is said of its results beforehand."""

    title: str
    language: str
    intro: str = ""
    is_anonymous: bool = False
    fewest: int = FEWEST
    results_for: str = ResultsFor.EVERYBODY
    texts_for: str = TextsFor.NOBODY


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it is written."""

    kind: str
    text: str
    hint: str = ""
    is_required: bool = False
    options: Sequence[str] = ()
    lines: Sequence[str] = ()
    least: int | None = None
    most: int | None = None
    asked_after: int | None = None
    """The number of an earlier question."""
    asked_if: Sequence[int] = ()


def _draft(actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire, locked, if it can still be written."""
    found: Questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    actor.require("surveys.write_questionnaire", found)
    if found.opened_at is not None:
        raise Refused(
            _("This questionnaire has opened: its questions, and who sees what, cannot change any more.")
        )
    return found


def _take_head(questionnaire: Questionnaire, head: Head) -> None:
    questionnaire.title, questionnaire.language = head.title.strip(), head.language
    questionnaire.intro, questionnaire.is_anonymous = head.intro.strip(), head.is_anonymous
    questionnaire.results_for, questionnaire.texts_for = head.results_for, head.texts_for
    # Where names are kept nothing is hidden: everybody knows that before they answer.
    questionnaire.fewest = head.fewest if head.is_anonymous else 1
    questionnaire.box_key = (questionnaire.box_key or new_key()) if head.is_anonymous else None
    questionnaire.register_key = None if head.is_anonymous else (questionnaire.register_key or new_key())
    questionnaire.full_clean(exclude=["written_by"])


@transaction.atomic
def make_questionnaire(actor: Actor, head: Head, *, is_fictional: bool = False) -> Questionnaire:
    """Begin a questionnaire. Nobody else sees it yet."""
    actor.require("surveys.write_questionnaire")
    questionnaire = Questionnaire(written_by=actor.person, is_fictional=is_fictional)
    _take_head(questionnaire, head)
    questionnaire.save()
    record(actor, Verb.QUESTIONNAIRE_WRITTEN, questionnaire)
    return questionnaire


@transaction.atomic
def change_questionnaire(actor: Actor, questionnaire: Questionnaire, head: Head) -> Questionnaire:
    """Change its head, and whether it is anonymous: until it opens, never after."""
    found = _draft(actor, questionnaire)
    _take_head(found, head)
    found.save()
    record(actor, Verb.QUESTIONNAIRE_WRITTEN, found)
    return found


def _take_asking(question: Question, asking: Asking) -> None:
    question.kind, question.text, question.hint = asking.kind, asking.text.strip(), asking.hint.strip()
    question.is_required = asking.is_required
    has_options = asking.kind in (Kind.ONE, Kind.SEVERAL, Kind.MATRIX, Kind.SCALE)
    question.options = [each.strip() for each in asking.options if each.strip()] if has_options else []
    question.lines = (
        [each.strip() for each in asking.lines if each.strip()] if asking.kind == Kind.MATRIX else []
    )
    question.least, question.most = asking.least, asking.most
    if asking.kind == Kind.SCALE and (asking.least is None or asking.most is None):
        question.least, question.most = 1, 5
    if asking.kind in (Kind.ONE, Kind.MATRIX):
        question.least = question.most = None
    _check_options(question)
    question.asked_after, question.asked_if = None, []
    if asking.asked_after is not None:
        _take_condition(question, asking)
    question.full_clean(exclude=["questionnaire", "asked_after"])


def _check_options(question: Question) -> None:
    fewest = {Kind.ONE: 2, Kind.SEVERAL: 1, Kind.MATRIX: 2}.get(Kind(question.kind), 0)
    if len(question.options) < fewest:
        raise Refused(
            _("Write at least %(number)s answers to choose from, a line each.") % {"number": fewest}
        )
    if question.kind == Kind.MATRIX and not question.lines:
        raise Refused(_("Write the lines that are answered, a line each."))
    if max(len(question.options), len(question.lines)) > MOST_OPTIONS:
        raise Refused(_("At most %(most)s answers or lines.") % {"most": MOST_OPTIONS})
    if len(set(question.options)) < len(question.options) or len(set(question.lines)) < len(question.lines):
        raise Refused(_("One of the answers or lines stands there twice."))
    if question.kind == Kind.SCALE:
        if len(question.options) > 2:
            raise Refused(_("A scale has words for its two ends only."))
        if (
            question.most is not None
            and question.least is not None
            and question.most - question.least > MOST_STEPS
        ):
            raise Refused(_("A scale has at most %(most)s steps.") % {"most": MOST_STEPS})


def _take_condition(question: Question, asking: Asking) -> None:
    before: Question | None = Question.objects.filter(
        questionnaire=question.questionnaire, number=asking.asked_after
    ).first()
    if before is None or before.number >= question.number:
        raise Refused(_("A question can only be asked after an earlier one."))
    if before.kind not in CONDITIONS:
        raise Refused(_("A question can only depend on one with answers to choose from."))
    places = sorted(set(asking.asked_if))
    if not places or not set(places) <= set(places_of(before)):
        raise Refused(_("Say which answers it is asked after."))
    if before.kind == Kind.SEVERAL and len(places) > 1:
        # How many gave one of two answers would tell how many gave both.
        raise Refused(_("After a question with several answers, name only one of them."))
    question.asked_after, question.asked_if = before, places


@transaction.atomic
def add_question(actor: Actor, questionnaire: Questionnaire, asking: Asking) -> Question:
    """Ask something more, at the end."""
    found = _draft(actor, questionnaire)
    last = Question.objects.filter(questionnaire=found).order_by("-number").first()
    question = Question(questionnaire=found, number=last.number + 1 if last else 1)
    _take_asking(question, asking)
    question.save()
    record(actor, Verb.QUESTIONNAIRE_WRITTEN, found, question=question.number)
    return question


@transaction.atomic
def change_question(actor: Actor, question: Question, asking: Asking) -> Question:
    """Ask it otherwise. Its wordings in other languages go: they were of another text."""
    found = _draft(actor, question.questionnaire)
    question = Question.objects.get(pk=question.pk)
    if asking.kind not in CONDITIONS and question.leads_to.exists():
        raise Refused(_("Another question depends on this one. Change that one first."))
    before = parts_of(found, [question])
    _take_asking(question, asking)
    if any(not set(each.asked_if) <= set(places_of(question)) for each in question.leads_to.all()):
        raise Refused(_("Another question depends on an answer that would be gone. Change that one first."))
    question.save()
    after = parts_of(found, [question])
    changed = [part for part, text in before.items() if after.get(part) != text]
    Wording.objects.filter(questionnaire=found, part__in=changed).delete()
    record(actor, Verb.QUESTIONNAIRE_WRITTEN, found, question=question.number)
    return question


@transaction.atomic
def remove_question(actor: Actor, question: Question) -> None:
    """Take a question out, and close the gap."""
    found = _draft(actor, question.questionnaire)
    question = Question.objects.get(pk=question.pk)
    if question.leads_to.exists():
        raise Refused(_("Another question depends on this one. Change that one first."))
    later = list(Question.objects.filter(questionnaire=found, number__gt=question.number).order_by("number"))
    # Wordings are named by numbers: those of this question and of the ones that move are written anew by people.
    for each in (question, *later):
        Wording.objects.filter(questionnaire=found, part__in=list(parts_of(found, [each]))).exclude(
            part__in=("title", "intro")
        ).delete()
    question.delete()
    for each in later:
        each.number -= 1
        each.save(update_fields=["number"])
    record(actor, Verb.QUESTIONNAIRE_WRITTEN, found)


@transaction.atomic
def word_questionnaire(
    actor: Actor, questionnaire: Questionnaire, language: str, texts: Mapping[str, str]
) -> None:
    """Write its texts in another language. An empty one is taken away: the source stands there again."""
    found: Questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    actor.require("surveys.write_questionnaire", found)
    if found.closed_at is not None:
        raise Refused(_("This questionnaire has closed."))
    if language == found.language:
        raise Refused(_("It is written in this language already."))
    parts = parts_of(found, Question.objects.filter(questionnaire=found))
    for part, text in texts.items():
        if part not in parts:
            continue
        if text.strip():
            Wording.objects.update_or_create(
                questionnaire=found, part=part, language=language, defaults={"text": text.strip()}
            )
        else:
            Wording.objects.filter(questionnaire=found, part=part, language=language).delete()
    record(actor, Verb.QUESTIONNAIRE_WORDED, found, language=language)


@transaction.atomic
def open_questionnaire(actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    """Freeze it. From here on it is anonymous or it is not; whoever asks for answers opens it by their own clock."""
    found: Questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    actor.require("surveys.write_questionnaire", found)
    if found.opened_at is not None:
        return found
    if not found.questions.exists():
        raise Refused(_("A questionnaire without a question cannot open."))
    found.opened_at = timezone.now()
    found.save(update_fields=["opened_at"])
    if found.is_anonymous:
        Box.objects.create(questionnaire=found)
    record(actor, Verb.QUESTIONNAIRE_OPENED, found, is_anonymous=found.is_anonymous)
    return found


@transaction.atomic
def close_questionnaire(actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    """Take no more answers; results show. Doing it twice changes nothing."""
    found: Questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    actor.require("surveys.write_questionnaire", found)
    if found.opened_at is None or found.closed_at is not None:
        return found
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    record(actor, Verb.QUESTIONNAIRE_CLOSED, found)
    return found


@transaction.atomic
def answer_questionnaire(
    actor: Actor, questionnaire: Questionnaire, answers: Mapping[str, Any], *, for_organisation: bool
) -> None:
    """Take answers in: all of them or none. Under a name they can be changed until closing, without one never.

    The line of the log about an anonymous answer names nobody, and neither line nor mark says what was answered.
    """
    found: Questionnaire = Questionnaire.objects.select_for_update(no_key=True).get(pk=questionnaire.pk)
    actor.require("surveys.answer_questionnaire", found)
    if actor.person is None or (for_organisation and actor.organisation is None):
        raise NotAllowed("surveys.answer_questionnaire")
    if found.opened_at is None or found.closed_at is not None:
        raise Refused(_("This questionnaire takes no answers now."))
    if faults := faults_in(list(Question.objects.filter(questionnaire=found).order_by("number")), answers):
        raise NotAnswers(faults)
    organisation = actor.organisation if for_organisation else None
    if found.is_anonymous:
        try:
            with transaction.atomic():
                Mark.objects.create(
                    questionnaire=found,
                    organisation=organisation,
                    person=None if organisation else actor.person,
                )
        except IntegrityError as error:
            raise Refused(
                _("Your answer is in already. Nobody can find it again, so it cannot be changed.")
            ) from error
        box = Box.objects.select_for_update().get(questionnaire=found)
        box.put(kept(answers))
        box.save()
        record(VISITOR, Verb.ANSWER_DROPPED_IN, found)
        return
    owner = {"organisation": organisation} if organisation else {"organisation": None, "person": actor.person}
    response = Response.objects.filter(questionnaire=found, **owner).first() or Response(
        questionnaire=found, **owner
    )
    response.person, response.answers, response.answered_at = actor.person, kept(answers), timezone.now()
    response.save()
    record(actor, Verb.RESPONSE_GIVEN, found)
