"""Home and the patterns page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from intersession.access.doors import allow
from intersession.kit.pages import page
from intersession.site import queries
from intersession.site.patterns import samples


@allow("site.view_site")
def home(request: HttpRequest) -> HttpResponse:
    """The front page: three doors, what is open now, the map, what is new."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "gaps": queries.gaps(),
        "figures": queries.figures(actor),
        "overview": queries.overview(),
        "additions": queries.additions(actor),
    }
    return page(request, "site/home.html", context)


@allow("site.view_site")
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component of the kit, with its states."""
    return page(request, "kit/patterns.html", samples(request))
