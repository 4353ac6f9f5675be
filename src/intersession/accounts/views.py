"""The pages of one's own account beside signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.accounts import actions, queries
from intersession.accounts.forms import EraseForm, ProfileForm
from intersession.kit.pages import page
from intersession.people.sessions import sessions_of

EXPORTS_PER_HOUR = 10


@allow("accounts.keep_account")
@never_cache
def describe_person(request: HttpRequest) -> HttpResponse:
    """Who one is, and what one agrees to."""
    actor = request.actor  # type: ignore[attr-defined]
    person = actor.person
    initial = {
        "name": person.name,
        "language": person.language,
        "place": person.place,
        "shows_name": person.shows_name,
        "takes_contact": person.takes_contact,
        "languages": queries.languages_of(person),
        "concepts": queries.concepts_of(person),
    }
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_person(actor, form.said)
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("Saved."))
            return redirect("mfa_index")
    return page(request, "accounts/profile.html", {"form": form}, status=400 if form.errors else 200)


@allow("accounts.keep_account")
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    context = {
        "sessions": sessions_of(request.actor.person),  # type: ignore[attr-defined]
        "here": request.session.session_key,
    }
    return page(request, "accounts/sessions.html", context)


@allow("accounts.keep_account")
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out elsewhere. Only one's own sessions are found."""
    mine = sessions_of(request.actor.person)  # type: ignore[attr-defined]
    found = next((each for each in mine if each.pk == pk), None)
    if found is None:
        raise Http404(_("This session has ended already."))
    if found.session_key == request.session.session_key:
        logout(request)
        return redirect("site:home")
    found.end()
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@allow("accounts.keep_account")
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    for each in sessions_of(request.actor.person):  # type: ignore[attr-defined]
        if each.session_key != request.session.session_key:
            each.end()
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:sessions")


@allow("accounts.keep_account")
@require_POST
def export_person(request: HttpRequest) -> HttpResponse:
    """Everything that is kept, as a file."""
    limit(request, "export", times=EXPORTS_PER_HOUR, seconds=3600)
    found = actions.export_person(request.actor)  # type: ignore[attr-defined]
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.now():%Y-%m-%d}.json"'
    response["Cache-Control"] = "no-store, private"
    return response


@allow("accounts.keep_account")
@require_POST
def leave_as_individual(request: HttpRequest) -> HttpResponse:
    """Stop taking part as an individual."""
    actions.leave_as_individual(request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("You no longer take part as an individual."))
    return redirect("mfa_index")


@allow("accounts.keep_account")
@never_cache
def erase_person(request: HttpRequest) -> HttpResponse:
    """The account goes."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_person(request.actor, keeps_name=form.cleaned_data["keeps_name"])  # type: ignore[attr-defined]
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            logout(request)
            messages.success(request, _("Your account is erased."))
            return redirect("site:home")
    return page(request, "accounts/erase.html", {"form": form}, status=400 if form.errors else 200)
