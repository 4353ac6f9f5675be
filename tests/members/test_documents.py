"""What the search sees of organisations."""

from __future__ import annotations

from intersession.members.documents import documents
from intersession.members.models import OrganisationConcept
from intersession.people.models import Organisation
from tests.world import World, make_organisation


def test_every_organisation_is_a_document_with_its_names(world: World) -> None:
    found = {document.path: document for document in documents(None)}
    assert len(found) == Organisation.objects.count()
    ecpat = found["/organisations/ecpat-international/"]
    assert "ECPAT" in ecpat.names
    assert ecpat.places == ("ZZ",)
    assert set(ecpat.bodies) == {"en", "fr", "es", "ar"}


def test_one_is_asked_for_by_its_key(world: World) -> None:
    key = str(world.organisation.pk)
    assert [document.key for document in documents([key])] == [key]


def test_a_name_in_another_script_is_found_by_its_sound_and_what_was_merged_is_not(world: World) -> None:
    organisation = make_organisation("inqadh", name="إنقاذ الطفل", name_language="ar", summary="We help.")
    OrganisationConcept.objects.create(organisation=organisation, concept_id="helpline")
    make_organisation("old", name="Old", merged_into=organisation)
    found = {document.path: document for document in documents(None)}
    assert "/organisations/old/" not in found
    document = found["/organisations/inqadh/"]
    assert document.titles == {"ar": "إنقاذ الطفل"}
    assert any(name.isascii() and "nqdh" in name for name in document.names)
    assert document.concepts == ("helpline",)
    assert "We help." in document.bodies["und"]
