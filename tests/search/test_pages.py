"""The search page, its JSON and its suggestions, over HTTP."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intersession.search.analysis import analyse, exact_key, stems_of_unknown
from intersession.search.passages import marked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_home")]


def test_the_page_says_what_else_it_matched_and_offers_to_turn_it_off(client: Client) -> None:
    page = client.get("/fr/search/", {"q": "ligne d'écoute"}).content.decode()
    assert "ligne d&#x27;assistance" in page
    assert "across=0" in page
    assert "/vocabulary/helpline/" in page


def test_the_page_keeps_the_state_in_its_links(client: Client) -> None:
    page = unescape(
        client.get("/en/search/", {"q": "grooming", "kind": "law", "sort": "newest"}).content.decode()
    )
    links = re.findall(r'href="(/en/search/\?[^"]+)"', page)
    assert links
    assert all("q=grooming" in link for link in links)
    assert any("kind=law&kind=" in link or "kind=law" in link for link in links)


def test_titles_keep_their_language_and_direction(client: Client) -> None:
    page = client.get("/en/search/", {"q": "حقوق الطفل في ظل التحديات"}).content.decode()
    assert 'lang="ar" dir="rtl"' in page


def test_marks_stand_around_the_words_and_nothing_else_is_let_through(client: Client) -> None:
    page = client.get("/en/search/", {"q": "grooming <script>alert(1)</script>"}).content.decode()
    assert re.search(r"<mark>[Gg]rooming</mark>", page)
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "a" * 10_000}, 400),
        ({"q": '"" - OR'}, 400),
        ({"q": "child", "sort": "sideways"}, 400),
        ({"q": "child", "year": "soon"}, 400),
        ({"q": "child", "kind": "nonsense"}, 400),
        ({"q": "child", "page": "99999"}, 404),
        ({"q": "child", "page": "two"}, 404),
        ({"q": "xyzzyplugh"}, 200),
        ({"q": "\x00\x07"}, 200),
        ({}, 200),
    ],
)
def test_odd_queries_are_answered_with_a_sentence(client: Client, query: dict[str, str], status: int) -> None:
    response = client.get("/en/search/", query)
    assert response.status_code in (status, 400)
    assert b"<h1" in response.content


def test_broken_utf8_is_answered(client: Client) -> None:
    assert client.get("/en/search/?q=%ff%fe%80").status_code in (200, 400)


def test_nothing_found_helps_on(client: Client) -> None:
    page = client.get("/en/search/", {"q": '"no such phrase stands anywhere"'}).content.decode()
    assert "/en/help/" in page
    assert "/en/vocabulary/" in page


def test_no_cookie_is_set(client: Client) -> None:
    assert not client.get("/en/search/", {"q": "child"}).cookies


def test_programs_get_the_same_as_json(client: Client) -> None:
    answer = json.loads(
        client.get("/en/search.json", {"q": "ciberacoso", "lang": "es", "limit": "3"}).content
    )
    assert len(answer["hits"]) == 3
    first = answer["hits"][0]
    assert {"kind", "title", "languages", "countries", "address", "score", "matched_concepts"} <= first.keys()
    assert answer["matched_concepts"][0]["id"] == "cyberbullying"
    assert client.get("/en/search.json", {"q": "x", "limit": "many"}).status_code == 400


def test_suggestions_complete_the_last_word(client: Client) -> None:
    answer = json.loads(client.get("/en/search/suggest.json", {"q": "disrupting harm in ken"}).content)
    assert any("Kenya" in each["text"] for each in answer["suggestions"])


@hypothesis_settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=200),
    word=st.text(max_size=20),
    language=st.sampled_from(["en", "fr", "ar", "zh", "und"]),
)
def test_marking_changes_nothing_but_adds_marks(text: str, word: str, language: str) -> None:
    html = marked(text, language, stems_of_unknown(word) if word else frozenset())
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert unescape(bare) == unescape(str(marked(text, language, frozenset())))
    assert "<" not in bare


@hypothesis_settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=200),
    language=st.sampled_from(["en", "fr", "ar", "ru", "zh", "sw", "und", "xx-Latn"]),
)
def test_any_text_can_be_taken_apart(text: str, language: str) -> None:
    analysed = analyse(text, language)
    assert len(analysed.stems) == len(analysed.words)
    assert exact_key(text) == exact_key(text.upper()) or not text.isascii()
