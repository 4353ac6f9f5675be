"""Reviewing: what a reviewer sees and says. Authors are not in these pages where the call is reviewed without names."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.calls import actions, queries
from intersession.calls.forms import ConflictForm, RatingForm
from intersession.calls.models import Call, Idea, Reviewer
from intersession.calls.views import in_words, language, questionnaire_of
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.places.names import place_name
from intersession.surveys import queries as surveys
from intersession.surveys.forms import told
from intersession.vocabulary.queries import preferred_labels

SIZE = 30


def reviewing(request: HttpRequest, slug: str) -> tuple[Call, Reviewer]:
    """The call and the actor as its reviewer; 404 with a sentence for others."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.call_for(actor, slug)
    reviewer = queries.reviewer_for(actor, found)
    if reviewer is None:
        raise Http404(_("You do not review this call."))
    return found, reviewer


@allow("calls.review_call")
@never_cache
@require_safe
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """Every idea of the call, with what one said of it."""
    found, reviewer = reviewing(request, slug)
    rows = queries.reviews_of(request.actor, reviewer)  # type: ignore[attr-defined]
    due = sum(each.is_due for each in rows)
    pages = pages_of(request, len(rows), SIZE)
    context = {"call": found, "rows": rows[pages.offset : pages.offset + SIZE], "due": due, "pages": pages}
    return page(request, "calls/reviews.html", context)


def shown(
    request: HttpRequest,
    found: Call,
    reviewer: Reviewer,
    idea: Idea,
    *,
    form: RatingForm | None = None,
    conflict_form: ConflictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One idea with the form to score it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    review = next(
        (each for each in queries.reviews_of(actor, reviewer) if each.line.idea.pk == idea.pk), None
    )
    if review is None:
        raise Http404(_("There is no idea at this address, or it is not public."))
    labels = preferred_labels()
    asks = bool(idea.answers) and found.questionnaire_id is not None
    context = {
        "call": found,
        "review": review,
        "idea": review.line.idea,
        "line": review.line,
        "concepts": [(key, labels.get(key, key)) for key in review.line.concepts],
        "places": [place_name(code) for code in review.line.places],
        "answers": in_words(surveys.asked_of(questionnaire_of(found), language()), idea) if asks else [],
        "may_rate": found.is_over and found.released_at is None,
        "form": form or RatingForm(call=found, rating=review.rating),
        "conflict_form": conflict_form or ConflictForm(),
    }
    return page(request, "calls/review_idea.html", context, status=status)


@allow("calls.review_idea")
@never_cache
def review_idea(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Score an idea."""
    found, reviewer = reviewing(request, slug)
    idea = queries.idea_for(request.actor, slug, number)  # type: ignore[attr-defined]
    if request.method != "POST":
        return shown(request, found, reviewer, idea)
    form = RatingForm(request.POST, call=found)
    if form.is_valid():
        try:
            actions.rate_idea(request.actor, idea, form.scores, form.cleaned_data["comment"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("calls:reviews", slug)
    return shown(request, found, reviewer, idea, form=form, status=400)


@allow("calls.review_idea")
@require_POST
def declare_conflict(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say why one does not score it."""
    found, reviewer = reviewing(request, slug)
    idea = queries.idea_for(request.actor, slug, number)  # type: ignore[attr-defined]
    form = ConflictForm(request.POST)
    if form.is_valid():
        try:
            actions.declare_conflict(request.actor, idea, form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("calls:reviews", slug)
    return shown(request, found, reviewer, idea, conflict_form=form, status=400)
