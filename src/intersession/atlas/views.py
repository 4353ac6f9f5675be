"""The pages of the atlas."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.atlas import forms, queries
from intersession.atlas.models import AgeKind, LawKind, LawStatus, Topic, Treaty
from intersession.atlas.verdicts import CRITERION_WORD
from intersession.atlas.words import CRITERIA, CriterionWords
from intersession.kit.facets import Facet, facet
from intersession.kit.pages import page
from intersession.kit.paging import pages_of, with_query
from intersession.places.models import Kind, Place
from intersession.places.queries import (
    all_bodies,
    all_places,
    by_region,
    by_un_group,
    find_places,
    place_for,
)

PAGE_SIZE = 25
LAWS_PAGE_SIZE = 20
SHORTENED = 40


def place_or_404(code: str) -> Place:
    """The country, territory or body of a code; a sentence for codes nobody uses."""
    place = place_for(code)
    if place is None or place.kind == Kind.WORLD:
        raise Http404(_("No country or region has the code “%(code)s”.") % {"code": code[:SHORTENED]})
    return place


def criterion_or_404(criterion_id: str) -> CriterionWords:
    criterion = queries.criterion_for(criterion_id)
    if criterion is None:
        raise Http404(_("There is no criterion “%(id)s”.") % {"id": criterion_id[:SHORTENED]})
    return criterion


def treaty_or_404(treaty_id: str) -> Treaty:
    treaty = queries.treaty_for(treaty_id)
    if treaty is None:
        raise Http404(_("There is no treaty “%(id)s” on file.") % {"id": treaty_id[:SHORTENED]})
    return treaty


@allow("atlas.view_atlas")
@require_safe
def countries(request: HttpRequest) -> HttpResponseBase:
    """The world by what is on file, and every country under its region or UN group."""
    words = request.GET.get("q", "").strip()[:100]
    found = find_places(words) if words else []
    if len(found) == 1:
        return redirect("atlas:country", code=found[0].slug)
    grouping = request.GET.get("by", "region")
    problems = [] if grouping in forms.GROUPINGS else [_("Countries can be listed by region or by UN group.")]
    places = all_places()
    held = {one.place.code: one for one in queries.holdings([*places, *all_bodies()])}
    groups = by_un_group(places) if grouping == "un-group" else by_region(places)
    context = {
        "words": words,
        "found": [held[place.code] for place in found],
        "problems": problems,
        "grouping": grouping,
        "groupings": [
            (_("Region"), with_query(request, by=None), grouping != "un-group"),
            (_("UN regional group"), with_query(request, by="un-group"), grouping == "un-group"),
        ],
        "groups": [(group, [held[place.code] for place in group.places]) for group in groups],
        "bodies": [held[place.code] for place in all_bodies() if held[place.code].laws],
        "map": queries.laws_map(
            _("World map: laws on file"),
            {code: one.laws for code, one in held.items()},
        ),
        "picked": places,
    }
    return page(request, "atlas/countries.html", context, status=400 if problems else 200)


@allow("atlas.view_atlas")
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything on file for a country or regional body."""
    place = place_or_404(code)
    if code != place.slug:
        return redirect("atlas:country", code=place.slug, permanent=True)
    laws = queries.laws_of(place)
    standings = queries.standings_on([place])[place.code] if place.is_on_the_map else []
    findings = queries.findings_on([place])[place.code] if place.is_on_the_map else []
    context = {
        "place": place,
        "laws": laws,
        "standings": standings,
        "findings": findings,
        "assessed": [finding for finding in findings if finding.readings],
        "not_assessed": [finding for finding in findings if not finding.readings],
        "recorded": [standing for standing in standings if standing.readings],
        "not_recorded": [standing for standing in standings if not standing.readings],
        "readings": queries.readings_in(findings),
        "joined": sum(standing.verdict == "party" for standing in standings),
        "ages": queries.ages_on([place])[place.code].values(),
        "timeline": queries.timeline_of(laws, standings),
    }
    return page(request, "atlas/country.html", context)


@allow("atlas.view_atlas")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four countries, criterion by criterion, treaty by treaty, age by age."""
    asked = forms.comparison(request.GET)
    places = asked.places
    codes = [place.code for place in places]
    findings, standings = queries.findings_on(places), queries.standings_on(places)
    ages = queries.ages_on(places)
    address = reverse("atlas:compare")

    def without(code: str) -> str:
        rest = "&".join(f"c={other}" for other in codes if other != code)
        return f"{address}?{rest}" if rest else address

    context = {
        "places": places,
        "problems": asked.problems,
        "is_full": len(places) == forms.MOST_COMPARED,
        "chosen": [(place, without(place.code)) for place in places],
        "choices": [place for place in all_places() if place.code not in codes],
        "criteria_rows": [
            queries.compared([findings[code][n] for code in codes]) for n in range(len(CRITERIA))
        ]
        if places
        else [],
        "treaty_rows": [
            queries.compared(list(row)) for row in zip(*(standings[c] for c in codes), strict=True)
        ],
        "age_rows": [(kind.label, [ages[code].get(kind.value) for code in codes]) for kind in AgeKind],
        "readings": queries.readings_in(one for code in codes for one in findings[code]),
        "query": "&".join(f"c={code}" for code in codes),
    }
    return page(request, "atlas/compare.html", context, status=400 if asked.problems else 200)


@allow("atlas.view_atlas")
@require_safe
def treaties(request: HttpRequest) -> HttpResponse:
    """Every treaty and instrument of soft law."""
    listed = queries.treaties()
    pages = pages_of(request, listed.count(), PAGE_SIZE)
    return page(
        request,
        "atlas/treaties.html",
        {"treaties": listed[pages.offset : pages.offset + pages.size], "pages": pages},
    )


@allow("atlas.view_atlas")
@require_safe
def treaty(request: HttpRequest, treaty_id: str) -> HttpResponse:
    """One treaty: the world by status, and the same as a table."""
    one = treaty_or_404(treaty_id)
    standings = queries.standings_under(one)
    shown, chosen, problems = chosen_verdict(request, standings)
    pages = pages_of(request, len(shown), PAGE_SIZE)
    world = queries.treaty_map(one.short_title, standings) if standings else None
    context = {
        "treaty": one,
        "map": world,
        "facets": verdict_facets(request, standings),
        "standings": shown[pages.offset : pages.offset + pages.size],
        "shown": len(shown),
        "on_file": len(standings),
        "chosen": chosen,
        "problems": problems,
        "pages": pages,
    }
    return page(request, "atlas/treaty.html", context, status=400 if problems else 200)


@allow("atlas.view_atlas")
@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """The list of laws, narrowed as the address says."""
    choice = forms.law_choice(request.GET)
    chosen = choice.narrow(queries.all_laws())
    pages = pages_of(request, chosen.count(), LAWS_PAGE_SIZE)
    context = {
        "choice": choice,
        "laws": queries.laws_in_order(chosen, choice.sort)[pages.offset : pages.offset + pages.size],
        "pages": pages,
        "facets": law_facets(request, choice),
        "places": queries.places_with_laws(),
        "sorts": [
            (_("Newest first"), with_query(request, sort=None, page=None), choice.sort == "newest"),
            (_("Oldest first"), with_query(request, sort="oldest", page=None), choice.sort == "oldest"),
            (_("By country"), with_query(request, sort="country", page=None), choice.sort == "country"),
        ],
        "kept": [
            (name, value) for name in ("topic", "kind", "status") for value in request.GET.getlist(name)
        ],
        "query": request.GET.urlencode(),
    }
    return page(request, "atlas/laws.html", context, status=400 if choice.problems else 200)


def law_facets(request: HttpRequest, choice: forms.LawChoice) -> list[Facet]:
    """Topic, kind and status, each counted under the other filters."""
    every = queries.all_laws()
    return [
        facet(
            request,
            "topic",
            _("Topic"),
            queries.counts_by_topic(choice.narrow(every, without="topic")),
            lambda value: Topic(value).label,
            is_open=True,
        ),
        facet(
            request,
            "kind",
            _("Kind"),
            queries.counts_by(choice.narrow(every, without="kind"), "kind"),
            lambda value: LawKind(value).label,
            is_open=True,
        ),
        facet(
            request,
            "status",
            _("Status"),
            queries.counts_by(choice.narrow(every, without="status"), "status"),
            lambda value: LawStatus(value).label,
            is_open=True,
        ),
    ]


@allow("atlas.view_atlas")
@require_safe
def law(request: HttpRequest, law_id: str) -> HttpResponse:
    """One law with what it rests on."""
    one = queries.law_for(law_id)
    if one is None:
        raise Http404(_("There is no law “%(id)s” on file.") % {"id": law_id[:SHORTENED]})
    return page(request, "atlas/law.html", {"law": one, "related": queries.laws_related_to(one)})


@allow("atlas.view_atlas")
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Every criterion, its meaning, and how many countries have which value."""
    counted = queries.tallies()
    rows = [
        (
            words,
            [
                (key, word, counted[words.id][key])
                for key, word in CRITERION_WORD.items()
                if counted[words.id][key]
            ],
        )
        for words in CRITERIA
    ]
    return page(request, "atlas/criteria.html", {"rows": rows, "totals": queries.totals_on()})


@allow("atlas.view_atlas")
@require_safe
def criterion(request: HttpRequest, criterion_id: str) -> HttpResponse:
    """One criterion: the world by value, and the same as a table."""
    words = criterion_or_404(criterion_id)
    findings = queries.findings_under(words)
    shown, chosen, problems = chosen_verdict(request, findings)
    pages = pages_of(request, len(shown), PAGE_SIZE)
    world = queries.criterion_map(words.name, findings)
    assessed = {finding.place.code for finding in findings}
    context = {
        "criterion": words,
        "map": world,
        "facets": verdict_facets(request, findings),
        "findings": shown[pages.offset : pages.offset + pages.size],
        "shown": len(shown),
        "assessed": len(assessed),
        "not_assessed": queries.names_without(assessed),
        "chosen": chosen,
        "problems": problems,
        "pages": pages,
        "readings": queries.readings_in(findings),
        "totals": queries.totals_on(words.published) if words.published else [],
    }
    return page(request, "atlas/criterion.html", context, status=400 if problems else 200)


def chosen_verdict[Row: queries.Finding | queries.Standing](
    request: HttpRequest, rows: list[Row]
) -> tuple[list[Row], str, list[str]]:
    """The rows with the verdict the address asks for, or all of them; and what was wrong with it."""
    value = request.GET.get("value", "").strip()[:SHORTENED]
    if not value:
        return rows, "", []
    known = {row.verdict for row in rows}
    if value not in known:
        return rows, "", [_("No country here has the value “%(value)s”.") % {"value": value}]
    return [row for row in rows if row.verdict == value], value, []


def verdict_facets[Row: queries.Finding | queries.Standing](
    request: HttpRequest, rows: list[Row]
) -> list[tuple[object, int, str, bool]]:
    """(word, count, address, chosen) for each verdict, "all" first."""
    chosen = request.GET.get("value", "")
    counts: dict[str, tuple[object, int]] = {}
    for row in rows:
        counts[row.verdict] = (row.word, counts.get(row.verdict, ("", 0))[1] + 1)
    out: list[tuple[object, int, str, bool]] = [
        (_("All"), len(rows), with_query(request, value=None, page=None), not chosen)
    ]
    for verdict, (word, count) in sorted(counts.items(), key=lambda item: -item[1][1]):
        out.append((word, count, with_query(request, value=verdict, page=None), chosen == verdict))
    return out


@allow("atlas.view_atlas")
@require_safe
def consent_ages(request: HttpRequest) -> HttpResponse:
    """Ages of digital consent and for social media, by country."""
    listed = queries.all_ages()
    pages = pages_of(request, listed.count(), PAGE_SIZE)
    return page(
        request,
        "atlas/consent_ages.html",
        {"ages": listed[pages.offset : pages.offset + pages.size], "pages": pages},
    )
