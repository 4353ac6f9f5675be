"""Writing to somebody without learning their address, and answering."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.directory import actions, letters, queries
from intersession.directory.forms import AnswerForm, LetterForm
from intersession.kit.pages import page
from intersession.people.models import Organisation, Person


@allow("directory.write_letter")
@never_cache
def write_to_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """A letter to those who represent an organisation."""
    found = queries.organisation_for(request.actor, slug)  # type: ignore[attr-defined]
    return _write(request, found, reverse("directory:organisation", args=[slug]))


@allow("directory.write_letter")
@never_cache
def write_to_person(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to somebody who is shown by name and takes letters."""
    return _write(request, letters.reachable_person(pk), reverse("directory:experts"))


def _write(request: HttpRequest, to: Person | Organisation, back: str) -> HttpResponse:
    form = LetterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_letter(
                request.actor,  # type: ignore[attr-defined]
                to,
                form.cleaned_data["subject"],
                form.cleaned_data["text"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Your letter is on its way. An answer reaches you by mail."))
            return redirect(back)
    is_open = not isinstance(to, Organisation) or to.pk in letters.reachable_organisations([to.pk])
    context = {
        "form": form,
        "to": to,
        "is_open": is_open,
        "back": back,
        "per_day": letters.PER_DAY,
        "trail": [
            (back, to.name if isinstance(to, Organisation) else _("Find expertise")),
            ("", _("Write a letter")),
        ],
    }
    return page(request, "directory/write_letter.html", context, status=400 if form.errors else 200)


@allow("directory.answer_letter")
@never_cache
def answer_letter(request: HttpRequest, token: str) -> HttpResponse:
    """A letter and its answer, for those it was written to."""
    actor = request.actor  # type: ignore[attr-defined]
    letter = letters.letter_for(actor, token)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_letter(actor, letter, form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Your answer is on its way."))
            return redirect("directory:answer_letter", token)
    context = {"letter": letter, "form": form, "is_answered": letters.is_answered(actor, letter)}
    response = page(request, "directory/answer_letter.html", context, status=400 if form.errors else 200)
    # The link is a secret of those it was sent to.
    response["Referrer-Policy"] = "same-origin"
    return response
