"""What the search sees of services."""

from __future__ import annotations

from intersession.helplines.actions import withdraw_service
from intersession.helplines.documents import documents
from intersession.helplines.models import Service
from intersession.vocabulary.models import Concept
from tests.world import World


def test_every_listed_service_is_found_by_name_number_place_and_what_it_does(world: World) -> None:
    found = {document.key: document for document in documents(None)}
    assert len(found) == Service.objects.count()
    service = Service.objects.get(name="Child Helpline 116 / Childline Kenya")
    document = found[str(service.pk)]
    assert document.titles == {"und": service.name}
    assert document.path == f"/help/ke/#{service.slug}"
    assert document.places == ("KE",)
    assert document.languages == ("sw", "en")
    assert document.concepts == ("helpline",)
    assert "116" in document.names
    assert "Kenya" in document.bodies["en"]
    assert "كينيا" in document.bodies["ar"]


def test_every_concept_named_is_in_the_vocabulary(world: World) -> None:
    named = {concept for document in documents(None) for concept in document.concepts}
    assert named <= set(Concept.objects.values_list("pk", flat=True))


def test_a_withdrawn_service_is_not_found(world: World) -> None:
    service = Service.objects.filter(place_id="KE").first()
    assert service
    withdraw_service(world.actor("vic"), service, "It closed.")
    assert list(documents([str(service.pk)])) == []
