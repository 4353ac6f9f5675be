"""The pages of the vocabulary, and its downloads for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.kit.pages import page
from intersession.vocabulary import queries, skos
from intersession.vocabulary.branches import branches, count_fitting
from intersession.vocabulary.forms import read_words
from intersession.vocabulary.models import FALLBACK, Concept, nearness
from intersession.vocabulary.sheets import around, tongues

FORMATS = {
    "ttl": ("text/turtle; charset=utf-8", skos.turtle),
    "jsonld": ("application/ld+json", skos.json_ld),
}


@allow("vocabulary.view_concept")
@require_safe
def concepts(request: HttpRequest) -> HttpResponse:
    """Every concept under its broader one, or those that fit some words."""
    words = read_words(request.GET)
    found = branches(words)
    context = {
        "words": words,
        "branches": [branch for branch in found if branch.narrower],
        "alone": [branch for branch in found if not branch.narrower],
        "count": count_fitting(found),
        "totals": queries.totals(),
    }
    return page(request, "vocabulary/concepts.html", context, part="concepts")


@allow("vocabulary.view_concept")
@require_safe
def concept(
    request: HttpRequest, concept_id: str, filed: Sequence[tuple[Any, int, str]] | None = None
) -> HttpResponse:
    """What one notion is called everywhere, and where it stands.

    `filed` are (words, count, address) for a room above that knows what stands under the concept.
    """
    found = queries.concept_for(concept_id)
    place = around(found.pk, queries.concepts())
    said = tongues(found)
    vocabulary = (reverse("vocabulary:concepts"), _("Vocabulary"))
    context = {
        "concept": found,
        "place": place,
        "trail": [
            vocabulary,
            *((reverse("vocabulary:concept", args=[each.concept_id]), each.text) for each in place.above),
            ("", place.entry.text),
        ],
        "tongues": said,
        "avoided": [tongue for tongue in said if tongue.to_avoid],
        "is_borrowed": nearness(place.entry.language, get_language() or FALLBACK)[0] > 1,
        "identifier": skos.concept_uri(found.pk),
        "filed": filed,
    }
    return page(request, "vocabulary/concept.html", context)


@allow("vocabulary.view_concept")
@require_safe
def concepts_data(request: HttpRequest, form: str) -> HttpResponse:
    """The whole vocabulary in SKOS."""
    return _data(queries.everything(), form, "vocabulary")


@allow("vocabulary.view_concept")
@require_safe
def concept_data(request: HttpRequest, concept_id: str, form: str) -> HttpResponse:
    """One concept in SKOS."""
    return _data([queries.concept_for(concept_id)], form, concept_id)


def _data(found: Iterable[Concept], form: str, name: str) -> HttpResponse:
    content_type, written = FORMATS[form]
    graph = skos.graph_of(found, queries.narrower())
    response = HttpResponse(written(graph), content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    # It is public and the same for everybody, so any page of the web may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response
