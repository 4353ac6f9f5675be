"""Sharing, answering and looking back over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.library.making import make_entry, make_resource, make_resources
from tests.world import World

from intersession.access.actor import SYSTEM
from intersession.access.waiting import LISTS
from intersession.library.actions import (
    draft_resource,
    propose_change,
    relate_resources,
    return_resource,
    revise_resource,
    submit_resource,
)
from intersession.library.contribution_forms import DeskForm, ResourceForm
from intersession.library.differences import keys_of
from intersession.library.entries import stated_of
from intersession.library.models import Resource, ResourceRevision, State, Submission
from intersession.library.queries import names_of, whole

type SignIn = Callable[[str], Client]


def now(resource: Resource) -> Resource:
    found: Resource = whole(Resource.objects.filter(pk=resource.pk)).get()
    return found


def typed(resource: Resource, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form when only these fields were touched."""
    stated = stated_of(now(resource))
    shown = ResourceForm.initial_of(stated, names_of(*keys_of([stated])))
    sent = {name: "" if value is None else value for name, value in shown.items()}
    return {**sent, "base": 1, "note": "", **changes}


def a_draft(world: World, name: str = "ben", **changes: Any) -> Resource:
    return draft_resource(world.actor(name), make_entry("", **changes))


def test_the_form_gives_back_every_resource_as_it_states_itself(world: World) -> None:
    """Nobody loses anything by opening the form and saving it."""
    resources = list(whole(Resource.objects.listed())[::5])
    assert len(resources) > 30
    for resource in resources:
        held = stated_of(resource)
        form = DeskForm(typed(resource), held=held)
        assert form.is_valid(), (resource.slug, form.errors)
        assert form.entry().stated() == held, resource.slug


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("languages", "French, es; العربية\nKiswahili", ["fr", "es", "ar", "sw"]),
        ("places", "Kenya; tz, Worldwide", ["KE", "TZ", "ZZ"]),
        ("doi", "https://doi.org/10.1000/ABC.1", "10.1000/abc.1"),
        ("isbn", "0-306-40615-2", "9780306406157"),
        ("publishers", "First\n\nSecond, the other\nfirst", ["first", "second-the-other"]),
        ("url", "paths.example/guide", "https://paths.example/guide"),
    ],
)
def test_the_form_reads_what_people_type(world: World, field: str, text: str, expected: Any) -> None:
    form = ResourceForm(typed(make_resource(), **{field: text}))
    assert form.is_valid(), form.errors
    assert form.entry().stated()[field] == expected


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("languages", "Klingonese"),
        ("places", "Atlantis"),
        ("concepts", "no such word"),
        ("isbn", "0-306-40615-3"),
        ("doi", "eleven"),
        ("year", "1066"),
        ("url", "javascript:alert(1)"),
        ("title", "\x00"),
    ],
)
def test_what_cannot_be_read_comes_back_with_a_sentence_and_as_typed(
    sign_in: SignIn, world: World, field: str, text: str
) -> None:
    draft = a_draft(world)
    response = sign_in("ben").post(f"/en/library/{draft.slug}/change/", typed(draft, **{field: text}))
    assert response.status_code == 400
    assert response.context["form"].errors[field]
    assert "Nothing you typed is lost" in response.content.decode()
    assert stated_of(now(draft)) == stated_of(draft) if field != "title" else True
    assert ResourceRevision.objects.filter(resource=draft).count() == 1


def test_concepts_left_empty_are_taken_from_the_title(world: World) -> None:
    sent = typed(make_resource(), title="Sexting among pupils", title_en="", concepts="")
    form = ResourceForm(sent)
    assert form.is_valid(), form.errors
    assert form.entry().stated()["concepts"] == {"sexting": "title"}


def test_a_draft_is_nobody_elses_to_find(sign_in: SignIn, world: World) -> None:
    draft = a_draft(world)
    address = f"/en/library/{draft.slug}/"
    for name in ("visitor", "eve", "lou", "obi"):
        client = sign_in(name)
        assert client.get(address).status_code == 404, name
        assert client.get(f"{address}history/").status_code == 404
        assert client.get(f"{address}cite.bib").status_code == 404
    text = sign_in("ben").get(address).content.decode()
    assert "Only your organisation and the secretariat see it" in text
    assert 'content="noindex"' in text
    assert draft.title not in sign_in("ben").get("/en/library/?sort=added").content.decode()


def test_from_draft_to_the_library_over_the_desk(sign_in: SignIn, world: World) -> None:
    draft = a_draft(world)
    address = f"/en/library/{draft.slug}/"
    ben = sign_in("ben")
    saved = ben.post(f"{address}change/", typed(draft, year="2023", note="Looked it up."))
    assert (saved.status_code, saved["Location"]) == (302, address)
    assert ben.post(f"{address}submit/", {"note": "Please look."}).status_code == 302
    assert "It waits at the desk" in ben.get(address).content.decode()
    ada = sign_in("ada")
    queue = ada.get("/en/desk/library/").content.decode()
    assert draft.title in queue
    assert "Please look." in queue
    submission = Submission.objects.get(resource=draft)
    page = f"/en/desk/library/{submission.pk}/"
    assert ada.get(page).status_code == 200
    empty = ada.post(f"{page}return/", {"note": " "})
    assert empty.status_code == 400
    assert ada.post(f"{page}return/", {"note": "Which edition?"}).status_code == 302
    assert "Which edition?" in sign_in("ben").get(address).content.decode()
    assert "Which edition?" in sign_in("ben").get("/en/my/resources/").content.decode()
    sign_in("ben").post(f"{address}submit/", {})
    again = Submission.objects.open().get(resource=draft)
    page = f"/en/desk/library/{again.pk}/"
    assert "Which edition?" in sign_in("ada").get(page).content.decode()
    # What was read is revision 1; there is a second by now.
    stale = sign_in("ada").post(f"{page}publish/", {"number": "1"}, follow=True)
    assert "changed while you read it" in stale.content.decode()
    assert sign_in("ada").post(f"{page}publish/", {"number": "2"}).status_code == 302
    assert now(draft).state is State.PUBLISHED
    visitor = Client(headers={"host": "localhost"})
    text = visitor.get(address).content.decode()
    assert "Harbour Lights (fictional)" in text
    # Ben did not agree to be named.
    assert "Ben" not in text
    assert "Ben" not in visitor.get(f"{address}history/").content.decode()
    assert sign_in("ada").get(page).status_code == 200


def test_a_proposal_over_http_and_its_answer(sign_in: SignIn, world: World) -> None:
    resource = make_resource()
    address = f"/en/library/{resource.slug}/"
    ben = sign_in("ben")
    assert "Propose a change" in ben.get(address).content.decode()
    assert ben.post(f"{address}change/", typed(resource, year="2020")).status_code == 302
    assert now(resource).year == 2024
    change = Submission.objects.get(resource=resource)
    page = f"/en/desk/library/{change.pk}/"
    shown = sign_in("ada").get(page).content.decode()
    assert "<bdi>2020</bdi></ins>" in shown
    sign_in("ada").post(f"{page}publish/", {})
    assert now(resource).year == 2020
    assert "taken in" in sign_in("ben").get("/en/my/resources/").content.decode()


def test_a_proposal_is_taken_back_by_its_author_alone(sign_in: SignIn, world: World) -> None:
    change = propose_change(world.actor("ben"), make_resource(), make_entry(year=2020))
    address = f"/en/my/changes/{change.pk}/take-back/"
    for name, status in (("lou", 404), ("chi", 404), ("ben", 302)):
        assert sign_in(name).post(address).status_code == status
    change.refresh_from_db()
    assert change.taken_back_at is not None


def test_who_comes_second_sees_what_clashes_and_keeps_what_was_typed(sign_in: SignIn, world: World) -> None:
    draft = a_draft(world)
    sent = typed(draft, title="My better title", year="2021", base=1)
    revise_resource(world.actor("chi"), draft, make_entry(title="Another title"))
    ben = sign_in("ben")
    address = f"/en/library/{draft.slug}/change/"
    clash = ben.post(address, sent)
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "Somebody changed this meanwhile: title" in text
    assert 'value="My better title"' in text
    assert 'name="base" value="2"' in text
    assert now(draft).title == "Another title"
    assert ben.post(address, {**sent, "base": 2}).status_code == 302
    assert (now(draft).title, now(draft).year) == ("My better title", 2021)
    assert ResourceRevision.objects.filter(resource=draft).count() == 3


def test_the_history_shows_words_and_values_and_restores(sign_in: SignIn, world: World) -> None:
    resource = make_resource(notes="The first edition was good.")
    changes: dict[str, Any] = {
        "notes": "The second edition is good.",
        "places": ("TZ",),
        "year": 2020,
    }
    revise_resource(world.actor("ada"), resource, make_entry(**changes), "A new edition.")
    address = f"/en/library/{resource.slug}/history/"
    visitor = sign_in("visitor").get(address)
    text = visitor.content.decode()
    for piece in ("first </del>", "second </ins>", "Tanzania", "<bdi>2020</bdi>", "A new edition."):
        assert piece in text
    assert "Restore revision" not in text
    assert "reference data" in text
    ada = sign_in("ada")
    confirm = ada.get(f"{address}1/restore/").content.decode()
    assert "first </ins>" in confirm
    assert ada.post(f"{address}1/restore/", {"note": "The first was right."}).status_code == 302
    assert now(resource).year == 2024
    assert ada.post(f"{address}1/restore/", {}).status_code == 400
    assert ada.get(f"{address}9/restore/").status_code == 404
    assert sign_in("lou").post(f"{address}2/restore/", {}).status_code == 403


def test_a_resource_that_never_changed_has_a_history_of_one(client: Client, world: World) -> None:
    text = client.get(f"/en/library/{make_resource().slug}/history/").content.decode()
    assert "How it came in." in text


def test_translations_show_on_each_others_pages(sign_in: SignIn, world: World) -> None:
    make_resource("w-a", title="Sendas")
    make_resource("w-b", title="Sentiers")
    ada = sign_in("ada")
    address = "/en/library/w-b/relate/"
    unknown = ada.post(address, {"kind": "translation", "other": "https://x.example/library/none/"})
    assert unknown.status_code == 400
    sent = {"kind": "translation", "other": "https://site.example/fr/library/w-a/"}
    assert ada.post(address, sent).status_code == 302
    assert ada.post(address, sent).status_code == 400
    visitor = Client(headers={"host": "localhost"})
    assert "a translation of this" in visitor.get("/en/library/w-a/").content.decode()
    assert "this is a translation of it" in visitor.get("/en/library/w-b/").content.decode()
    assert ada.post("/en/library/w-b/part/").status_code == 302
    assert "a translation of this" not in visitor.get("/en/library/w-a/").content.decode()


def test_a_draft_translation_does_not_show_on_the_public_page(sign_in: SignIn, world: World) -> None:
    make_resource("w-a")
    draft = a_draft(world, title="Sentiers sûrs", title_language="fr")
    relate_resources(world.actor("ben"), draft, Resource.objects.get(slug="w-a"), "translation")
    assert "Sentiers" not in sign_in("visitor").get("/en/library/w-a/").content.decode()
    assert "Sentiers" in sign_in("ben").get("/en/library/w-a/").content.decode()


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(path).status_code == 200
    return len(context)


def test_lists_cost_the_same_queries_for_one_and_for_many(sign_in: SignIn, world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = make_resource()
    revise_resource(ada, resource, make_entry(year=1999))
    first = submit_resource(ben, a_draft(world))
    propose_change(ben, resource, make_entry(license="CC0"))
    return_resource(ada, submit_resource(ben, a_draft(world)), "More.")
    paths = {
        "ben": ["/en/my/resources/", f"/en/library/{resource.slug}/history/"],
        "ada": ["/en/desk/library/", f"/en/desk/library/{Submission.objects.get(resource=first).pk}/"],
    }
    before = {path: queries_of(sign_in(name), path) for name, each in paths.items() for path in each}
    for year in range(2000, 2012):
        revise_resource(ada, resource, make_entry(year=year, publishers=((f"p{year}", f"P{year}", False),)))
        submit_resource(ben, a_draft(world))
        return_resource(ada, submit_resource(ben, a_draft(world)), "More.")
    after = {path: queries_of(sign_in(name), path) for name, each in paths.items() for path in each}
    assert after == before
    assert max(after.values()) <= 26


def test_what_waits_is_declared_for_the_desk_and_for_the_contributor(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = submit_resource(ben, a_draft(world))
    propose_change(world.actor("lou"), make_resource(), make_entry(year=2020))
    desk, own = LISTS["library.submissions"], LISTS["library.returned"]
    assert desk.count(ada) == 2
    first, second = desk.entries(ada, 10)
    assert (first.title, first.whose) == (resource.title, "Secretariat")
    assert "Lake Signal" in str(second.note)
    assert own.count(ben) == 0
    return_resource(ada, resource, "More, please.")
    (entry,) = own.entries(ben, 10)
    assert (entry.title, entry.note) == (resource.title, "More, please.")
    assert own.count(world.actor("chi")) == own.count(world.actor("lou")) == 0
    assert desk.count(ada) == 1
    assert ada.holds(desk.permission)
    assert not ben.holds(desk.permission)


def test_the_list_of_the_library_costs_what_it_did(client: Client, world: World) -> None:
    make_resources(3)
    submit_resource(SYSTEM, make_draft_of_nobody())
    assert queries_of(client, "/en/library/") <= 5


def make_draft_of_nobody() -> Resource:
    return draft_resource(SYSTEM, make_entry("draft-of-nobody"))
