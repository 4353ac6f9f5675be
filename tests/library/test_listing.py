"""The list: filters, order, pages, what cannot be read, and what it costs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.library.conftest import Reindex
from tests.library.making import make_resource, make_resources

from intersession.access.actor import SYSTEM
from intersession.library.actions import withdraw_resource
from intersession.library.forms import MOST_VALUES
from intersession.library.listings import FACETS, SORTS
from intersession.library.models import Resource
from intersession.search import index

pytestmark = pytest.mark.django_db
LIST = "/en/library/"


def titles(client: Client, **query: Any) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [row.resource.title for row in response.context["rows"]]


def total(client: Client, **query: Any) -> int:
    response = client.get(LIST, query)
    assert response.status_code == 200
    found: int = response.context["found"].total
    return found


def test_every_resource_of_the_library_is_listed_once(client: Client, reindexed: Reindex) -> None:
    seen = []
    for number in range(1, 12):
        seen += titles(client, page=number)
    assert len(seen) == len(set(seen)) == Resource.objects.listed().count() == 202


@pytest.mark.parametrize(
    ("query", "is_right"),
    [
        ({"kind": "toolkit"}, lambda each: each.kind == "toolkit"),
        ({"kind": ["toolkit", "standard"]}, lambda each: each.kind in ("toolkit", "standard")),
        ({"country": "KE"}, lambda each: "KE" in places(each)),
        ({"country": "ke"}, lambda each: "KE" in places(each)),
        ({"country": "INT"}, lambda each: "ZZ" in places(each)),
        ({"country": ["KE", "TZ"]}, lambda each: {"KE", "TZ"} & places(each)),
        ({"region": "002"}, lambda each: "002" in regions(each)),
        ({"region": ["002", "ZZ"]}, lambda each: "002" in regions(each) or "ZZ" in places(each)),
        ({"language": "ar"}, lambda each: "ar" in lines(each, "language")),
        ({"topic": "ai"}, lambda each: "ai" in lines(each, "topic")),
        ({"audience": "children"}, lambda each: "children" in lines(each, "audience")),
        ({"year": "2021"}, lambda each: each.year == 2021),
        ({"publisher": "ITU"}, lambda each: "ITU" in [x.publisher.name for x in each.publisher_lines.all()]),
        (
            {"kind": "research", "region": "002"},
            lambda each: each.kind == "research" and "002" in regions(each),
        ),
    ],
)
def test_a_filter_lists_exactly_what_fits(
    client: Client, reindexed: Reindex, query: dict[str, Any], is_right: Any
) -> None:
    everything = Resource.objects.listed().prefetch_related(
        "places", "language_lines", "topic_lines", "audience_lines", "publisher_lines__publisher"
    )
    expected = {each.title for each in everything if is_right(each)}
    assert expected, "the sample must not be empty"
    found = set()
    for number in range(1, -(-len(expected) // 20) + 1):
        found |= set(titles(client, **query, page=number))
    assert found == expected
    assert total(client, **query) == len(expected)


def places(resource: Resource) -> set[str]:
    return {place.code for place in resource.places.all()}


def regions(resource: Resource) -> set[str]:
    return {place.region for place in resource.places.all()}


def lines(resource: Resource, name: str) -> list[str]:
    return [getattr(line, name) for line in getattr(resource, f"{name}_lines").all()]


def spoken(title: str) -> str:
    """A title as the index orders it: without case and punctuation."""
    return " ".join(re.findall(r"\w+", title.lower()))


@pytest.mark.parametrize("sort", [name for name in SORTS if name != "relevance"])
def test_each_order_is_the_one_it_says(client: Client, reindexed: Reindex, sort: str) -> None:
    response = client.get(LIST, {"sort": sort, "kind": "guideline"})
    rows = [row.resource for row in response.context["rows"]]
    has_index = response.context["found"].counts is not None
    keys = {
        "newest": [-(row.year or 0) for row in rows],
        "oldest": [row.year or 9999 for row in rows],
        "title": [spoken(row.title_en) if has_index else row.title_en.lower() for row in rows],
        "added": [-row.published_at.toordinal() for row in rows],
    }[sort]
    assert keys == sorted(keys)


def test_words_are_found_in_titles_and_publishers(client: Client, reindexed: Reindex) -> None:
    make_resource(title="Qwertzuiop and children", publishers=(("lantern", "Lantern House", False),))
    reindexed()
    assert titles(client, q="qwertzuiop") == ["Qwertzuiop and children"]
    assert titles(client, q="lantern qwertzuiop") == ["Qwertzuiop and children"]


def test_what_was_withdrawn_or_not_yet_published_is_not_listed(client: Client, reindexed: Reindex) -> None:
    withdraw_resource(SYSTEM, make_resource("gone", title="Qwertzuiop gone"), "It is wrong.")
    draft = make_resource("draft", title="Qwertzuiop draft")
    reindexed()
    Resource.objects.filter(pk=draft.pk).update(published_at=None)
    for address in (LIST, "/en/library.csv", "/en/library.json", "/en/library/feed.atom"):
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        assert b"Qwertzuiop" not in body


def test_an_empty_list_leads_on(client: Client, reindexed: Reindex) -> None:
    response = client.get(LIST, {"q": "qwertzuiop", "kind": "standard", "country": "KE"})
    text = response.content.decode()
    assert "Nothing in the library fits all of this" in text
    links = re.findall(r'href="([^"]+)"', text.replace("&amp;", "&"))
    assert "/en/library/?kind=standard&country=KE" in links, "without the words"
    assert "/en/library/?q=qwertzuiop&country=KE" in links, "without the kind"
    assert "/en/library/?q=qwertzuiop&kind=standard&country=KE&country=ZZ" in links, "with the world"
    assert "/en/search/?q=qwertzuiop" in links, "everywhere"
    assert "/en/library/" in links


def test_the_address_keeps_the_state_and_paging_keeps_the_filters(client: Client) -> None:
    text = client.get(LIST, {"kind": "guideline", "sort": "title"}).content.decode().replace("&amp;", "&")
    assert "/en/library/?kind=guideline&sort=title&page=2" in text
    assert "/en/library.csv?kind=guideline&sort=title" in text
    assert '<link rel="alternate" type="application/atom+xml"' in text
    assert "/en/library/feed.atom?kind=guideline&sort=title" in text
    assert '<input type="hidden" name="kind" value="guideline">' in text


def test_a_filter_we_do_not_know_is_left_out_and_said(client: Client) -> None:
    response = client.get(LIST, {"colour": "red", "kind": "standard"})
    assert response.status_code == 200
    assert "no filter “colour”" in response.content.decode()
    assert total(client, kind="standard") == response.context["found"].total


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"country": "QQ"}, "no country or body with the code “QQ”"),
        ({"country": "\x00"}, "no country"),
        ({"region": "999"}, "no region"),
        ({"language": "xx"}, "no language “xx”"),
        ({"language": "klingon"}, "no language"),
        ({"kind": "poem"}, "no kind of resource “poem”"),
        ({"topic": "weather"}, "no topic"),
        ({"audience": "everybody"}, "no audience"),
        ({"year": "20x4"}, "not a year"),
        ({"year": "٢٠٢٤"}, "not a year"),
        ({"publisher": "Nobody"}, "no publisher “Nobody”"),
        ({"publisher": "a\x00b"}, "no publisher"),
        ({"sort": "colour"}, "cannot be sorted by “colour”"),
        ({"q": "x" * 10_000}, "10000"),
        ({"kind": [str(number) for number in range(MOST_VALUES + 1)]}, "At most 20"),
        ({"kind": "<script>alert(1)</script>"}, "&lt;script&gt;"),
    ],
)
@pytest.mark.parametrize("address", [LIST, "/en/library.csv", "/en/library.json", "/en/library/feed.atom"])
def test_what_does_not_exist_is_answered_with_a_sentence(
    client: Client, address: str, query: dict[str, Any], sentence: str
) -> None:
    response = client.get(address, query)
    assert response.status_code == 400
    text = response.content.decode()
    assert (sentence if address == LIST else sentence.replace("&lt;", "<").replace("&gt;", ">")) in text


@pytest.mark.parametrize("number", ["0", "-1", "x", "999999", "99999999999", "1.5", "१", ""])
def test_a_page_that_is_not_there_is_a_404_with_a_sentence(client: Client, number: str) -> None:
    response = client.get(LIST, {"page": number})
    assert response.status_code == 404
    assert re.search(r"no such page|past its end", response.content.decode())


@pytest.mark.parametrize("query", ['"', '""', "(((", "-", "*", "? !", "-nothing"])
def test_a_search_of_signs_alone_is_answered_with_a_sentence(
    client: Client, reindexed: Reindex, query: str
) -> None:
    response = client.get(LIST, {"q": query})
    assert response.status_code == 400
    assert "no word to look for" in response.content.decode()


@pytest.mark.parametrize("query", ["AND OR NOT", "\x00\x01", "title:", "  ", "\ufffd", "كتاب", "a" * 300])
def test_odd_words_are_looked_for_like_others(client: Client, reindexed: Reindex, query: str) -> None:
    assert client.get(LIST, {"q": query}).status_code == 200


def test_broken_bytes_in_the_address_are_answered(client: Client) -> None:
    assert client.get(f"{LIST}?q=%ff%fe%80").status_code == 200
    assert client.get(f"{LIST}?kind=%ff").status_code == 400
    assert client.get(f"{LIST}?%ff=%ff").status_code == 200


NAMES = st.sampled_from([*FACETS, "q", "sort", "page", "colour"])
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["KE", "ZZ", "en", "2021", "guideline", "newest", "relevance", "ITU", "002", "1", ""]),
    st.integers().map(str),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(query=st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_no_address_breaks_the_list(client: Client, query: list[tuple[str, str]]) -> None:
    fields: dict[str, list[str]] = {}
    for name, value in query:
        fields.setdefault(name, []).append(value)
    for address in (LIST, "/en/library/feed.atom"):
        assert client.get(address, fields).status_code in (200, 400, 404)


def test_a_list_costs_the_same_queries_for_one_row_and_a_thousand(client: Client, reindexed: Reindex) -> None:
    addresses = [LIST, f"{LIST}?kind=guideline&country=KE&sort=title", f"{LIST}?q=paths"]
    costs: list[list[int]] = []
    for count in (1, 1000):
        make_resources(count)
        reindexed()
        costs.append([])
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                rows = client.get(address).context["rows"]
            costs[-1].append(len(asked))
    assert len(rows) == 20
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 12


def test_a_visitor_gets_no_cookie(client: Client) -> None:
    for address in (LIST, f"{LIST}terminology-guidelines-spanish-2016/", "/en/library/feed.atom"):
        assert not client.get(address).cookies


def test_without_an_index_the_list_stands_and_says_that_nothing_is_counted(client: Client) -> None:
    response = client.get(LIST)
    text = response.content.decode()
    assert response.context["found"].counts is None
    assert "nothing is counted" in text
    assert "/en/library/?kind=toolkit" in text, "the filters still narrow"


def test_a_broken_index_does_not_take_the_list_down(
    client: Client, reindex: Reindex, caplog: pytest.LogCaptureFixture
) -> None:
    reindex()
    folder = index.current_folder()
    assert folder is not None
    (folder / "meta.json").write_text("this is no index")
    assert total(client) == 202
    assert "cannot be read" in caplog.text


def test_facets_count_what_choosing_them_would_list(client: Client, reindex: Reindex) -> None:
    reindex()
    facets = {each.name: each for each in client.get(LIST, {"region": "002"}).context["facets"]}
    for name in ("kind", "country", "language", "topic", "audience", "year", "publisher"):
        option = facets[name].options[0]
        assert option.count == total(client, region="002", **{name: option.value})
    chosen = [each for each in facets["region"].options if each.is_chosen]
    assert [each.value for each in chosen] == ["002"]
    assert {each.value for each in facets["region"].options} > {"002", "ZZ", "142"}, "more can be chosen"


def test_a_value_that_leaves_nothing_can_still_be_taken_away(client: Client, reindex: Reindex) -> None:
    reindex()
    response = client.get(LIST, {"kind": "dataset", "country": "TZ"})
    country = next(each for each in response.context["facets"] if each.name == "country")
    assert ("TZ", 0, True) in [(each.value, each.count, each.is_chosen) for each in country.options]


def test_words_of_another_language_find_what_they_mean(client: Client, reindex: Reindex) -> None:
    reindex()
    response = client.get(LIST, {"q": "sextorsion"})
    text = response.content.decode()
    assert response.context["found"].total > 5
    assert "Also matched across languages" in text
    only = client.get(LIST, {"q": "sextorsion", "across": "0"})
    assert only.context["found"].total < response.context["found"].total
    assert "Search across languages again" in only.content.decode()


def test_the_words_found_are_marked_and_nothing_else_is_markup(client: Client, reindex: Reindex) -> None:
    make_resource(title="Qwertzuiop <b>bold</b> & more", title_en="Qwertzuiop")
    reindex()
    text = client.get(LIST, {"q": "qwertzuiop"}).content.decode()
    assert "<mark>Qwertzuiop</mark> &lt;b&gt;bold&lt;/b&gt; &amp; more" in text
