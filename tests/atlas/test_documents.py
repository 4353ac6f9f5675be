"""What the search sees of the atlas."""

from __future__ import annotations

import pytest
from django.test import Client

from intersession.atlas import documents
from intersession.atlas.models import Law, Treaty
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

pytestmark = pytest.mark.django_db


def test_every_record_is_declared_once() -> None:
    assert len(list(documents.law_documents(None))) == Law.objects.count()
    assert len(list(documents.treaty_documents(None))) == Treaty.objects.count()
    assert len(list(documents.country_documents(None))) == Place.objects.count() - 1
    assert len(list(documents.criterion_documents(None))) == 9


def test_named_keys_give_those_documents_only() -> None:
    assert [one.key for one in documents.country_documents(["KE", "QQ"])] == ["KE"]
    assert [one.key for one in documents.treaty_documents(["crc"])] == ["crc"]


def test_a_country_is_found_by_its_names_in_many_languages() -> None:
    (egypt,) = documents.country_documents(["EG"])
    assert egypt.titles["ar"] == "مصر"
    assert egypt.titles["fr"] == "Égypte"
    assert "EGY" in egypt.names


def test_every_concept_a_law_is_filed_under_exists() -> None:
    known = set(Concept.objects.values_list("pk", flat=True))
    filed = {concept for one in documents.law_documents(None) for concept in one.concepts}
    filed |= {concept for one in documents.criterion_documents(None) for concept in one.concepts}
    assert filed <= known


def test_every_path_leads_to_a_page(client: Client) -> None:
    for produce in (
        documents.country_documents,
        documents.law_documents,
        documents.treaty_documents,
        documents.criterion_documents,
    ):
        first = next(iter(produce(None)))
        assert client.get(f"/en{first.path}").status_code == 200
