"""A year of the coalition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.cycles import queries
from intersession.kit.pages import page


@allow("cycles.view_cycle")
@require_safe
def this_cycle(request: HttpRequest) -> HttpResponse:
    """The year it is."""
    return redirect("cycles:cycle", timezone.localdate().year)


@allow("cycles.view_cycle")
@require_safe
def cycle(request: HttpRequest, year: int) -> HttpResponse:
    """Where we are in a year."""
    found = queries.cycle_of(request.actor, year)  # type: ignore[attr-defined]
    context = {
        "cycle": found,
        "is_current": year == timezone.localdate().year,
        "today": timezone.localdate(),
        "trail": [("", _("The year"))],
    }
    return page(request, "cycles/cycle.html", context)
