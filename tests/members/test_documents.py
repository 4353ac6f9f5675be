"""What the search sees of organisations."""

from __future__ import annotations

from intersession.members.documents import documents
from intersession.people.models import Organisation
from tests.world import World


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
