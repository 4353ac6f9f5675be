"""The page of one's own organisation and what is done there; and what an invited person sees."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.access.roles import Role
from intersession.kit.pages import back, page
from intersession.mandates import actions, queries
from intersession.mandates.forms import (
    AcceptForm,
    CorrectForm,
    DescribeForm,
    GrantForm,
    HandOverForm,
    InviteForm,
    LeaveForm,
    ProxyForm,
    end_of,
)
from intersession.members import actions as members
from intersession.people.models import MandateRole

INVITES_PER_HOUR = 60
LINKS_PER_HOUR = 60


@allow("mandates.view_organisation")
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """To the page of the organisation one acts for; where none is chosen, to the choice."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.organisation:
        return redirect("mandates:organisation", actor.organisation.slug)
    return redirect("members:acting")


@allow("mandates.view_organisation")
@never_cache
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who acts for the organisation, who is invited, who votes for it."""
    return _shown(request, slug)


def _shown(request: HttpRequest, slug: str, **wrong: Form) -> HttpResponse:
    """The page with its forms; `wrong` is the one just sent that needs another look."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = queries.own_organisation(actor, slug)
    by_secretariat = Role.SECRETARIAT in actor.roles
    heirs = [person for person in shown.colleagues if person != shown.representative]
    forms: dict[str, Form] = {
        "invite_form": InviteForm(by_secretariat=by_secretariat),
        "grant_form": GrantForm(colleagues=shown.colleagues),
        "hand_over_form": HandOverForm(colleagues=heirs),
        "proxy_form": ProxyForm(),
        **wrong,
    }
    context: dict[str, Any] = {
        "own": shown,
        "organisation": shown.organisation,
        "by_secretariat": by_secretariat,
        "may_give_proxy": actor.may("mandates.give_proxy", shown.organisation),
        "may_leave": actor.may("members.end_membership", shown.organisation),
        "may_trust": actor.holds("members.trust_organisation"),
        "may_correct": actor.holds("members.correct_organisation"),
        "heirs": heirs,
        "me": actor.person,
        "today": timezone.now().date(),
        **forms,
    }
    return page(request, "mandates/organisation.html", context, status=400 if wrong else 200)


@allow("mandates.send_invite")
@require_POST
def send_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail somebody a link."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    form = InviteForm(request.POST, by_secretariat=Role.SECRETARIAT in actor.roles)
    if form.is_valid():
        limit(request, "invite", times=INVITES_PER_HOUR, seconds=3600)
        try:
            actions.send_invite(
                actor,
                found,
                form.cleaned_data["email"],
                MandateRole(form.cleaned_data["role"]),
                language=form.cleaned_data["language"],
                ends_at=end_of(form.cleaned_data["until"]),
            )
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The invite is on its way."))
            return redirect("mandates:organisation", slug)
    return _shown(request, slug, invite_form=form)


@allow("mandates.withdraw_invite")
@require_POST
def withdraw_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link worthless."""
    invite = queries.invite_for(request.actor, pk)  # type: ignore[attr-defined]
    actions.withdraw_invite(request.actor, invite)  # type: ignore[attr-defined]
    messages.success(request, _("The invite is withdrawn."))
    return redirect("mandates:organisation", invite.organisation.slug)


@allow("members.grant_mandate")
@require_POST
def grant_mandate(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody who acts for the organisation a further mandate."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = queries.own_organisation(actor, slug)
    form = GrantForm(request.POST, colleagues=shown.colleagues)
    if form.is_valid():
        person = queries.colleague_for(shown.organisation, form.cleaned_data["person"])
        try:
            members.grant_mandate(
                actor,
                person,
                shown.organisation,
                MandateRole(form.cleaned_data["role"]),
                ends_at=end_of(form.cleaned_data["until"]),
            )
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The mandate is given."))
            return redirect("mandates:organisation", slug)
    return _shown(request, slug, grant_form=form)


@allow("members.end_mandate")
@require_POST
def end_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mandate now."""
    actor = request.actor  # type: ignore[attr-defined]
    mandate = queries.mandate_for(actor, pk)
    members.end_mandate(actor, mandate)
    messages.success(request, _("The mandate has ended."))
    if mandate.person_id == actor.person.pk:
        return redirect("mfa_index")
    return back(request, reverse("mandates:organisation", args=[mandate.organisation.slug]))


@allow("mandates.hand_over")
@require_POST
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a colleague the representative."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = queries.own_organisation(actor, slug)
    form = HandOverForm(request.POST, colleagues=shown.colleagues)
    if form.is_valid():
        person = queries.colleague_for(shown.organisation, form.cleaned_data["person"])
        try:
            actions.hand_over(actor, shown.organisation, person, stays=form.cleaned_data["stays"])
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("The role is handed over."))
            # Who stayed nothing at all has no right to the organisation's page any more.
            return redirect("mandates:own" if form.cleaned_data["stays"] else "mfa_index")
    return _shown(request, slug, hand_over_form=form)


@allow("mandates.give_proxy")
@require_POST
def give_proxy(request: HttpRequest, slug: str) -> HttpResponse:
    """Let another member vote for the organisation for a time."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    form = ProxyForm(request.POST)
    if form.is_valid():
        meant = queries.members_named(form.cleaned_data["holder"])
        if len(meant) != 1:
            near = ", ".join(f"{each.name} ({each.slug})" for each in meant)
            form.add_error(
                "holder",
                _("Which one do you mean: %(names)s?") % {"names": near}
                if near
                else _("No member is called so."),
            )
        else:
            starts, ends = end_of(form.cleaned_data["starts"]), end_of(form.cleaned_data["ends"])
            assert starts is not None
            assert ends is not None
            try:
                actions.give_proxy(actor, found, meant[0], starts.replace(hour=0, minute=0, second=0), ends)
            except Refused as error:
                form.add_error(None, str(error.sentence))
            else:
                messages.success(request, _("The proxy is given."))
                return redirect("mandates:organisation", slug)
    return _shown(request, slug, proxy_form=form)


@allow("mandates.end_proxy")
@require_POST
def end_proxy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proxy back."""
    actor = request.actor  # type: ignore[attr-defined]
    proxy = actions.end_proxy(actor, queries.proxy_for(actor, pk))
    messages.success(request, _("The proxy has ended."))
    return redirect("mandates:organisation", proxy.organisation.slug)


@allow("members.describe_organisation")
@never_cache
def describe_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What the organisation says of itself."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    said = queries.described(found)
    initial = {name: getattr(said, name) for name in DescribeForm.base_fields}
    form = DescribeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            members.describe_organisation(actor, found, form.said)
        except Refused as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, _("What your organisation says of itself is changed."))
            return redirect("mandates:organisation", slug)
    context = {"form": form, "organisation": found}
    return page(request, "mandates/describe.html", context, status=400 if form.errors else 200)


@allow("members.correct_organisation")
@never_cache
def correct_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, country and group: the secretariat's to change."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    initial = {
        "name": found.name,
        "name_language": found.name_language,
        "place": found.place,
        "group": found.stakeholder_group,
    }
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        members.correct_organisation(actor, found, **form.cleaned_data)
        messages.success(request, _("The record is changed."))
        return redirect("mandates:organisation", slug)
    context = {"form": form, "organisation": found}
    return page(request, "mandates/correct.html", context, status=400 if form.errors else 200)


@allow("members.trust_organisation")
@require_POST
def trust_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Let what an organisation shares be published at once, or no longer."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    members.trust_organisation(actor, found, is_trusted=request.POST.get("is_trusted") == "1")
    messages.success(request, _("The record is changed."))
    return redirect("mandates:organisation", slug)


@allow("members.end_membership")
@never_cache
def end_membership(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation leaves the coalition."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        members.end_membership(actor, found, form.cleaned_data["reason"])
        messages.success(request, _("The organisation is a former member from today on."))
        return redirect("directory:organisation", slug)
    context = {"form": form, "organisation": found}
    return page(request, "mandates/leave.html", context, status=400 if form.errors else 200)


@allow("mandates.accept_invite", anonymous_post=True)
@never_cache
def accept_invite(request: HttpRequest, token: str) -> HttpResponse:
    """What a mailed link opens: who invites whom as what, and a button. Opening it changes nothing."""
    actor = request.actor  # type: ignore[attr-defined]
    limit(request, "invite-link", times=LINKS_PER_HOUR, seconds=3600)
    invite = queries.offered_by(token)
    is_other = bool(invite and actor.person and actor.person.email != invite.email)
    is_signed_in = bool(invite and actor.person and not is_other)
    form = None if is_signed_in else AcceptForm(request.POST if request.method == "POST" else None)
    if invite and request.method == "POST" and (form is None or form.is_valid()):
        actions.accept_invite(actor, token, form.cleaned_data["name"] if form else "")
        if is_signed_in:
            messages.success(request, _("You may act for the organisation now."))
            return redirect("members:acting")
        return redirect("mandates:invite_accepted")
    context = {"invite": invite, "is_other": is_other, "form": form, "coalition": settings.COALITION}
    status = 410 if invite is None else 400 if form and form.errors else 200
    response = page(request, "mandates/invite.html", context, status=status)
    # The address is the key: it is told to no other site.
    response["Referrer-Policy"] = "same-origin"
    return response


@allow("mandates.accept_invite")
def invite_accepted(request: HttpRequest) -> HttpResponse:
    """How to go on: by signing in."""
    return page(request, "mandates/accepted.html")
