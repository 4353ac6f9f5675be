"""Laws of lists: facets, filters, order and pages agree with one another; nothing typed breaks anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intersession.search.find import SORTS, Query, find
from intersession.search.index import NoIndex
from intersession.search.query import BadQuery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_home")]

WORDS = [
    "child",
    "online",
    "report",
    "enfants",
    "niños",
    "حقوق",
    "детей",
    "儿童",
    "grooming",
    "law",
    "Kenya",
    "xyzzy",
]
calm = hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
odd = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [*WORDS, '"', "-", "OR", "(", ")", "*", "field:", "kind:resource", "~2", "^", "+", "«", "\x00"]
    ),
    max_size=8,
).map(" ".join)


@calm
@given(text=odd)
def test_whatever_is_typed_finds_or_says_why_not(text: str) -> None:
    try:
        results = find(Query(text=text, size=5))
    except BadQuery as refusal:
        refused = str(refusal.sentence)
        assert refused.endswith(".")
    else:
        assert len(results.hits) == min(5, results.total)


@calm
@given(text=texts)
def test_the_kinds_add_up_to_the_total(text: str) -> None:
    results = find(Query(text=text, size=1))
    assert sum(number for _, number in results.facets["kind"]) == results.total


@calm
@given(text=texts, name=st.sampled_from(["kind", "language", "place", "region", "concept", "year", "form"]))
def test_a_filter_finds_as_many_as_its_facet_said(text: str, name: str) -> None:
    before = find(Query(text=text, size=1)).facets[name]
    for value, number in before[:3]:
        after = find(Query(text=text, size=1, chosen={name: (value,)}))
        if not after.is_loose and not find(Query(text=text, size=1)).is_loose:
            assert (
                after.total >= number
            )  # few documents within a filter are joined by those that hold some words
        assert dict(after.facets[name]).get(value) == number or after.total > number


def test_values_of_one_facet_widen_and_its_counts_stay() -> None:
    one = find(Query(text="", chosen={"kind": ("law",)}))
    both = find(Query(text="", chosen={"kind": ("law", "treaty")}))
    assert one.facets["kind"] == both.facets["kind"]
    counts = dict(one.facets["kind"])
    assert both.total == counts["law"] + counts["treaty"] == one.total + counts["treaty"]


@calm
@given(text=texts, sort=st.sampled_from(SORTS), size=st.sampled_from([7, 10, 20]))
def test_pages_one_after_the_other_are_the_list(text: str, sort: str, size: int) -> None:
    whole = find(Query(text=text, sort=sort, size=size * 3))
    pages = [
        hit.key for page in (1, 2, 3) for hit in find(Query(text=text, sort=sort, size=size, page=page)).hits
    ]
    assert len(pages) == len(whole.hits)
    if sort != "relevance":
        assert pages == [hit.key for hit in whole.hits]
    kinds = [
        (hit.kind, hit.key)
        for page in (1, 2, 3)
        for hit in find(Query(text=text, sort=sort, size=size, page=page)).hits
    ]
    assert len(kinds) == len(set(kinds))


def test_orders_by_year_leave_the_undated_for_last() -> None:
    years = [
        hit.card["year"] for hit in find(Query(text="", sort="newest", size=500, kinds=("resource",))).hits
    ]
    dated = [year for year in years if year]
    assert dated == sorted(dated, reverse=True)
    assert None not in years[: len(dated)]
    years = [
        hit.card["year"] for hit in find(Query(text="", sort="oldest", size=500, kinds=("resource",))).hits
    ]
    dated = [year for year in years if year]
    assert years[: len(dated)] == sorted(dated)


def test_years_narrow_from_both_sides() -> None:
    results = find(Query(text="", year_from=2019, year_to=2021, size=500))
    assert results.total
    assert {hit.card["year"] for hit in results.hits} == {2019, 2020, 2021}


@pytest.mark.parametrize("text", ["-", '""', "OR", "-child", "…", "( )", "«»", '"-"'])
def test_operators_alone_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadQuery):
        find(Query(text=text))


def test_ten_thousand_characters_are_refused_with_a_sentence() -> None:
    with pytest.raises(BadQuery, match="300"):
        find(Query(text="a " * 5000))


@pytest.mark.parametrize(
    "query", [Query(sort="sideways"), Query(page=0), Query(page=100_000), Query(chosen={"secret": ("x",)})]
)
def test_what_cannot_be_asked_is_refused(query: Query) -> None:
    with pytest.raises(BadQuery):
        find(query)


def test_fields_cannot_be_typed() -> None:
    assert find(Query(text="key:checkpoint", across=False)).total == 0
    assert (
        find(Query(text="kind:law", across=False)).total == find(Query(text="kind law", across=False)).total
    )


def test_no_list_shows_the_checkpoint() -> None:
    results = find(Query(text="", size=500))
    assert all("path" in hit.card for hit in results.hits)
    assert sum(number for _, number in results.facets["kind"]) == results.total


def test_without_an_index_it_says_so(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_HOME = tmp_path / "nothing"
    with pytest.raises(NoIndex):
        find(Query(text="child"))
