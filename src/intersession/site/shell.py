"""What the shell around every page knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import VISITOR


@dataclass(frozen=True, slots=True)
class Edition:
    """This page in another interface language."""

    code: str
    name: str
    path: str
    is_current: bool
    direction: str


# A longer query is nobody's bookmark; repeating it in every link would only swell the page.
LONGEST_ADDRESS = 1000


def editions(request: HttpRequest) -> list[Edition]:
    """This page in every interface language, by its address; a query of sane length is kept."""
    current = get_language()
    path = request.get_full_path()
    if len(path) > LONGEST_ADDRESS:
        path = request.path
    found = []
    for code, name in settings.LANGUAGES:
        direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
        found.append(Edition(code, name, translate_url(path, code), code == current, direction))
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation."""

    url: str
    label: object
    is_current: bool


NAVIGATION = (
    ("library:resources", _("Library")),
    ("atlas:countries", _("Countries")),
    ("papers:papers", _("Guidelines and positions")),
    ("decisions:decisions", _("Decisions")),
    ("meetings:meetings", _("Sessions")),
    ("questions:questions", _("Ask the coalition")),
    ("directory:organisations", _("Organisations")),
)
FOOTER_NAVIGATION = (
    ("helplines:choose_country", _("Get help or report")),
    ("cycles:this_cycle", _("The year")),
    ("calls:calls", _("Calls")),
    ("events:calendar", _("Calendar")),
    ("action_items:items", _("Action items")),
    ("reports:reports", _("Reports of sessions")),
    ("annual_reports:annual_reports", _("Annual reports")),
    ("vocabulary:concepts", _("Vocabulary")),
    ("collections:collections", _("Collections")),
    ("projects:projects", _("Projects")),
    ("plan:plan", _("The plan")),
    ("atlas:laws", _("Laws")),
    ("atlas:treaties", _("Treaties")),
    ("atlas:criteria", _("Criteria compared")),
    ("joining:join", _("Join the coalition")),
    ("directory:experts", _("Find expertise")),
    ("directory:coverage", _("Coverage")),
    ("openness:openness", _("How open we are")),
    ("pages:tour", _("A tour of five minutes")),
)
# Pages every coalition has: their first texts are loaded before the site is first served.
COALITION_NAVIGATION = (
    ("about", _("About")),
    ("contact", _("Contact")),
    ("privacy", _("Privacy")),
    ("accessibility", _("Accessibility")),
)
DESK_NAVIGATION = (
    ("site.view_own_page", "site:own_page", _("Your page")),
    ("sharing.share_resource", "sharing:share", _("Share a resource")),
    ("site.view_desk", "site:desk", _("The desk")),
    ("helplines.check_channel", "helplines:desk", _("Verification desk")),
    ("transcripts.answer_flags", "transcripts:imports", _("Transcripts")),
    ("safety.clear_match", "safety:matches", _("Refused by the guard")),
    ("joining.answer_application", "joining:desk", _("Applications")),
    ("mandates.view_organisation", "mandates:own", _("Your organisation")),
)


def entries(request: HttpRequest, names: Iterable[tuple[str, object]]) -> list[Entry]:
    """Links to the named pages; the section being read is marked."""
    found = []
    for name, label in names:
        url = reverse(name)
        found.append(Entry(url, label, request.path.startswith(url)))
    return found


def coalition_entries(request: HttpRequest) -> list[Entry]:
    """Links to what the coalition says of itself."""
    pages = [(reverse("pages:page", args=[slug]), label) for slug, label in COALITION_NAVIGATION]
    pages.append((reverse("pages:pages"), _("All pages of the coalition")))
    return [Entry(url, label, request.path == url) for url, label in pages]


def desk_entries(request: HttpRequest) -> list[Entry]:
    """Links to the desks this actor may work at."""
    actor = getattr(request, "actor", VISITOR)
    return entries(
        request, [(name, label) for permission, name, label in DESK_NAVIGATION if actor.holds(permission)]
    )


def canonical(request: HttpRequest) -> str:
    """The address search engines should keep: of the query only the page number matters."""
    number = request.GET.get("page", "")
    return f"{settings.SITE_URL}{request.path}" + (f"?page={number}" if number.isdecimal() else "")


def default_edition(request: HttpRequest) -> str:
    """The address without a language, which leads each reader to an edition they can read."""
    path = request.get_full_path()
    prefix = f"/{get_language()}/"
    return f"{settings.SITE_URL}/{path.removeprefix(prefix).removeprefix('/')}"


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the header and footer on every page."""
    return {
        "coalition": settings.COALITION,
        "canonical": canonical(request),
        "default_edition": default_edition(request),
        "editions": editions(request),
        "site_url": settings.SITE_URL,
        "is_demo": settings.IS_DEMO,
        "navigation": entries(request, NAVIGATION),
        "coalition_navigation": coalition_entries(request),
        "footer_navigation": entries(request, FOOTER_NAVIGATION) + desk_entries(request),
    }
