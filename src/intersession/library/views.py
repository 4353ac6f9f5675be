"""The pages of the library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.facets import Facet, facet
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import page_number, pages_of, with_query
from intersession.library import actions, citations, metadata, queries
from intersession.library.contributions import standing_of
from intersession.library.forms import Unreadable, WithdrawForm, read, usual_sort
from intersession.library.listings import FACETS, SORTS, Listing, Wanted, listing
from intersession.library.models import Audience, Kind, Resource, Topic
from intersession.library.rows import history, host_of, rows_of, years_ago
from intersession.places.models import WORLD
from intersession.places.names import place_name
from intersession.places.queries import CONTINENTS
from intersession.search.query import BadQuery

PAGE_SIZE = 20
# Nobody reads that far, and an index pays for every row it skips.
FARTHEST_PAGE = 500
LABELS = {
    "kind": gettext_lazy("Kind"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country or body"),
    "language": gettext_lazy("Language"),
    "topic": gettext_lazy("Topic"),
    "audience": gettext_lazy("Written for"),
    "year": gettext_lazy("Year"),
    "publisher": gettext_lazy("Publisher"),
}
MOST_OPTIONS = {"country": 60, "language": 60, "publisher": 30, "year": 60}
# Facets whose values we know without counting.
FIXED = {
    "kind": Kind.values,
    "region": [WORLD, *CONTINENTS],
    "topic": Topic.values,
    "audience": Audience.values,
}
OPEN = ("kind", "region")


@allow("library.view_resource")
@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """The list with its facets. Its whole state is in the address."""
    number = page_number(request)
    # Past the farthest page only the total is asked for, to say how many pages there are.
    offset = (number - 1) * PAGE_SIZE if number <= FARTHEST_PAGE else 0
    try:
        asked = read(request.GET)
        wanted = asked.wanted
        found = listing(request.actor, wanted, offset, PAGE_SIZE)  # type: ignore[attr-defined]
    except (Unreadable, BadQuery) as refusal:
        return page(request, "library/unreadable.html", {"sentence": refusal.sentence}, status=400)
    query = request.GET.copy()
    query.pop("page", None)
    return page(
        request,
        "library/resources.html",
        {
            "wanted": wanted,
            "strangers": asked.strangers,
            "rows": rows_of(found.resources, found.marks),
            "found": found,
            "pages": pages_of(request, found.total, PAGE_SIZE),
            "facets": facets_of(request, wanted, found),
            "sorts": sorts_of(request, wanted),
            "removals": removals_of(request, wanted),
            "kept": [(name, value) for name in FACETS for value in wanted.chosen.get(name, ())],
            "everything_url": reverse("library:resources"),
            "worldwide_url": worldwide_url(request, wanted),
            "words_only_url": with_query(request, across="0", page=None),
            "across_url": with_query(request, across=None, page=None),
            "query": query.urlencode(),
        },
    )


def facets_of(request: HttpRequest, wanted: Wanted, found: Listing) -> list[Facet]:
    """The facets in their order, each chosen value among its options even where nothing is left of it."""
    return [
        facet(
            request,
            name,
            LABELS[name],
            options(name, wanted, found),
            words_for(name),
            is_open=name in OPEN,
        )
        for name in FACETS
    ]


def sorts_of(request: HttpRequest, wanted: Wanted) -> list[tuple[str, object, bool]]:
    """(address, words, is current) of each order; the default one needs no field in the address."""
    usual = usual_sort(wanted.text)
    return [
        (with_query(request, sort=None if name == usual else name, page=None), label, name == wanted.sort)
        for name, label in SORTS.items()
        if name != "relevance" or wanted.text
    ]


def removals_of(request: HttpRequest, wanted: Wanted) -> list[tuple[str, object, object]]:
    """(address without it, facet, value) of everything that narrows the list."""
    removals: list[tuple[str, object, object]] = []
    if wanted.text:
        removals.append((with_query(request, q=None, sort=None, page=None), _("Words"), wanted.text))
    for name in FACETS:
        values = wanted.chosen.get(name, ())
        words = words_for(name)
        for value in values:
            rest = [other for other in values if other != value]
            removals.append(
                (with_query(request, **{name: rest or None, "page": None}), LABELS[name], words(value))
            )
    return removals


def options(name: str, wanted: Wanted, found: Listing) -> list[tuple[str, int | None]]:
    """The values of a facet and how many resources each has; None where nobody counted."""
    chosen = wanted.chosen.get(name, ())
    if found.counts is None:
        fixed = FIXED.get(name, [])
        return [(value, None) for value in [*fixed, *(each for each in chosen if each not in fixed)]]
    counted = list(found.counts.get(name, ()))[: MOST_OPTIONS.get(name, 30)]
    present = {value for value, _count in counted}
    counted += [(value, 0) for value in chosen if value not in present]
    if name == "year":
        counted.sort(reverse=True)
    return list(counted)


def words_for(name: str) -> Callable[[str], object]:
    """How the values of a facet are called in the reader's language."""
    match name:
        case "kind":
            return lambda value: Kind(value).label
        case "topic":
            return lambda value: Topic(value).label
        case "audience":
            return lambda value: Audience(value).label
        case "region" | "country":
            return place_name
        case "language":
            return language_name
    return str


def worldwide_url(request: HttpRequest, wanted: Wanted) -> str:
    """This list with the worldwide resources added, when places narrow it; else nothing."""
    for name in ("region", "country"):
        values = wanted.chosen.get(name, ())
        if values and WORLD not in values:
            return with_query(request, **{name: [*values, WORLD], "page": None})
    return ""


@allow("library.view_resource")
@require_safe
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    """One resource; a tombstone with status 410 when it was withdrawn."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.resource_for(actor, slug)
    context = {
        "resource": found,
        "publishers": citations.names(found),
        "happenings": history(queries.events_of(found)),
        "may_publish": found.is_withdrawn and actor.holds("library.publish_resource"),
        "may_withdraw": found.is_published
        and not found.is_withdrawn
        and actor.holds("library.withdraw_resource"),
        "trail": [(reverse("library:resources"), _("Library")), ("", found.get_kind_display())],
    }
    if found.is_withdrawn:
        return page(request, "library/withdrawn.html", context, status=410)
    concepts = queries.concepts_of(found)
    return page(
        request,
        "library/resource.html",
        {
            **context,
            **standing_of(actor, found),
            "concepts": concepts,
            "places": metadata.places_of(found),
            "languages": [line.language for line in found.language_lines.all()],
            "audiences": found.audience_lines.all(),
            "topics": found.topic_lines.all(),
            "host": host_of(found.url),
            "years_ago": years_ago(found.year),
            "license_url": metadata.license_url(found),
            "related": rows_of(queries.related_to(actor, found)),
            "cited": citations.lines(found),
            "is_in_periodical": citations.is_in_periodical(found),
            "exports": exports(found),
            "schema_org": metadata.as_script(metadata.schema_org(found, concepts)),
            "dublin_core": metadata.dublin_core(found, concepts),
        },
    )


def exports(found: Resource) -> Iterable[tuple[str, str, str]]:
    """(name, address, text) of each citation a program reads."""
    texts = (
        ("BibTeX", "bib", citations.bibtex(found)),
        ("RIS", "ris", citations.ris(found)),
        ("CSL-JSON", "csl.json", json.dumps([citations.csl(found)], ensure_ascii=False, indent=2)),
    )
    return [(name, reverse("library:cite", args=[found.slug, form]), text) for name, form, text in texts]


@allow("library.withdraw_resource")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, then take the resource out of the library."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.resource_for(actor, slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_resource(actor, found, form.cleaned_data["because"])
            return redirect(found)
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
    trail = [
        (reverse("library:resources"), _("Library")),
        (found.get_absolute_url(), found.title),
        ("", _("Withdraw")),
    ]
    return page(request, "library/withdraw.html", {"resource": found, "form": form, "trail": trail})


@allow("library.publish_resource")
@require_POST
def publish_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a withdrawn resource back."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.resource_for(actor, slug)
    actions.publish_resource(actor, found)
    return redirect(found)
