"""Following: one's own list, of things of every kind, seen by nobody else."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intersession.access.actor import VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.following import actions
from intersession.following.followables import FOLLOWABLES, declare, normal_key
from intersession.following.models import Follow
from intersession.following.queries import followed_by
from intersession.library.models import Resource
from tests.world import World

pytestmark = pytest.mark.django_db


def keys(world: World, name: str) -> set[tuple[str, str]]:
    return {(group.kind, line.follow.key) for group in followed_by(world.actor(name)) for line in group.lines}


def test_what_somebody_follows_is_theirs_alone(world: World) -> None:
    actions.follow(world.actor("ben"), "country", "KE")
    assert keys(world, "ben") == {("country", "KE")}
    assert keys(world, "chi") == keys(world, "ada") == set()
    assert followed_by(VISITOR) == []


def test_a_visitor_cannot_follow(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.follow(VISITOR, "country", "KE")


def test_following_twice_is_following_once(world: World) -> None:
    first = actions.follow(world.actor("eve"), "country", " ke ")
    assert actions.follow(world.actor("eve"), "country", "KE") == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(person=world.people["eve"], kind="country", key="KE")


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("country", "XX"),
        ("country", "ZZ"),
        ("concept", "no-such-concept"),
        ("resource", "no-such-resource"),
        ("organisation", "no-such-organisation"),
        ("search", ""),
        ("search", "page=3"),
        ("list", "kind=nonsense"),
        ("wizard", "KE"),
        ("concept", "a\x00b"),
        ("concept", "é"),
        ("search", "q=" + "a" * 5000),
    ],
)
def test_what_is_not_there_cannot_be_followed(world: World, kind: str, key: str) -> None:
    with pytest.raises(Refused):
        actions.follow(world.actor("ben"), kind, key)
    assert not Follow.objects.exists()


def test_nobody_stops_what_somebody_else_follows(world: World, client: Client) -> None:
    follow = actions.follow(world.actor("ben"), "country", "KE")
    with pytest.raises(NotAllowed):
        actions.unfollow(world.actor("ada"), follow)
    client.force_login(world.people["eve"])
    client.post(reverse("following:unfollow", args=[follow.pk]))
    assert Follow.objects.filter(pk=follow.pk).exists()


def test_stopping_again_changes_nothing(world: World) -> None:
    follow = actions.follow(world.actor("ben"), "country", "KE")
    actions.unfollow(world.actor("ben"), follow)
    actions.unfollow(world.actor("ben"), follow)
    assert not Follow.objects.exists()


def test_the_list_is_emptied_at_once_and_only_ones_own(world: World) -> None:
    for key in ("KE", "BR"):
        actions.follow(world.actor("ben"), "country", key)
    actions.follow(world.actor("chi"), "country", "KE")
    assert actions.unfollow_all(world.actor("ben")) == 2
    assert keys(world, "chi") == {("country", "KE")}


def test_the_log_never_says_what_is_followed(world: World) -> None:
    actions.unfollow(world.actor("ben"), actions.follow(world.actor("ben"), "concept", "grooming"))
    lines = Event.objects.filter(verb__startswith="following.")
    assert [line.facts for line in lines] == [{"kind": "concept"}] * 2
    assert not any(line.is_public for line in lines)


def test_a_list_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    actions.follow(world.actor("ben"), "country", "KE")
    with pytest.raises(Refused):
        actions.follow(world.actor("ben"), "country", "BR")


def test_what_is_gone_stays_on_the_list_without_a_name(world: World, client: Client) -> None:
    Follow.objects.create(person=world.people["ben"], kind="resource", key="never-was")
    client.force_login(world.people["ben"])
    assert "No longer there" in client.get("/en/following/").content.decode()


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        declare("country", "", "following.follow", lambda _actor, _keys: {})


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("q=grooming&country=ke", "country=KE&q=grooming&page=3&sort=newest&stranger=1"),
        ("q=+a++b", "q=a b"),
        ("kind=law&kind=resource", "kind=resource&kind=law&kind=law&language="),
    ],
)
def test_searches_that_ask_the_same_are_one(left: str, right: str) -> None:
    assert normal_key("search", left) == normal_key("search", right) != ""


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.lists(st.tuples(st.sampled_from(["q", "country", "kind", "x"]), st.text())))
def test_a_normal_key_is_its_own_normal_key(text: str, fields: list[tuple[str, str]]) -> None:
    key = urlencode([("q", text), *fields], errors="replace")
    for kind in ("search", "list"):
        normal = normal_key(kind, key)
        assert normal == "" or normal_key(kind, normal) == normal


def test_a_search_is_shown_in_words(world: World, client: Client) -> None:
    actions.follow(world.actor("ben"), "search", "q=grooming&country=KE&kind=law")
    client.force_login(world.people["ben"])
    page = unescape(client.get("/fr/following/").content.decode())
    assert "“grooming”" in page
    assert "Kenya" in page
    assert "/fr/search/?q=grooming&kind=law&country=KE" in page


def test_queries_do_not_grow_with_the_list(world: World, client: Client) -> None:
    actor = world.actor("ben")
    slugs = list(Resource.objects.values_list("slug", flat=True)[:8])
    counts = []
    for some in (slice(0, 1), slice(1, 8)):
        for slug in slugs[some]:
            actions.follow(actor, "resource", slug)
        for word in ("one", "two", "three")[some]:
            actions.follow(actor, "search", f"q={word}")
            actions.follow(actor, "list", f"q={word}&country=KE")
        for code in ("KE", "BR", "FR")[some]:
            actions.follow(actor, "country", code)
        for concept in ("grooming", "csam", "helpline")[some]:
            actions.follow(actor, "concept", concept)
        client.force_login(world.people["ben"])
        client.get("/en/following/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/following/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


BUTTONS = [
    ("/en/countries/ke/", "country", "KE"),
    ("/en/vocabulary/grooming/", "concept", "grooming"),
    ("/en/library/?kind=guideline", "list", "kind=guideline"),
    ("/en/organisations/harbour-lights/", "organisation", "harbour-lights"),
]


@pytest.mark.parametrize(("path", "kind", "key"), BUTTONS)
def test_a_button_stands_on_the_page_for_people_and_leads_to_its_thing(
    world: World, client: Client, path: str, kind: str, key: str
) -> None:
    assert "/en/follow/" not in client.get(path).content.decode()
    client.force_login(world.people["eve"])
    text = unescape(client.get(path).content.decode())
    start = text.index("/en/follow/?")
    address = text[start : text.index('"', start)]
    asked = parse_qs(urlsplit(address).query)
    assert asked["kind"] == [kind]
    assert normal_key(kind, asked["key"][0]) == key
    page = client.get(address)
    assert page.status_code == 200
    client.post("/en/follow/", {"kind": kind, "key": key})
    assert keys(world, "eve") == {(kind, key)}
    assert "Stop following" in client.get(address).content.decode()


def test_a_visitor_reads_what_following_is_and_where_to_sign_in(client: Client, world: World) -> None:
    response = client.get("/en/follow/?kind=country&key=ke")
    text = unescape(response.content.decode())
    assert response.status_code == 200
    assert "/en/account/login/?next=" in text
    assert "not built" in text
    assert "<form method" not in text
    assert "sessionid" not in response.cookies


def test_a_visitor_who_posts_is_refused(client: Client, world: World) -> None:
    assert client.post("/en/follow/", {"kind": "country", "key": "KE"}).status_code == 403
    assert not Follow.objects.exists()


@pytest.mark.parametrize("query", ["kind=country&key=xx", "kind=no&key=1", "kind=country", "key=KE"])
def test_an_address_of_nothing_is_a_404_with_a_sentence(client: Client, world: World, query: str) -> None:
    assert client.get(f"/en/follow/?{query}").status_code == 404


def test_the_list_can_be_taken_away_and_is_kept_by_nobody(world: World, client: Client) -> None:
    actions.follow(world.actor("ben"), "concept", "grooming")
    client.force_login(world.people["ben"])
    response = client.get("/en/following.json")
    (line,) = json.loads(response.content)["following"]
    assert (line["kind"], line["key"]) == ("concept", "grooming")
    assert line["url"].endswith("/en/vocabulary/grooming/")
    assert "no-store" in response["Cache-Control"]
    assert "no-store" in client.get("/en/following/")["Cache-Control"]


def test_stopping_all_asks_first(world: World, client: Client) -> None:
    actions.follow(world.actor("ben"), "concept", "grooming")
    client.force_login(world.people["ben"])
    assert client.get("/en/following/stop/").status_code == 200
    assert Follow.objects.count() == 1
    assert client.post("/en/following/stop/").status_code == 302
    assert not Follow.objects.exists()


def test_every_followable_has_a_permission_that_is_declared() -> None:
    assert {"country", "concept", "search", "list", "resource", "organisation"} <= set(FOLLOWABLES)
    assert all(VISITOR.holds(each.permission) is not None for each in FOLLOWABLES.values())
