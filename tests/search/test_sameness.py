"""Keys that say beyond doubt that two records are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intersession.search.sameness import (
    LONGEST_KEY,
    address_key,
    doi_in,
    is_telling,
    isbn_in,
    keys_of,
    plain_link,
    title_key,
    title_words,
)

SAME_LINKS = [
    "https://www.example.org/reports/grooming/",
    "http://example.org/reports/grooming",
    "HTTPS://Example.ORG:443/reports//grooming/index.html#chapter-2",
    "https://example.org/reports/grooming?utm_source=mail&fbclid=1",
    "example.org/reports/grooming",
]


@pytest.mark.parametrize("link", SAME_LINKS)
def test_what_makes_no_difference_in_a_link_is_left_out(link: str) -> None:
    assert plain_link(link) == "example.org/reports/grooming"


def test_a_query_that_tells_pages_apart_is_kept_in_one_order() -> None:
    assert plain_link("https://example.org/a?id=7&lang=fr") == plain_link(
        "https://example.org/a?lang=fr&id=7"
    )
    assert plain_link("https://example.org/a?id=7") != plain_link("https://example.org/a?id=8")


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "", "http://", "https://[::1", "a b"],
)
def test_what_is_no_web_address_has_no_key(text: str) -> None:
    assert plain_link(text) == ""


def test_a_host_in_its_own_script_is_the_same_as_in_ascii() -> None:
    assert plain_link("https://bücher.example/x") == plain_link("https://xn--bcher-kva.example/x")


@pytest.mark.parametrize(
    "text",
    [
        "10.1177/1077559520983123",
        "doi:10.1177/1077559520983123",
        "https://doi.org/10.1177/1077559520983123",
        "http://dx.doi.org/10.1177/1077559520983123.",
        "see DOI 10.1177/1077559520983123).",
        "https://doi.org/10.1177%2F1077559520983123",
    ],
)
def test_a_doi_is_known_however_it_is_written(text: str) -> None:
    assert doi_in(text) == "10.1177/1077559520983123"
    if not text.startswith("see"):
        assert address_key(text) == "doi:10.1177/1077559520983123"


def test_a_bracket_that_belongs_to_a_doi_stays() -> None:
    assert doi_in("10.1016/S0140-6736(05)61817-5") == "10.1016/s0140-6736(05)61817-5"


@pytest.mark.parametrize("text", ["978-0-306-40615-7", "urn:isbn:9780306406157", "ISBN 0-306-40615-2"])
def test_an_isbn_becomes_thirteen_digits(text: str) -> None:
    assert isbn_in(text) == "9780306406157"


def test_a_wrong_check_digit_is_no_isbn() -> None:
    assert isbn_in("978-0-306-40615-8") == ""


def test_a_title_is_one_key_in_whatever_script_it_stands() -> None:
    assert title_key("Безопасность детей") == title_key("bezopasnost' detey")
    assert title_key("L’Éducation : guide  pratique") == title_key("l'education guide pratique")
    assert title_key("…") == ""


def test_a_word_or_two_do_not_tell_works_apart() -> None:
    assert not is_telling("Annual report")
    assert is_telling("Guidelines for industry on child online protection")


def test_a_record_has_each_key_once() -> None:
    keys = keys_of(
        ["Same title here", "same TITLE here"], ["https://example.org/a", "http://www.example.org/a/", ""]
    )
    assert keys == ["link:example.org/a", "title:same title here"]


links = st.from_regex(
    r"https?://[a-zA-Z0-9.-]{1,20}(:[0-9]{1,5})?(/[^\s]{0,30})?(\?[^\s#]{0,30})?", fullmatch=True
)


@given(st.one_of(st.text(), links))
def test_a_link_made_plain_stays_so(text: str) -> None:
    plain = plain_link(text)
    assert plain_link(f"https://{plain}") == plain or not plain


@given(st.text())
def test_words_of_a_title_stay_so(text: str) -> None:
    words = title_words(text)
    assert title_words(words) == words
    assert words == words.lower()
    assert words.isascii()


@given(st.text(max_size=4000))
def test_any_text_has_a_short_key_or_none(text: str) -> None:
    for key in (address_key(text), title_key(text)):
        assert len(key) <= LONGEST_KEY
