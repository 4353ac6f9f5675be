"""What a page says of itself, however it says it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intersession.sharing.proposals import from_citation, from_page

ADDRESS = "https://quokka.example/report"


def proposed(head: str, lang: str = "fr", body: str = "") -> dict[str, Any]:
    page = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return from_page(page.encode(), ADDRESS, "utf-8")


def test_marks_of_libraries_come_first() -> None:
    found = proposed(
        '<title>Site</title><meta property="og:title" content="Share me">'
        '<meta name="citation_title" content="Étude sur les jeux en ligne">'
        '<meta name="citation_publication_date" content="2021/05/03">'
        '<meta name="DC.publisher" content="UNICEF"><meta name="citation_doi" content="doi:10.5555/ABC.1">'
        '<meta name="citation_isbn" content="978-0-306-40615-7">'
    )
    assert found == {
        "title": "Étude sur les jeux en ligne",
        "year": "2021",
        "publishers": "UNICEF",
        "doi": "10.5555/abc.1",
        "isbn": "9780306406157",
        "languages": "fr",
        "title_language": "fr",
        "url": ADDRESS,
    }


def test_schema_org_is_read_where_it_describes_a_work() -> None:
    told = {
        "@graph": [
            {"@type": "WebSite", "name": "Not the work"},
            {
                "@type": ["Report"],
                "headline": "Online safety in Kenya",
                "inLanguage": "en-GB",
                "datePublished": "2019-02-01",
                "publisher": {"@type": "Organization", "name": "Quokka House"},
                "license": "https://creativecommons.org/licenses/by-nc/4.0/",
            },
        ]
    }
    found = proposed(f'<script type="application/ld+json">{json.dumps(told)}</script>')
    assert found["title"] == "Online safety in Kenya"
    assert (found["year"], found["languages"], found["publishers"]) == ("2019", "en", "Quokka House")
    assert found["license"] == "CC BY-NC 4.0"


def test_open_graph_and_plain_html_come_last() -> None:
    found = proposed('<title>Página</title><meta property="og:site_name" content="Sitio">', lang="es-MX")
    assert (found["title"], found["publishers"], found["languages"]) == ("Página", "Sitio", "es")


def test_the_address_a_page_gives_as_its_own_counts_on_its_own_site_only() -> None:
    assert (
        proposed('<link rel="canonical" href="/report/2021">')["url"] == "https://quokka.example/report/2021"
    )
    assert proposed('<link rel="canonical" href="https://evil.example/">')["url"] == ADDRESS
    assert proposed('<link rel="canonical" href="javascript:alert(1)">')["url"] == ADDRESS


def test_what_is_too_long_is_cut_at_a_word() -> None:
    found = proposed(f'<meta name="citation_title" content="{"word " * 2000}">')
    assert len(found["title"]) <= 500
    assert found["title"].endswith("word…")


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"<", b"<html", b"\xff\xfe\xfa", b"<a>" * 20_000])
def test_what_is_no_page_proposes_only_its_address(content: bytes) -> None:
    assert from_page(content, ADDRESS).get("url") == ADDRESS


def test_a_registry_is_read_too() -> None:
    told = {
        "title": ["Children online"],
        "publisher": "SAGE",
        "issued": {"date-parts": [[2020, 3]]},
        "type": "article-journal",
        "abstract": "<jats:p>What children do.</jats:p>",
        "language": "en",
    }
    found = from_citation(told, "10.5555/x")
    assert found["title"] == "Children online"
    assert (found["year"], found["kind"], found["summary"]) == ("2020", "research", "What children do.")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(["title", "publisher", "issued", "language", "abstract", "ISBN", "type", "published"])


@given(st.dictionaries(keys, anything))
def test_whatever_a_registry_answers_is_text_or_nothing(told: dict[str, Any]) -> None:
    assert all(isinstance(value, str) and value for value in from_citation(told, "10.5555/x").values())


@given(st.binary(max_size=600), anything)
def test_whatever_a_page_holds_is_text_or_nothing(content: bytes, told: Any) -> None:
    script = json.dumps(
        {"@type": "Report", "@graph": told, "name": told, "publisher": told, "datePublished": told}
    )
    page = b"<html><script type='application/ld+json'>" + script.encode() + b"</script>" + content
    assert all(isinstance(value, str) and value for value in from_page(page, ADDRESS).values())
