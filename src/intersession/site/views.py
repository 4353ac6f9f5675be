"""Home, the patterns page, and what search engines ask for."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from intersession.access.doors import allow
from intersession.kit.pages import page
from intersession.places.queries import all_places
from intersession.site import queries, sitemap
from intersession.site.patterns import samples


@allow("site.view_site")
def home(request: HttpRequest) -> HttpResponse:
    """The front page: three doors, what is open now, the map, what is new."""
    actor = request.actor  # type: ignore[attr-defined]
    places = all_places()
    context = {
        "open_now": queries.open_now(actor),
        "gaps": queries.gaps(places),
        "figures": queries.figures(actor),
        "overview": queries.overview(places),
        "additions": queries.additions(actor),
    }
    return page(request, "site/home.html", context)


@allow("site.view_site")
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component of the kit, with its states."""
    return page(request, "kit/patterns.html", samples(request))


@allow("site.view_site")
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read by machines, except what is only for people who sign in."""
    lines = ["User-agent: *", "Disallow: /*/account/", "Disallow: /*/desk/", "Disallow: /*/follow/"]
    lines += ["Disallow: /*/you/", ""]
    lines += [f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@allow("site.view_site")
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap."""
    return HttpResponse(sitemap.index(request.actor), content_type="application/xml")  # type: ignore[attr-defined]


@allow("site.view_site")
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A thousand pages in every language."""
    text = sitemap.part(request.actor, name, number)  # type: ignore[attr-defined]
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="application/xml")


@allow("site.view_site")
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that look for the icon where it used to be."""
    return redirect(static("kit/icon.svg"))
