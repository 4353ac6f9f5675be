"""Writing questionnaires, at the desk. They are answered, and their results shown, where their call is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.surveys import actions, queries
from intersession.surveys.asked import parts_of
from intersession.surveys.forms import AskingForm, HeadForm, LanguageForm, WordingForm, told
from intersession.surveys.models import Questionnaire

SIZE = 30


@allow("surveys.write_questionnaire")
@never_cache
@require_safe
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All questionnaires, the newest first."""
    found = queries.questionnaires()
    pages = pages_of(request, found.count(), SIZE)
    rows = list(found[pages.offset : pages.offset + SIZE])
    return page(request, "surveys/questionnaires.html", {"rows": rows, "pages": pages})


@allow("surveys.write_questionnaire")
@never_cache
def make_questionnaire(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    form = HeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_questionnaire(request.actor, form.head)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(made.get_absolute_url())
    context = {"form": form, "questionnaire": None}
    return page(request, "surveys/head.html", context, status=400 if form.errors else 200)


def shown(
    request: HttpRequest, found: Questionnaire, form: AskingForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a questionnaire, with the form as it was sent where something is wrong."""
    asked = queries.asked_of(found, found.language)
    context: dict[str, Any] = {
        "questionnaire": found,
        "asked": asked,
        "answered": queries.how_many(found),
        "languages": [language_name(code) for code in queries.languages_of(found)],
        "may_write": found.opened_at is None,
        "form": form or AskingForm(questions=[each.question for each in asked]),
        "language_form": LanguageForm(questionnaire=found),
    }
    return page(request, "surveys/questionnaire.html", context, status=status)


@allow("surveys.write_questionnaire")
@never_cache
@require_safe
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """What it asks, and the form for the next question."""
    return shown(request, queries.questionnaire_for(pk))


@allow("surveys.write_questionnaire")
@never_cache
def change_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Its head."""
    found = queries.questionnaire_for(pk)
    form = HeadForm(request.POST or None, questionnaire=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_questionnaire(request.actor, found, form.head)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    context = {"form": form, "questionnaire": found}
    return page(request, "surveys/head.html", context, status=400 if form.errors else 200)


@allow("surveys.write_questionnaire")
@require_POST
def add_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask something more."""
    found = queries.questionnaire_for(pk)
    form = AskingForm(request.POST, questions=queries.questions_of(found))
    if form.is_valid():
        try:
            actions.add_question(request.actor, found, form.asking)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    return shown(request, found, form, status=400)


@allow("surveys.write_questionnaire")
@never_cache
def change_question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask it otherwise."""
    found = queries.questionnaire_for(pk)
    question = queries.question_for(found, number)
    form = AskingForm(request.POST or None, questions=queries.questions_of(found), question=question)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_question(request.actor, question, form.asking)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    context = {"form": form, "questionnaire": found, "question": question}
    return page(request, "surveys/question.html", context, status=400 if form.errors else 200)


@allow("surveys.write_questionnaire")
@require_POST
def remove_question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take it out."""
    found = queries.questionnaire_for(pk)
    actions.remove_question(request.actor, queries.question_for(found, number))  # type: ignore[attr-defined]
    return redirect(found.get_absolute_url())


@allow("surveys.write_questionnaire")
@never_cache
def word_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Its texts in another language; which one stands in the query."""
    found = queries.questionnaire_for(pk)
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES) or language == found.language:
        raise Http404(_("Choose one of the other languages of this site."))
    parts = parts_of(found, queries.questions_of(found))
    form = WordingForm(request.POST or None, parts=parts, wordings=queries.wordings_of(found, language))
    if request.method == "POST" and form.is_valid():
        try:
            actions.word_questionnaire(request.actor, found, language, form.texts)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Kept. Where nothing was written, the source stands."))
            return redirect(found.get_absolute_url())
    context = {"form": form, "questionnaire": found, "language": language}
    return page(request, "surveys/wording.html", context, status=400 if form.errors else 200)
