"""The search page, the same for programs, and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.kit.facets import Facet, facet
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import page_number, pages_of, with_query
from intersession.places.names import place_name
from intersession.search.documents import KINDS
from intersession.search.find import Hit, Query, Results, as_json, find, title_of
from intersession.search.index import NoIndex
from intersession.search.passages import marked, passage
from intersession.search.query import BadQuery
from intersession.search.suggest import suggestions
from intersession.vocabulary import views as vocabulary

SIZE = 20
MOST_AT_ONCE = 100
SORTS = {
    "relevance": gettext_lazy("Best match first"),
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
    "title": gettext_lazy("By title"),
}
# Field of the address → (facet of the index, label).
FACETS: dict[str, tuple[str, object]] = {
    "kind": ("kind", gettext_lazy("What")),
    "language": ("language", gettext_lazy("Language")),
    "region": ("region", gettext_lazy("Region")),
    "country": ("place", gettext_lazy("Country or body")),
    "concept": ("concept", gettext_lazy("Concept")),
    "year": ("year", gettext_lazy("Year")),
}


def asked(request: HttpRequest) -> Query:
    """The query an address holds. Raises `BadQuery` with a sentence for what cannot be answered."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name, (field, _label) in FACETS.items():
        values = [value for value in request.GET.getlist(name) if value]
        if len(values) > 20 or any(len(value) > 80 for value in values):
            raise BadQuery(_("These filters cannot be read. Take some away, or start again."))
        if values:
            chosen[field] = tuple(value.upper() if name == "country" else value for value in values)
    for kind in chosen.get("kind", ()):
        if kind not in KINDS:
            raise BadQuery(_("There is nothing of the kind “%(kind)s” here.") % {"kind": kind})
    for year in chosen.get("year", ()):
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise BadQuery(_("“%(year)s” is not a year.") % {"year": year})
    sort = request.GET.get("sort") or "relevance"
    if sort not in SORTS:
        raise BadQuery(_("This list cannot be put in that order."))
    return Query(
        text=request.GET.get("q", "").strip(),
        language=get_language() or "en",
        chosen=chosen,
        sort=sort,
        page=page_number(request),
        size=SIZE,
        across=request.GET.get("across") != "0",
        facets=tuple(field for field, _label in FACETS.values()),
        recent_year=timezone.now().year,
    )


@allow("search.search")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box over everything."""
    text = request.GET.get("q", "")
    try:
        query = asked(request)
        results = find(query) if query.text or query.chosen else None
    except BadQuery as refusal:
        told = {"text": text[:300], "sentence": refusal.sentence}
        return page(request, "search/unreadable.html", told, status=400)
    except NoIndex:
        response = page(request, "search/no_index.html", {"text": text[:300]}, status=503)
        response["Retry-After"] = "30"
        return response
    context: dict[str, Any] = {"text": query.text, "results": results, "query": query}
    if results is not None:
        context |= {
            "pages": pages_of(request, min(results.total, 10_000), SIZE),
            "facets": facets_of(request, results),
            "rows": [row(hit, results) for hit in results.hits],
            "sorts": [
                (with_query(request, sort=name, page=None), label, name == query.sort)
                for name, label in SORTS.items()
            ],
            "kept": [(name, value) for name in FACETS for value in request.GET.getlist(name)],
            "words_only_url": with_query(request, across="0", page=None),
            "across_url": with_query(request, across=None, page=None),
            "unfiltered_url": with_query(request, page=None, **dict.fromkeys(FACETS)),
        }
    return page(request, "search/search.html", context)


@allow("search.search")
@require_safe
def search_json(request: HttpRequest) -> HttpResponse:
    """The same results for programs. `limit` takes 1 to 100; `lang` the reader's language."""
    try:
        limit = int(request.GET.get("limit") or SIZE)
        if not 1 <= limit <= MOST_AT_ONCE:
            raise BadQuery(_("Ask for 1 to 100 results at a time."))
        query = asked(request)
        results = find(
            Query(
                text=query.text,
                language=request.GET.get("lang", query.language)[:12],
                chosen=query.chosen,
                sort=query.sort,
                page=query.page,
                size=limit,
                across=query.across,
                facets=query.facets,
                recent_year=query.recent_year,
            )
        )
    except (BadQuery, ValueError) as refusal:
        sentence = getattr(refusal, "sentence", _("A number in the address cannot be read."))
        return open_to_all(JsonResponse({"error": str(sentence)}, status=400))
    except NoIndex:
        return open_to_all(
            JsonResponse({"error": str(_("The index is being made. Try again soon."))}, status=503)
        )
    prefix = request.build_absolute_uri("/")[:-1] + f"/{query.language}"
    return open_to_all(JsonResponse(as_json(results, prefix), json_dumps_params={"ensure_ascii": False}))


def open_to_all(response: JsonResponse) -> JsonResponse:
    """Any site's scripts may read it; there is nothing private in it."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


@allow("search.search")
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What somebody may be about to type, for the box."""
    text = request.GET.get("q", "")
    language = get_language() or "en"
    try:
        found = suggestions(text, language)
    except NoIndex:
        found = []
    search_url = reverse("search:search")
    response = JsonResponse(
        {
            "suggestions": [
                {
                    "text": each.text,
                    "language": each.language,
                    "kind": str(KINDS[each.kind].label) if each.kind in KINDS else str(_("Concept")),
                    "url": f"/{language}{each.path}"
                    if each.path
                    else f"{search_url}?{urlencode({'q': each.text})}",
                }
                for each in found
            ]
        },
        json_dumps_params={"ensure_ascii": False},
    )
    patch_cache_control(response, public=True, max_age=60)
    return response


def facets_of(request: HttpRequest, results: Results) -> list[Facet]:
    """The facets with their counts and links."""
    language = results.query.language
    words: dict[str, Callable[[str], object]] = {
        "kind": lambda value: KINDS[value].label if value in KINDS else value,
        "language": language_name,
        "region": lambda value: place_name(value, language),
        "country": lambda value: place_name(value, language),
        "concept": lambda value: results.labels.get(value, value),
        "year": str,
    }
    return [
        facet(request, name, label, results.facets[field][:40], words[name], is_open=name == "kind")
        for name, (field, label) in FACETS.items()
        if results.facets.get(field)
    ]


def row(hit: Hit, results: Results) -> dict[str, Any]:
    """One result as the page shows it."""
    language = results.query.language
    card = hit.card
    title_language, title = title_of(card, language)
    passage_language, text = passage(card, results.marks, language)
    # Countries and concepts have a title in every language; their own is not more telling than the others.
    original = next(iter(card["titles"].items()), ("", "")) if len(card["titles"]) <= 3 else ("", title)
    return {
        "kind": KINDS[hit.kind].label if hit.kind in KINDS else hit.kind,
        "title": marked(title, title_language, results.marks),
        "title_language": title_language,
        "original": original if original[1] != title else None,
        "url": f"/{language}{card['path']}",
        "leaf": leaf_row(hit.leaf, results) if hit.leaf else None,
        "leaf_words": leaf_words(hit.kind, hit.leaf["number"]) if hit.leaf else "",
        "passage": text,
        "passage_language": passage_language,
        "places": [place_name(code, language) for code in card["places"][:4]],
        "languages": card["languages"][:6],
        "publishers": card["publishers"],
        "year": card["year"],
        "as_of": card["as_of"],
        "confidence": card["confidence"],
        "concepts": [(concept, results.labels.get(concept, concept)) for concept in hit.concepts],
    }


def leaf_words(kind: str, number: int) -> str:
    """What a leaf of this kind is called; nothing where it is a page of a file."""
    words = KINDS[kind].leaf if kind in KINDS else ""
    return str(words) % {"number": number} if words else ""


def leaf_row(leaf: Mapping[str, Any], results: Results) -> dict[str, Any]:
    """The page of a file that answers best: its number, its address, and a stretch of its words."""
    language = results.query.language
    _tag, text = passage({"bodies": {leaf["language"]: leaf["text"]}}, results.marks, language)
    return {
        "number": leaf["number"],
        "url": f"/{language}{leaf['path']}",
        "language": leaf["language"],
        "passage": text,
    }


@allow("search.search")
@require_safe
def concept(request: HttpRequest, concept_id: str) -> HttpResponseBase:
    """A concept's page, with how much of each kind is filed under it."""
    filed = Query(chosen={"concept": (concept_id,)}, size=1, facets=("kind",))
    try:
        counts = find(filed).facets["kind"]
    except NoIndex:
        counts = []
    address = f"{reverse('search:search')}?concept={concept_id}"
    lines = [
        (KINDS[kind].label, count, f"{address}&kind={kind}")
        for kind, count in counts
        if kind in KINDS and kind != "concept"
    ]
    return vocabulary.concept(request, concept_id, filed=lines or None)
