"""What the guard refused, for the safeguarding office."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.safety import actions, queries
from intersession.safety.forms import ClearForm

ON_A_PAGE = 25
CLEARED_SHOWN = 10


def show_matches(
    request: HttpRequest, unfinished: dict[int, ClearForm] | None = None, status: int = 200
) -> HttpResponse:
    """The list; `unfinished` holds forms that came back with errors, to show as typed."""
    kept = unfinished or {}
    actor = request.actor  # type: ignore[attr-defined]
    waiting = queries.open_matches(actor)
    pages = pages_of(request, waiting.count(), ON_A_PAGE)
    context = {
        "pages": pages,
        "rows": [
            {"match": match, "form": kept.get(match.pk) or ClearForm(prefix=f"match-{match.pk}")}
            for match in waiting[pages.offset : pages.offset + ON_A_PAGE]
        ],
        "cleared": queries.cleared_matches(actor)[:CLEARED_SHOWN],
    }
    return page(request, "safety/matches.html", context, status=status)


@allow("safety.clear_match")
@never_cache
@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and what was cleared lately."""
    return show_matches(request)


@allow("safety.clear_match")
@require_POST
def clear_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about one match."""
    actor = request.actor  # type: ignore[attr-defined]
    match = queries.match_for(actor, pk)
    if match is None:
        raise Http404(_("There is no such entry."))
    form = ClearForm(request.POST, prefix=f"match-{pk}")
    if form.is_valid():
        try:
            actions.clear_match(actor, match, form.cleaned_data["done"])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Cleared, and off the list."))
            return redirect("safety:matches")
    return show_matches(request, {pk: form}, status=400)
