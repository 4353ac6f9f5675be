"""Every table as CSV, at the address of its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.atlas import forms, queries, tables
from intersession.atlas.views import criterion_or_404, place_or_404, treaty_or_404
from intersession.places.queries import all_bodies, all_places


def unreadable(problems: list[str]) -> HttpResponse:
    """A download that cannot be what was asked for says so instead of giving something else."""
    return HttpResponseBadRequest("\n".join(problems), content_type="text/plain; charset=utf-8")


@allow("atlas.view_atlas")
@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Every country and body with what is on file."""
    return tables.countries_table(queries.holdings([*all_places(), *all_bodies()]))


@allow("atlas.view_atlas")
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Criteria, treaties, ages and laws of one country."""
    place = place_or_404(code)
    return tables.comparison_table(
        queries.findings_on([place]) if place.is_on_the_map else {},
        queries.standings_on([place]) if place.is_on_the_map else {},
        queries.all_ages().filter(place=place),
        queries.laws_in_order(queries.all_laws().filter(place=place), "newest"),
        place.slug,
    )


@allow("atlas.view_atlas")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison the address asks for, in long form."""
    asked = forms.comparison(request.GET)
    if asked.problems:
        return unreadable(asked.problems)
    return tables.comparison_table(
        queries.findings_on(asked.places),
        queries.standings_on(asked.places),
        queries.all_ages().filter(place__in=asked.places),
        queries.laws_in_order(queries.all_laws().filter(place__in=asked.places), "country"),
        "compare-" + "-".join(place.slug for place in asked.places),
    )


@allow("atlas.view_atlas")
@require_safe
def treaties(request: HttpRequest) -> HttpResponse:
    """Every treaty."""
    return tables.treaties_table(queries.treaties())


@allow("atlas.view_atlas")
@require_safe
def treaty(request: HttpRequest, treaty_id: str) -> HttpResponse:
    """Every status under one treaty."""
    one = treaty_or_404(treaty_id)
    return tables.treaty_table(one, queries.standings_under(one))


@allow("atlas.view_atlas")
@require_safe
def laws(request: HttpRequest) -> HttpResponseBase:
    """The laws the address asks for, all pages."""
    choice = forms.law_choice(request.GET)
    if choice.problems:
        return unreadable(choice.problems)
    return tables.laws_table(queries.laws_in_order(choice.narrow(queries.all_laws()), choice.sort))


@allow("atlas.view_atlas")
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Every criterion with its counts."""
    return tables.criteria_table(queries.tallies())


@allow("atlas.view_atlas")
@require_safe
def criterion(request: HttpRequest, criterion_id: str) -> HttpResponse:
    """Every reading under one criterion."""
    words = criterion_or_404(criterion_id)
    return tables.criterion_table(words.id, queries.findings_under(words))


@allow("atlas.view_atlas")
@require_safe
def consent_ages(request: HttpRequest) -> HttpResponse:
    """Every age."""
    return tables.ages_table(queries.all_ages())
