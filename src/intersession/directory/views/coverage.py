"""Whose voices the coalition has, and which are missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.directory.coverage import (
    SEEN,
    SHARES,
    Coverage,
    Grid,
    Year,
    coverage_of,
    first_seen_by_year,
    gaps_in,
    membership_history,
)
from intersession.directory.regions import region_name
from intersession.kit.charts import Bars, Series
from intersession.kit.pages import page
from intersession.members.words import FORMER, MEMBER
from intersession.people.models import StakeholderGroup
from intersession.places.names import place_name

# The West stands at the bottom in a pattern of its own, so that growth beyond it is what is seen to grow.
TONES = {
    "western-europe-others": "west",
    "eastern-europe": "one",
    "latin-america-caribbean": "two",
    "asia-pacific": "three",
    "africa": "four",
    "": "none",
}


@allow("directory.view_coverage")
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Members by region and group as tables and a map, what is missing, and how it grew."""
    actor = request.actor  # type: ignore[attr-defined]
    found = coverage_of(actor)
    members = membership_history(actor)
    seen = first_seen_by_year(actor)
    context = {
        "coverage": found,
        "members": found.total(MEMBER),
        "former": found.total(FORMER),
        "seen": found.total(SEEN),
        "grids": grids_of(found),
        "columns": [StakeholderGroup(group).label for group in StakeholderGroup.values],
        "gaps": gaps_in(found),
        "countries": [(place_name(code), code, number, named) for code, number, named in found.countries],
        "history": history_of(_("Members at the end of each year, by UN regional group"), members),
        "first_seen": history_of(_("Organisations first named in each year, by UN regional group"), seen),
        "shares": [region_name(group) for group in SHARES],
    }
    return page(request, "directory/coverage.html", context)


type Row = tuple[str, str, list[tuple[str, int]], int]


def grids_of(found: Coverage) -> list[tuple[str, str, str, list[Row], Grid]]:
    """(id, title, what filters the list by a row, rows in words, grid) of each table of members."""
    region, un_group = found.by_region(MEMBER), found.by_un_group(MEMBER)
    return [
        ("by-region", _("By region of the world (M49)"), "region", rows_of(region), region),
        ("by-un-group", _("By UN regional group"), "un_group", rows_of(un_group), un_group),
    ]


def rows_of(grid: Grid) -> list[Row]:
    return [(code, region_name(code), cells, total) for code, cells, total in grid.lines]


def history_of(label: str, years: list[Year]) -> dict[str, object]:
    """A chart and its table. Years without anybody have a bar of no height and a row of noughts."""
    series = [Series(TONES[group], region_name(group)) for group in TONES]
    return {
        "chart": Bars(
            label, series, [(str(each.year), [each.numbers[group] for group in TONES]) for each in years]
        ),
        "years": list(reversed(years)),
    }
