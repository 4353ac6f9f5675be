"""The page of a resource, its tombstone, and what programs read on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.library.making import make_resource, make_resources
from tests.world import World

from intersession.access.actor import SYSTEM
from intersession.library.actions import withdraw_resource
from intersession.library.models import Resource

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script> & \"quoted\" \u2028 'too'"


def text_of(client: Client, resource: Resource, language: str = "en") -> str:
    response = client.get(f"/{language}/library/{resource.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_resources_of_every_sort_have_a_page_in_every_language(client: Client) -> None:
    several = Resource.objects.listed().order_by("kind", "title_language", "pk")[::20]
    for number, resource in enumerate(several):
        language = ("en", "fr", "es", "ar")[number % 4]
        assert client.get(f"/{language}/library/{resource.slug}/").status_code == 200


def test_a_title_keeps_its_language_and_direction_on_every_page(client: Client) -> None:
    resource = Resource.objects.get(title__startswith="حقوق الطفل")
    marked = f'<h1 class="resource-title"><span lang="ar" dir="rtl">{resource.title}</span></h1>'
    assert marked in text_of(client, resource)
    assert marked in text_of(client, resource, "fr")
    english = Resource.objects.get(slug="guidelines-for-children-on-child-online-protection-2020")
    assert f'<span lang="en" dir="ltr">{english.title}</span></h1>' in text_of(client, english, "ar")
    listed = client.get("/ar/library/", {"q": resource.title}).content.decode()
    link = f'<a href="/ar/library/{resource.slug}/" lang="ar" dir="rtl">{resource.title}</a>'
    assert link in listed


def test_what_we_do_not_know_is_said(client: Client) -> None:
    resource = make_resource(year=None, url="", license="", source_url="", confidence="low")
    text = text_of(client, resource)
    for sentence in (
        "Year not known",
        "We hold no link to this work",
        "Not stated: ask the publisher",
        "No source recorded",
        "Not confirmed by a source",
    ):
        assert sentence in text


def test_a_link_leads_out_without_telling_where_from(client: Client) -> None:
    text = text_of(client, make_resource(url="https://www.paths.example/a?b=1&c=2"))
    assert 'href="https://www.paths.example/a?b=1&amp;c=2" rel="external noopener nofollow"' in text
    assert "Read it at paths.example" in text


def test_related_resources_share_what_is_rare(client: Client) -> None:
    resource = make_resource("one", title="One", concepts={"loot-box": "topic", "csam": "topic"})
    make_resource("two", title="Two", concepts={"loot-box": "topic"}, publishers=())
    make_resource("three", title="Three", concepts={}, publishers=())
    response = client.get(f"/en/library/{resource.slug}/")
    related = [row.resource.title for row in response.context["related"]]
    assert related[0] == "Two"
    assert "One" not in related
    assert "Three" not in related
    assert len(related) <= 6


def test_a_page_costs_the_same_queries_however_many_are_related(client: Client) -> None:
    resource = make_resource("one", concepts={"loot-box": "topic"})
    make_resource("two", concepts={"loot-box": "topic"})
    address = f"/en/library/{resource.slug}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    make_resources(300)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few), [each["sql"] for each in many]


def test_schema_org_is_sound_json_whatever_the_title_holds(client: Client) -> None:
    text = text_of(client, make_resource(title=HOSTILE, title_en="Plain", license="CC BY 4.0"))
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = json.loads(block)
    assert data["name"] == HOSTILE
    assert data["alternateName"] == {"@language": "en", "@value": "Plain"}
    assert data["@type"] == "CreativeWork"
    assert data["datePublished"] == "2024"
    assert data["inLanguage"] == ["en"]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["publisher"] == [{"@type": "Organization", "name": "Harbour Press (fictional)"}]
    assert data["about"][0]["url"].endswith("/en/vocabulary/grooming/")
    assert "<script>alert" not in text


def test_dublin_core_says_title_language_and_rights(client: Client) -> None:
    text = text_of(client, make_resource(title="Caminos", title_language="es", license="CC BY 4.0"))
    assert '<meta name="DC.title" content="Caminos" lang="es">' in text
    assert '<meta name="DC.title.alternative" content="Safe paths: a guide for coaches" lang="en">' in text
    assert '<meta name="DC.rights" content="https://creativecommons.org/licenses/by/4.0/">' in text
    assert '<meta property="og:title" content="Caminos' in text


def test_the_history_says_what_changed(client: Client) -> None:
    make_resource()
    text = text_of(client, make_resource(license="CC BY 4.0", year=2023))
    assert "Added to the library" in text
    assert "Corrected: year, licence" in text


def test_a_withdrawn_resource_leaves_a_tombstone_that_says_why(client: Client) -> None:
    resource = withdraw_resource(SYSTEM, make_resource(), "The publisher took it back.\nIt was wrong.")
    response = client.get(f"/en/library/{resource.slug}/")
    text = response.content.decode()
    assert response.status_code == 410
    assert "The publisher took it back.<br>It was wrong." in text
    assert resource.title in text
    assert resource.url not in text
    assert 'content="noindex"' in text
    for form in ("bib", "ris", "csl.json", "txt"):
        cited = client.get(f"/en/library/{resource.slug}/cite.{form}")
        assert cited.status_code == 410
        assert "The publisher took it back." in cited.content.decode()


@pytest.mark.parametrize("slug", ["nothing-here", "x" * 200, "-", "UPPER"])
def test_an_address_without_a_resource_is_a_404_with_a_sentence(client: Client, slug: str) -> None:
    response = client.get(f"/en/library/{slug}/")
    assert response.status_code == 404
    assert "holds no resource at this address" in response.content.decode()


def test_the_secretariat_withdraws_and_puts_back_on_the_page(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    resource = make_resource()
    address = f"/en/library/{resource.slug}/"
    ada = sign_in("ada")
    assert "Withdraw this resource" in ada.get(address).content.decode()
    response = ada.post(f"{address}withdraw/", {"because": ""})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert ada.post(f"{address}withdraw/", {"because": "It is wrong."}).status_code == 302
    assert ada.get(address).status_code == 410
    again = ada.post(f"{address}withdraw/", {"because": "It is wrong."})
    assert "Only a resource that is in the library" in again.content.decode()
    assert ada.post(f"{address}publish/").status_code == 302
    assert ada.get(address).status_code == 200
    assert ada.post(f"{address}publish/").status_code == 409


@pytest.mark.parametrize("name", ["eve", "ben", "chi", "vic", "vera"])
def test_others_find_the_desk_doors_shut(world: World, sign_in: Callable[[str], Client], name: str) -> None:
    address = f"/en/library/{make_resource().slug}/"
    visitor = sign_in(name)
    assert "Withdraw" not in visitor.get(address).content.decode()
    assert visitor.get(f"{address}withdraw/").status_code == 403
    assert visitor.post(f"{address}withdraw/", {"because": "x"}).status_code == 403
    assert visitor.post(f"{address}publish/").status_code == 403


def test_get_never_publishes(world: World, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("ada").get(f"/en/library/{make_resource().slug}/publish/").status_code == 405
