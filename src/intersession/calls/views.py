"""Calls and their ideas for everybody, and for those who answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import NotAllowed, Refused
from intersession.atlas.tables import csv_response
from intersession.calls import actions, queries
from intersession.calls.forms import IdeaForm
from intersession.calls.models import Call, Idea, State
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.places.names import place_name
from intersession.surveys import queries as surveys
from intersession.surveys.actions import NotAnswers
from intersession.surveys.asked import Asked
from intersession.surveys.forms import AnswersForm, told
from intersession.vocabulary.queries import preferred_labels

SIZE = 20


def language() -> str:
    """The language of the page."""
    return get_language() or "en"


@allow("calls.view_call")
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every call that was announced: open ones, those to come, those that are over."""
    found = queries.announced_calls()
    pages = pages_of(request, found.count(), SIZE)
    rows = list(found[pages.offset : pages.offset + SIZE])
    context = {
        "open": [each for each in rows if each.is_open],
        "ahead": [each for each in rows if not each.is_open and not each.is_over],
        "over": [each for each in rows if each.is_over],
        "pages": pages,
        "may_run": request.actor.holds("calls.run_call"),  # type: ignore[attr-defined]
    }
    return page(request, "calls/calls.html", context)


def may_answer(actor: Actor, found: Call) -> bool:
    """Whether this actor is asked, now."""
    is_asked = actor.person is not None and (
        not found.is_for_organisations or (actor.organisation is not None and actor.organisation.is_member)
    )
    return found.is_open and is_asked


@allow("calls.view_call")
@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked, by which rules, and what came of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.call_for(actor, slug)
    ideas = queries.public_of(found)
    pages = pages_of(request, ideas.count(), SIZE)
    own = queries.own_of(actor, found)
    questionnaire = found.questionnaire
    has_answered = (
        found.is_survey
        and questionnaire is not None
        and actor.person is not None
        and (
            surveys.is_marked(actor, questionnaire, for_organisation=found.is_for_organisations)
            if questionnaire.is_anonymous
            else surveys.own_response(actor, questionnaire, for_organisation=found.is_for_organisations)
            is not None
        )
    )
    context: dict[str, Any] = {
        "call": found,
        "questionnaire": questionnaire,
        "asked": surveys.asked_of(questionnaire, language()) if questionnaire is not None else [],
        "lines": lines_of(ideas[pages.offset : pages.offset + SIZE]),
        "pages": pages,
        "own": own,
        "others": queries.others_of(found),
        "may_answer": may_answer(actor, found),
        "has_answered": has_answered,
        "sees_results": found.is_survey
        and questionnaire is not None
        and actor.may("surveys.view_results", questionnaire),
        "is_reviewer": queries.reviewer_for(actor, found) is not None,
        "may_run": actor.holds("calls.run_call"),
    }
    return page(request, "calls/call.html", context)


def lines_of(ideas: Any) -> list[queries.Line]:
    """Public ideas as everybody sees them."""
    return [queries.line_of(Actor(), each) for each in ideas]


@allow("calls.view_call")
@require_safe
def decided_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """What was decided, as a table: what the pages show, and no more."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    head = (
        "number",
        "title",
        "language",
        "state",
        "merged_into",
        "authors",
        "concepts",
        "countries",
        "summary",
        "url",
    )
    rows = [
        (
            each.number,
            each.title,
            each.language,
            each.state.value,
            each.merged_into.number if each.state == State.MERGED and each.merged_into else "",
            " · ".join((line := queries.line_of(Actor(), each)).credits),
            " · ".join(line.concepts),
            " · ".join(line.places),
            each.summary,
            request.build_absolute_uri(each.get_absolute_url()),
        )
        for each in queries.decided_of(found)
    ]
    return csv_response(f"{found.slug}-ideas", head, rows)


@allow("calls.view_idea")
@require_safe
def idea(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One idea. One that was merged leads to where it went, once that is told."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.idea_for(actor, slug, number)
    is_own = queries.is_own(actor, found)
    # Its authors stay: the reviewers' remarks on it are here.
    if found.state == State.MERGED and found.merged_into is not None and not is_own:
        return redirect("calls:idea", slug, found.merged_into.number)
    line = queries.line_of(actor, found)
    labels = preferred_labels()
    sees_answers = bool(found.answers) and found.call.questionnaire_id is not None
    context = {
        "line": line,
        "idea": found,
        "call": found.call,
        "concepts": [(key, labels.get(key, key)) for key in line.concepts],
        "places": [place_name(code) for code in line.places],
        "answers": in_words(surveys.asked_of(questionnaire_of(found.call), language()), found)
        if sees_answers
        else [],
        "merged": found.told_merged if found.call.released_at else [],  # type: ignore[attr-defined]
        "remarks": queries.remarks_for_author(found) if is_own and found.released_at else [],
        "may_edit": is_own and found.call.is_open and found.withdrawn_at is None,
        "may_submit": is_own and found.call.is_open and found.state == State.DRAFT,
        "may_withdraw": is_own and found.call.released_at is None and found.withdrawn_at is None,
        "is_reviewer": queries.reviewer_for(actor, found.call) is not None,
    }
    return page(request, "calls/idea.html", context)


def questionnaire_of(found: Call) -> Any:
    """The questions of a call, which it is known to have."""
    assert found.questionnaire_id is not None
    return surveys.questionnaire_for(found.questionnaire_id)


def in_words(asked: list[Asked], found: Idea) -> list[tuple[str, list[str]]]:
    """What an idea answered to the questions of its call."""
    rows = []
    for each in asked:
        given = found.answers.get(each.key)
        if given is None:
            continue
        if isinstance(given, dict):
            said = [
                f"{each.lines[int(place)]}: {each.label_of(step)}" for place, step in sorted(given.items())
            ]
        elif isinstance(given, list):
            said = [each.label_of(place) for place in given]
        elif each.question.kind in ("one", "scale"):
            said = [each.label_of(given)]
        else:
            said = [str(given)]
        rows.append((each.text, said))
    return rows


def written(request: HttpRequest, found: Call, before: Idea | None) -> HttpResponse:
    """The form of an idea; two buttons: keep it as a draft, or submit it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    is_final = "submit" in request.POST or (before is not None and before.submitted_at is not None)
    form = IdeaForm(data, idea=before)
    asked = surveys.asked_of(found.questionnaire, language()) if found.questionnaire is not None else []
    answers = AnswersForm(
        data, asked=asked, answers=before.answers if before else None, is_draft=not is_final
    )
    status = 200
    if request.method == "POST":
        status = 400
        # Both are looked at, so that every fault shows at once.
        if all([form.is_valid(), answers.is_valid()]):
            entry = form.entry(answers.answers)
            try:
                made = (
                    actions.edit_idea(actor, before, entry)
                    if before
                    else actions.draft_idea(actor, found, entry)
                )
            except NotAnswers as refusal:
                answers.add_faults(refusal.faults)
            except (Refused, ValidationError) as refusal:
                told(form, refusal)
            else:
                return submitted(request, made) if "submit" in request.POST else kept(request, made)
    context = {"form": form, "answers": answers, "call": found, "idea": before}
    return page(request, "calls/write_idea.html", context, status=status)


def submitted(request: HttpRequest, made: Idea) -> HttpResponse:
    """Hand in what was just kept. If that is refused, it stays a draft, and the page says why."""
    try:
        actions.submit_idea(request.actor, made)  # type: ignore[attr-defined]
    except Refused as refusal:
        still_draft = _("It is kept as a draft.")
        messages.error(request, f"{refusal.sentence} {still_draft}")
        return redirect("calls:edit_idea", made.call.slug, made.number)
    messages.success(request, _("Thank you, it is in. You can change it until the call closes."))
    return redirect(made.get_absolute_url())


def kept(request: HttpRequest, made: Idea) -> HttpResponse:
    """Say what it is now."""
    if made.submitted_at is None:
        messages.success(request, _("Kept as a draft. Submit it before the call closes."))
    else:
        messages.success(request, _("Changed. It stays submitted."))
    return redirect(made.get_absolute_url())


@allow("calls.answer_call")
@never_cache
def draft_idea(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an idea."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.call_for(actor, slug)
    if found.is_survey:
        return redirect("calls:answer_call", slug)
    if not may_answer(actor, found):
        return page(request, "calls/not_now.html", {"call": found}, status=200)
    return written(request, found, None)


@allow("calls.edit_idea")
@never_cache
def edit_idea(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change it, until the call closes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.idea_for(actor, slug, number)
    if not queries.is_own(actor, found):
        raise Http404(_("This idea is not yours to change."))
    if not found.call.is_open or found.withdrawn_at is not None:
        return page(request, "calls/not_now.html", {"call": found.call}, status=200)
    return written(request, queries.call_for(actor, slug), found)


@allow("calls.edit_idea")
@require_POST
def submit_idea(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Hand it in."""
    return submitted(request, queries.idea_for(request.actor, slug, number))  # type: ignore[attr-defined]


@allow("calls.edit_idea")
@require_POST
def withdraw_idea(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take it back."""
    found = queries.idea_for(request.actor, slug, number)  # type: ignore[attr-defined]
    actions.withdraw_idea(request.actor, found)  # type: ignore[attr-defined]
    messages.success(request, _("Withdrawn."))
    return redirect("calls:call", slug)


@allow("calls.answer_call")
@never_cache
def answer_call(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions of a survey. Every one stands there, also without JavaScript; which count is checked after."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.call_for(actor, slug)
    questionnaire = found.questionnaire
    if not found.is_survey or questionnaire is None:
        return redirect("calls:draft_idea", slug)
    if not may_answer(actor, found):
        return page(request, "calls/not_now.html", {"call": found}, status=200)
    for_organisation = found.is_for_organisations
    if questionnaire.is_anonymous and surveys.is_marked(
        actor, questionnaire, for_organisation=for_organisation
    ):
        return redirect("calls:answered", slug)
    before = surveys.own_response(actor, questionnaire, for_organisation=for_organisation)
    asked = surveys.asked_of(questionnaire, language())
    data = request.POST if request.method == "POST" else None
    form = AnswersForm(data, asked=asked, answers=before.answers if before else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_call(actor, found, form.answers)
        except NotAnswers as refusal:
            form.add_faults(refusal.faults)
        except (Refused, NotAllowed) as refusal:
            told(
                form, refusal if isinstance(refusal, Refused) else Refused(_("This call is not open to you."))
            )
        else:
            return redirect("calls:answered", slug)
    title, intro, said_in = surveys.head_in(questionnaire, language())
    context = {
        "call": found,
        "questionnaire": questionnaire,
        "form": form,
        "title": title,
        "intro": intro,
        "said_in": said_in,
        "before": before,
    }
    return page(request, "calls/answer_call.html", context, status=400 if form.errors else 200)


@allow("calls.answer_call")
@never_cache
@require_safe
def answered(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you, and what happens with it."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    return page(request, "calls/answered.html", {"call": found, "questionnaire": found.questionnaire})


@allow("surveys.view_results")
@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """What a survey came to."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.call_for(actor, slug)
    if found.questionnaire is None or not found.is_survey:
        raise Http404(_("This call has no results in numbers."))
    context = {
        "call": found,
        "questionnaire": found.questionnaire,
        "results": surveys.results_for(actor, found.questionnaire, language()),
    }
    return page(request, "calls/results.html", context)


@allow("surveys.view_results")
@require_safe
def results_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same numbers as a table; a hidden one is empty."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.call_for(actor, slug)
    if found.questionnaire is None or not found.is_survey:
        raise Http404(_("This call has no results in numbers."))
    came_to = surveys.results_for(actor, found.questionnaire, language())
    rows = []
    for result in came_to.results:
        asked = result.asked
        for table in result.tables:
            for name, number in table.cells:
                line = table.label if asked.lines else ""
                rows.append(
                    (asked.question.number, asked.text, line, name, "" if number is None else number, "count")
                )
        if result.mean:
            rows.append((asked.question.number, asked.text, "", "", result.mean, "mean"))
        rows += [(asked.question.number, asked.text, "", text, "", "text") for text in result.texts]
        if result.total is None:
            rows.append((asked.question.number, asked.text, "", "", "", "hidden"))
    return csv_response(
        f"{found.slug}-results", ("question_number", "question", "line", "answer", "number", "what"), rows
    )
