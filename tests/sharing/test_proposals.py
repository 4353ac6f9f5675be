"""What a page says of itself, however it says it."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intersession.library.forms import clean
from intersession.safety.fetch import Fetched
from intersession.safety.kinds import Why
from intersession.safety.running import Failed
from intersession.sharing import looking, marks, proposals
from intersession.sharing.proposals import from_citation, from_marks, from_page

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


HOSTILE = {
    "a million nested tags": b"<div>" * 200_000,
    "a million nested and named": b"<title>Quokkas at school" + b"<i>" * 330_000,
    "entities that refer to each other": b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 20))
    + b"]><html><title>&t;&t;</title></html>",
    "an entity that asks for a file": b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><title>&x;</title>",
    "a million entities": b"<title>" + b"&amp;" * 200_000 + b"</title>",
    "references to what is no letter": b"<title>A&#0;b&#xD800;c&#x110000;d&#1;</title>",
    "zero bytes": b"<title>A\x00 quokka\x00</title>" + b"\x00" * 1_000_000,
    "one tag with many attributes": b"<meta " + b"a%d=b " * 150_000 + b">",
    "many marks": b"<meta name=citation_title content=x>" * 28_000,
    "marks of many names": b"".join(b"<meta name=n%d content=x>" % number for number in range(40_000)),
    "nested JSON": b"<script type=application/ld+json>" + b'{"a":[' * 160_000 + b"</script>",
    "half letters in JSON": b'<script type="application/ld+json">'
    b'{"@type": "Report", "name": "a\\ud800b\\u0000c"}</script>',
    "a charset that is none": b"<meta charset='../../x'><title>Quokka</title>",
    "UTF-16 without an end": b"\xff\xfe" + "<title>Quokka".encode("utf-16-le") + b"\x00",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_propose_little_and_harm_nobody(name: str) -> None:
    started = time.monotonic()
    found: dict[str, Any] = {}
    # Whether it can be read is the parser's business; what comes of it is ours.
    with suppress(Failed):
        found = from_page(HOSTILE[name], ADDRESS, "utf-8")
    assert time.monotonic() - started < proposals.SECONDS * 2
    assert all(value == clean(value) and len(value) <= 3000 for value in found.values())
    assert "root:" not in str(found)
    # The next page is read as if nothing had happened.
    assert proposed("<title>Quokka</title>")["title"] == "Quokka"


def test_a_page_is_never_parsed_by_the_site_itself() -> None:
    for module in (proposals, looking):
        assert "lxml" not in Path(str(module.__file__)).read_text()


@pytest.mark.parametrize("why", [Why.TOO_MUCH, Why.CRASHED, Why.BUSY])
def test_a_page_that_cannot_be_read_leaves_its_link_and_a_sentence(
    why: Why, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_details: Any) -> None:
        raise Failed(why)

    monkeypatch.setattr(proposals, "run", fail)
    monkeypatch.setattr(looking, "fetch", lambda address, **_: Fetched(address, "text/html", "", b"<p>"))
    found = looking.proposals_for(ADDRESS)
    assert found.values == {"url": ADDRESS}
    assert "could not be read" in found.said[0]


names = st.sampled_from(["citation_title", "dc.date", "headline", "publisher"])
shapes: st.SearchStrategy[Any] = (
    st.none() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=9) | st.none(), max_size=3)
)
shapes = (
    shapes
    | st.dictionaries(names, shapes, max_size=3)
    | st.lists(st.dictionaries(names, shapes, max_size=3), max_size=2)
)


@given(
    st.dictionaries(
        st.sampled_from(["metas", "works", "titles", "language", "licenses", "addresses"]), shapes
    )
)
def test_an_answer_of_another_shape_proposes_text_or_nothing(told: dict[str, Any]) -> None:
    assert all(isinstance(value, str) and value for value in from_marks(told, ADDRESS).values())


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
    # Without the process around it: what the job answers is JSON, and is read like one.
    answer = json.loads(json.dumps(marks.run(page, {"charset": ""})))
    assert all(isinstance(value, str) and value for value in from_marks(answer, ADDRESS).values())
