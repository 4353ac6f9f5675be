"""Coverage: whose voices the coalition has, from where, since when, and which are missing.

Only members count as members. Organisations that the records name are counted apart and never added to
them. Merged organisations are one. Everything is computed from the rows of today; nothing is asserted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.atlas.maps import WorldMap, map_values
from intersession.directory.regions import REGIONS, UN_GROUPS, UNPLACED, region_name, region_of
from intersession.members.words import FORMER, MEMBER
from intersession.people.models import Organisation, StakeholderGroup, is_member_now
from intersession.places.models import Group, Place
from intersession.places.names import place_name
from intersession.places.queries import SUBREGIONS

SEEN = "seen"
WEST = Group.WESTERN_EUROPE.value
# The UN groups and, last, the places and bodies in none.
SHARES = (*UN_GROUPS, "")
STEPS = (
    ("many", "solid", gettext_lazy("Three members or more")),
    ("some", "stripes", gettext_lazy("Two members")),
    ("one", "light", gettext_lazy("One member")),
    ("seen", "dots", gettext_lazy("No member; named in the records")),
    ("none", "empty", gettext_lazy("Nobody")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many organisations of one group in one place stand alike to the coalition."""

    group: str
    place: str
    region: str
    subregion: str
    un_group: str
    standing: str
    is_fictional: bool
    number: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of regions by groups that adds up: rows, columns and all."""

    rows: Sequence[str]
    columns: Sequence[str]
    numbers: Mapping[tuple[str, str], int]

    def at(self, row: str, column: str) -> int:
        return self.numbers.get((row, column), 0)

    def of_row(self, row: str) -> int:
        return sum(self.at(row, column) for column in self.columns)

    def of_column(self, column: str) -> int:
        return sum(self.at(row, column) for row in self.rows)

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, int]], int]]:
        """(row, (column, number) of each cell, sum)."""
        return [
            (row, [(column, self.at(row, column)) for column in self.columns], self.of_row(row))
            for row in self.rows
        ]

    @property
    def sums(self) -> list[int]:
        return [self.of_column(column) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cells of today; every table, the map and what is missing are counted from them."""

    cells: Sequence[Cell] = field(default_factory=list)

    def only(self, *standings: str) -> list[Cell]:
        return [cell for cell in self.cells if cell.standing in standings]

    def grid(self, standing: str, rows: Sequence[str], row_of: Callable[[Cell], str]) -> Grid:
        counted: Counter[tuple[str, str]] = Counter()
        for cell in self.only(standing):
            counted[row_of(cell), cell.group] += cell.number
        return Grid(rows, StakeholderGroup.values, counted)

    def by_region(self, standing: str) -> Grid:
        """By the continents of M49; the world and regional bodies have a row of their own."""
        return self.grid(standing, REGIONS, lambda cell: cell.region)

    def by_un_group(self, standing: str) -> Grid:
        """By the UN regional groups; places and bodies in none have a row of their own."""
        return self.grid(standing, SHARES, lambda cell: cell.un_group)

    def total(self, standing: str) -> int:
        return sum(cell.number for cell in self.only(standing))

    @property
    def fictional(self) -> int:
        """How many of the members are of the demonstration."""
        return sum(cell.number for cell in self.only(MEMBER) if cell.is_fictional)

    @property
    def world(self) -> WorldMap:
        """The world by how many members a country has."""
        members: Counter[str] = Counter()
        for cell in self.only(MEMBER):
            members[cell.place] += cell.number
        steps = {cell.place: "seen" for cell in self.only(SEEN)}
        steps |= {
            place: "many" if number >= 3 else "some" if number == 2 else "one"
            for place, number in members.items()
        }
        return WorldMap(_("Members by country"), map_values(STEPS, steps))

    @property
    def countries(self) -> list[tuple[str, int, int]]:
        """(code, members, seen in the records) of each place with some, the most members first."""
        members: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for cell in self.cells:
            if cell.standing == MEMBER:
                members[cell.place] += cell.number
            elif cell.standing == SEEN:
                seen[cell.place] += cell.number
        places = members.keys() | seen.keys()
        found = [(place, members[place], seen[place]) for place in places]
        return sorted(found, key=lambda row: (-row[1], -row[2], place_name(row[0])))


@dataclass(frozen=True, slots=True)
class Gap:
    """A region from which voices are missing. No groups named: nobody at all comes from there."""

    region: str
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return region_name(self.region)

    @property
    def labels(self) -> list[str]:
        return [str(StakeholderGroup(group).label) for group in self.groups]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing among the members, in the order in which it weighs."""

    groups: tuple[str, ...]
    regions: tuple[Gap, ...]
    subregions: tuple[str, ...]

    @property
    def group_labels(self) -> list[str]:
        return [str(StakeholderGroup(group).label) for group in self.groups]

    @property
    def subregion_names(self) -> list[str]:
        return [region_name(code) for code in self.subregions]

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.regions or self.subregions)


def gaps_in(coverage: Coverage) -> Gaps:
    """Groups without any member, then for each region what it lacks, then subregions without anybody.

    A group that no region has, and a region that has nobody, are said once and not again cell by cell.
    """
    grid = coverage.by_region(MEMBER)
    nowhere = tuple(group for group in grid.columns if not grid.of_column(group))
    regions = []
    for region in grid.rows:
        if region == UNPLACED:
            continue
        if not grid.of_row(region):
            regions.append(Gap(region))
            continue
        missing = tuple(g for g in grid.columns if g not in nowhere and not grid.at(region, g))
        if missing:
            regions.append(Gap(region, missing))
    empty = {gap.region for gap in regions if not gap.groups}
    # A subregion stands under its continent; which, the places know.
    there = {cell.subregion for cell in coverage.only(MEMBER)}
    above = dict(Place.objects.exclude(subregion="").values_list("subregion", "region").distinct())
    subregions = tuple(
        code for code in SUBREGIONS if code in above and code not in there and above[code] not in empty
    )
    return Gaps(nowhere, tuple(regions), subregions)


def coverage_of(actor: Actor) -> Coverage:
    """Everybody by group, place and standing. Two queries, however many there are."""
    places = {
        code: rest for code, *rest in Place.objects.values_list("code", "region", "subregion", "un_group")
    }
    today = timezone.now().date()
    kind = Case(
        When(is_member_now(), then=Value(MEMBER)),
        When(member_since__lte=today, then=Value(FORMER)),
        When(first_seen_year__isnull=False, then=Value(SEEN)),
        default=Value(""),
    )
    rows = (
        Organisation.objects.standing_alone()
        .filter(actor.scope("directory.view_organisation"))
        .annotate(kind=kind)
        .order_by()
        .values_list("stakeholder_group", "place_id", "kind", "is_fictional")
        .annotate(number=Count("pk"))
    )
    cells = []
    for group, place, standing, is_fictional, number in rows:
        region, subregion, un_group = places[place]
        cells.append(
            Cell(group, place, region_of(region), subregion, un_group, standing, is_fictional, number)
        )
    return Coverage(cells)


@dataclass(frozen=True, slots=True)
class Year:
    """How things stood at the end of a year, the running one as of today, by UN regional group."""

    year: int
    numbers: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def beyond(self) -> int:
        """Those in a regional group other than Western European and other States."""
        return sum(number for group, number in self.numbers.items() if group not in (WEST, ""))

    @property
    def grouped(self) -> int:
        """Those in any regional group."""
        return self.total - self.numbers.get("", 0)

    @property
    def share(self) -> int | None:
        """Of those in a regional group how many in a hundred are beyond the West; None where there are none."""
        return round(100 * self.beyond / self.grouped) if self.grouped else None

    @property
    def cells(self) -> list[int]:
        return [self.numbers.get(group, 0) for group in SHARES]


def membership_history(actor: Actor) -> list[Year]:
    """Members at the end of each year since the first joined; the running year as of today. Three queries.

    Known are the dates of the membership of now: an organisation that left and came back counts from its
    return, and a merged one with the organisation it became.
    """
    today = timezone.now().date()
    rows = Organisation.objects.standing_alone().filter(actor.scope("directory.view_organisation"))
    rows = rows.filter(member_since__lte=today).order_by()
    groups = dict(Place.objects.values_list("code", "un_group"))
    joined = _by_year(rows.annotate(at=ExtractYear("member_since")), groups)
    left = _by_year(rows.filter(member_until__lte=today).annotate(at=ExtractYear("member_until")), groups)
    if not joined:
        return []
    standing: Counter[str] = Counter()
    years = []
    for year in range(min(joined), today.year + 1):
        standing.update(joined.get(year, Counter()))
        standing.subtract(left.get(year, Counter()))
        years.append(Year(year, {group: standing[group] for group in SHARES}))
    return years


def first_seen_by_year(actor: Actor) -> list[Year]:
    """How many organisations the coalition's records name for the first time, year by year. Two queries."""
    rows = Organisation.objects.standing_alone().filter(actor.scope("directory.view_organisation"))
    rows = rows.filter(first_seen_year__isnull=False).order_by()
    groups = dict(Place.objects.values_list("code", "un_group"))
    seen = _by_year(rows.annotate(at=F("first_seen_year")), groups)
    return [
        Year(year, {group: seen.get(year, Counter())[group] for group in SHARES})
        for year in (range(min(seen), max(seen) + 1) if seen else ())
    ]


def _by_year(rows: QuerySet, groups: Mapping[str, str]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    for year, place, number in rows.values_list("at", "place_id").annotate(number=Count("pk")):
        found.setdefault(int(year), Counter())[groups[place]] += number
    return found


def table_rows(coverage: Coverage) -> Iterator[tuple[object, ...]]:
    """The coverage as rows for programs: place, region, UN group, stakeholder group, standing, number."""
    for cell in sorted(coverage.cells, key=lambda cell: (cell.place, cell.group, cell.standing)):
        if cell.standing:
            yield (
                cell.place,
                "" if cell.region == UNPLACED else cell.region,
                cell.subregion,
                cell.un_group,
                cell.group,
                {MEMBER: "member", FORMER: "former", SEEN: "seen in the records"}[cell.standing],
                int(cell.is_fictional),
                cell.number,
            )
