"""The desk for events that members propose."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.events import actions, queries
from intersession.events.forms import ReasonForm, told
from intersession.events.models import CalendarEvent
from intersession.events.words import days_in_words
from intersession.kit.pages import page
from intersession.kit.paging import pages_of

SIZE = 20


@allow("events.answer_event")
@never_cache
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, the oldest first."""
    return shown(request)


def shown(
    request: HttpRequest, wrong: dict[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    """The list, with a form as it was sent where something is wrong."""
    waiting = queries.proposals()
    pages = pages_of(request, waiting.count(), SIZE)
    rows = [
        {
            "event": each,
            "days": days_in_words(each),
            "form": (wrong or {}).get(each.pk) or ReasonForm(auto_id=f"id_{each.pk}_%s"),
        }
        for each in waiting[pages.offset : pages.offset + SIZE]
    ]
    return page(request, "events/proposals.html", {"rows": rows, "pages": pages}, status=status)


def proposal_for(pk: int) -> CalendarEvent:
    """A proposal; 404 with a sentence else."""
    found = CalendarEvent.objects.filter(pk=pk, proposed_at__isnull=False).first()
    if found is None:
        raise Http404(_("There is no such proposal."))
    return found


@allow("events.answer_event")
@require_POST
def publish_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the calendar."""
    made = actions.publish_event(request.actor, proposal_for(pk))  # type: ignore[attr-defined]
    messages.success(request, _("In the calendar: %s.") % made)
    return redirect("events:proposals")


@allow("events.answer_event")
@require_POST
def return_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with a note."""
    found = proposal_for(pk)
    form = ReasonForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            actions.return_event(request.actor, found, form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Returned. The note was mailed."))
            return redirect("events:proposals")
    return shown(request, {pk: form}, status=400)
