"""What the vocabulary answers to pages, library and search."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.utils import translation

from intersession.vocabulary import queries
from intersession.vocabulary.branches import Branch, branches, count_fitting
from intersession.vocabulary.models import Concept, Label, OtherLabel, nearness

pytestmark = pytest.mark.django_db


def flat(found: list[Branch]) -> dict[str, Branch]:
    """Every branch by its concept."""
    return {
        branch.entry.concept_id: branch for top in found for branch in [top, *flat(top.narrower).values()]
    }


def test_the_nearest_language_is_the_readers_then_english() -> None:
    tags = ["ar", "en", "pt-BR", "zh", "pt"]
    assert sorted(tags, key=lambda tag: nearness(tag, "pt")) == ["pt", "pt-BR", "en", "ar", "zh"]


def test_concepts_are_named_in_the_readers_language_and_else_in_english() -> None:
    with translation.override("ar"):
        by_id = {entry.concept_id: entry for entry in queries.concepts()}
    assert by_id["child"].text == "طفل"
    assert (by_id["sharenting"].language, by_id["sharenting"].text) == ("en", "sharenting")
    assert by_id["csam"].broader_id == "csea"
    assert len(by_id) == 72


def test_preferred_labels_are_a_map_in_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        names = queries.preferred_labels("sw")
    assert names["child"] == "mtoto"
    assert names["sharenting"] == "sharenting"
    assert names.keys() == set(Concept.objects.values_list("pk", flat=True))


def test_one_label_is_asked_for_by_itself() -> None:
    assert queries.label_in("helpline", "fr") == Label.objects.get(concept="helpline", language="fr").text
    assert queries.label_in("nowhere", "fr") == "nowhere"


def test_every_label_stands_once_with_its_kind() -> None:
    found = queries.labels()
    assert len(found) == Label.objects.count() + OtherLabel.objects.count() == len(set(found))
    kinds = {(label.text, label.kind) for label in found if label.concept_id == "csam"}
    assert ("Kinderpornografie", "to_avoid") in kinds
    assert ("Missbrauchsdarstellungen", "preferred") in kinds
    assert ("Kinderpornografie", "alternative") not in kinds


def test_descendants_reach_any_depth_without_the_concept_itself() -> None:
    found = queries.descendants("csea")
    assert {"csam", "ai-csam", "financial-sextortion"} <= found
    assert "csea" not in found
    assert "reporting" not in found
    assert queries.descendants("nowhere") == set()


def test_a_concept_is_fetched_with_all_it_is_called(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = queries.concept_for("csam")
        assert found.label == "child sexual abuse material"
        assert len(found.other_labels.all()) > 10
    with pytest.raises(Http404, match="no concept at this address"):
        queries.concept_for("nowhere")


def test_many_concepts_are_labelled_without_asking_again(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert {concept.label for concept in queries.concepts_named(["hotline", "helpline", "nowhere"])} == {
            "hotline",
            "helpline",
        }


def test_the_tree_holds_every_concept_once_under_its_broader_one() -> None:
    found = branches()
    assert count_fitting(found) == len(flat(found)) == 72
    assert all(branch.entry.broader_id is None for branch in found)
    assert flat(found)["ai-csam"] in flat(found)["csam"].narrower


def test_a_filter_keeps_what_fits_and_the_way_to_it() -> None:
    found = flat(branches("pornografie"))
    assert set(found) == {"child-online-protection", "csea", "csam"}
    assert [found[each].fits for each in ("child-online-protection", "csea", "csam")] == [False, False, True]
    hit = found["csam"].hits[0]
    assert (hit.text, hit.is_to_avoid, hit.preferred) == (
        "Kinderpornografie",
        True,
        "Missbrauchsdarstellungen",
    )


def test_a_filter_ignores_case_accents_and_scripts_it_does_not_know() -> None:
    assert "csam" in flat(branches("PEDOPORNO"))
    assert "child" in flat(branches("РЕБЕНОК"))
    assert "child" in flat(branches("儿童"))
    assert branches("🦄") == []


def test_a_term_to_avoid_is_not_named_when_the_term_itself_fits() -> None:
    assert flat(branches("child sexual"))["csam"].hits == []
