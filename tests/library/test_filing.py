"""Filing resources under concepts."""

from __future__ import annotations

import csv

import pytest
from django.conf import settings

from intersession.library.filing import Titles, concepts_for
from intersession.library.models import Resource, Topic
from intersession.vocabulary.models import Concept

LABELS = [
    ("child", "child"),
    ("csea", "child sexual abuse"),
    ("csam", "child sexual abuse material"),
    ("csam", "child pornography"),
    ("ai", "AI"),
    ("hotline", "ligne de signalement"),
    ("hotline", "举报热线"),
    ("rights", "حقوق الطفل"),
    ("reporting", "report"),
]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Child sexual abuse material: a review", {"csam"}),
        ("Child sexual abuse material and child sexual abuse", {"csam", "csea"}),
        ("Framing: a supplement to Child Pornography", {"csam"}),
        ("AI and the future", {"ai"}),
        ("L'avis d'un enfant : j'ai peur", set()),
        ("Tenir une LIGNE DE SIGNALEMENT", {"hotline"}),
        ("全国举报热线年度报告", {"hotline"}),
        ("حُقوق الطِّفل في العالم", {"rights"}),
        ("A child", set()),
        ("Annual report", set()),
    ],
)
def test_a_title_is_filed_under_the_longest_labels_it_holds(title: str, expected: set[str]) -> None:
    assert Titles.of(LABELS).concepts_in(title) == expected


def test_a_topic_is_the_stronger_reason() -> None:
    filed = concepts_for(["csam"], ["AI and child pornography"], {"csam": "csam"}, Titles.of(LABELS))
    assert filed == {"csam": "topic", "ai": "title"}


@pytest.mark.django_db
def test_every_topic_has_a_concept_that_exists() -> None:
    with (settings.REFERENCE_DATA / "topic_concepts.csv").open(encoding="utf-8", newline="") as lines:
        table = {row["topic"]: row["concept_id"] for row in csv.DictReader(lines)}
    assert set(table) == set(Topic.values)
    assert Concept.objects.filter(pk__in=table.values()).count() == len(set(table.values()))


@pytest.mark.django_db
def test_what_is_written_in_other_scripts_is_filed_too() -> None:
    arabic = Resource.objects.get(title__startswith="حقوق الطفل")
    assert "child-rights" in {line.concept_id for line in arabic.concept_lines.all()}
