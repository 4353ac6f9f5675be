"""The pages of questions."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.facets import facet
from intersession.kit.markdown import to_html
from intersession.kit.pages import back, page
from intersession.kit.paging import pages_of, with_query
from intersession.places.names import place_name
from intersession.questions import actions, queries
from intersession.questions.forms import AnswerForm, CloseForm, QuestionForm, WithdrawForm
from intersession.questions.matching import suggestions_for
from intersession.questions.models import Question
from intersession.questions.queries import STATES, Wanted
from intersession.questions.similar import similar_questions
from intersession.vocabulary.queries import preferred_labels

SIZE = 20
MOST_VALUES = 20
STATE_WORDS = {
    "open": gettext_lazy("Open"),
    "answered": gettext_lazy("Answered"),
    "closed": gettext_lazy("Closed without an answer"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A question as one item of the list."""

    question: Question
    state: str
    state_words: object
    concepts: list[tuple[str, str]]
    places: list[str]


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("questions:questions"), _("Ask the coalition")), *more]


def said(error: ValidationError | Refused) -> list[str]:
    """The sentences of what a model or an action refused."""
    return error.messages if isinstance(error, ValidationError) else [str(error.sentence)]


def wanted_in(request: HttpRequest) -> Wanted:
    """What an address asks for; values nobody knows find nothing, and say so in the list."""

    def values(name: str) -> tuple[str, ...]:
        return tuple(
            value
            for value in request.GET.getlist(name)[:MOST_VALUES]
            if value.isprintable() and len(value) <= 80
        )

    state = request.GET.get("state", "")
    return Wanted(
        state if state in STATES else "",
        values("concept"),
        values("country"),
        request.GET.get("own") == "1" and request.actor.organisation is not None,  # type: ignore[attr-defined]
    )


def rows_of(questions: list[Question]) -> list[Row]:
    """Questions as a list. Three queries."""
    tags, labels = queries.tags_of(questions), preferred_labels()
    rows = []
    for question in questions:
        concepts, places = tags[question.pk]
        state = (
            "answered" if question.is_answered else "closed" if question.is_closed else "open"  # type: ignore[attr-defined]
        )
        named = [(concept, labels.get(concept, concept)) for concept in concepts]
        rows.append(Row(question, state, STATE_WORDS[state], named, [place_name(code) for code in places]))
    return rows


@allow("questions.view_question")
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Every question that stands, with filters."""
    actor = request.actor  # type: ignore[attr-defined]
    wanted = wanted_in(request)
    found = queries.listed(actor, wanted)
    pages = pages_of(request, found.count(), SIZE)
    counts, labels = queries.filter_counts(actor, wanted), preferred_labels()
    facets = [
        facet(request, "state", _("State"), counts["state"], lambda value: STATE_WORDS[value], is_open=True),
        facet(
            request, "concept", _("Concept"), counts["concept"][:40], lambda value: labels.get(value, value)
        ),
        facet(request, "country", _("Country"), counts["country"][:60], place_name),
    ]
    context = {
        "facets": facets,
        "pages": pages,
        "rows": rows_of(list(found[pages.offset : pages.offset + SIZE])),
        "only_own": wanted.only_own,
        "is_narrowed": wanted != Wanted(),
        "own_url": with_query(request, own=None if wanted.only_own else "1", page=None),
        "may_ask": actor.holds("questions.ask_question"),
        "everything_url": reverse("questions:questions"),
    }
    return page(request, "questions/questions.html", context)


def show_question(
    request: HttpRequest, found: Question, answer_form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a question; `answer_form` comes back with errors and what was typed."""
    actor = request.actor  # type: ignore[attr-defined]
    may_answer = actor.holds("questions.answer_question") and not found.is_closed
    answers = queries.answers_to(actor, found)
    concepts, places = queries.tags_of([found])[found.pk]
    labels = preferred_labels()
    is_own = actor.organisation is not None and actor.organisation.pk == found.organisation_id
    suggestions = [] if found.is_closed else suggestions_for(found)
    context = {
        "question": found,
        "text": to_html(found.text, top=2, notes="q"),
        "trail": trail_to(("", found.title)),
        "answers": answers,
        "is_answered": any(each.answer.is_accepted for each in answers),
        "concepts": [(concept, labels.get(concept, concept)) for concept in concepts],
        "places": [(code, place_name(code)) for code in places],
        "suggestions": suggestions,
        "may_answer": may_answer,
        "answer_form": (answer_form or AnswerForm()) if may_answer else None,
        "may_accept": is_own and actor.holds("questions.accept_answer"),
        "may_close": not found.is_closed and actor.may("questions.close_question", found),
        "may_withdraw": actor.may("questions.withdraw_question", found),
        "may_decline": may_answer and not is_own and not queries.has_declined(actor, found),
    }
    return page(request, "questions/question.html", context, status=status)


@allow("questions.view_question")
@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question with its answers; a tombstone with status 410 when it was withdrawn."""
    found = queries.question_for(request.actor, slug)  # type: ignore[attr-defined]
    if found.is_withdrawn:
        context = {"question": found, "trail": trail_to(("", _("Withdrawn")))}
        return page(request, "questions/withdrawn.html", context, status=410)
    return show_question(request, found)


@allow("questions.ask_question")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_question(request: HttpRequest) -> HttpResponse:
    """Ask. Questions like it are shown first; asking all the same is the second button."""
    actor = request.actor  # type: ignore[attr-defined]
    form = QuestionForm(request.POST if request.method == "POST" else None)
    similar: list[Question] = []
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if request.POST.get("none_of_these") != "1":
            similar = similar_questions(actor, fields["title"], fields["concepts"])
        if not similar:
            try:
                made = actions.ask_question(actor, **fields)
            except (Refused, ValidationError) as error:
                for sentence in said(error):
                    form.add_error(None, sentence)
            else:
                messages.success(request, _("Asked. Members who may know see it on their own pages."))
                return redirect(made)
    context = {
        "form": form,
        "similar": similar,
        "organisation": actor.organisation,
        "trail": trail_to(("", _("Ask"))),
    }
    return page(request, "questions/ask.html", context, status=400 if form.errors else 200)


def standing_or_refused(request: HttpRequest, slug: str) -> Question:
    """The question, for somebody who is about to change it."""
    found = queries.question_for(request.actor, slug)  # type: ignore[attr-defined]
    if found.is_withdrawn:
        raise Refused(_("This question was withdrawn."))
    return found


@allow("questions.answer_question")
@require_POST
def answer_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer, with resources of the library."""
    actor = request.actor  # type: ignore[attr-defined]
    found = standing_or_refused(request, slug)
    form = AnswerForm(request.POST)
    if form.is_valid():
        slugs = form.cleaned_data["resources"]
        resources = queries.resources_by_slug(actor, slugs)
        missing = [each for each in slugs if each not in resources]
        if missing:
            sentence = _("The library holds no resource “%(slug)s”.") % {"slug": missing[0]}
            form.add_error("resources", sentence)
        else:
            try:
                answer = actions.answer_question(
                    actor,
                    found,
                    form.cleaned_data["text"],
                    form.cleaned_data["language"],
                    [resources[each] for each in slugs],
                )
            except (Refused, ValidationError) as error:
                for sentence in said(error):
                    form.add_error(None, sentence)
            else:
                return redirect(f"{found.get_absolute_url()}#answer-{answer.number}")
    return show_question(request, found, form, status=400)


@allow("questions.accept_answer")
@require_POST
def accept_answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Accept an answer, or take the acceptance back (`step` is `back`)."""
    actor = request.actor  # type: ignore[attr-defined]
    answer = queries.answer_for(actor, slug, number)
    if request.POST.get("step") == "back":
        actions.take_acceptance_back(actor, answer)
    else:
        actions.accept_answer(actor, answer)
    return redirect(f"{answer.question.get_absolute_url()}#answer-{number}")


@allow("questions.decline_question")
@require_POST
def decline_question(request: HttpRequest, slug: str) -> HttpResponse:
    """“Not us”: the organisation is not asked this again."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.question_for(actor, slug)
    actions.decline_question(actor, found)
    messages.success(request, _("Thank you: your organisation is not asked this again."))
    return back(request, found.get_absolute_url())


def reason_page(request: HttpRequest, form: Form, found: Question, heading: str, button: str) -> HttpResponse:
    """A page that asks for a reason."""
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "question": found,
        "trail": trail_to((found.get_absolute_url(), found.title), ("", heading)),
    }
    return page(request, "questions/reason.html", context, status=400 if form.errors else 200)


@allow("questions.close_question")
@require_http_methods(["GET", "HEAD", "POST"])
def close_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, then take no more answers."""
    actor = request.actor  # type: ignore[attr-defined]
    found = standing_or_refused(request, slug)
    actor.require("questions.close_question", found)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.close_question(actor, found, form.cleaned_data["because"])
        return redirect(found)
    return reason_page(request, form, found, _("Close the question"), _("Close it"))


@allow("questions.withdraw_question")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, then take the question off every page."""
    actor = request.actor  # type: ignore[attr-defined]
    found = standing_or_refused(request, slug)
    actor.require("questions.withdraw_question", found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_question(actor, found, form.cleaned_data["because"])
        return redirect(found)
    return reason_page(request, form, found, _("Withdraw the question"), _("Withdraw"))


@allow("questions.withdraw_answer")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask why, then take an answer off the page."""
    actor = request.actor  # type: ignore[attr-defined]
    answer = queries.answer_for(actor, slug, number)
    actor.require("questions.withdraw_answer", answer)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_answer(actor, answer, form.cleaned_data["because"])
        return redirect(f"{answer.question.get_absolute_url()}#answer-{number}")
    return reason_page(request, form, answer.question, _("Withdraw an answer"), _("Withdraw"))


@allow("questions.view_question")
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest questions an address asks for, as an Atom feed."""
    found = queries.listed(request.actor, wanted_in(request))[: queries.LATEST]  # type: ignore[attr-defined]
    atom = Atom1Feed(
        title=f"{settings.COALITION['short_name']}: {_('Ask the coalition')}",
        link=f"{settings.SITE_URL}{reverse('questions:questions')}",
        description=_("Questions as they are asked."),
        language=get_language() or "en",
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
        author_name=str(settings.COALITION["name"]),
    )
    for each in found:
        atom.add_item(
            title=each.title,
            link=f"{settings.SITE_URL}{each.get_absolute_url()}",
            description=each.text,
            # The same entry in every language of the interface, so it is read once.
            unique_id=get_tag_uri(f"{settings.SITE_URL}/questions/{each.slug}/", each.asked_at),
            pubdate=each.asked_at,
            updateddate=each.asked_at,
            author_name=each.organisation.name,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
