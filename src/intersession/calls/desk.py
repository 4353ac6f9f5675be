"""The desk of calls: writing and announcing them, reviewers, and deciding without telling until all is told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.calls import actions, queries
from intersession.calls.forms import AppointForm, CallForm, DecideForm, ExtendForm
from intersession.calls.models import Call
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.surveys.forms import told

SIZE = 30


@allow("calls.run_call")
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every call, drafts among them."""
    found = queries.calls(request.actor)  # type: ignore[attr-defined]
    pages = pages_of(request, found.count(), SIZE)
    rows = list(found[pages.offset : pages.offset + SIZE])
    return page(request, "calls/desk.html", {"rows": rows, "pages": pages})


@allow("calls.run_call")
@never_cache
def make_call(request: HttpRequest) -> HttpResponse:
    """Write a call."""
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_call(request.actor, form.terms)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("calls:call_desk", made.slug)
    return page(
        request, "calls/write_call.html", {"form": form, "call": None}, status=400 if form.errors else 200
    )


@allow("calls.run_call")
@never_cache
def change_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Write it otherwise, until it is announced."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    form = CallForm(request.POST or None, call=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_call(request.actor, found, form.terms)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("calls:call_desk", found.slug)
    return page(
        request, "calls/write_call.html", {"form": form, "call": found}, status=400 if form.errors else 200
    )


def shown(
    request: HttpRequest,
    found: Call,
    *,
    appoint: AppointForm | None = None,
    extend: ExtendForm | None = None,
    decide: dict[int, DecideForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk of a call, with a form as it was sent where something is wrong."""
    candidates = queries.candidates_of(request.actor, found)  # type: ignore[attr-defined]
    standing = [each.line.idea for each in candidates if each.line.idea.withdrawn_at is None]
    if decide:
        # The one that was sent stands alone, so that what is wrong with it is seen.
        candidates = [each for each in candidates if each.line.idea.number in decide]
    pages = pages_of(request, len(candidates), SIZE)
    rows: list[dict[str, Any]] = [
        {
            "candidate": each,
            "idea": each.line.idea,
            "form": (decide or {}).get(each.line.idea.number)
            or DecideForm(
                idea=each.line.idea, others=[one for one in standing if one.pk != each.line.idea.pk]
            ),
        }
        for each in candidates[pages.offset : pages.offset + SIZE]
    ]
    context = {
        "call": found,
        "rows": rows,
        "pages": pages,
        "reviewers": queries.reviewers_of(found),
        "undecided": queries.undecided_of(found) if found.is_over else 0,
        "may_decide": found.is_over and found.released_at is None and not found.is_survey,
        "appoint": appoint or AppointForm(),
        "extend": extend or ExtendForm(initial={"closes_at": found.closes_at}, auto_id="id_extend_%s"),
    }
    return page(request, "calls/call_desk.html", context, status=status)


@allow("calls.run_call")
@never_cache
@require_safe
def call_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """How a call stands: its reviewers, its ideas by their scores, what is decided and held."""
    return shown(request, queries.call_for(request.actor, slug))  # type: ignore[attr-defined]


@allow("calls.run_call")
@require_POST
def announce_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody see it."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    actions.announce_call(request.actor, found)  # type: ignore[attr-defined]
    messages.success(request, _("Announced."))
    return redirect("calls:call_desk", slug)


@allow("calls.run_call")
@require_POST
def extend_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the end off."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    form = ExtendForm(request.POST, auto_id="id_extend_%s")
    if form.is_valid():
        try:
            actions.extend_call(request.actor, found, form.cleaned_data["closes_at"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("calls:call_desk", slug)
    return shown(request, found, extend=form, status=400)


@allow("calls.run_call")
@require_POST
def appoint_reviewer(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask somebody to review."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    form = AppointForm(request.POST)
    if form.is_valid():
        try:
            actions.appoint_reviewer(request.actor, found, form.cleaned_data["email"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Asked, by mail."))
            return redirect("calls:call_desk", slug)
    return shown(request, found, appoint=form, status=400)


@allow("calls.run_call")
@require_POST
def end_reviewer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask no more of somebody."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    reviewer = next((each for each in queries.reviewers_of(found) if each.pk == pk), None)
    if reviewer is None:
        raise Http404(_("This call has no such reviewer."))
    actions.end_reviewer(request.actor, reviewer)  # type: ignore[attr-defined]
    return redirect("calls:call_desk", slug)


@allow("calls.decide_idea")
@require_POST
def decide_idea(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Hold what becomes of an idea."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    ideas = {each.line.idea.number: each.line.idea for each in queries.candidates_of(request.actor, found)}  # type: ignore[attr-defined]
    if number not in ideas:
        raise Http404(_("There is no idea at this address, or it is not public."))
    idea = ideas[number]
    standing = [each for each in ideas.values() if each.withdrawn_at is None and each.number != number]
    form = DecideForm(request.POST, idea=idea, others=standing)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.decide_idea(request.actor, idea, said["fate"], said["told"], ideas.get(said["into"]))  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Held. Nobody else sees it yet."))
            return redirect("calls:call_desk", slug)
    return shown(request, found, decide={number: form}, status=400)


@allow("calls.decide_idea")
@require_POST
def release_fates(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell all of it at once."""
    found = queries.call_for(request.actor, slug)  # type: ignore[attr-defined]
    actions.release_fates(request.actor, found)  # type: ignore[attr-defined]
    messages.success(request, _("Told: the pages are public, the letters are on their way."))
    return redirect("calls:call_desk", slug)
