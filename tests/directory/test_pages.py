"""Organisations on pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intersession.people.models import Organisation
from tests.world import World, make_organisation

LIST = "/en/organisations/"


def names(client: Client, **query: Any) -> list[str]:
    text = client.get(LIST, query).content.decode()
    return re.findall(r'<h2 class="title-3"><a href="/en/organisations/[^"]+/">([^<]+)</a>', text)


def test_being_named_is_not_shown_as_being_a_member(client: Client, world: World) -> None:
    text = client.get(reverse("directory:organisation", args=["thorn"])).content.decode()
    assert "Seen in the coalition’s records" in text
    assert "not the same as being a member today" in text
    member = client.get(reverse("directory:organisation", args=[world.organisation.slug])).content.decode()
    assert "Member of the coalition" in member
    assert "not the same as being a member" not in member


@pytest.mark.parametrize("words", ["ECPAT", "ecpat international", "telefonica", "Telefónica", "TdH"])
def test_names_acronyms_and_missing_accents_are_found(client: Client, world: World, words: str) -> None:
    assert len(names(client, q=words)) == 1


def test_filters_narrow_and_their_counts_are_true(client: Client, world: World) -> None:
    text = client.get(LIST, {"group": "academia"}).content.decode()
    assert "2 organisations" in text
    assert len(names(client, group="academia")) == 2
    assert len(names(client, group=["academia", "youth"])) == 4
    assert names(client, group="academia", country="FJ") == []


@pytest.mark.parametrize(
    "query",
    [
        "group=wizards",
        "region=999",
        "country=ke",
        "country=QQ",
        "relation=x",
        "page=99",
        "page=x",
        "group=%00",
    ],
)
def test_a_filter_that_does_not_exist_is_not_found_and_says_so(
    client: Client, world: World, query: str
) -> None:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 404
    assert 'class="lead"' in response.content.decode()


@pytest.mark.parametrize(
    "words", ["a" * 10_000, "\x00\x07", "%" * 50, "' OR 1=1 --", "AND OR NOT", "🦄", "<script>"]
)
def test_any_words_are_taken_calmly(client: Client, world: World, words: str) -> None:
    response = client.get(LIST, {"q": words})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script src="', "")


def test_the_list_asks_the_same_of_the_database_for_one_row_and_for_many(
    client: Client, world: World
) -> None:
    def asked(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, query)
        return len(queries)

    one = asked(q="thorn")
    for number in range(40):
        make_organisation(f"thorn-{number}", name=f"Thorn {number}")
    assert asked(q="thorn") == one <= 12


def test_a_page_without_an_organisation_is_not_found(client: Client, world: World) -> None:
    assert client.get("/en/organisations/nobody-at-all/").status_code == 404


def test_a_name_is_never_taken_for_markup(client: Client, world: World) -> None:
    Organisation.objects.filter(slug="thorn").update(name='<b>"Thorn"</b> & co')
    text = client.get(reverse("directory:organisation", args=["thorn"])).content.decode()
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
