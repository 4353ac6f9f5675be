"""The pages of collections: who sees what, forms that lose nothing, files, and equal queries."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO

import pytest
import rispy
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intersession.access.actor import SYSTEM
from intersession.collections import actions
from intersession.collections.models import Collection, Item
from intersession.library.actions import withdraw_resource
from tests.collections.making import filled, order_of, resources, stranger
from tests.world import World

pytestmark = pytest.mark.django_db


def as_(client: Client, world: World, name: str) -> Client:
    client.force_login(world.people[name])
    return client


def as_stranger(client: Client) -> Client:
    person = stranger().person
    assert person is not None
    client.force_login(person)
    return client


def test_what_is_an_organisations_own_does_not_exist_for_others(client: Client, world: World) -> None:
    own = filled(world, is_public=False, title="Hidden notes")
    item = Item.objects.filter(collection=own).first()
    assert item is not None
    paths = [
        own.get_absolute_url(),
        reverse("collections:feed", args=[own.slug]),
        reverse("collections:export", args=[own.slug, "csv"]),
    ]
    for browser in (client, as_(client, world, "ada"), as_stranger(client)):
        assert {browser.get(path).status_code for path in paths} == {404}
        assert "Hidden notes" not in browser.get("/en/collections/").content.decode()
    posts = {
        reverse("collections:move_item", args=[own.slug, item.pk]): {"to": 2},
        reverse("collections:take_out", args=[own.slug, item.pk]): {},
        reverse("collections:annotate_item", args=[own.slug, item.pk]): {"annotation": "x", "version": 1},
        reverse("collections:change_collection", args=[own.slug]): {"title": "x"},
        reverse("collections:withdraw_collection", args=[own.slug]): {"because": "x"},
        reverse("collections:copy_collection", args=[own.slug]): {},
        reverse("collections:add_resource"): {"resource": resources(5)[4].slug, "collection": own.slug},
    }
    assert {client.post(path, data).status_code for path, data in posts.items()} == {404}
    assert len(order_of(own)) == 3
    page = as_(client, world, "chi").get(own.get_absolute_url())
    assert page.status_code == 200
    assert "Only people of your organisation" in page.content.decode()
    assert "Hidden notes" in client.get("/en/collections/?own=1").content.decode()


def test_an_item_is_reached_through_its_own_collection_only(client: Client, world: World) -> None:
    mine, other = filled(world), filled(world, title="Other")
    item = Item.objects.filter(collection=other).first()
    assert item is not None
    path = reverse("collections:take_out", args=[mine.slug, item.pk])
    assert as_(client, world, "ben").post(path).status_code == 404


def test_a_stranger_sees_a_public_collection_and_no_tools(client: Client, world: World) -> None:
    collection = filled(world)
    item = Item.objects.filter(collection=collection).first()
    assert item is not None
    text = as_stranger(client).get(collection.get_absolute_url()).content.decode()
    assert "Move up" not in text
    assert "Copy into one of our own" in text
    assert client.post(reverse("collections:move_item", args=[collection.slug, item.pk])).status_code == 302
    refused = client.post(reverse("collections:move_item", args=[collection.slug, item.pk]), {"to": 3})
    assert refused.status_code == 403
    assert client.get(reverse("collections:change_collection", args=[collection.slug])).status_code == 403


def test_a_collection_is_made_filled_ordered_and_annotated_without_a_script(
    client: Client, world: World
) -> None:
    as_(client, world, "ben")
    first, second = resources(2)
    assert "Add to a collection" in client.get(first.get_absolute_url()).content.decode()
    response = client.post(
        reverse("collections:make_collection"),
        {"title": "Play", "language": "en", "description": "", "resource": first.slug},
    )
    collection = Collection.objects.get(title="Play")
    assert response["Location"] == collection.get_absolute_url()
    page = client.get(f"{reverse('collections:add_resource')}?resource={second.slug}")
    assert "Play" in page.content.decode()
    client.post(reverse("collections:add_resource"), {"resource": second.slug, "collection": collection.slug})
    item = Item.objects.get(collection=collection, resource=second)
    client.post(reverse("collections:move_item", args=[collection.slug, item.pk]), {"step": "up"})
    assert order_of(collection) == [(1, second.pk), (2, first.pk)]
    response = client.post(reverse("collections:move_item", args=[collection.slug, item.pk]), {"to": "2"})
    assert response["Location"].endswith(f"#item-{item.pk}")
    assert order_of(collection) == [(1, first.pk), (2, second.pk)]
    client.post(
        reverse("collections:annotate_item", args=[collection.slug, item.pk]),
        {"annotation": "**Read** this", "version": 1},
    )
    assert "<strong>Read</strong>" in client.get(collection.get_absolute_url()).content.decode()


def test_who_was_overtaken_sees_both_texts(client: Client, world: World) -> None:
    collection = filled(world)
    actions.change_collection(
        world.actor("chi"),
        collection,
        1,
        title="Theirs",
        language="en",
        description="Their words",
        is_public=True,
    )
    as_(client, world, "ben")
    data = {"title": "Mine", "language": "en", "description": "My words", "is_public": "on", "version": "1"}
    path = reverse("collections:change_collection", args=[collection.slug])
    response = client.post(path, data)
    text = response.content.decode()
    assert response.status_code == 400
    assert "Their words" in text
    assert "Theirs" in text
    assert 'value="Mine"' in text
    assert "My words</textarea>" in text
    version = re.search(r'name="version" value="(\d+)"', text)
    assert version
    client.post(path, {**data, "version": version[1]})
    collection.refresh_from_db()
    assert collection.title == "Mine"


@pytest.mark.parametrize("to", ["", "0", "-1", "x", "99999999999", "١"])
def test_a_place_that_is_no_number_moves_nothing(client: Client, world: World, to: str) -> None:
    collection = filled(world)
    item = Item.objects.get(collection=collection, position=1)
    path = reverse("collections:move_item", args=[collection.slug, item.pk])
    response = as_(client, world, "ben").post(path, {"to": to})
    assert response.status_code == 302
    assert order_of(collection)[0][1] == item.resource_id


def test_hostile_words_are_shown_and_never_run(client: Client, world: World) -> None:
    as_(client, world, "ben")
    client.post(
        reverse("collections:make_collection"),
        {
            "title": "<script>alert(1)</script> \u202egnp.exe\x07",
            "language": "en",
            "description": "<img src=x onerror=alert(1)> [x](javascript:alert(1)) \u202eturned",
            "is_public": "on",
        },
    )
    collection = Collection.objects.get(organisation=world.organisation)
    text = client.get(collection.get_absolute_url()).content.decode()
    assert "[U+202E]" in collection.title
    assert "\u202e" not in text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": "a" * 201, "language": "en"},
        {"title": "x", "language": "klingon"},
        {"title": "\x00", "language": "en"},
        {"title": "x", "language": "en", "description": "a" * 4001},
    ],
)
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(
    client: Client, world: World, data: dict[str, str]
) -> None:
    response = as_(client, world, "ben").post(reverse("collections:make_collection"), data)
    assert response.status_code == 400
    assert "Nothing you typed is lost" in response.content.decode()
    assert not Collection.objects.exists()


def test_a_resource_that_was_withdrawn_leaves_a_line(client: Client, world: World) -> None:
    collection = filled(world)
    resource = resources(1)[0]
    withdraw_resource(SYSTEM, resource, "The publisher took it back.")
    text = client.get(collection.get_absolute_url()).content.decode()
    assert "The publisher took it back." in text
    rows = list(
        csv.reader(StringIO(client.get(f"{collection.get_absolute_url()}items.csv").content.decode()))
    )
    assert len(rows) == 3
    assert [row[0] for row in rows[1:]] == ["2", "3"]


def test_a_withdrawn_collection_is_a_tombstone_everywhere(client: Client, world: World) -> None:
    collection = filled(world)
    as_(client, world, "ben").post(
        reverse("collections:withdraw_collection", args=[collection.slug]), {"because": "It is outdated."}
    )
    client.logout()
    for path in ("", "items.csv", "feed.atom"):
        response = client.get(f"{collection.get_absolute_url()}{path}")
        assert response.status_code == 410
        assert "It is outdated." in response.content.decode()
    assert collection.title not in client.get("/en/collections/").content.decode()


def test_a_collection_goes_home_as_a_file(client: Client, world: World) -> None:
    collection = filled(world)
    item = Item.objects.get(collection=collection, position=1)
    actions.annotate_item(world.actor("ben"), item, 1, "=HYPERLINK(1)")
    home = collection.get_absolute_url()
    rows = list(csv.DictReader(StringIO(client.get(f"{home}items.csv").content.decode("utf-8-sig"))))
    assert [row["slug"] for row in rows] == [resource.slug for resource in resources(3)]
    assert rows[0]["annotation"] == "'=HYPERLINK(1)"
    assert client.get(f"{home}items.bib").content.decode().count("\n@") == 2
    assert len(rispy.loads(client.get(f"{home}items.ris").content.decode())) == 3
    feed = client.get(f"{home}feed.atom").content.decode()
    assert feed.count("<entry") == 3
    assert client.get(f"{home}items.pdf").status_code == 404


@pytest.mark.parametrize("name", ["visitor", "ben"])
def test_queries_do_not_grow_with_items_or_collections(client: Client, world: World, name: str) -> None:
    few, many = filled(world, 1), filled(world, 12, title="Many")
    for item in Item.objects.filter(collection=many)[:6]:
        actions.annotate_item(world.actor("ben"), item, 1, "A footnote[^1].\n\n[^1]: Here.")
    if name != "visitor":
        as_(client, world, name)
    counts = []
    for path in (few.get_absolute_url(), many.get_absolute_url()):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16
    lists = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/collections/").status_code == 200
        lists.append(len(captured))
        for number in range(5):
            filled(world, 1, title=f"More {number}")
    assert lists[0] == lists[1] <= 12


def test_filters_narrow_and_an_end_is_offered(client: Client, world: World) -> None:
    filled(world)
    text = unescape(client.get("/en/collections/?language=fr").content.decode())
    assert "No collection fits this" in text
    assert "Games" in client.get("/en/collections/?q=games&language=en").content.decode()
    assert client.get("/en/collections/?q=%00&language=%00").status_code == 200
    assert client.get("/en/collections/?page=7").status_code == 404


def test_forms_carry_their_token(world: World) -> None:
    collection = filled(world)
    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    browser.force_login(world.people["ben"])
    for path in (
        collection.get_absolute_url(),
        reverse("collections:change_collection", args=[collection.slug]),
        f"{reverse('collections:add_resource')}?resource={resources(9)[8].slug}",
    ):
        text = browser.get(path).content.decode()
        posts = re.findall(r'<form[^>]*method="post"[^>]*>(.*?)</form>', text, re.DOTALL)
        assert posts
        assert all("csrfmiddlewaretoken" in post for post in posts)
