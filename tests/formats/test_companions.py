"""What else goes into a paper's files: its words in other languages, and who adopted it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from intersession.access.actor import SYSTEM
from intersession.commitments import actions
from intersession.commitments.queries import open_version
from intersession.formats import markdown, web
from intersession.formats.languages import languages_of
from intersession.formats.making import make_printout
from intersession.formats.queries import document_of, unprinted
from intersession.papers.models import Version
from tests.commitments.making import WORDS, adopted
from tests.papers.making import make_public
from tests.translations.making import blocks_of, newest, next_version, offer, translate
from tests.world import World


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def version(world: World) -> Version:
    return newest(make_public(world))


def test_a_file_can_be_had_in_each_language_a_person_wrote_in(version: Version, world: World) -> None:
    assert languages_of(version) == ["en"]
    block = blocks_of(version)[-1]
    offer(world, version, block.key, "Un paragraphe traduit par une machine.", is_machine=True)
    assert languages_of(version) == ["en"]
    translate(world, version)
    assert languages_of(version) == ["en", "fr"]
    document = document_of(version, "fr")
    assert document.title == "Un titre (fictif)"
    assert "Un paragraphe en français." in markdown.written(document).decode()


def test_what_no_person_translated_stays_in_the_papers_language_and_says_so(
    version: Version, world: World
) -> None:
    first, *_, last = blocks_of(version)
    translate(world, version, but=(last.key,))
    offer(world, version, last.key, "Une machine a écrit ceci.", is_machine=True)
    document = document_of(version, "fr")
    page = html.fromstring(web.written(document))
    assert "Une machine a écrit ceci" not in page.text_content()
    (piece,) = page.xpath("//*[@id=$key]", key=last.key)
    assert piece.get("lang") == "en"
    (piece,) = page.xpath("//*[@id=$key]", key=first.key)
    assert piece.get("lang") is None
    assert any("pas encore traduites" in each for each in document.notices)


def test_a_block_that_asks_otherwise_now_is_not_printed_in_its_old_words(
    version: Version, world: World
) -> None:
    translate(world, version)
    block = blocks_of(version)[-1]
    later = next_version(world, version.paper, block.key, "Something else is asked of everybody.", 3)
    text = markdown.written(document_of(later, "fr")).decode()
    assert "Something else is asked of everybody." in text
    # The older version keeps its own.
    assert "Something else" not in markdown.written(document_of(version, "fr")).decode()


def test_the_page_of_files_asks_as_much_for_two_versions_as_for_three(
    version: Version, world: World, client: Client
) -> None:
    address = f"/en/papers/{version.paper.slug}/files/"

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer: Any = client.get(address)
        assert answer.status_code == 200
        return len(captured)

    translate(world, version)
    key = blocks_of(version)[-1].key
    next_version(world, version.paper, key, "A word more (fictional).", 2)
    asked()
    before = asked()
    next_version(world, version.paper, key, "One word more (fictional).", 2)
    assert asked() == before


def test_who_adopted_a_version_is_listed_in_its_files_until_it_ends(world: World) -> None:
    version = open_version(adopted(world, "guideline"))
    assert version is not None
    assert document_of(version).adopters == ()
    commitment = actions.commit(world.actor("ben"), version, WORDS)
    ((name, _group, what, _since),) = document_of(version).adopters
    assert name == commitment.organisation.name
    assert what == "adopted"
    assert name in markdown.written(document_of(version)).decode()
    make_printout(SYSTEM, version, "en", "a4")
    assert (version, "a4") not in unprinted()
    actions.end_commitment(world.actor("ben"), commitment, "We cannot keep it.")
    assert (version, "a4") in unprinted()
    assert document_of(version).adopters == ()
