"""The coalition's own pages: read in the reader's language, written by the secretariat, never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.pages.actions import (
    Overtaken,
    Text,
    add_page,
    restore_version,
    return_page,
    withdraw_page,
    write_page,
)
from intersession.pages.models import LONGEST_TEXT, Page, PageKind, PageVersion
from tests.world import World

type SignIn = Callable[[str], Client]
KINDS = ("about", "contact", "privacy", "accessibility")


def the_page(slug: str = "about") -> Page:
    return Page.objects.get(slug=slug)


def text(language: str = "en", **changes: str) -> Text:
    fields = {"title": "About us", "source": "We work *together*.", "note": "Shorter", **changes}
    return Text(language, **fields)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_needed_page_is_there_in_every_language_and_sets_no_cookie(
    client: Client, world: World, kind: str, language: str
) -> None:
    response = client.get(f"/{language}/coalition/{kind}/")
    assert response.status_code == 200
    assert not response.cookies
    page = response.content.decode()
    version = PageVersion.objects.get(page__slug=kind, language=language)
    assert f"<h1>{version.title}</h1>" in page
    assert version.written_by is None
    assert version.note
    assert "<blockquote>" in version.html, "says that the coalition has not confirmed it"


def test_what_the_secretariat_writes_is_what_readers_see(client: Client, world: World) -> None:
    version = write_page(world.actor("ada"), the_page(), text(), based_on=1)
    assert (version.number, version.written_by) == (2, world.people["ada"])
    page = client.get("/en/coalition/about/").content.decode()
    assert "We work <em>together</em>." in page
    assert "Shorter" in page
    event = Event.objects.latest("id")
    assert (event.verb, event.is_public) == ("page.written", True)
    assert event.facts == {"language": "en", "number": 2, "note": "Shorter"}
    assert PageVersion.objects.get(page__slug="about", language="en", number=1).source != version.source


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "chi", "vic", "vera"])
def test_only_the_secretariat_writes(world: World, name: str) -> None:
    actor, page = world.actor(name), the_page()
    with pytest.raises(NotAllowed):
        write_page(actor, page, text(), based_on=1)
    with pytest.raises(NotAllowed):
        add_page(actor, "principles", text())
    with pytest.raises(NotAllowed):
        restore_version(actor, page.versions.get(language="fr"))
    with pytest.raises(NotAllowed):
        withdraw_page(actor, page, "Old.")


def test_who_writes_upon_an_older_text_is_told_and_loses_nothing(world: World) -> None:
    ada = world.actor("ada")
    write_page(ada, the_page(), text(source="Mine."), based_on=1)
    with pytest.raises(Overtaken) as overtaken:
        write_page(ada, the_page(), text(source="Theirs."), based_on=1)
    assert overtaken.value.newest.source == "Mine."
    with pytest.raises(Overtaken):
        write_page(ada, the_page(), text(source="Theirs."), based_on=0)
    # Another language is another text.
    assert write_page(ada, the_page(), text("fr"), based_on=1).number == 2


def test_saying_the_same_again_is_no_version(world: World) -> None:
    newest = write_page(world.actor("ada"), the_page(), text(), based_on=1)
    with pytest.raises(Refused, match="Nothing has changed"):
        write_page(world.actor("ada"), the_page(), text(note="Again"), based_on=newest.number)
    with pytest.raises(Refused):
        restore_version(world.actor("ada"), newest)


def test_restoring_adds_a_version_and_takes_none_away(world: World) -> None:
    ada, page = world.actor("ada"), the_page()
    first = page.versions.get(language="en")
    write_page(ada, page, text(), based_on=1)
    restored = restore_version(ada, first)
    assert (restored.number, restored.source, restored.note) == (3, first.source, "Version 1 again")
    assert page.versions.filter(language="en").count() == 3


def test_a_reader_of_a_language_without_a_text_sees_another_and_is_told(client: Client, world: World) -> None:
    page = add_page(world.actor("ada"), "principles", text("en", title="Principles"))
    shown = client.get("/ar/coalition/principles/").content.decode()
    assert '<article class="stack page-text" lang="en" dir="ltr">' in shown
    assert "Principles" in shown
    assert f"/ar/coalition/{page.slug}/" in client.get("/ar/coalition/").content.decode()
    english = client.get("/en/coalition/principles/").content.decode()
    assert "has not been written" not in english
    write_page(world.actor("ada"), page, text("ar", title="مبادئ"), based_on=0)
    assert "<h1>مبادئ</h1>" in client.get("/ar/coalition/principles/").content.decode()


def test_a_reader_is_told_of_a_newer_text_in_the_main_language(client: Client, world: World) -> None:
    assert "is newer" not in client.get("/en/coalition/about/").content.decode()
    write_page(world.actor("ada"), the_page(), text(), based_on=1)
    french = client.get("/fr/coalition/about/").content.decode()
    assert "/fr/coalition/about/en/2/" in french


def test_a_further_page_goes_with_a_reason_and_comes_back(client: Client, world: World) -> None:
    ada = world.actor("ada")
    page = add_page(ada, "principles", text(title="Principles"))
    with pytest.raises(Refused):
        withdraw_page(ada, page, "  ")
    withdraw_page(ada, page, "Merged into About.")
    response = client.get("/en/coalition/principles/")
    assert response.status_code == 410
    assert "Merged into About." in response.content.decode()
    assert "principles" not in client.get("/en/coalition/").content.decode()
    assert "principles" not in client.get("/sitemap-coalition-1.xml").content.decode()
    with pytest.raises(Refused):
        write_page(ada, page, text(), based_on=1)
    return_page(ada, page)
    assert client.get("/en/coalition/principles/").status_code == 200
    with pytest.raises(Refused):
        return_page(ada, page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_needed_page_cannot_go(world: World, kind: str) -> None:
    with pytest.raises(NotAllowed):
        withdraw_page(world.actor("ada"), the_page(kind), "Old.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(slug="another", kind=kind)


def test_two_pages_do_not_share_an_address(world: World) -> None:
    add_page(world.actor("ada"), "principles", text())
    with pytest.raises(Refused):
        add_page(world.actor("ada"), "principles", text())


def form(**changes: object) -> dict[str, object]:
    return {"title": "About us", "source": "Hello.", "note": "", "based_on": 1, "save": "1", **changes}


def test_a_text_is_looked_at_before_it_is_saved(sign_in: SignIn, world: World) -> None:
    browser = sign_in("ada")
    fields = form(source="# <script>\n\n[x](javascript:y)")
    del fields["save"]
    response = browser.post("/en/coalition/about/edit/en/", {**fields, "preview": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<h3>&lt;script&gt;</h3>" in page
    assert "Nothing is saved yet." in page
    assert "[x](javascript:y)</textarea>" in page
    assert the_page().versions.filter(language="en").count() == 1


def test_saving_leads_to_the_page(sign_in: SignIn, world: World) -> None:
    browser = sign_in("ada")
    response = browser.post("/en/coalition/about/edit/fr/", form(source="Bonjour.\r\n\r\nEncore."))
    assert response["Location"] == "/en/coalition/about/"
    assert the_page().versions.get(language="fr", number=2).source == "Bonjour.\n\nEncore."
    assert "Saved as version 2." in browser.get("/en/coalition/about/").content.decode()


def test_a_conflict_shows_both_and_the_next_save_is_a_decision(sign_in: SignIn, world: World) -> None:
    write_page(world.actor("ada"), the_page(), text(source="One of theirs."), based_on=1)
    browser = sign_in("ada")
    response = browser.post("/en/coalition/about/edit/en/", form(source="One of mine."))
    page = response.content.decode()
    assert response.status_code == 409
    assert "One of mine.</textarea>" in page
    assert "<del>theirs</del>" in page.replace("theirs.", "theirs")
    assert "One of theirs.</pre>" in page
    assert 'name="based_on" value="2"' in page
    assert (
        browser.post("/en/coalition/about/edit/en/", form(source="One of mine.", based_on=2)).status_code
        == 302
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "  \n "},
        {"source": "a" * (LONGEST_TEXT + 1)},
        {"source": "a\x00b"},
        {"title": ""},
        {"title": "t" * 201},
        {"based_on": "x"},
        {"based_on": -1},
        {"note": "n" * 201},
    ],
    ids=lambda changes: f"{next(iter(changes))}-{str(next(iter(changes.values())))[:3]!r}",
)
def test_what_cannot_be_saved_comes_back_as_typed(
    sign_in: SignIn, world: World, changes: dict[str, object]
) -> None:
    response = sign_in("ada").post("/en/coalition/about/edit/en/", form(**changes))
    assert response.status_code == 400
    assert "Nothing you typed is lost." in response.content.decode()
    assert the_page().versions.filter(language="en").count() == 1


@pytest.mark.parametrize("slug", ["", "Add", "add", "a b", "-a", "a--b", "ä", "a/b", "about", "a\n"])
def test_a_page_has_an_address_one_can_say(sign_in: SignIn, world: World, slug: str) -> None:
    response = sign_in("ada").post("/en/coalition/add/", form(slug=slug, based_on=0))
    if slug == "a\n":
        assert response["Location"] == "/en/coalition/a/"
    else:
        assert response.status_code == 400
        assert Page.objects.count() == 4


def test_a_million_letters_are_refused_with_a_sentence(sign_in: SignIn, world: World) -> None:
    response = sign_in("ada").post("/en/coalition/about/edit/en/", form(source="> " * 500_000))
    assert response.status_code == 400
    assert str(LONGEST_TEXT) in response.content.decode()


def test_characters_that_turn_letters_around_are_seen(client: Client, world: World) -> None:
    turned = "safe \u202eefas\u202c"
    write_page(world.actor("ada"), the_page(), text(source=turned), based_on=1)
    for address in ("/en/coalition/about/", "/en/coalition/about/history/"):
        page = client.get(address).content.decode()
        assert "[U+202E]efas" in page, address
        assert "\u202e" not in page, address


def test_any_two_versions_can_be_compared(client: Client, world: World) -> None:
    ada, page = world.actor("ada"), the_page()
    write_page(ada, page, text(source="One two three.\n\nSame."), based_on=1)
    write_page(ada, page, text(source="One six three.\n\nSame."), based_on=2)
    newest = client.get("/en/coalition/about/history/").content.decode()
    assert "<del>two </del><ins>six </ins>" in newest
    assert "From version 2 to version 3" in newest
    other = client.get("/en/coalition/about/history/?language=en&older=3&newer=1").content.decode()
    assert "From version 1 to version 3" in other


@pytest.mark.parametrize(
    "query",
    [
        "?language=xx",
        "?older=1&newer=9",
        "?older=x&newer=1",
        "?older=1",
        "?older=-1&newer=1",
        "?older=1&newer=" + "9" * 30,
    ],
)
def test_versions_that_are_not_there_are_said_so(client: Client, world: World, query: str) -> None:
    response = client.get(f"/en/coalition/about/history/{query}")
    assert response.status_code == 404
    assert "version" in response.content.decode() or "languages" in response.content.decode()


def test_who_wrote_is_shown_to_those_who_write(sign_in: SignIn, client: Client, world: World) -> None:
    write_page(world.actor("ada"), the_page(), text(), based_on=1)
    name = world.people["ada"].name
    table = client.get("/en/coalition/about/history/").content.decode().partition("<table")[2]
    assert name not in table.partition("</table>")[0]
    table = sign_in("ada").get("/en/coalition/about/history/").content.decode().partition("<table")[2]
    assert name in table.partition("</table>")[0]


def test_an_old_version_says_that_it_is_old_and_can_be_said_again(
    sign_in: SignIn, client: Client, world: World
) -> None:
    write_page(world.actor("ada"), the_page(), text(), based_on=1)
    assert "no longer what the page says" in client.get("/en/coalition/about/en/1/").content.decode()
    assert client.get("/en/coalition/about/en/7/").status_code == 404
    browser = sign_in("ada")
    response = browser.post("/en/coalition/about/en/1/restore/")
    assert response["Location"] == "/en/coalition/about/history/?language=en"
    assert browser.post("/en/coalition/about/en/1/restore/").status_code == 409


def test_lists_ask_as_much_for_many_as_for_few(client: Client, world: World) -> None:
    ada = world.actor("ada")

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    addresses = ("/en/coalition/", "/en/coalition/about/history/")
    before = [queries(address) for address in addresses]
    for number in range(1, 4):
        write_page(ada, the_page(), text(source=f"{number}"), based_on=number)
        add_page(ada, f"page-{number}", text())
    after = [queries(address) for address in addresses]
    assert after[0] == before[0] <= 4
    # One version alone is compared with nothing.
    assert after[1] - before[1] <= 2
    write_page(ada, the_page(), text(source="more"), based_on=4)
    assert queries(addresses[1]) == after[1] <= 8


def test_the_four_needed_pages_are_kinds_of_their_own() -> None:
    assert set(KINDS) == {kind.value for kind in PageKind} - {"other"}
