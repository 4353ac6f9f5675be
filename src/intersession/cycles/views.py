"""A year of the coalition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.cycles import queries
from intersession.kit.pages import page


@allow("cycles.view_cycle")
@require_safe
def this_cycle(request: HttpRequest) -> HttpResponse:
    """The year it is, at an address that stays."""
    return shown(request, timezone.localdate().year)


@allow("cycles.view_cycle")
@require_safe
def cycle(request: HttpRequest, year: int) -> HttpResponse:
    """Where we are in a year."""
    return shown(request, year)


def shown(request: HttpRequest, year: int) -> HttpResponse:
    """The page of a year."""
    found = queries.cycle_of(request.actor, year)  # type: ignore[attr-defined]
    context = {
        "cycle": found,
        "is_current": year == timezone.localdate().year,
        "today": timezone.localdate(),
        "trail": [("", _("The year"))],
    }
    return page(request, "cycles/cycle.html", context)
