"""Pages of files: found with their document, shown with their number, in other languages, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.library.making import make_resource

from intersession.access.actor import SYSTEM
from intersession.library.actions import withdraw_resource
from intersession.library.extraction import keep_text
from intersession.library.models import Resource, ResourceFile
from intersession.safety.models import StoredFile
from intersession.safety.reading import Reading
from intersession.search import meaning
from intersession.search.encoders import installed
from intersession.search.find import Hit, Query, as_json, find
from intersession.search.follow import Follower
from intersession.search.leaves import LONGEST_PIECE, cut

PAGES = [
    "Rapport annuel. Préface du président du conseil de la fondation et remerciements aux équipes.",
    "Budget de l'exercice : recettes, dépenses de personnel, loyers et amortissements des locaux.",
    "Les signalements d'images d'abus reçus par la ligne d'écoute ont doublé en deux ans. Les adolescents "
    "appellent surtout le soir, après l'école.",
    "Annexe : liste des partenaires, calendrier des réunions, plan d'accès au siège.",
]

pytestmark = pytest.mark.django_db


def with_file(resource: Resource, pages: list[str], language: str = "fr") -> ResourceFile:
    stored = StoredFile.objects.create(
        name="rapport.pdf", media_type="application/pdf", size=9, sha256="0" * 64
    )
    file = ResourceFile.objects.create(resource=resource, stored=stored)
    return keep_text(SYSTEM, file, Reading(pages=pages, language=language))


@pytest.fixture
def follow(own_index: Path) -> Iterator[Callable[[], None]]:
    """Bring the index up to what happened."""
    follower = Follower()

    def followed() -> None:
        follower.catch_up()
        while follower.catch_up_in_meaning():
            pass

    yield followed
    follower.close()


@pytest.fixture
def report(follow: Callable[[], None]) -> Resource:
    resource = make_resource(
        "rapport",
        title="Rapport de la fondation Lanterne (fictif)",
        title_en="Report of the Lantern Foundation (fictional)",
        title_language="fr",
        languages=("fr",),
        topics=(),
        concepts={},
    )
    with_file(resource, PAGES)
    follow()
    return resource


def hit_of(resource: Resource, text: str, language: str = "fr") -> Hit | None:
    results = find(Query(text, language=language, size=40))
    return next((hit for hit in results.hits if hit.card["path"] == f"/library/{resource.slug}/"), None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("amortissements des locaux", 2),
        ('"plan d\'accès"', 4),
        ("remerciements", 1),
        ("signalements adolescents soir", 3),
    ],
)
def test_words_of_a_page_find_the_document_and_the_page(report: Resource, text: str, number: int) -> None:
    hit = hit_of(report, text)
    assert hit is not None
    assert hit.leaf is not None
    assert hit.leaf["number"] == number
    assert hit.leaf["path"].endswith(f"/?page={number}")


@pytest.mark.skipif(not installed(), reason="needs an encoder")
@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("presupuesto: gastos de personal, alquileres y amortización de los locales", "es", 2),
        ("los adolescentes llaman por la noche después de la escuela", "es", 3),
        ("teenagers call in the evening after school", "en", 3),
        ("يتصل المراهقون في المساء بعد المدرسة", "ar", 3),
    ],
)
def test_a_page_is_found_in_words_of_another_language(
    report: Resource, text: str, language: str, number: int
) -> None:
    hit = hit_of(report, text, language)
    assert hit is not None
    assert hit.leaf is not None
    assert hit.leaf["number"] == number


def test_a_title_found_without_its_pages_shows_none(report: Resource) -> None:
    hit = hit_of(report, "Lanterne fictif")
    assert hit is not None
    assert hit.leaf is None


def test_pages_are_no_documents_of_their_own(report: Resource) -> None:
    results = find(Query("amortissements", language="fr"))
    assert len([hit for hit in results.hits if hit.leaf]) == 1
    assert results.total == len(results.hits) or results.total > len(results.hits)
    everything = find(Query("", size=1))
    assert everything.total == sum(count for _kind, count in everything.facets["kind"])
    assert "leaf" not in dict(everything.facets["kind"])


def test_what_is_withdrawn_or_read_anew_is_found_no_more(
    report: Resource, follow: Callable[[], None]
) -> None:
    file = ResourceFile.objects.get(resource=report)
    keep_text(
        SYSTEM, file, Reading(pages=["Tout autre chose : la pêche à la ligne en rivière."], language="fr")
    )
    follow()
    assert (hit := hit_of(report, "pêche rivière"))
    assert hit.leaf
    assert hit.leaf["number"] == 1
    assert hit_of(report, "amortissements des locaux loyers") is None
    withdraw_resource(SYSTEM, report, "It is wrong.")
    follow()
    assert hit_of(report, "pêche rivière") is None
    for encoder in installed():
        rows = np.fromfile(meaning.pieces_of(encoder).folder() / "rows", meaning.pieces_of(encoder).row)
        left = dict(zip(rows["key"].tolist(), rows["text"].tolist(), strict=True))
        assert not any(left.values())


def test_a_draft_is_not_found_by_its_pages(follow: Callable[[], None]) -> None:
    resource = make_resource("rapport", title="Brouillon", title_en="Draft")
    Resource.objects.filter(pk=resource.pk).update(published_at=None)
    with_file(resource, PAGES)
    follow()
    assert hit_of(resource, "amortissements des locaux") is None


def test_the_page_and_programs_say_which_page(report: Resource, client: Client) -> None:
    text = client.get("/fr/search/", {"q": "amortissements des locaux"}).content.decode()
    assert f"/fr/library/{report.slug}/file/" in text
    assert "?page=2" in text
    assert "<mark>amortissements</mark>" in text
    found = as_json(find(Query("amortissements des locaux", language="fr")), "https://x.example/fr")
    page = next(hit["page"] for hit in found["hits"] if hit["page"])
    assert page["number"] == 2
    assert page["address"].startswith("https://x.example/fr/library/rapport/file/")


@given(st.text(max_size=2_000))
def test_pieces_are_short_and_lose_no_word(text: str) -> None:
    pieces = cut(text)
    assert all(len(piece) <= LONGEST_PIECE for piece in pieces)
    # Only scraps too short to say anything are left out, and the order stays.
    letters = iter("".join(text.split()))
    assert all(letter in letters for letter in "".join("".join(pieces).split()))
