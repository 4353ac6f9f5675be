"""The tour for newcomers: a few short pages, each about one thing, to be left at any time."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.kit.pages import page as answer
from intersession.pages import actions


@dataclass(frozen=True, slots=True)
class Stop:
    """One page of the tour: what it is about, a few sentences, and where to try it."""

    title: object
    sentences: tuple[object, ...]
    links: tuple[tuple[str, tuple[str, ...], object], ...]


STOPS = (
    Stop(
        gettext_lazy("What the coalition is"),
        (
            gettext_lazy(
                "Children’s organisations, governments, companies, researchers and young people who want children "
                "to be safe online and to have their rights there. Anybody may join, and all work is done in the open."
            ),
            gettext_lazy(
                "It meets once a year at the Internet Governance Forum. This site is for the time between: what is "
                "known, what is asked, and what is agreed stays here and can be found again."
            ),
        ),
        (("pages:page", ("about",), gettext_lazy("About the coalition")),),
    ),
    Stop(
        gettext_lazy("Get help or report"),
        (
            gettext_lazy(
                "The red button on every page leads to hotlines and helplines, country by country. No account is "
                "needed, no cookie is set, and nobody notes who came."
            ),
            gettext_lazy(
                "Each service says where the fact is from and how old it is. When something is wrong, anybody can say "
                "so in a minute."
            ),
        ),
        (("helplines:choose_country", (), gettext_lazy("Get help or report")),),
    ),
    Stop(
        gettext_lazy("The library"),
        (
            gettext_lazy(
                "Guidelines, studies, codes and tools, in many languages. Narrow the list by kind, country, topic or "
                "audience; the address keeps your choice, so you can send it to somebody."
            ),
            gettext_lazy(
                "Every entry can be cited, and every list taken along as a table or followed as a feed."
            ),
        ),
        (("library:resources", (), gettext_lazy("Open the library")),),
    ),
    Stop(
        gettext_lazy("Where countries stand"),
        (
            gettext_lazy(
                "Laws, treaties and criteria, country by country, up to four side by side. Each value names its source "
                "and its year."
            ),
            gettext_lazy("Where nobody has looked yet, the page says “not assessed”. That is not a no."),
        ),
        (
            ("atlas:countries", (), gettext_lazy("Countries")),
            ("atlas:compare", (), gettext_lazy("Compare countries")),
        ),
    ),
    Stop(
        gettext_lazy("Search in your language"),
        (
            gettext_lazy(
                "One box finds services, resources, laws, concepts and organisations, also those written in other "
                "languages than yours."
            ),
            gettext_lazy(
                "Put words in quotes to find them together. The page says what else it looked for, and why."
            ),
        ),
        (("search:search", (), gettext_lazy("Search everything")),),
    ),
    Stop(
        gettext_lazy("Who is in it, and joining"),
        (
            gettext_lazy(
                "The directory shows the organisations of the coalition and those seen in its records, by region, "
                "country and field. Being seen in a record is not being a member, and each page says which it is."
            ),
            gettext_lazy("Membership is open. Whoever applies can see how far the application is."),
        ),
        (
            ("directory:organisations", (), gettext_lazy("Organisations")),
            ("joining:join", (), gettext_lazy("Join the coalition")),
        ),
    ),
    Stop(
        gettext_lazy("Acting for an organisation"),
        (
            gettext_lazy(
                "Everybody signs in as themselves, with a code by mail or a passkey; there are no passwords and no "
                "shared accounts. An organisation gives people a mandate, for a time, and can end it."
            ),
            gettext_lazy(
                "What you do for an organisation is recorded as yours, for it. Your own page shows what waits for you."
            ),
        ),
        (("account_login", (), gettext_lazy("Sign in")),),
    ),
)


@allow("pages.take_tour")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the tour is, and where it goes."""
    return answer(request, "pages/tour.html", {"stops": list(enumerate(STOPS, 1)), "minutes": 5})


@allow("pages.take_tour")
@require_safe
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """One page of the tour."""
    if not 1 <= number <= len(STOPS):
        raise Http404(_("The tour has %(count)s pages.") % {"count": len(STOPS)})
    here = STOPS[number - 1]
    context = {
        "stop": here,
        "number": number,
        "count": len(STOPS),
        "links": [(reverse(name, args=arguments), label) for name, arguments, label in here.links],
        "stops": list(enumerate(STOPS, 1)),
        "before": number - 1,
        "after": number + 1 if number < len(STOPS) else 0,
    }
    return answer(request, "pages/tour_stop.html", context)


@allow("pages.end_tour")
@require_POST
def end_tour(request: HttpRequest) -> HttpResponse:
    """Remember that somebody signed in has seen enough of it."""
    actions.end_tour(request.actor, was_skipped="skip" in request.POST)  # type: ignore[attr-defined]
    return redirect("site:own_page")
