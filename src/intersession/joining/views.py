"""Applying, and the applicant's own page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use, limit
from intersession.joining import actions, queries
from intersession.joining.forms import NONE_OF_THESE, Applying, IndividualForm, MessageForm, OrganisationForm
from intersession.joining.models import Application
from intersession.kit.fields import clean_line
from intersession.kit.pages import page
from intersession.members.queries import organisations_like

APPLICATIONS_PER_HOUR = 5
LETTERS_PER_DAY = 5
LOOKS_PER_HOUR = 600
LONGEST = 300


@allow("joining.apply")
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Who may join, how, and what happens next."""
    context = {"days": settings.ANSWER_DAYS, "individuals": settings.INDIVIDUALS_MAY_JOIN}
    return page(request, "joining/join.html", context)


@allow("joining.apply", anonymous_post=True)
def apply_as_organisation(request: HttpRequest) -> HttpResponse:
    """The form for organisations. Those of the records that may be the same are offered before it is sent."""
    claimed = queries.claimable(clean_line(request.GET.get("claims", ""))[:120])
    initial = {"name": claimed.name, "url": claimed.url, "place": claimed.place} if claimed else {}
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "same_as": claimed.slug if claimed else ""},
    )
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        alike = organisations_like([said["name"], said["name_en"]], said["acronym"], said["url"])
        meant = queries.claimable(said["same_as"]) if said["same_as"] else None
        if meant is None and alike and said["same_as"] != NONE_OF_THESE:
            form.add_error(
                None, _("Is it one of the organisations below? Say so, or that it is none of them.")
            )
        elif meant is not None and meant.is_member:
            form.add_error(
                None, _("This organisation is a member already. Who represents it can invite you by mail.")
            )
        else:
            return _sent(request, form, meant)
    context = {
        "form": form,
        "alike": alike,
        "claimed": claimed,
        "chosen": form.data.get("same_as", "") if form.is_bound else "",
        "days": settings.ANSWER_DAYS,
    }
    response = page(request, "joining/apply.html", context, status=400 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response


@allow("joining.apply", anonymous_post=True)
def apply_as_individual(request: HttpRequest) -> HttpResponse:
    """The form for persons who join for themselves, where the coalition lets them."""
    if not settings.INDIVIDUALS_MAY_JOIN:
        raise Http404(_("Only organisations can join."))
    form = IndividualForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _sent(request, form, None)
    context = {"form": form, "alike": [], "claimed": None, "chosen": "", "days": settings.ANSWER_DAYS}
    response = page(request, "joining/apply.html", context, status=400 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response


def _sent(request: HttpRequest, form: Applying, claims: Any) -> HttpResponse:
    """Take it in, and answer alike whatever is known of the address."""
    if not form.is_from_a_program:
        limit(request, "application", times=APPLICATIONS_PER_HOUR, seconds=3600)
        # Nobody's mailbox is filled through us.
        count_use(
            "application-letter", form.cleaned_data["email"].lower(), times=LETTERS_PER_DAY, seconds=86400
        )
        actions.send_application(
            request.actor,  # type: ignore[attr-defined]
            form.cleaned_data["email"],
            form.said,
            claims,
        )
    return redirect("joining:sent")


@allow("joining.apply")
@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """A part of the form: organisations that may be the same, as the name is typed."""
    limit(request, "alike", times=LOOKS_PER_HOUR, seconds=3600)
    asked = {
        name: clean_line(request.GET.get(name, ""))[:LONGEST]
        for name in ("name", "name_en", "acronym", "url")
    }
    found = organisations_like([asked["name"], asked["name_en"]], asked["acronym"], asked["url"])
    context = {"alike": found, "chosen": request.GET.get("same_as", "")[:120]}
    response = page(request, "joining/alike.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@allow("joining.apply")
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return page(request, "joining/sent.html", {"days": settings.ANSWER_DAYS})


def _private(response: HttpResponse) -> HttpResponse:
    """The address of the page is its key: it is told to no other site."""
    response["Referrer-Policy"] = "same-origin"
    return response


@allow("joining.follow_application")
@never_cache
@require_safe
def application(request: HttpRequest, key: str) -> HttpResponse:
    """How it stands and whose move it is, for whoever holds the mailed address."""
    return _shown(request, queries.application_of(key))


def _shown(request: HttpRequest, found: Application, form: MessageForm | None = None) -> HttpResponse:
    context = {
        "application": found,
        "said": queries.messages_of(found),
        "form": form or MessageForm(),
        "days": settings.ANSWER_DAYS,
    }
    return _private(page(request, "joining/application.html", context, status=400 if form else 200))


@allow("joining.follow_application", anonymous_post=True)
@never_cache
@require_POST
def confirm_application(request: HttpRequest, key: str) -> HttpResponse:
    """The address is right: the secretariat's time runs."""
    found = queries.application_of(key)
    actions.confirm_application(request.actor, found)  # type: ignore[attr-defined]
    return redirect(found)


@allow("joining.follow_application", anonymous_post=True)
@never_cache
@require_POST
def reply_to_secretariat(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a question."""
    found = queries.application_of(key)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        actions.reply_to_secretariat(request.actor, found, form.cleaned_data["text"])  # type: ignore[attr-defined]
    except Refused as error:
        form.add_error(None, str(error.sentence))
        return _shown(request, found, form)
    return redirect(found)


@allow("joining.follow_application", anonymous_post=True)
@never_cache
@require_POST
def withdraw_application(request: HttpRequest, key: str) -> HttpResponse:
    """Take it back."""
    found = queries.application_of(key)
    actions.withdraw_application(request.actor, found)  # type: ignore[attr-defined]
    return redirect(found)


@allow("joining.view_own_applications")
@never_cache
@require_safe
def own_applications(request: HttpRequest) -> HttpResponse:
    """The applications made with the address one signs in with."""
    found = queries.own_applications(request.actor)  # type: ignore[attr-defined]
    return page(request, "joining/own.html", {"applications": found})
