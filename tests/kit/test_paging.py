"""Pages of a list, facets, and links that keep the rest of the address."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from intersession.kit.facets import facet
from intersession.kit.paging import pages_of


def test_links_keep_the_rest_of_the_address(rf: RequestFactory) -> None:
    pages = pages_of(rf.get("/list/", {"q": "a b", "country": ["KE", "PH"], "page": "2"}), 100, 20)
    assert pages.previous == "/list/?q=a+b&country=KE&country=PH"
    assert pages.next == "/list/?q=a+b&country=KE&country=PH&page=3"
    assert pages.offset == 20


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "٣", "9" * 30, "6"])
def test_a_page_that_is_not_there_is_not_found_and_says_why(rf: RequestFactory, number: str) -> None:
    with pytest.raises(Http404, match=r"\w{4}"):
        pages_of(rf.get("/list/", {"page": number}), 100, 20)


def test_an_empty_list_has_one_page(rf: RequestFactory) -> None:
    assert pages_of(rf.get("/list/"), 0, 20).count == 1


@given(total=st.integers(0, 10_000), size=st.integers(1, 100), data=st.data())
def test_pages_cover_the_list_without_overlap(total: int, size: int, data: st.DataObject) -> None:
    count = max(1, -(-total // size))
    number = data.draw(st.integers(1, count))
    pages = pages_of(RequestFactory().get("/list/", {"page": str(number)}), total, size)
    assert pages.count == count
    assert pages.offset <= total
    assert (pages.next == "") == (number == count)
    assert [entry.number for entry in pages.entries if entry.is_current] == [number]
    shown = [entry.number for entry in pages.entries if entry.url]
    assert shown == sorted(set(shown))


def test_an_option_chooses_and_takes_away(rf: RequestFactory) -> None:
    request = rf.get("/list/", {"kind": "study", "page": "3"})
    made = facet(request, "kind", "Kind", [("study", 3), ("law", 2)])
    assert [option.is_chosen for option in made.options] == [True, False]
    assert made.options[0].url == "/list/"
    assert made.options[1].url == "/list/?kind=study&kind=law"
    assert made.is_open
    assert made.chosen == [made.options[0]]
