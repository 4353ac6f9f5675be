"""Coverage: every table adds up, what is missing is named, and members are never mixed with records."""

from __future__ import annotations

import csv
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.actor import VISITOR
from intersession.directory.coverage import (
    SEEN,
    coverage_of,
    first_seen_by_year,
    gaps_in,
    membership_history,
)
from intersession.directory.regions import REGIONS, UN_GROUPS, region_name
from intersession.members.words import FORMER, MEMBER
from intersession.people.models import Organisation, StakeholderGroup
from intersession.places.models import Place
from tests.world import World, make_organisation

PAGE = "/en/coverage/"

bodies = st.lists(
    st.tuples(
        st.sampled_from(["KE", "FJ", "DE", "BR", "JP", "PL", "US", "ZZ", "GL"]),
        st.sampled_from(StakeholderGroup.values),
        st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2026, 6, 1))),
        st.one_of(st.none(), st.integers(0, 2000)),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=bodies)
def test_every_table_and_the_last_year_add_up_to_the_members(world: World, rows: list) -> None:
    Organisation.objects.filter(slug__startswith="cover-").delete()
    for number, (place, group, since, stays, is_merged) in enumerate(rows):
        make_organisation(
            f"cover-{number}",
            place_id=place,
            stakeholder_group=group,
            member_since=since,
            member_until=since + timedelta(days=stays) if since and stays is not None else None,
            first_seen_year=2010,
            merged_into=world.organisation if is_merged else None,
        )
    coverage = coverage_of(VISITOR)
    members = Organisation.objects.members().count()
    assert coverage.total(MEMBER) == members
    for grid in (coverage.by_region(MEMBER), coverage.by_un_group(MEMBER)):
        assert grid.total == members == sum(grid.sums) == sum(total for _row, _cells, total in grid.lines)
    assert sum(number for _place, number, _seen in coverage.countries) == members
    history = membership_history(VISITOR)
    assert history[-1].year == timezone.now().year
    assert history[-1].total == members
    assert all(number >= 0 for year in history for number in year.numbers.values())
    standing = Organisation.objects.standing_alone().filter(first_seen_year__isnull=False).count()
    assert sum(year.total for year in first_seen_by_year(VISITOR)) == standing
    gaps = gaps_in(coverage)
    grid = coverage.by_region(MEMBER)
    for gap in gaps.regions:
        assert all(grid.at(gap.region, group) == 0 for group in gap.groups or grid.columns)


def test_every_gap_is_named(world: World) -> None:
    gaps = gaps_in(coverage_of(VISITOR))
    lacking = {gap.region: gap.groups for gap in gaps.regions}
    # The cast has a civil society organisation in Kenya and a hotline in Uganda.
    assert lacking["009"] == ()
    assert "government" in gaps.groups
    assert "hotline-helpline" not in gaps.groups
    make_organisation("fiji", place_id="FJ", stakeholder_group="government")
    gaps = gaps_in(coverage_of(VISITOR))
    lacking = {gap.region: gap.groups for gap in gaps.regions}
    assert "hotline-helpline" in lacking["009"]
    assert "government" not in lacking["009"]
    assert "061" in gaps.subregions
    assert "054" not in gaps.subregions


def test_a_missing_voice_is_a_sentence_on_the_page(client: Client, world: World) -> None:
    make_organisation("fiji", place_id="FJ", stakeholder_group="government")
    text = client.get(PAGE).content.decode()
    assert "<strong>Oceania</strong>: no member from these groups:" in text
    assert "<strong>Asia</strong>: no member at all." in text
    assert "are fictional" in text


def test_records_are_never_counted_as_members(world: World) -> None:
    coverage = coverage_of(VISITOR)
    assert coverage.total(MEMBER) == 2
    assert coverage.total(SEEN) > 50
    assert coverage.total(FORMER) == 0


def test_growth_beyond_the_west_is_a_share(world: World) -> None:
    Organisation.objects.members().delete() if False else None
    make_organisation("berlin", place_id="DE", member_since=date(2020, 5, 1))
    make_organisation("world", place_id="ZZ", member_since=date(2020, 5, 1))
    by_year = {year.year: year for year in membership_history(VISITOR)}
    assert by_year[2020].share == 50
    assert by_year[2021].share == 67
    assert by_year[2021].total == 4


def test_an_empty_coalition_says_so(client: Client, world: World) -> None:
    Organisation.objects.update(member_since=None, member_until=None)
    text = client.get(PAGE).content.decode()
    assert "everybody is missing" in text
    assert "no membership yet" in text


def test_the_files_hold_the_numbers_of_the_page(client: Client, world: World) -> None:
    text = client.get("/en/coverage/coverage.csv").content.decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert sum(int(row["organisations"]) for row in rows if row["standing"] == "member") == 2
    history = list(csv.DictReader(client.get("/en/coverage/history.csv").content.decode().splitlines()))
    last = [row for row in history if row["measure"].startswith("members")][-1]
    assert last["total"] == "2"
    assert last["beyond_weog_percent"] == "100"


def test_the_page_asks_the_same_however_many_there_are(client: Client, world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    few = asked()
    for number in range(40):
        make_organisation(f"more-{number}", place_id=("KE", "DE", "FJ", "BR")[number % 4])
    assert asked() == few <= 12


def test_every_place_stands_under_one_heading_of_each_table(world: World) -> None:
    for place in Place.objects.all():
        assert (place.region or "ZZ") in REGIONS
        assert place.un_group in (*UN_GROUPS, "")
    for code in (*REGIONS, *UN_GROUPS):
        assert region_name(code) != code
