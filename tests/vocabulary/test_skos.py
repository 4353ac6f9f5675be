"""The vocabulary in SKOS, read back and compared with the database."""

from __future__ import annotations

from collections import Counter

import pytest
from django.conf import settings
from django.test import Client
from django.utils.encoding import iri_to_uri
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from intersession.vocabulary.models import Concept, Kind, Label, OtherLabel

pytestmark = [
    pytest.mark.django_db,
    # The library's own reader of JSON-LD still goes by a class it has deprecated.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
BASE = f"{settings.SITE_URL}/vocabulary/"
TYPES = {"ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json"}
READ_AS = {"ttl": "turtle", "jsonld": "json-ld"}


def read(client: Client, path: str) -> Graph:
    """What a program gets from an address, and that it may."""
    form = path.rpartition(".")[2]
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == TYPES[form]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    return Graph().parse(data=response.content, format=READ_AS[form])


def said(graph: Graph, predicate: URIRef) -> set[tuple[str, str, str]]:
    """(concept, language, text) of a kind of label."""
    return {
        (str(subject).removeprefix(BASE).rstrip("/"), str(text.language), str(text))
        for subject, text in graph.subject_objects(predicate)
        if isinstance(text, Literal)
    }


def linked(graph: Graph, predicate: URIRef) -> set[tuple[str, str]]:
    return {
        (str(one).removeprefix(BASE).rstrip("/"), str(other).removeprefix(BASE).rstrip("/"))
        for one, other in graph.subject_objects(predicate)
    }


@pytest.mark.parametrize("form", TYPES)
def test_the_download_says_what_the_database_says(client: Client, form: str) -> None:
    graph = read(client, f"/vocabulary.{form}")
    columns = ("concept_id", "language", "text")
    others = OtherLabel.objects.values_list(*columns)
    assert said(graph, SKOS.prefLabel) == set(Label.objects.values_list(*columns))
    assert said(graph, SKOS.altLabel) == set(others.filter(kind=Kind.ALTERNATIVE))
    assert said(graph, SKOS.hiddenLabel) == set(others.filter(kind=Kind.TO_AVOID))
    broader = set(Concept.objects.exclude(broader=None).values_list("id", "broader_id"))
    assert linked(graph, SKOS.broader) == broader
    assert linked(graph, SKOS.narrower) == {(above, below) for below, above in broader}
    concepts = set(Concept.objects.values_list("id", flat=True))
    assert linked(graph, SKOS.inScheme) == {(concept, "") for concept in concepts}
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {URIRef(BASE)}
    assert {one for one, _scheme in linked(graph, SKOS.topConceptOf)} == concepts - {
        one for one, _ in broader
    }
    for label in Label.objects.exclude(source_url=""):
        assert (
            URIRef(f"{BASE}{label.concept_id}/"),
            DCTERMS.source,
            URIRef(iri_to_uri(label.source_url)),
        ) in graph
    assert (
        len(set(graph.subject_objects(SKOS.editorialNote))) == Label.objects.filter(confidence="low").count()
    )


def test_both_forms_say_the_same(client: Client) -> None:
    turtle, json_ld = read(client, "/vocabulary.ttl"), read(client, "/vocabulary.jsonld")
    assert set(turtle) == set(json_ld)
    assert len(turtle) > 1500


def test_a_concept_has_one_preferred_label_per_language_and_never_hides_it(client: Client) -> None:
    graph = read(client, "/vocabulary.ttl")
    preferred = Counter((concept, language) for concept, language, _text in said(graph, SKOS.prefLabel))
    assert set(preferred.values()) == {1}
    kinds = [said(graph, kind) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)]
    assert len(set().union(*kinds)) == sum(map(len, kinds)), "SKOS keeps the three kinds apart"


def test_no_concept_is_broader_than_itself_at_any_remove(client: Client) -> None:
    graph = read(client, "/vocabulary.ttl")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        above = graph.value(concept, SKOS.broader)
        passed = set()
        while above is not None:
            assert above != concept
            assert above not in passed
            passed.add(above)
            above = graph.value(above, SKOS.broader)


@pytest.mark.parametrize("form", TYPES)
def test_one_concept_downloads_by_itself_as_it_stands_in_the_whole(client: Client, form: str) -> None:
    whole, alone = read(client, f"/vocabulary.{form}"), read(client, f"/vocabulary/csam.{form}")
    subject = URIRef(f"{BASE}csam/")
    assert set(alone.triples((subject, None, None))) == set(whole.triples((subject, None, None)))
    assert set(alone.subjects(RDF.type, SKOS.Concept)) == {subject}


def test_an_address_with_odd_marks_still_makes_sound_statements(client: Client) -> None:
    address = 'https://example.org/a"b<c>{d}|e^f'
    Label.objects.filter(concept="csam", language="ru").update(
        source_url=address, text='a "quoted"\\ term\u2028'
    )
    for form in TYPES:
        graph = read(client, f"/vocabulary/csam.{form}")
        assert (URIRef(f"{BASE}csam/"), DCTERMS.source, URIRef(iri_to_uri(address))) in graph
        assert ("csam", "ru", 'a "quoted"\\ term\u2028') in said(graph, SKOS.prefLabel)
