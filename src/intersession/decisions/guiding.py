"""Pages of those who bring a question in and see it through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.decisions import actions, queries
from intersession.decisions.forms import (
    AffiliationForm,
    ExtensionForm,
    OutcomeForm,
    QuestionForm,
    ReasonForm,
    ReviewForm,
    WordingForm,
    add_errors,
    first_values,
)
from intersession.decisions.models import Decision
from intersession.decisions.standing import standing_of
from intersession.decisions.views import trail_of
from intersession.kit.pages import page


def done(form: Form, act: Callable[[], Any]) -> Any:
    """What an action gave; None where it said no, with its sentence in the form."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal.sentence))
    except ValidationError as error:
        add_errors(form, error)
    return None


def step(
    request: HttpRequest,
    decision: Decision,
    form: Form,
    words: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    """A page with one form that takes a decision one step on."""
    context = {
        "decision": decision,
        "question": queries.worded(decision),
        "form": form,
        "trail": trail_of(decision, str(words["title"])),
        **words,
    }
    return page(request, "decisions/step.html", context, status=400 if form.errors else status)


def question_from(form: QuestionForm) -> actions.Question:
    return actions.Question(**form.cleaned_data)


@allow("decisions.propose_decision")
@never_cache
def propose_decision(request: HttpRequest) -> HttpResponse:
    """Write a question down as a draft."""
    actor = request.actor  # type: ignore[attr-defined]
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        initial={"language": get_language(), "method": "consent"},
    )
    if request.method == "POST" and form.is_valid():
        decision = done(form, lambda: actions.propose_decision(actor, question_from(form)))
        if decision is not None:
            messages.success(request, _("The draft is kept. The secretariat announces it."))
            return redirect(decision)
    context = {"form": form, "trail": trail_of(here=_("Propose a decision"))}
    return page(request, "decisions/propose.html", context, status=400 if form.errors else 200)


@allow("decisions.edit_decision")
@never_cache
def edit_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=first_values(decision))
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.edit_decision(actor, decision, question_from(form)))
        if kept is not None:
            messages.success(request, _("The draft is kept."))
            return redirect(kept)
    context = {"form": form, "decision": decision, "trail": trail_of(decision, _("Change the draft"))}
    return page(request, "decisions/propose.html", context, status=400 if form.errors else 200)


@allow("decisions.edit_decision")
@never_cache
def word_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a draft's question in a further language."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = WordingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.word_decision(actor, decision, **form.cleaned_data))
        if kept is not None:
            messages.success(request, _("The wording is kept."))
            return redirect(decision)
    words: dict[str, object] = {
        "title": _("Add a language"),
        "lead": _("Written by people, not by a machine: what members vote on must say the same everywhere."),
        "button": _("Keep this wording"),
    }
    return step(request, decision, form, words)


@allow("decisions.announce_decision")
@never_cache
def announce_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the rules in words, then freeze them and put the question to the members."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.announce_decision(actor, decision))
        if kept is not None:
            messages.success(request, _("Announced. Text and rules are frozen."))
            return redirect(kept)
    context = {
        "decision": decision,
        "form": form,
        "standing": standing_of(actor, decision, timezone.now()),
        "trail": trail_of(decision, _("Announce")),
    }
    return page(request, "decisions/announce.html", context, status=400 if form.errors else 200)


@allow("decisions.extend_decision")
@never_cache
def extend_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Close later, and say why."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = ExtensionForm(
        request.POST if request.method == "POST" else None, initial={"closes_at": decision.closes_at}
    )
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.extend_decision(actor, decision, **form.cleaned_data))
        if kept is not None:
            messages.success(request, _("Voting closes later; the page says why."))
            return redirect(kept)
    words: dict[str, object] = {
        "title": _("Extend"),
        "lead": _("Voting may close later than announced, never earlier. The reason is public."),
        "button": _("Extend"),
    }
    return step(request, decision, form, words)


@allow("decisions.withdraw_decision")
@never_cache
def withdraw_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a question back before it closes."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.withdraw_decision(actor, decision, **form.cleaned_data))
        if kept is not None:
            messages.success(request, _("Withdrawn. The page stays and says why."))
            return redirect(kept)
    words: dict[str, object] = {
        "title": _("Withdraw"),
        "lead": _("Votes that were given decide nothing then. Its address stays and shows the reason."),
        "button": _("Withdraw"),
        "is_dangerous": True,
    }
    return step(request, decision, form, words)


@allow("decisions.conclude_decision")
@never_cache
def conclude_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the outcome."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.conclude_decision(actor, decision, **form.cleaned_data))
        if kept is not None:
            messages.success(request, _("The outcome is written, and the record with it."))
            return redirect(kept)
    words: dict[str, object] = {
        "title": _("Write the outcome"),
        "lead": _("Nothing is added to the record after this. Every objection must have its answer before."),
        "button": _("Write the outcome"),
    }
    return step(request, decision, form, words)


@allow("decisions.review_decision")
@never_cache
def review_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what was found on the day of review."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.review_decision(actor, decision, **form.cleaned_data))
        if kept is not None:
            messages.success(request, _("The review is recorded."))
            return redirect(decision)
    words: dict[str, object] = {
        "title": _("Review"),
        "lead": _("Is it still right? A new question is proposed anew; this one stays as it was decided."),
        "button": _("Record the review"),
    }
    return step(request, decision, form, words)


@allow("decisions.declare_affiliation")
@never_cache
def declare_affiliation(request: HttpRequest) -> HttpResponse:
    """Which organisations belong together, and one more."""
    actor = request.actor  # type: ignore[attr-defined]
    form = AffiliationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = done(form, lambda: actions.declare_affiliation(actor, **form.cleaned_data))
        if kept is not None:
            messages.success(request, _("From the next opening on they have one voice."))
            return redirect("decisions:declare_affiliation")
    context = {
        "form": form,
        "affiliations": queries.affiliations(),
        "trail": trail_of(here=_("Organisations that belong together")),
    }
    return page(request, "decisions/affiliations.html", context, status=400 if form.errors else 200)
