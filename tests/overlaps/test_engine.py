"""What is shown of what is there already, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intersession.library.models import Resource
from intersession.overlaps.engine import overlaps_of, same_as
from intersession.overlaps.sketch import Nearness, Overlap, Sketch
from intersession.places.models import Place
from intersession.search import index, meaning
from intersession.search.documents import Document
from intersession.search.encoders import installed
from intersession.search.lexicon import lexicon, revision
from intersession.search.vectors import Writer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]

GUIDE = Document(
    kind="resource",
    key="g1",
    path="/library/g1/",
    titles={"fr": "Protéger les élèves du harcèlement en ligne : guide pour les écoles du Sénégal"},
    addresses=("https://ecoles.example/guide-harcelement", "10.5555/guide.2021"),
    languages=("fr",),
    places=("SN",),
    concepts=("cyberbullying",),
    publisher=("Réseau des écoles (fictional)",),
    form="guideline",
    year=2021,
)


@pytest.fixture
def put(own_index: Path) -> Callable[..., None]:
    """Write documents into the index and their vectors into the stores."""

    def written(*documents: Document) -> None:
        folder = index.current_folder()
        assert folder is not None
        opened = index.open_folder(folder)
        words = lexicon(index.read_state(opened, opened.searcher())["lexicon"] or revision())
        writer = opened.writer(heap_size=64_000_000, num_threads=1)
        for each in documents:
            index.put(writer, each, words, dict(Place.objects.values_list("code", "region")))
        writer.commit()
        writer.wait_merging_threads()
        for encoder in installed():
            store = Writer(meaning.place_of(encoder))
            meaning.put(store, encoder, documents)
            store.close()

    return written


def first(sketch: Sketch, **changes: Any) -> Overlap:
    found = overlaps_of(sketch, language="en", **changes).overlaps
    assert found, "nothing was found"
    return found[0]


def a_resource(**conditions: Any) -> Resource:
    found = Resource.objects.listed().filter(**conditions).order_by("pk").first()
    assert found is not None
    return found


def test_the_same_link_is_the_same_work_however_it_is_written() -> None:
    resource = a_resource(url__startswith="https://www.")
    typed = resource.url.replace("https://www.", "HTTP://") + "?utm_source=newsletter#top"
    overlap = first(Sketch(titles={"en": "Something else entirely"}, addresses=(typed,)))
    assert overlap.nearness is Nearness.SAME
    assert "same link" in overlap.reasons


@pytest.mark.parametrize("doi", ["https://doi.org/10.5555/GUIDE.2021", "doi:10.5555/guide.2021"])
def test_the_same_doi_is_the_same_work(doi: str, put: Callable[..., None]) -> None:
    put(GUIDE)
    overlap = first(Sketch(addresses=(doi,)))
    assert (overlap.key, overlap.nearness) == ("g1", Nearness.SAME)
    assert overlap.reasons == ("same DOI",)


def test_a_title_typed_in_other_letters_is_the_same_title() -> None:
    resource = a_resource(title_language="fr", title__contains="é")
    plain = resource.title.upper().replace("É", "E").replace("’", "'")
    overlap = first(Sketch(titles={"fr": plain}, year=resource.year))
    assert overlap.key == str(resource.pk)
    assert overlap.nearness is Nearness.SAME
    assert "same title" in overlap.reasons


def test_the_english_title_of_a_french_work_says_in_which_language_it_is_there() -> None:
    overlap = first(Sketch(titles={"en": "Global monitoring report: Luxembourg"}))
    assert overlap.nearness is Nearness.TRANSLATION
    assert "in French" in overlap.reasons
    assert "both: Luxembourg" in overlap.reasons


def test_the_same_title_of_another_year_is_another_version() -> None:
    overlap = first(
        Sketch(
            titles={"en": "Guidelines for industry on child online protection, revised edition"}, year=2031
        )
    )
    assert overlap.nearness is Nearness.VERSION
    assert any("yours of 2031" in reason for reason in overlap.reasons)


@pytest.mark.skipif(not installed(), reason="no encoder")
def test_a_translation_is_found_by_its_meaning(put: Callable[..., None]) -> None:
    put(GUIDE)
    overlap = first(
        Sketch(titles={"en": "Protecting pupils from online bullying: a guide for schools in Senegal"})
    )
    assert (overlap.key, overlap.nearness) == ("g1", Nearness.TRANSLATION)
    assert any("Senegal" in reason for reason in overlap.reasons)
    assert any(reason.startswith("says ") for reason in overlap.reasons)


def test_without_an_encoder_words_and_keys_still_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("intersession.overlaps.engine", "intersession.search.meaning"):
        monkeypatch.setattr(f"{module}.installed", lambda: ())
    resource = a_resource(title_language="en", title__startswith="Guidelines for Industry")
    found = overlaps_of(Sketch(titles={"en": resource.title}), language="en")
    assert not found.has_meaning
    assert str(resource.pk) in {overlap.key for overlap in found.overlaps}


def test_what_has_nothing_to_do_with_it_is_not_shown() -> None:
    assert overlaps_of(Sketch(titles={"en": "Pruning apple trees in late winter"})).overlaps == ()


def test_nothing_typed_finds_nothing() -> None:
    assert overlaps_of(Sketch(titles={"en": "  "})).overlaps == ()


def test_a_record_can_be_left_out() -> None:
    resource = a_resource(title_language="en")
    sketch = Sketch(titles={"en": resource.title}, addresses=(resource.url,))
    found = overlaps_of(sketch, without=frozenset({str(resource.pk)})).overlaps
    assert str(resource.pk) not in {overlap.key for overlap in found}


def test_reasons_are_in_the_language_of_the_reader(put: Callable[..., None]) -> None:
    put(GUIDE)
    sketch = Sketch(titles={"en": "Cyberbullying in Senegal: a guide for schools"})
    assert any("Sénégal" in reason for reason in overlaps_of(sketch, language="fr").overlaps[0].reasons)


def test_without_an_index_it_says_that_nobody_looked(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_HOME = tmp_path / "none"
    assert not overlaps_of(Sketch(titles={"en": "Any title of a work"})).has_looked
    assert same_as(["https://example.org/"], []) == set()


def test_many_rows_are_compared_by_their_keys_alone() -> None:
    resource = a_resource(url__startswith="https://")
    assert str(resource.pk) in same_as([resource.url], [])
    assert same_as(["https://nowhere.example/"], ["Report"]) == set()


texts = st.text(max_size=200) | st.sampled_from(["10." * 60, "a" * 10_000, "\x00", "‮" * 50, "((((", 'OR "'])


@given(title=texts, address=texts, text=texts, tag=st.sampled_from(["en", "zh", "und", "sw", "xx-Latn"]))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_typed_gets_an_answer(title: str, address: str, text: str, tag: str) -> None:
    found = overlaps_of(Sketch(titles={tag: title}, addresses=(address,), text=text, languages=(tag,)))
    points = [overlap.points for overlap in found.overlaps]
    assert points == sorted(points, reverse=True)
    assert all(overlap.reasons for overlap in found.overlaps)
