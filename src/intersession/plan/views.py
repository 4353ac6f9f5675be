"""The plan as table, bars and document; one action; writing them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.atlas.tables import csv_response
from intersession.formats.models import PaperSize
from intersession.formats.printing import printed
from intersession.formats.writers import WRITERS
from intersession.kit.pages import page
from intersession.plan import actions, queries
from intersession.plan.forms import CloseForm, NoteForm, ObjectiveForm, UndertakingForm
from intersession.plan.lights import TONES
from intersession.plan.models import Objective, Undertaking
from intersession.plan.paper import document_of
from intersession.projects.queries import joint_projects
from intersession.safety.running import Failed
from intersession.safety.sentences import sentence
from intersession.safety.serving import ALONE, attachment

MOST_YEARS = 5
FILES_AN_HOUR = 60
HEAD = (
    "number", "objective", "action", "lead", "from", "until", "fiscal_years", "indicator", "value", "target", "light",
    "why", "last_note", "project",
)  # fmt: skip


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def years_in(request: HttpRequest) -> tuple[int, int]:
    """The fiscal years an address asks for: `year`, and `until` where several are shown."""
    this = timezone.now().year
    found = []
    for name in ("year", "until"):
        text = request.GET.get(name, "")
        if text and not (text.isascii() and text.isdigit() and 1990 <= int(text[:6]) <= 2100):
            raise Http404(_("There is no such year here."))
        found.append(int(text) if text else None)
    first = found[0] or this
    last = found[1] or first
    return first, max(first, min(last, first + MOST_YEARS - 1))


def plan_context(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    first, last = years_in(request)
    branches = queries.tree(actor, first, last)
    shown = [each for each in joint_projects(actor, first) if each.is_adopted or each.is_open]
    return {
        "first": first,
        "last": last,
        "years": queries.known_years(),
        "spans": list(range(first, last + 1)),
        "branches": branches,
        "lights": [(light.label, TONES[light], count) for light, count in queries.lights_of(branches)],
        "joint": shown,
        "query": f"year={first}" + (f"&until={last}" if last > first else ""),
        "may_write": actor.holds("plan.write_plan"),
        "today": timezone.now().date(),
    }


@allow("plan.view_plan")
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan of a fiscal year or several: each action with a bar in time and its light."""
    return page(request, "plan/plan.html", plan_context(request))


@allow("plan.view_plan")
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The same as a document to read and print."""
    return page(request, "plan/document.html", plan_context(request))


@allow("plan.view_plan")
@require_safe
def plan_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a file: PDF, Word and what else papers are written in."""
    if ending != "pdf" and ending not in WRITERS:
        raise Http404(_("The plan is not written in this format."))
    first, last = years_in(request)
    made = document_of(actor_of(request), first, last, timezone.now().date())
    limit(request, "plan-file", times=FILES_AN_HOUR, seconds=3600)
    if ending == "pdf":
        try:
            with printed(made, PaperSize.A4) as file:
                response = HttpResponse(file.read(), content_type="application/pdf")
        except Failed as failure:
            raise Refused(sentence(failure.why, failure.fact)) from failure
    else:
        response = HttpResponse(WRITERS[ending].written(made), content_type=WRITERS[ending].media_type)
    response["Content-Disposition"] = attachment(f"{made.name}.{ending}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["X-Robots-Tag"] = "noindex"
    return response


@allow("plan.view_plan")
@require_safe
def plan_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    first, last = years_in(request)
    rows = [
        (
            branch.number,
            branch.objective.title,
            line.undertaking.title,
            line.undertaking.lead.name if line.undertaking.lead else "",
            line.undertaking.starts_on,
            line.undertaking.ends_on,
            line.undertaking.years,
            line.undertaking.indicator,
            line.last.value if line.last and line.last.value is not None else "",
            line.undertaking.target if line.undertaking.target is not None else "",
            line.standing.light.value,
            line.standing.why,
            line.last.noted_on if line.last else "",
            line.undertaking.project.slug if line.undertaking.project else "",
        )
        for branch in queries.tree(actor_of(request), first, last)
        for line in branch.lines
    ]
    return csv_response(f"plan-{first}" + (f"-{last}" if last > first else ""), HEAD, rows)


@allow("plan.view_plan")
@require_safe
def undertaking(request: HttpRequest, slug: str) -> HttpResponse:
    """One action of the plan, with every note on how it goes."""
    return show_undertaking(request, queries.undertaking_for(actor_of(request), slug))


def show_undertaking(
    request: HttpRequest, found: Undertaking, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of an action, with a form as it was sent where something is wrong."""
    actor = actor_of(request)
    line = queries.line_of(found, found.starts_on, found.ends_on, timezone.now().date())
    context = {
        "line": line,
        "undertaking": found,
        "notes": queries.notes_of(found),
        "may_note": found.is_open and actor.may("plan.note_progress", found),
        "may_write": found.is_open and actor.holds("plan.write_plan"),
        "note_form": forms.get("note_form") or NoteForm(is_measured=found.target is not None),
        "close_form": forms.get("close_form") or CloseForm(),
        "trail": [(reverse("plan:plan"), _("The plan")), ("", found.title)],
    }
    return page(request, "plan/undertaking.html", context, status=status)


@allow("plan.note_progress")
@require_POST
def note_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how it goes."""
    found = queries.undertaking_for(actor_of(request), slug)
    form = NoteForm(request.POST, is_measured=found.target is not None)
    if form.is_valid():
        try:
            actions.note_progress(actor_of(request), found, form.noted)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))
        else:
            messages.success(request, _("Thank you. It is noted."))
            return redirect(found)
    return show_undertaking(request, found, note_form=form, status=400)


@allow("plan.note_progress")
@require_POST
def finish_undertaking(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that it is done."""
    found = queries.undertaking_for(actor_of(request), slug)
    actions.close_undertaking(actor_of(request), found)
    messages.success(request, _("It is done. Thank you."))
    return redirect(found)


@allow("plan.note_progress")
@require_POST
def drop_undertaking(request: HttpRequest, slug: str) -> HttpResponse:
    """Give it up, with a reason."""
    found = queries.undertaking_for(actor_of(request), slug)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return show_undertaking(request, found, close_form=form, status=400)
    actions.close_undertaking(actor_of(request), found, form.cleaned_data["because"])
    messages.success(request, _("It is given up, and stays in the plan with the reason."))
    return redirect(found)


def show_form(request: HttpRequest, form: Any, title: str, status: int) -> HttpResponse:
    context = {"form": form, "title": title, "trail": [(reverse("plan:plan"), _("The plan")), ("", title)]}
    return page(request, "plan/write.html", context, status=status)


@allow("plan.write_plan")
@require_http_methods(["GET", "HEAD", "POST"])
def add_objective(request: HttpRequest) -> HttpResponse:
    """A new objective."""
    return written_objective(request, None, ObjectiveForm(request.POST or None))


@allow("plan.write_plan")
@require_http_methods(["GET", "HEAD", "POST"])
def change_objective(request: HttpRequest, pk: int) -> HttpResponse:
    """Word an objective anew."""
    found = queries.objective_for(pk)
    first = {"title": found.title, "text": found.text, "language": found.language, "parent": found.parent_id}
    return written_objective(request, found, ObjectiveForm(request.POST or None, initial=first))


def written_objective(request: HttpRequest, found: Objective | None, form: ObjectiveForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_objective(actor_of(request), form.aim, found)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))
        else:
            messages.success(request, _("It stands in the plan."))
            return redirect("plan:plan")
    title = _("Change the objective") if found else _("Add an objective")
    return show_form(request, form, title, 400 if form.errors else 200)


@allow("plan.write_plan")
@require_http_methods(["GET", "HEAD", "POST"])
def add_undertaking(request: HttpRequest, pk: int) -> HttpResponse:
    """A new action for an objective."""
    return written_undertaking(
        request, queries.objective_for(pk), None, UndertakingForm(request.POST or None)
    )


@allow("plan.write_plan")
@require_http_methods(["GET", "HEAD", "POST"])
def change_undertaking(request: HttpRequest, slug: str) -> HttpResponse:
    """Word an action anew."""
    found = queries.undertaking_for(actor_of(request), slug)
    if not found.is_open:
        raise Http404(_("This action is done or given up: it does not change any more."))
    form = UndertakingForm(request.POST or None, initial=UndertakingForm.initial_of(found))
    return written_undertaking(request, found.objective, found, form)


def written_undertaking(
    request: HttpRequest, objective: Objective, found: Undertaking | None, form: UndertakingForm
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_undertaking(actor_of(request), objective, form.task, found)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))
        else:
            messages.success(request, _("It stands in the plan."))
            return redirect(made)
    title = _("Change the action") if found else _("Add an action")
    return show_form(request, form, title, 400 if form.errors else 200)
