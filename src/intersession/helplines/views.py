"""Pages for visitors. None sets a cookie, asks who somebody is, or keeps a trace of who came."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.access.errors import TooOften
from intersession.access.limits import limit, wait_words
from intersession.helplines import actions, partners, queries
from intersession.helplines.forms import CorrectionForm
from intersession.kit.pages import page
from intersession.places.models import WORLD, Place
from intersession.places.queries import all_places, by_region, find_places, guess_country, place_for

CORRECTIONS_PER_HOUR = 5
IN_A_FRAME: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}
# An ordinary page that opens fast everywhere and raises no question in a browser's history: the weather.
ELSEWHERE = {
    "en": "https://en.wikipedia.org/wiki/Weather",
    "fr": "https://fr.wikipedia.org/wiki/M%C3%A9t%C3%A9orologie",
    "es": "https://es.wikipedia.org/wiki/Tiempo_atmosf%C3%A9rico",
    "ar": "https://ar.wikipedia.org/wiki/%D8%B7%D9%82%D8%B3",
}

type View = Callable[..., HttpResponseBase]


def without_trace(view: View) -> View:
    """No site that is opened from here learns that somebody came from a help page."""

    @wraps(view)
    def traceless(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return traceless


def help_context(**more: object) -> dict[str, object]:
    """What every help page needs: where "leave quickly" leads, and the script that keeps pages at hand."""
    return {"elsewhere": ELSEWHERE.get(get_language() or "en", ELSEWHERE["en"]), **more}


def in_lower_case(request: HttpRequest, code: str, place: Place) -> HttpResponse | None:
    """A redirect to the one address of a page, for a code written otherwise ("KE", "INT")."""
    if code == place.slug:
        return None
    assert request.resolver_match
    wanted = reverse(f"helplines:{request.resolver_match.url_name}", args=[place.slug])
    return redirect(wanted, permanent=True)


def unknown_country(request: HttpRequest, code: str) -> HttpResponse:
    """404: no such country, but a way on: countries of a similar name, all countries, worldwide services."""
    world = place_for(WORLD)
    context = help_context(
        near=find_places(code.replace("-", " ")),
        groups=by_region(all_places()),
        worldwide=queries.help_page(world) if world else None,
    )
    return page(request, "helplines/unknown_country.html", context, status=404)


@allow("helplines.view_service")
@without_trace
@require_safe
def choose_country(request: HttpRequest) -> HttpResponse:
    """Every country, a search by name in any of our languages, and the one the browser's language suggests.

    `Vary` names the header the suggestion comes from, so the page cache and every other cache keep one copy
    for each; the address of the visitor is never looked at.
    """
    words = " ".join(request.GET.get("q", "")[:100].split())
    found = find_places(words, limit=20) if words else []
    if len(found) == 1:
        return redirect("helplines:country", found[0].slug)
    guess = guess_country(request.headers.get("Accept-Language", ""))
    suggested = queries.help_place(guess) if guess and not words else None
    context = help_context(words=words, found=found, suggested=suggested, groups=by_region(all_places()))
    response = page(request, "helplines/choose_country.html", context)
    patch_vary_headers(response, ["Accept-Language"])
    return response


@allow("helplines.view_service")
@without_trace
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """What helps in one country."""
    place = queries.help_place(code)
    if place is None:
        return unknown_country(request, code)
    if elsewhere := in_lower_case(request, code, place):
        return elsewhere
    context = help_context(help=queries.help_page(place), short_address=partners.short_address(place))
    return page(request, "helplines/country.html", context)


@allow("helplines.view_service")
@without_trace
@require_safe
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """`/h/ke`: to the country's page in the reader's language, or to the choice of countries."""
    place = queries.help_place(code)
    target = reverse("helplines:country", args=[place.slug]) if place else reverse("helplines:choose_country")
    response = redirect(target)
    patch_vary_headers(response, ["Accept-Language"])
    return response


@allow("helplines.view_service")
@without_trace
@require_safe
def country_json(request: HttpRequest, code: str) -> HttpResponse:
    """The country's page for programs of any site."""
    place = queries.help_place(code)
    if place is None:
        response = JsonResponse({"error": _("There is no country or territory with this code.")}, status=404)
    else:
        response = JsonResponse(
            partners.as_json(queries.help_page(place)), json_dumps_params={"ensure_ascii": False}
        )
    response["Access-Control-Allow-Origin"] = "*"
    return response


@allow("helplines.view_service")
@without_trace
@require_safe
def qr_code(request: HttpRequest, code: str) -> HttpResponse:
    """The country's short address as a QR code."""
    place = queries.help_place(code)
    if place is None:
        raise Http404(_("There is no country or territory with this code."))
    return HttpResponse(partners.qr_code(place), content_type="image/svg+xml")


@allow("helplines.view_service")
@xframe_options_exempt
@csp_override(IN_A_FRAME)
@without_trace
@require_safe
def embed(request: HttpRequest, code: str) -> HttpResponse:
    """The country's help as a small page of its own, which any site may show in a frame."""
    place = queries.help_place(code)
    if place is None:
        return render(
            request, "helplines/embed.html", {"help": None, "site_url": settings.SITE_URL}, status=404
        )
    context = {
        "help": queries.help_page(place),
        "page_address": partners.page_address(place),
        "site_url": settings.SITE_URL,
    }
    return render(request, "helplines/embed.html", context)


@allow("helplines.view_service")
@without_trace
@require_safe
def for_partners(request: HttpRequest) -> HttpResponse:
    """How other sites may show help: link, QR code, frame, JSON."""
    example = queries.help_place("ke") or place_for(WORLD)
    context = help_context(example=example, site_url=settings.SITE_URL)
    return page(request, "helplines/for_partners.html", context)


@allow("helplines.view_service")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps visited help pages of this language for when there is no network."""
    context = {
        "scope": reverse("helplines:choose_country"),
        "kept": [static("kit/kit.css"), static("helplines/help.js")],
    }
    return render(request, "helplines/worker.js", context, content_type="text/javascript")


@allow("helplines.suggest_correction", anonymous_post=True)
def suggest_correction(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Anybody may say what is wrong. It goes to the desk and is not published."""
    place = queries.help_place(code)
    service = queries.service_for(place, slug) if place and slug else None
    if place is None:
        return unknown_country(request, code)
    if slug and service is None:
        raise Http404(_("This service is not listed here, or no longer."))
    form = CorrectionForm(request.POST if request.method == "POST" else None, with_need=not service)
    wait = 0
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_program:
            return redirect("helplines:correction_received", place.slug)
        try:
            limit(request, "correction", times=CORRECTIONS_PER_HOUR, seconds=3600)
        except TooOften as often:
            wait = often.retry_after
            form.add_error(None, wait_words(wait))
        else:
            actions.suggest_correction(
                request.actor,  # type: ignore[attr-defined]
                place,
                form.cleaned_data["text"],
                service=service,
                need=form.cleaned_data.get("need", ""),
            )
            return redirect("helplines:correction_received", place.slug)
    context = help_context(place=place, service=service, form=form)
    status = 429 if wait else 400 if form.errors else 200
    response = page(request, "helplines/suggest_correction.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    # "no-referrer" would make browsers hide from us that the form was sent from our own page.
    response["Referrer-Policy"] = "same-origin"
    return response


@allow("helplines.view_service")
@without_trace
@require_safe
def correction_received(request: HttpRequest, code: str) -> HttpResponse:
    """Thanks, and what happens next."""
    place = queries.help_place(code)
    if place is None:
        return unknown_country(request, code)
    return page(request, "helplines/correction_received.html", help_context(place=place))
