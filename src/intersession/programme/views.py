"""The programme of a session, the page it is composed on, and registering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.action_items.queries import item_for as action_item_for
from intersession.kit.pages import page
from intersession.meetings.models import Meeting
from intersession.meetings.queries import meeting_for
from intersession.meetings.words import days_in_words
from intersession.papers.models import Version
from intersession.programme import actions, queries
from intersession.programme.forms import (
    AnswerForm,
    AttendanceForm,
    InviteForm,
    ItemForm,
    MaterialForm,
    PlenaryAnswerForm,
    PlenaryForm,
    RegisterForm,
    RelatedForm,
    ReleaseForm,
    initial_of,
    told,
)
from intersession.programme.models import Registration


def trail_of(meeting: Meeting, *further: tuple[str, object]) -> list[tuple[str, object]]:
    """The way to a page under a session."""
    return [
        (reverse("meetings:meetings"), _("Sessions")),
        (meeting.get_absolute_url(), meeting.title),
        *further,
    ]


@allow("programme.view_programme")
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Who speaks about what, in the order of the newest release; what to read; and how to come."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    panel = queries.panel_of(meeting)
    logs = queries.releases_of(meeting)
    plenary = queries.plenary_of(meeting)
    context = {
        "meeting": meeting,
        "days": days_in_words(meeting),
        "panel": queries.confirmed_of(panel),
        "rows": queries.timed(meeting, logs[0].release.items) if logs else [],
        "newest": logs[0].release if logs else None,
        "logs": logs,
        "materials": queries.materials_of(meeting),
        "related": queries.related_of(meeting),
        "plenary": plenary,
        "attendance": queries.attendance_of(meeting),
        "coming": queries.coming(meeting),
        "is_over": queries.is_over(meeting),
        "registration": queries.registration_of(actor, meeting),
        "may_compose": actor.holds("programme.compose"),
        "may_see_registrations": actor.may("programme.view_registrations", meeting),
        "trail": trail_of(meeting, ("", _("Programme"))),
    }
    return page(request, "programme/programme.html", context)


# ── composing ───────────────────────────────────────────────────────────────────────────────────

FORMS: dict[str, type[forms.Form]] = {
    "invite": InviteForm,
    "item": ItemForm,
    "release": ReleaseForm,
    "material": MaterialForm,
    "attendance": AttendanceForm,
    "related": RelatedForm,
    "plenary": PlenaryForm,
}


def composing(
    request: HttpRequest, meeting: Meeting, wrong: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page a session is composed on, with a form as it was sent where something is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    panel = queries.panel_of(meeting)
    agenda = queries.agenda_of(meeting)
    logs = queries.releases_of(meeting)
    newest = logs[0].release if logs else None
    minutes = sum(each.minutes for each in agenda)
    context = {
        "meeting": meeting,
        "panel": panel,
        "balance": queries.balance(panel),
        "agenda": agenda,
        "minutes": minutes,
        "minutes_over": minutes - meeting.minutes if meeting.minutes and minutes > meeting.minutes else 0,
        "newest": newest,
        "pending": queries.not_released(meeting, newest),
        "overdue": queries.overdue_for(actor, meeting),
        "materials": queries.materials_of(meeting),
        "related": queries.related_of(meeting),
        "plenary": queries.plenary_of(meeting),
        "attendance": queries.attendance_of(meeting),
        "plenary_answer": PlenaryAnswerForm(auto_id="id_answer_%s"),
        "trail": trail_of(
            meeting,
            (reverse("programme:programme", args=[meeting.slug]), _("Programme")),
            ("", _("Compose it")),
        ),
        "forms": {
            name: (wrong or {}).get(name) or form(auto_id=f"id_{name}_%s") for name, form in FORMS.items()
        },
    }
    return page(request, "programme/compose.html", context, status=status)


@allow("programme.compose")
@never_cache
@require_safe
def compose(request: HttpRequest, slug: str) -> HttpResponse:
    """The panel with its balance, the agenda, materials, and what goes on elsewhere."""
    return composing(request, meeting_for(request.actor, slug))  # type: ignore[attr-defined]


def sent(
    request: HttpRequest,
    slug: str,
    name: str,
    act: Callable[[Actor, Meeting, Any], object],
    thanks: str,
    anchor: str,
) -> HttpResponse:
    """What one of the forms of that page sends: done, or shown again with what was typed."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    form = FORMS[name](request.POST, auto_id=f"id_{name}_%s")
    if form.is_valid():
        try:
            act(actor, meeting, form)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, thanks)
            return to_compose(meeting, anchor)
    return composing(request, meeting, {name: form}, status=400)


def to_compose(meeting: Meeting, anchor: str) -> HttpResponse:
    """Back to a part of that page."""
    return redirect(f"{reverse('programme:compose', args=[meeting.slug])}#{anchor}")


@allow("programme.compose")
@require_POST
def invite_to_panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask somebody to take part."""

    def act(actor: Actor, meeting: Meeting, form: InviteForm) -> None:
        actions.invite_to_panel(actor, meeting, form.invited)

    return sent(request, slug, "invite", act, _("Invited. Nothing shows before they said yes."), "panel")


@allow("programme.compose")
@require_POST
def remove_from_panel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take somebody off the panel."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    actions.remove_from_panel(actor, queries.member_for(meeting, pk))
    return to_compose(meeting, "panel")


@allow("programme.answer_invitation", anonymous_post=True)
@never_cache
def answer_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page the link in the letter leads to."""
    member = queries.invitation_of(token)
    first: dict[str, Any] = {"gender": member.gender}
    if member.is_young is not None:
        first["is_young"] = "yes" if member.is_young else "no"
    if member.confirmed_at or member.declined_at:
        first["answer"] = "yes" if member.confirmed_at else "no"
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_invitation(
                request.actor,  # type: ignore[attr-defined]
                member,
                accepts=said["answer"] == "yes",
                gender=said["gender"],
                is_young=said["is_young"],
            )
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("programme:answer_invitation", token)
    context = {
        "member": member,
        "meeting": member.meeting,
        "days": days_in_words(member.meeting),
        "form": form,
    }
    response = page(request, "programme/answer.html", context, status=400 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@allow("programme.compose")
@require_POST
def add_agenda_item(request: HttpRequest, slug: str) -> HttpResponse:
    """Put something on the agenda."""

    def act(actor: Actor, meeting: Meeting, form: ItemForm) -> None:
        actions.add_agenda_item(actor, meeting, form.point)

    return sent(request, slug, "item", act, _("It is on the agenda."), "agenda")


@allow("programme.compose")
@require_POST
def open_with_overdue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put an overdue action item first."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    actions.open_with_overdue(actor, meeting, action_item_for(actor, pk))
    return to_compose(meeting, "agenda")


@allow("programme.compose")
@never_cache
def change_agenda_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say it otherwise."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    item = queries.item_for(meeting, pk)
    form = ItemForm(request.POST if request.method == "POST" else None, initial=initial_of(item))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agenda_item(actor, item, form.point)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return to_compose(meeting, "agenda")
    trail = trail_of(
        meeting, (reverse("programme:compose", args=[slug]), _("Compose it")), ("", _("Agenda item"))
    )
    context = {"meeting": meeting, "form": form, "trail": trail}
    return page(request, "programme/item.html", context, status=400 if form.errors else 200)


@allow("programme.compose")
@require_POST
def move_agenda_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    actions.move_agenda_item(actor, queries.item_for(meeting, pk), up=request.POST.get("way") == "up")
    return to_compose(meeting, "agenda")


@allow("programme.compose")
@require_POST
def remove_agenda_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take it off the agenda."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    actions.remove_agenda_item(actor, queries.item_for(meeting, pk))
    return to_compose(meeting, "agenda")


@allow("programme.compose")
@require_POST
def release_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the agenda public."""

    def act(actor: Actor, meeting: Meeting, form: ReleaseForm) -> None:
        actions.release_agenda(actor, meeting, form.cleaned_data["note"])

    return sent(request, slug, "release", act, _("Released. Everybody reads it now."), "agenda")


@allow("programme.compose")
@require_POST
def pin_material(request: HttpRequest, slug: str) -> HttpResponse:
    """Give people something to read."""

    def act(actor: Actor, meeting: Meeting, form: MaterialForm) -> None:
        found = form.cleaned_data["address"]
        if isinstance(found, Version):
            actions.pin_paper(actor, meeting, found)
        else:
            actions.pin_resource(actor, meeting, found)

    return sent(request, slug, "material", act, _("It is among the materials, at this version."), "materials")


@allow("programme.compose")
@require_POST
def remove_material(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take it from the list."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    actions.remove_material(actor, queries.material_for(meeting, pk))
    return to_compose(meeting, "materials")


@allow("programme.compose")
@require_POST
def count_attendance(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down how many were there."""

    def act(actor: Actor, meeting: Meeting, form: AttendanceForm) -> None:
        actions.count_attendance(actor, meeting, **form.cleaned_data)

    return sent(request, slug, "attendance", act, _("Written down."), "attendance")


@allow("programme.compose")
@require_POST
def add_related_session(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a session elsewhere."""

    def act(actor: Actor, meeting: Meeting, form: RelatedForm) -> None:
        actions.add_related_session(actor, meeting, **form.cleaned_data)

    return sent(request, slug, "related", act, _("It is on the list."), "related")


@allow("programme.compose")
@require_POST
def remove_related_session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take it from the list."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    actions.remove_related_session(actor, queries.related_for(meeting, pk))
    return to_compose(meeting, "related")


@allow("programme.compose")
@require_POST
def ask_plenary(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what was asked of the plenary."""

    def act(actor: Actor, meeting: Meeting, form: PlenaryForm) -> None:
        actions.ask_plenary(actor, meeting, **form.cleaned_data)

    return sent(request, slug, "plenary", act, _("Written down."), "plenary")


@allow("programme.compose")
@require_POST
def answer_plenary(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what the plenary answered."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    asked = queries.plenary_for(meeting, pk)
    form = PlenaryAnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say on which day it was granted or declined."))
    said = form.cleaned_data
    try:
        actions.answer_plenary(
            actor, asked, is_granted=said["answer"] == "granted", answered_on=said["answered_on"]
        )
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return to_compose(meeting, "plenary")


# ── coming ──────────────────────────────────────────────────────────────────────────────────────


@allow("programme.register")
@never_cache
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one comes, how, and what one needs."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    held = queries.registration_of(actor, meeting)
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        has_organisation=actor.organisation is not None,
        initial=_said(held),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.register(actor, meeting, form.coming)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Thank you. You are registered."))
            return redirect("programme:programme", slug)
    context = {
        "meeting": meeting,
        "days": days_in_words(meeting),
        "form": form,
        "registration": held,
        "is_over": queries.is_over(meeting),
        "trail": trail_of(
            meeting, (reverse("programme:programme", args=[slug]), _("Programme")), ("", _("Register"))
        ),
    }
    return page(request, "programme/register.html", context, status=400 if form.errors else 200)


def _said(held: Registration | None) -> dict[str, Any]:
    if held is None:
        return {}
    return {
        "way": held.way,
        "number": held.number,
        "access_needs": held.access_needs,
        "for_organisation": held.organisation_id is not None,
    }


@allow("programme.register")
@require_POST
def cancel_registration(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one does not come."""
    actor = request.actor  # type: ignore[attr-defined]
    actions.cancel_registration(actor, meeting_for(actor, slug))
    messages.success(request, _("You are no longer registered."))
    return redirect("programme:programme", slug)


@allow("programme.view_registrations")
@never_cache
@require_safe
def registrations(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes and what they need: for the secretariat and those who run the session."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    if not actor.may("programme.view_registrations", meeting):
        raise Http404(_("Only those who run this session see who comes."))
    trail = trail_of(
        meeting, (reverse("programme:programme", args=[slug]), _("Programme")), ("", _("Who comes"))
    )
    context = {
        "meeting": meeting,
        "registrations": queries.registrations_of(meeting),
        "coming": queries.coming(meeting),
        "trail": trail,
    }
    return page(request, "programme/registrations.html", context)
