"""The secretariat's desk of applications."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.joining import actions, queries
from intersession.joining.forms import AskForm, DeclineForm, WelcomeForm
from intersession.joining.models import Application
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.people.models import Organisation
from intersession.places.names import place_name

SIZE = 30
NEW = "new"


@allow("joining.answer_application")
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Applications that wait, the longest first; with `?answered` those that were answered."""
    is_open = "answered" not in request.GET
    found = queries.applications(request.actor, is_open=is_open)  # type: ignore[attr-defined]
    pages = pages_of(request, found.count(), SIZE)
    context = {
        "applications": found[pages.offset : pages.offset + SIZE],
        "pages": pages,
        "is_open": is_open,
        "now": timezone.now(),
    }
    return page(request, "joining/desk.html", context)


@allow("joining.answer_application")
@never_cache
@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: what was said, which records may be the same, and the three answers."""
    return _shown(request, queries.application_for(request.actor, pk))  # type: ignore[attr-defined]


def _records(application: Application) -> list[Organisation]:
    """The record that is claimed and those that may be the same, as far as they can become the member."""
    if application.is_individual:
        return []
    near = [each.organisation for each in queries.alike(application)]
    claimed = [application.claims] if application.claims else []
    return [each for each in dict.fromkeys([*claimed, *near]) if not each.is_member]


def _choices(application: Application) -> list[tuple[str, object]]:
    records: list[tuple[str, object]] = [
        (each.slug, _("%(name)s, as it is in the records") % {"name": each.name})
        for each in _records(application)
    ]
    return [*records, (NEW, _("A new record"))]


def _shown(request: HttpRequest, application: Application, **wrong: Form) -> HttpResponse:
    choices = _choices(application)
    start = application.claims.slug if application.claims and len(choices) > 1 else NEW
    context: dict[str, Any] = {
        "application": application,
        "said": queries.messages_of(application),
        "alike": [] if application.is_individual else queries.alike(application),
        "concepts": queries.concept_names(application.concepts),
        "places": [place_name(code) for code in application.places],
        "welcome_form": WelcomeForm(choices=choices, initial={"into": start}),
        "ask_form": AskForm(),
        "decline_form": DeclineForm(),
        **wrong,
    }
    return page(request, "joining/answer.html", context, status=400 if wrong else 200)


@allow("joining.answer_application")
@require_POST
def welcome_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.application_for(actor, pk)
    records = {each.slug: each for each in _records(found)}
    form = WelcomeForm(request.POST, choices=_choices(found))
    if found.is_individual or form.is_valid():
        into = None if found.is_individual else records.get(form.cleaned_data["into"])
        try:
            actions.welcome_application(actor, found, into)
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Welcomed. The applicant is told by mail."))
            return redirect("joining:desk")
    return _shown(request, found, welcome_form=form)


@allow("joining.answer_application")
@require_POST
def ask_applicant(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask something first."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.application_for(actor, pk)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_applicant(actor, found, form.cleaned_data["text"])
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The question is on its way."))
            return redirect("joining:answer", pk)
    return _shown(request, found, ask_form=form)


@allow("joining.answer_application")
@require_POST
def decline_application(request: HttpRequest, pk: int) -> HttpResponse:
    """No, and why."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.application_for(actor, pk)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            actions.decline_application(actor, found, form.cleaned_data["reason"])
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Declined. The applicant is told by mail."))
            return redirect("joining:desk")
    return _shown(request, found, decline_form=form)
