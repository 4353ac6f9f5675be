"""The pages of translations: who sees what, what is kept, and how many questions a page asks the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intersession.papers.models import Paper
from intersession.translations import xliff
from intersession.translations.actions import offer_translation
from intersession.translations.documents import documents
from intersession.translations.models import TITLE, Batch, Translation
from intersession.translations.outlines import outline_of
from intersession.translations.queries import text_of
from intersession.translations.standing import Standing
from intersession.translations.waiting import count, entries
from tests.papers.making import make_public
from tests.translations.making import FRENCH, blocks_of, knows, newest, next_version, offer, translate
from tests.world import World

type SignIn = Callable[[str], Client]


def words(answer: Any) -> str:
    return str(answer.content.decode())


def place(paper: Paper, language: str = "fr") -> str:
    return f"/en/papers/{paper.slug}/versions/{newest(paper).number}/in/{language}/"


def paragraph(paper: Paper) -> str:
    return str(next(block.key for block in blocks_of(newest(paper)) if block.kind == "paragraph"))


def queries_of(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_everybody_reads_a_translation_and_who_made_it(world: World, client: Client) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    translate(world, newest(paper), but=(key,))
    page = words(client.get(place(paper)))
    assert "Un titre (fictif)" in page
    assert "Lake Signal (fictional)" in page
    assert "Not checked by a second person yet." in page
    assert "The text in English is the one members decide about" in page
    assert "shown in English" in page, "what is missing is there in the language of the paper, and says so"
    assert 'lang="fr" dir="ltr"' in page
    beside = words(client.get(f"{place(paper)}?beside=1"))
    assert "translation-sides" in beside
    assert "What we ask" in beside


def test_arabic_stands_from_right_to_left(world: World, client: Client) -> None:
    paper = make_public(world)
    title = "عنوان"
    offer_translation(world.actor("lou"), newest(paper), "ar", TITLE, title)
    page = words(client.get(place(paper, "ar")))
    assert f'<h1 lang="ar" dir="rtl">{title}</h1>' in page


def test_a_machines_block_is_labelled_on_the_block_and_on_the_page(world: World, client: Client) -> None:
    paper = make_public(world)
    offer(world, newest(paper), paragraph(paper), "Texte de machine.", is_machine=True)
    page = words(client.get(place(paper)))
    assert "Parts of this text are a machine&#x27;s" in page or "Parts of this text are a machine's" in page
    assert 'data-standing="machine"' in page
    assert "Machine translation, not checked by a person" in page
    assert "Translation by" not in page


def test_the_paper_leads_to_its_languages(world: World, client: Client, sign_in: SignIn) -> None:
    paper = make_public(world)
    assert "No translation yet." in words(client.get(f"/en/papers/{paper.slug}/"))
    translate(world, newest(paper))
    page = words(client.get(f"/en/papers/{paper.slug}/"))
    assert place(paper) in page
    total = len(blocks_of(newest(paper))) + 1
    assert f"{total} of {total} blocks translated and up to date" in page
    languages = f"/en/papers/{paper.slug}/languages/"
    assert "Translate into" not in words(client.get(languages))
    answer = sign_in("lou").get(f"{languages}?into=ar")
    assert answer.headers["Location"] == f"{place(paper, 'ar')}work/"
    assert client.get(f"{languages}?into=xx-nonsense").status_code == 404


@pytest.mark.parametrize("path", ["xx/", "en/", "es/", "fr/work/nosuchkey2/"])
def test_what_is_not_there_is_said(world: World, sign_in: SignIn, path: str) -> None:
    paper = make_public(world)
    assert sign_in("lou").get(f"{place(paper)[:-3]}{path}").status_code == 404


def test_translating_in_the_table(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    browser = sign_in("lou")
    assert browser.get(f"{place(paper)}work/").status_code == 200
    answer = browser.post(
        f"{place(paper)}work/{key}/", {"text": "Un texte.", "seen": 0, "query": "show=todo"}
    )
    assert answer.headers["Location"] == f"{place(paper)}work/?show=todo"
    assert Translation.objects.get().text == "Un texte."
    listed = words(browser.get(f"{place(paper)}work/?show=missing"))
    assert f'id="{key}"' not in listed
    assert f'id="{TITLE}"' in listed
    assert browser.get(f"{place(paper)}work/?show=nonsense").status_code == 404


def test_what_was_typed_stays(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    heading = blocks_of(newest(paper))[0].key
    long = "## " + "Un très long titre. " * 200
    answer = sign_in("lou").post(f"{place(paper)}work/{heading}/", {"text": long, "seen": 0})
    assert answer.status_code == 400
    assert long.strip() in words(answer)
    assert "must stay what it is" in words(answer)


def test_who_saves_second_finds_both_texts(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    offer(world, newest(paper), key, "Un texte de Lou.")
    path = f"{place(paper)}work/{key}/"
    answer = sign_in("ben").post(path, {"text": "Un texte de Ben.", "seen": "0"})
    assert answer.status_code == 409
    assert "Un texte de Lou." in words(answer)
    assert "Un texte de Ben." in words(answer)
    assert sign_in("ben").post(path, {"text": "Les deux.", "seen": "1"}).status_code == 302
    assert "Un texte de Lou." in words(sign_in("ben").get(path)), "every text it had"


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999"])
def test_a_wrong_number_is_no_error_of_ours(world: World, sign_in: SignIn, seen: str) -> None:
    paper = make_public(world)
    path = f"{place(paper)}work/{paragraph(paper)}/"
    assert sign_in("lou").post(path, {"text": "Un texte.", "seen": seen}).status_code in (302, 400)


def test_what_changed_is_shown_beside_the_previous_translation(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    key = paragraph(paper)
    translate(world, newest(paper))
    next_version(world, paper, key, "Services ask nobody for any data.", 3)
    page = words(sign_in("lou").get(f"{place(paper)}work/?show=stale"))
    assert "Out of date" in page
    assert "<ins>" in page
    assert FRENCH["paragraph"] in page


def test_a_check_through_the_page(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    translate(world, newest(paper))
    knows(world, "ben")
    assert "I read all of it" in words(sign_in("ben").get(f"{place(paper)}work/"))
    assert "I read all of it" not in words(sign_in("chi").get(f"{place(paper)}work/"))
    now = outline_of(newest(paper), "fr").fingerprint
    assert sign_in("ben").post(f"{place(paper)}check/", {"hash": "old"}).status_code == 409
    assert sign_in("ben").post(f"{place(paper)}check/", {"hash": now}).status_code == 302
    assert "Checked by" in words(sign_in("ben").get(place(paper)))


def a_file(paper: Paper, text: str, language: str = "fr") -> SimpleUploadedFile:
    block = next(each for each in blocks_of(newest(paper)) if each.kind == "paragraph")
    file = xliff.File("en", language, (xliff.Unit(block.key, block.text, text, is_confirmed=True),))
    return SimpleUploadedFile("a.xlf", xliff.write(file, "x"))


def test_a_file_goes_out_and_comes_back(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    offer(world, newest(paper), TITLE, "Un titre (fictif)")
    browser = sign_in("lou")
    answer = browser.get(f"{place(paper)}xliff/")
    assert answer.headers["Content-Type"] == "application/xliff+xml"
    assert next(unit.key for unit in xliff.read(answer.content).units) == TITLE
    sent = browser.post(f"{place(paper)}import/", {"file": a_file(paper, "Un texte.")})
    assert sent.status_code == 302
    preview = browser.get(sent.headers["Location"])
    assert "1 paragraph would be taken over" in words(preview)
    assert Translation.objects.count() == 1
    now = outline_of(newest(paper), "fr").fingerprint
    assert browser.post(f"{sent.headers['Location']}take/", {"hash": now}).status_code == 302
    assert text_of(newest(paper), "fr").progress.counts[Standing.CURRENT] == 2
    assert browser.get(sent.headers["Location"]).status_code == 404


def test_a_file_that_cannot_be_read_is_told_why(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    browser = sign_in("lou")
    for data, told in (
        (b"", "empty"),
        (b"no xml", "not readable as XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff/>', "document type"),
    ):
        answer = browser.post(f"{place(paper)}import/", {"file": SimpleUploadedFile("a.xlf", data)})
        assert answer.status_code == 400
        assert told in words(answer)
    answer = browser.post(f"{place(paper)}import/", {"file": a_file(paper, "Un texto.", "es")})
    assert "The file is in Spanish" in words(answer)
    assert not Batch.objects.exists()


def test_a_file_is_put_away(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    browser = sign_in("lou")
    sent = browser.post(f"{place(paper)}import/", {"file": a_file(paper, "Un texte.")})
    assert sign_in("ben").get(sent.headers["Location"]).status_code == 404
    assert sign_in("lou").post(f"{sent.headers['Location']}discard/").status_code == 302
    assert not Batch.objects.exists()


def test_a_long_paper_asks_no_more_questions_than_a_short_one(world: World, sign_in: SignIn) -> None:
    paper = make_public(world)
    translate(world, newest(paper))
    pages = (place(paper), f"{place(paper)}?beside=1", f"{place(paper)}work/", f"/en/papers/{paper.slug}/")
    few = [queries_of(sign_in("lou"), path) for path in pages]
    long = make_public(world, "\n\n".join(f"Paragraph {number}." for number in range(60)))
    for block in blocks_of(newest(long))[:40]:
        offer(
            world,
            newest(long),
            block.key,
            f"Paragraphe {block.position}.",
            "ben" if block.position % 2 else "lou",
        )
    pages = (place(long), f"{place(long)}?beside=1", f"{place(long)}work/", f"/en/papers/{long.slug}/")
    assert [queries_of(sign_in("lou"), path) for path in pages] == few


def test_translations_wait_on_ones_own_page(world: World) -> None:
    paper = make_public(world)
    offer(world, newest(paper), TITLE, "Un titre (fictif)")
    assert count(world.actor("ben")) == 0
    knows(world, "ben")
    assert count(world.actor("ben")) == 1
    (entry,) = entries(world.actor("ben"), 5)
    assert "Not translated yet: 4" in str(entry.note)
    assert "French" in str(entry.whose)


def test_translations_are_found_in_their_language(world: World) -> None:
    paper = make_public(world)
    assert list(documents(None)) == []
    offer(world, newest(paper), paragraph(paper), FRENCH["paragraph"])
    (found,) = documents(None)
    assert found.bodies == {"fr": FRENCH["paragraph"]}
    assert found.titles == {"en": paper.title}
    assert found.path == place(paper)[3:]
