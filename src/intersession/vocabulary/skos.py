"""The vocabulary in SKOS, for programs: Turtle and JSON-LD.

A concept's identifier is its address without a language; it leads a browser to the page in its language.
Terms to avoid are `skos:hiddenLabel`, which SKOS keeps for what is searched and never displayed. SKOS has no
place for how sure one is of a label, so an editorial note says it of each that no source confirms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext, override

from intersession.people.models import Confidence
from intersession.vocabulary.models import Concept, Kind

if TYPE_CHECKING:
    from rdflib import Graph

CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
}


def scheme_uri() -> str:
    """What the vocabulary as a whole is called by programs."""
    return f"{settings.SITE_URL}/vocabulary/"


def concept_uri(concept_id: str) -> str:
    """What a concept is called by programs."""
    return f"{scheme_uri()}{concept_id}/"


def graph_of(concepts: Iterable[Concept], narrower: dict[str, list[str]]) -> Graph:
    """The concepts (with labels and other labels) as statements; `narrower` says what is just below each."""
    # A third of a second to import, and no other page needs it.
    from rdflib import Graph, Literal, URIRef  # noqa: PLC0415
    from rdflib.namespace import DCTERMS, RDF, SKOS  # noqa: PLC0415

    graph = Graph(bind_namespaces="none")
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    scheme = URIRef(scheme_uri())
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    titles: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            title = gettext("Vocabulary of children’s safety online")
        # A catalog that lacks the title answers in English, which must not be sold as another language.
        titles.setdefault(title, language)
    for title, language in titles.items():
        graph.add((scheme, DCTERMS.title, Literal(title, lang=language)))
    with override("en"):
        graph.add((scheme, DCTERMS.publisher, Literal(str(settings.COALITION["name"]), lang="en")))
    kinds = {Kind.ALTERNATIVE.value: SKOS.altLabel, Kind.TO_AVOID.value: SKOS.hiddenLabel}
    for concept in concepts:
        subject = URIRef(concept_uri(concept.pk))
        graph.add((subject, RDF.type, SKOS.Concept))
        graph.add((subject, SKOS.inScheme, scheme))
        if concept.broader_id is None:
            graph.add((subject, SKOS.topConceptOf, scheme))
            graph.add((scheme, SKOS.hasTopConcept, subject))
        else:
            graph.add((subject, SKOS.broader, URIRef(concept_uri(concept.broader_id))))
        for narrower_id in narrower.get(concept.pk, ()):
            graph.add((subject, SKOS.narrower, URIRef(concept_uri(narrower_id))))
        for label in concept.labels.all():
            graph.add((subject, SKOS.prefLabel, Literal(label.text, lang=label.language)))
            if label.source_url:
                graph.add((subject, DCTERMS.source, URIRef(iri_to_uri(label.source_url))))
            if label.source:
                graph.add((subject, DCTERMS.source, Literal(label.source)))
            if label.confidence == Confidence.LOW:
                note = (
                    f"The preferred label in “{label.language}” was not found in a source "
                    "and is not yet checked by a native reader."
                )
                graph.add((subject, SKOS.editorialNote, Literal(note, lang="en")))
        for other in concept.other_labels.all():
            graph.add((subject, kinds[other.kind], Literal(other.text, lang=other.language)))
    return graph


def turtle(graph: Graph) -> str:
    """The statements in Turtle."""
    return graph.serialize(format="turtle")


def json_ld(graph: Graph) -> str:
    """The statements in JSON-LD, with the context inside: nothing is fetched to read it."""
    written = json.loads(graph.serialize(format="json-ld", context=CONTEXT, auto_compact=True))
    return json.dumps(_settled(written), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _settled(value: Any) -> Any:
    """The same statements in one order, so that two processes write the same bytes.

    The library orders lists by chance; none of ours is a list in which order means something.
    """
    if isinstance(value, dict):
        return {name: _settled(each) for name, each in value.items()}
    if isinstance(value, list):
        return sorted(map(_settled, value), key=partial(json.dumps, sort_keys=True))
    return value
