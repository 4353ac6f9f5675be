"""Writing to the coalition, and the desk where it is answered. A visitor's browser is asked to keep nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages as notes
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused, TooOften
from intersession.access.limits import limit, wait_words
from intersession.kit.pages import back
from intersession.kit.pages import page as answer
from intersession.kit.paging import pages_of
from intersession.pages import actions, queries
from intersession.pages.forms import AnswerForm, MessageForm
from intersession.pages.models import Message

MESSAGES_PER_HOUR = 5
ON_A_PAGE = 20


def with_form(form: MessageForm | None = None) -> dict[str, object]:
    """What the contact page shows beside its text."""
    return {
        "form": form or MessageForm(),
        "answer_days": settings.MESSAGES_ANSWERED_WITHIN_DAYS,
        "kept": kept(),
    }


def kept() -> str:
    """For how long a message is kept after it was answered, in words."""
    months = round(settings.MESSAGES_KEPT_DAYS / 30)
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}


@allow("pages.send_message", anonymous_post=True)
def send_message(request: HttpRequest) -> HttpResponse:
    """Anybody may write. It goes to the secretariat's desk and is published nowhere."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return redirect("pages:page", "contact")
    form = MessageForm(request.POST)
    status, wait = 400, 0
    if form.is_valid():
        if form.is_from_a_program:
            return redirect("pages:message_received")
        try:
            limit(request, "message", times=MESSAGES_PER_HOUR, seconds=3600)
        except TooOften as often:
            status, wait = 429, often.retry_after
            form.add_error(None, wait_words(wait))
        else:
            fields = {name: form.cleaned_data[name] for name in ("name", "email", "text")}
            actions.send_message(actor, **fields, language=get_language() or settings.LANGUAGE_CODE)
            return redirect("pages:message_received")
    shown = queries.shown(queries.page_for(actor, "contact"))
    context: dict[str, Any] = {
        "shown": shown,
        "trail": [(reverse("pages:pages"), _("The coalition")), ("", shown.version.title)],
        **with_form(form),
    }
    response = answer(request, "pages/page.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


@allow("pages.view_page")
@require_safe
def message_received(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    context = {"answer_days": settings.MESSAGES_ANSWERED_WITHIN_DAYS, "kept": kept()}
    return answer(request, "pages/message_received.html", context)


@allow("pages.answer_message")
@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What people wrote and nobody has answered, the oldest first; or what was answered lately."""
    return show_messages(request)


def show_messages(
    request: HttpRequest, unfinished: dict[int, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The desk of messages; `unfinished` holds forms that came back with errors, by their message."""
    is_answered = request.GET.get("state") == "answered"
    found = queries.answered_messages() if is_answered else queries.open_messages()
    paging = pages_of(request, found.count(), ON_A_PAGE)
    listed = list(found[paging.offset : paging.offset + ON_A_PAGE])
    kept_forms = unfinished or {}
    rows = [
        {"message": message, "form": None if is_answered else kept_forms.get(message.pk) or form_for(message)}
        for message in listed
    ]
    context = {"rows": rows, "pages": paging, "is_answered": is_answered, "kept": kept()}
    return answer(request, "pages/messages.html", context, status=status)


def form_for(message: Message, data: Any = None) -> AnswerForm:
    """The form under a message."""
    return AnswerForm(data, prefix=f"answer-{message.pk}", is_mailed=bool(message.email))


@allow("pages.answer_message")
@require_POST
def answer_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a message, or say what was done about it."""
    message = queries.message_for(pk)
    if message is None:
        raise Http404(_("There is no such message, or it was forgotten as promised."))
    form = form_for(message, request.POST)
    if form.is_valid():
        try:
            actions.answer_message(request.actor, message, form.cleaned_data["answer"])  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            notes.success(request, _("Answered, and off the desk."))
            return back(request, reverse("pages:messages"))
    return show_messages(request, {pk: form}, status=400)
