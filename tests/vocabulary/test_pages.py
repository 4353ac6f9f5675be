"""The pages of the vocabulary over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from intersession.vocabulary.models import Concept, Kind, Label, OtherLabel

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    """The page without its tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def make_concept(concept_id: str, text: str = "", **changes: Any) -> Concept:
    """A concept with an English label."""
    concept: Concept = Concept.objects.create(id=concept_id, position=999, **changes)
    Label.objects.create(concept=concept, language="en", text=text or concept_id, confidence="low")
    return concept


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_shows_every_concept_and_says_what_is_unchecked(client: Client) -> None:
    response = client.get("/en/vocabulary/")
    body = response.content.decode()
    for concept_id in Concept.objects.values_list("pk", flat=True):
        assert f'href="/en/vocabulary/{concept_id}/"' in body
    assert "327 of them were not found in a source and are not yet checked by a native reader" in text_of(
        response
    )
    assert not response.cookies


def test_a_concept_shows_its_names_with_language_and_direction(client: Client) -> None:
    body = client.get("/en/vocabulary/csam/").content.decode()
    for label in Label.objects.filter(concept="csam"):
        way = "rtl" if label.language == "ar" else "ltr"
        assert f'<bdi lang="{label.language}" dir="{way}">{escape(label.text)}</bdi>' in body
    assert (
        '<h1 class="title-1 vocabulary-name"><bdi lang="en" dir="ltr">child sexual abuse material</bdi></h1>'
        in body
    )
    assert "/en/search/?concept=csam" in body
    for kin in ("csea", "csem", "ai-csam"):
        assert f'href="/en/vocabulary/{kin}/"' in body


def test_a_low_label_says_that_no_native_reader_checked_it(client: Client) -> None:
    Label.objects.filter(concept="csam").update(confidence="high")
    sentence = "Not found in a source and not yet checked by a native reader"
    assert sentence not in text_of(client.get("/en/vocabulary/csam/"))
    Label.objects.filter(concept="csam", language="ru").update(confidence="low")
    assert text_of(client.get("/en/vocabulary/csam/")).count(sentence) == 1


def test_a_term_to_avoid_only_ever_stands_beside_the_term_to_prefer(client: Client) -> None:
    for path in (
        "/en/vocabulary/csam/",
        "/en/vocabulary/?q=porn",
        "/fr/vocabulary/csam/",
        "/ar/vocabulary/?q=porn",
    ):
        body = client.get(path).content.decode()
        main = body[body.index("<main") : body.index("</main>")]
        beside = re.sub(r'<span class="vocabulary-instead">.*?</strong></span>', "", main, flags=re.DOTALL)
        assert beside != main
        for other in OtherLabel.objects.filter(concept="csam", kind=Kind.TO_AVOID):
            assert f">{escape(other.text)}<" not in beside, (path, other.text)


def test_the_page_speaks_the_readers_language_and_says_when_it_cannot(client: Client) -> None:
    arabic = client.get("/ar/vocabulary/csam/").content.decode()
    assert 'lang="ar" dir="rtl">مواد الاعتداء الجنسي على الأطفال</bdi></h1>' in arabic
    borrowed = client.get("/ar/vocabulary/sharenting/").content.decode()
    assert 'lang="en" dir="ltr">sharenting</bdi></h1>' in borrowed


def test_what_is_filed_shows_when_a_room_above_knows_it(rf: Any) -> None:
    from intersession.access.actor import VISITOR
    from intersession.vocabulary.views import concept

    request = rf.get("/en/vocabulary/csam/", headers={"host": "localhost"})
    request.actor = VISITOR
    body = concept(request, "csam", filed=[("Guidelines", 12, "/en/library/?concept=csam")])
    assert b'<a href="/en/library/?concept=csam">Guidelines</a>' in body.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/en/vocabulary/nowhere/", "/en/vocabulary/" + "x" * 2000 + "/"])
def test_an_unknown_concept_is_a_404_with_a_sentence(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "The vocabulary has no concept at this address." in text_of(response)


@pytest.mark.parametrize("path", ["/vocabulary/nowhere.ttl", "/vocabulary/csam.exe", "/vocabulary.rdf"])
def test_an_unknown_download_is_a_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


HOSTILE = [
    "",
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "x" * 10_000,
    "%F0%9F%A6%84" * 500,
    "<script>alert(1)</script>",
    "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "AND%20OR%20NOT%20()%20%22*",
    "%27;%20DROP%20TABLE%20vocabulary_concept;--",
    "%0D%0ASet-Cookie:%20a=b",
    "%E2%80%AE%D8%B7%D9%81%D9%84",
    "a&q=b&q=c&page=-1",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_whatever_is_typed_into_the_filter_gives_a_page(client: Client, query: str) -> None:
    response = client.get(f"/en/vocabulary/?q={query}")
    body = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "x" * 301 not in body[body.index("<main") :].partition("</main>")[0], "what nobody types is cut"
    assert len(body) < 200_000


def test_nothing_found_helps_on(client: Client) -> None:
    assert "No term of the vocabulary fits" in text_of(client.get("/en/vocabulary/?q=zzzz"))


def test_a_label_and_a_source_cannot_break_the_page(client: Client) -> None:
    concept = make_concept("odd", '"><script>alert(1)</script>')
    Label.objects.create(
        concept=concept, language="fr", text="x", confidence="low",
        source_url='https://example.org/"onclick="alert(1)<b>', source="<b>bold</b>",
    )  # fmt: skip
    for path in ("/en/vocabulary/odd/", "/en/vocabulary/"):
        body = client.get(path).content.decode()
        assert "<script>alert" not in body
        assert '"onclick="' not in body
        assert "<b>" not in body


def test_pages_ask_the_database_as_often_for_one_concept_as_for_many(client: Client) -> None:
    top = make_concept("many")
    paths = [
        "/en/vocabulary/",
        "/en/vocabulary/?q=o",
        "/en/vocabulary/many/",
        "/vocabulary.ttl",
        "/vocabulary/many.ttl",
    ]
    before = [queries_of(client, path) for path in paths]
    for number in range(20):
        child = make_concept(f"many-{number}", broader=top)
        OtherLabel.objects.create(concept=child, language="en", text="o", kind=Kind.ALTERNATIVE)
        Label.objects.create(concept=top, language=f"x{chr(97 + number)}", text="o", confidence="low")
    assert [queries_of(client, path) for path in paths] == before
    assert max(before) <= 6, before


def test_only_reading_is_possible(client: Client) -> None:
    for path in ("/en/vocabulary/", "/en/vocabulary/csam/", "/vocabulary.ttl"):
        assert client.post(path).status_code in (403, 405)


@pytest.mark.parametrize("role", ["visitor", "eve", "ben", "ada"])
def test_everybody_may_read(knock: Callable[..., HttpResponse], role: str) -> None:
    for path in ("/en/vocabulary/", "/en/vocabulary/csam/", "/vocabulary.ttl", "/vocabulary/csam.jsonld"):
        assert knock(role, path).status_code == 200


def test_the_identifier_of_a_concept_leads_to_its_page_in_the_readers_language(client: Client) -> None:
    response = client.get("/vocabulary/csam/", headers={"accept-language": "es"})
    assert response.status_code == 302
    assert response["Location"] == "/es/vocabulary/csam/"
    assert f"{settings.SITE_URL}/vocabulary/csam/" in client.get("/en/vocabulary/csam/").content.decode()
