"""What pages ask about questionnaires."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.surveys.asked import Asked, asked_in
from intersession.surveys.models import Box, Mark, Question, Questionnaire, Response, TextsFor, Wording
from intersession.surveys.results import Results, results_of


def questionnaires() -> QuerySet[Questionnaire]:
    """All of them, the newest first, with how many questions each has."""
    found: QuerySet[Questionnaire] = Questionnaire.objects.annotate(asks=Count("questions"))
    return found.order_by("-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def questionnaire_for(pk: int) -> Questionnaire:
    """One of them; 404 with a sentence else."""
    found: Questionnaire | None = Questionnaire.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such questionnaire."))
    return found


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    """Its questions in order."""
    return list(Question.objects.filter(questionnaire=questionnaire).order_by("number"))


def question_for(questionnaire: Questionnaire, number: int) -> Question:
    """The question of a number; 404 with a sentence else."""
    found: Question | None = Question.objects.filter(questionnaire=questionnaire, number=number).first()
    if found is None:
        raise Http404(_("There is no such question."))
    return found


def wordings_of(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """Its texts in another language, by part."""
    if language == questionnaire.language:
        return {}
    found = Wording.objects.filter(questionnaire=questionnaire, language=language)
    return dict(found.values_list("part", "text"))


def languages_of(questionnaire: Questionnaire) -> list[str]:
    """The languages it was worded in, its own first."""
    found = Wording.objects.filter(questionnaire=questionnaire).values_list("language", flat=True).distinct()
    return [questionnaire.language, *sorted(set(found) - {questionnaire.language})]


def head_in(questionnaire: Questionnaire, language: str) -> tuple[str, str, str]:
    """Title and introduction in this language or the source, and which of the two it is."""
    wordings = wordings_of(questionnaire, language)
    title, intro = wordings.get("title"), wordings.get("intro")
    if title is None:
        return questionnaire.title, questionnaire.intro, questionnaire.language
    return title, intro or questionnaire.intro, language


def asked_of(questionnaire: Questionnaire, language: str) -> list[Asked]:
    """Its questions in this language, as far as they were worded in it."""
    wordings = wordings_of(questionnaire, language)
    return asked_in(questions_of(questionnaire), wordings, questionnaire.language, language)


def own_response(actor: Actor, questionnaire: Questionnaire, *, for_organisation: bool) -> Response | None:
    """What one's organisation, or oneself, has answered under a name."""
    if actor.person is None or questionnaire.is_anonymous:
        return None
    found = Response.objects.filter(questionnaire=questionnaire)
    if for_organisation:
        response: Response | None = (
            found.filter(organisation=actor.organisation).first() if actor.organisation else None
        )
        return response
    response = found.filter(organisation__isnull=True, person=actor.person).first()
    return response


def is_marked(actor: Actor, questionnaire: Questionnaire, *, for_organisation: bool) -> bool:
    """Whether one has answered an anonymous questionnaire: that much is known."""
    marks = Mark.objects.filter(questionnaire=questionnaire)
    if for_organisation:
        return actor.organisation is not None and marks.filter(organisation=actor.organisation).exists()
    return marks.filter(person=actor.person).exists()


def how_many(questionnaire: Questionnaire) -> int:
    """How many have answered."""
    if questionnaire.is_anonymous:
        return int(Mark.objects.filter(questionnaire=questionnaire).count())
    return int(Response.objects.filter(questionnaire=questionnaire).count())


def answers_to(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """All answers without names."""
    if questionnaire.is_anonymous:
        box: Box | None = Box.objects.filter(questionnaire=questionnaire).first()
        return box.answers if box is not None else []
    return list(Response.objects.filter(questionnaire=questionnaire).values_list("answers", flat=True))


def results_for(actor: Actor, questionnaire: Questionnaire, language: str) -> Results:
    """The results as this actor may see them; 404 with a sentence where they may not, or not yet."""
    if not actor.may("surveys.view_results", questionnaire):
        raise Http404(
            _("There are no results here that you could see: they show after closing, to whom was said.")
        )
    with_texts = questionnaire.texts_for == TextsFor.RESULTS or (
        questionnaire.texts_for == TextsFor.SECRETARIAT and actor.holds("surveys.write_questionnaire")
    )
    asked = asked_of(questionnaire, language)
    return results_of(asked, answers_to(questionnaire), questionnaire.fewest, with_texts=with_texts)
