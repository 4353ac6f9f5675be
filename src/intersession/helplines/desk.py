"""The desk: what is due to be checked, and what people told us. For verifiers and the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.helplines import actions, queries
from intersession.helplines.forms import AnswerForm, CheckForm, WithdrawForm
from intersession.kit.pages import back, page
from intersession.kit.paging import page_number, pages_of

ON_A_PAGE = 25
CORRECTIONS_SHOWN = 25


def show_desk(
    request: HttpRequest, unfinished: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The desk; `unfinished` holds forms that came back with errors, by their prefix, to show as typed."""
    kept = unfinished or {}
    due = queries.due_channels()
    pages = pages_of(request, due.count(), ON_A_PAGE)
    rows = [
        {
            "channel": channel,
            "check_form": kept.get(f"check-{channel.pk}") or CheckForm(prefix=f"check-{channel.pk}"),
            "withdraw_form": kept.get(f"withdraw-{channel.pk}")
            or WithdrawForm(prefix=f"withdraw-{channel.pk}"),
            "is_open": f"check-{channel.pk}" in kept or f"withdraw-{channel.pk}" in kept,
        }
        for channel in due[pages.offset : pages.offset + ON_A_PAGE]
    ]
    corrections = queries.open_corrections()
    waiting = [
        {
            "correction": correction,
            "form": kept.get(f"answer-{correction.pk}") or AnswerForm(prefix=f"answer-{correction.pk}"),
        }
        for correction in corrections[:CORRECTIONS_SHOWN]
    ]
    context = {
        "pages": pages,
        "rows": rows,
        "waiting": waiting,
        "waiting_count": corrections.count(),
    }
    return page(request, "helplines/desk.html", context, status=status)


def back_to_desk(request: HttpRequest) -> HttpResponse:
    """Where the button stood, else the same page of the desk; the last page if that one has emptied."""
    count = max(1, -(-queries.due_channels().count() // ON_A_PAGE))
    number = min(page_number(request), count)
    address = reverse("helplines:desk")
    return back(request, f"{address}?page={number}" if number > 1 else address)


@allow("helplines.check_channel")
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is due, the oldest first, and the corrections that wait."""
    return show_desk(request)


@allow("helplines.check_channel")
@require_POST
def check_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a check of one channel."""
    channel = queries.channel_for(pk)
    if channel is None:
        raise Http404(_("There is no such channel."))
    form = CheckForm(request.POST, prefix=f"check-{pk}")
    if form.is_valid():
        try:
            actions.check_channel(request.actor, channel, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Recorded: %(service)s.") % {"service": channel.service.name})
            return back_to_desk(request)
    return show_desk(request, {f"check-{pk}": form}, status=400)


@allow("helplines.withdraw_service")
@require_POST
def withdraw_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the service of a channel off the pages, with a reason."""
    channel = queries.channel_for(pk)
    if channel is None:
        raise Http404(_("There is no such channel."))
    form = WithdrawForm(request.POST, prefix=f"withdraw-{pk}")
    if form.is_valid():
        try:
            actions.withdraw_service(request.actor, channel.service, form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("No longer listed: %(service)s.") % {"service": channel.service.name})
            return back_to_desk(request)
    return show_desk(request, {f"withdraw-{pk}": form}, status=400)


@allow("helplines.answer_correction")
@require_POST
def answer_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about a correction."""
    correction = queries.correction_for(pk)
    if correction is None:
        raise Http404(_("There is no such correction."))
    form = AnswerForm(request.POST, prefix=f"answer-{pk}")
    if form.is_valid():
        try:
            actions.answer_correction(request.actor, correction, form.cleaned_data["answer"])  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Answered, and off the desk."))
            return back_to_desk(request)
    return show_desk(request, {f"answer-{pk}": form}, status=400)
