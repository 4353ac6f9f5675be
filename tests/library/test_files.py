"""Files of resources: who attaches, who may have them, what is read of them, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from tests.library.making import make_entry, make_resource
from tests.safety.making import pdf, sent
from tests.world import World

from intersession.access.actor import SYSTEM, VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.library.actions import (
    attach_file,
    detach_file,
    draft_resource,
    publish_resource,
    read_file_again,
    restore_revision,
    revise_resource,
    submit_resource,
    withdraw_resource,
)
from intersession.library.entries import stated_of
from intersession.library.extraction import keep_text
from intersession.library.models import FilePage, Resource, ResourceFile, ResourceRevision, State
from intersession.library.queries import whole
from intersession.library.tasks import read_file
from intersession.safety.actions import remove_file, take_in
from intersession.safety.models import StoredFile
from intersession.safety.reading import Reading

type SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }


def stored_by(actor: Actor, name: str = "guide.txt", data: bytes = b"Safe paths for coaches") -> StoredFile:
    """A stored file as `take_in` leaves it, without the seconds that takes."""
    stored = StoredFile.objects.create(
        name=name,
        media_type="text/plain",
        size=len(data),
        sha256="0" * 64,
        person=actor.person,
        organisation=actor.organisation,
    )
    default_storage.save(stored.path, ContentFile(data))
    return stored


def a_draft(actor: Actor, **changes: Any) -> Resource:
    return draft_resource(actor, make_entry("", **changes))


def now(resource: Resource) -> dict[str, Any]:
    return stated_of(whole(Resource.objects.filter(pk=resource.pk)).get())


def test_a_file_is_part_of_the_history_comes_off_and_comes_back(world: World) -> None:
    ben = world.actor("ben")
    draft = a_draft(ben)
    file = attach_file(ben, draft, stored_by(ben), "en")
    assert now(draft)["files"] == [file.pk]
    # Who changes the words afterwards says nothing of files.
    revise_resource(ben, draft, make_entry(year=2020), base=1)
    assert now(draft)["files"] == [file.pk]
    detach_file(ben, file)
    assert now(draft)["files"] == []
    with pytest.raises(Refused):
        detach_file(ben, file)
    restore_revision(ben, draft, 2)
    assert (now(draft)["files"], now(draft)["year"]) == ([file.pk], 2024)
    assert ResourceRevision.objects.filter(resource=draft).count() == 5


def test_a_removed_file_is_not_brought_back(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    draft = a_draft(ben)
    file = attach_file(ben, draft, stored_by(ben))
    detach_file(ben, file)
    remove_file(ada, file.stored, "It names a child.")
    with pytest.raises(Refused, match="removed"):
        restore_revision(ben, draft, 2)
    assert now(draft)["files"] == []


def test_only_the_sender_or_the_desk_attaches_and_each_file_once(world: World) -> None:
    ben, lou, ada = world.actor("ben"), world.actor("lou"), world.actor("ada")
    mine, theirs = a_draft(ben), a_draft(lou)
    stored = stored_by(ben)
    for actor, resource in ((lou, theirs), (lou, mine), (VISITOR, mine), (world.actor("chi"), mine)):
        with pytest.raises(NotAllowed):
            attach_file(actor, resource, stored)
    file = attach_file(ben, mine, stored)
    with pytest.raises(NotAllowed):
        detach_file(lou, file)
    for resource in (mine, a_draft(ben)):
        with pytest.raises(Refused, match="already"):
            attach_file(ben, resource, stored)
    published = make_resource()
    with pytest.raises(NotAllowed):
        attach_file(ben, published, stored_by(ben))
    assert attach_file(ada, published, stored_by(ben)).resource == published


def test_a_file_is_enough_to_submit(world: World) -> None:
    ben = world.actor("ben")
    draft = a_draft(ben, url="")
    with pytest.raises(Refused):
        submit_resource(ben, draft)
    attach_file(ben, draft, stored_by(ben))
    assert submit_resource(ben, draft).state is State.SUBMITTED


def test_reading_twice_reads_once_and_keeps_what_the_contributor_said_of_the_language(world: World) -> None:
    ben = world.actor("ben")
    file = attach_file(ben, a_draft(ben), stored_by(ben), "fr")
    assert read_file.func(file.pk)
    events = Event.objects.count()
    assert not read_file.func(file.pk)
    assert not read_file.func(0)
    file.refresh_from_db()
    assert (file.page_count, file.language, file.unread_because) == (1, "fr", "")
    assert list(FilePage.objects.filter(file=file).values_list("number", "text")) == [
        (1, "Safe paths for coaches")
    ]
    assert Event.objects.count() == events
    with pytest.raises(NotAllowed):
        keep_text(ben, file, Reading())


@pytest.mark.parametrize(
    ("reading", "reason", "pages"),
    [
        (Reading(reason="scanned"), "scanned", 0),
        (Reading(reason="encrypted"), "encrypted", 0),
        (Reading(reason="who knows"), "damaged", 0),
        (Reading(), "no-text", 0),
        (Reading(pages=["", "  "]), "no-text", 0),
        (Reading(pages=["one\x00", "", "three"], language="de"), "", 3),
    ],
)
def test_what_cannot_be_read_says_why(world: World, reading: Reading, reason: str, pages: int) -> None:
    ben = world.actor("ben")
    file = attach_file(ben, a_draft(ben), stored_by(ben))
    file = keep_text(SYSTEM, file, reading)
    assert (file.unread_because, file.page_count) == (reason, pages)
    file = keep_text(SYSTEM, file, reading)
    assert FilePage.objects.filter(file=file).count() == (2 if pages else 0)


def test_a_file_of_which_nothing_is_known_can_be_read_once_more(sign_in: SignIn, world: World) -> None:
    ben = world.actor("ben")
    draft = a_draft(ben)
    file = attach_file(ben, draft, stored_by(ben))
    with pytest.raises(Refused):
        read_file_again(ben, file)
    keep_text(SYSTEM, file, Reading(reason="damaged"))
    with pytest.raises(NotAllowed):
        read_file_again(world.actor("lou"), file)
    page = sign_in("ben").get(f"/en/library/{draft.slug}/").content.decode()
    assert "It is damaged" in page
    address = f"/en/library/{draft.slug}/file/{file.stored.key}/read/"
    assert address in page
    assert sign_in("ben").post(address).status_code == 302
    assert read_file.func(file.pk)
    with pytest.raises(Refused, match="known already"):
        read_file_again(ben, file)


def test_bytes_and_words_of_a_draft_are_behind_its_door_and_public_once_published(
    sign_in: SignIn, world: World
) -> None:
    ben = world.actor("ben")
    draft = a_draft(ben)
    file = attach_file(ben, draft, stored_by(ben, data=b"one\ftwo"))
    keep_text(SYSTEM, file, Reading(pages=["Page one", "Page two"], language="en"))
    address = f"/en/library/{draft.slug}/file/{file.stored.key}/"
    for name in ("visitor", "eve", "lou", "obi"):
        assert sign_in(name).get(address).status_code == 404, name
        assert sign_in(name).get(f"{address}download/").status_code == 404, name
    mine = sign_in("ben").get(f"{address}download/")
    assert b"".join(mine) == b"one\ftwo"
    assert mine["Cache-Control"] == "private, no-store"
    assert "Page two" in sign_in("ben").get(f"{address}?page=2").content.decode()
    assert sign_in("ben").get(f"{address}?page=3").status_code == 404
    publish_resource(world.actor("ada"), submit_resource(ben, draft))
    visitor = Client(headers={"host": "localhost"})
    public = visitor.get(f"{address}download/")
    assert public.status_code == 200
    assert "public" in public["Cache-Control"]
    assert "attachment" in public["Content-Disposition"]
    assert b"".join(public) == b"one\ftwo"
    page = visitor.get(f"/en/library/{draft.slug}/").content.decode()
    assert "guide.txt" in page
    assert "2 pages" in page
    # The key of another resource's file opens nothing here.
    other = make_resource()
    assert visitor.get(f"/en/library/{other.slug}/file/{file.stored.key}/").status_code == 404
    withdraw_resource(world.actor("ada"), draft, "It is wrong.")
    assert visitor.get(f"{address}download/").status_code == 404
    assert visitor.get(address).status_code == 404


def test_a_file_that_was_taken_off_is_for_the_desk_alone(sign_in: SignIn, world: World) -> None:
    ada = world.actor("ada")
    resource = make_resource()
    file = attach_file(ada, resource, stored_by(ada))
    detach_file(ada, file)
    address = f"/en/library/{resource.slug}/file/{file.stored.key}/"
    assert sign_in("visitor").get(address).status_code == 404
    assert sign_in("ada").get(address).status_code == 200


def test_sending_a_file_over_http(sign_in: SignIn, world: World) -> None:
    draft = a_draft(world.actor("ben"))
    address = f"/en/library/{draft.slug}/files/"
    ben = sign_in("ben")
    assert ben.post(address, {"language": ""}).status_code == 400
    refused = ben.post(address, {"file": sent(b"MZ\x90\x00" * 40, "guide.pdf"), "language": ""})
    assert refused.status_code == 400
    assert not ResourceFile.objects.exists()
    taken = ben.post(address, {"file": sent(pdf("One page", "Another"), "guide.pdf"), "language": "fr"})
    assert taken.status_code == 302
    file = ResourceFile.objects.get(resource=draft)
    assert (file.stored.name, file.language, file.stored.pages) == ("guide.pdf", "fr", 2)
    assert "guide.pdf" in ben.get(f"/en/library/{draft.slug}/").content.decode()
    assert sign_in("lou").post(address, {"file": sent(pdf(), "guide.pdf")}).status_code == 404
    off = sign_in("ben").post(f"/en/library/{draft.slug}/file/{file.stored.key}/detach/")
    assert off.status_code == 302
    assert now(draft)["files"] == []


def test_the_words_of_a_pdf_are_kept_page_by_page(world: World) -> None:
    ben = world.actor("ben")
    file = attach_file(ben, a_draft(ben), take_in(ben, sent(pdf("First words", "Second words"), "a.pdf")))
    assert read_file.func(file.pk)
    pages = dict(FilePage.objects.filter(file=file).values_list("number", "text"))
    assert "First words" in pages[1]
    assert "Second words" in pages[2]
