"""Papers as files: who gets them, what is in them, and that a PDF which was made stays as it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from docx import Document as read_word
from lxml import etree, html

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.formats import clock, epub, markdown, web, word
from intersession.formats.actions import order_printout
from intersession.formats.making import make_printout
from intersession.formats.models import Printout
from intersession.formats.queries import FAILED, document_of, order_key, printout_of, unprinted
from intersession.formats.tasks import print_version
from intersession.papers.models import Paper, Version
from intersession.safety.reading import opened
from tests.decisions.making import CONCERN
from tests.papers.making import make_paper, make_public, with_dissent
from tests.world import World


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    cache.clear()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def version(world: World) -> Version:
    return newest(make_public(world))


def newest(paper: Paper) -> Version:
    found: Version = paper.versions.exclude(published_at=None).select_related("paper").order_by("-number")[0]
    return found


def words_in(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def address(version: Version, ending: str) -> str:
    return f"/en/papers/{version.paper.slug}/versions/{version.number}/paper.{ending}"


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("md", "text/markdown; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("epub", "application/epub+zip"),
    ],
)
def test_anybody_takes_a_public_version_along(
    client: Client, version: Version, ending: str, media_type: str
) -> None:
    response = client.get(address(version, ending))
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    again = client.get(address(version, ending), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address(version, ending)).content == response.content


def test_a_draft_is_for_those_who_write_it(world: World, sign_in: Callable[[str], Client]) -> None:
    paper = make_paper(world)
    for name, status in (("visitor", 404), ("lou", 404), ("ben", 200), ("ada", 200)):
        for ending in ("md", "pdf"):
            client = sign_in(name)
            response = client.get(f"/en/papers/{paper.slug}/versions/1/paper.{ending}")
            assert response.status_code == status, (name, ending)
            if status == 200:
                assert response["Cache-Control"] == "private, no-store"
            client.logout()
    assert not Printout.objects.exists()


@pytest.mark.parametrize(
    "wrong", ["paper.rtf", "paper.pdf?size=a9", "paper.md?language=xx", "paper.pdf?printout=0"]
)
def test_what_cannot_be_had_is_not_found(client: Client, version: Version, wrong: str) -> None:
    path = f"/en/papers/{version.paper.slug}/versions/1/{wrong}"
    assert client.get(path).status_code == 404


def test_markdown_holds_the_text_and_its_keys(version: Version) -> None:
    text = markdown.written(document_of(version)).decode()
    for block in version.blocks.all():
        assert f"<!-- {block.key} ¶{block.position + 1} -->" in text
    assert "- Hotlines answer within one working day." in text
    assert "[^1]: See the report of the year before." in text


def test_html_is_one_file_with_every_block_at_its_key(version: Version) -> None:
    page = html.fromstring(web.written(document_of(version)))
    for block in version.blocks.all():
        assert page.get_element_by_id(block.key) is not None
    assert page.get("lang") == "en"
    assert not page.xpath("//script | //img | //link[@rel='stylesheet']")
    assert page.xpath("//h1/text()") == [version.paper.title]


def test_word_holds_headings_lists_notes_and_bookmarks(version: Version) -> None:
    data = word.written(document_of(version))
    file = read_word(io.BytesIO(data))
    styles = {paragraph.text: paragraph.style.name for paragraph in file.paragraphs if paragraph.style}
    assert styles["What we ask"] == "Heading 1"
    assert styles["Hotlines answer within one working day."] == "List Bullet"
    body = etree.tostring(file.element.body).decode()
    for block in version.blocks.all():
        assert f'w:name="key_{block.key}"' in body
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "See the report of the year before." in archive.read("word/footnotes.xml").decode()


def test_a_book_is_well_formed_and_begins_with_its_type(version: Version) -> None:
    with zipfile.ZipFile(io.BytesIO(epub.written(document_of(version)))) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        ids: dict[str, list[str]] = {}
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                root = etree.fromstring(archive.read(name))
                ids[name] = root.xpath("//@id")
                assert len(ids[name]) == len(set(ids[name])), name
        keys = {block.key for block in version.blocks.all()}
        assert keys <= {each for found in ids.values() for each in found}


def test_a_pdf_is_tagged_and_holds_the_keys_as_places(version: Version) -> None:
    printout = make_printout(SYSTEM, version, "en", "a4")
    data = kept_bytes(printout)
    pdf = pikepdf.open(io.BytesIO(data))
    names = pdf.Root.Names.Dests.Names
    places = {str(names[number]) for number in range(0, len(names), 2)}
    assert {block.key for block in version.blocks.all()} <= places
    assert bool(pdf.Root.MarkInfo.Marked)
    with pdf.open_metadata() as facts:
        assert facts["pdfuaid:part"] == "1"
    assert str(pdf.Root.Lang) == "en"
    text = words_in(data)
    assert "Services ask nobody for more data" in text
    assert "Fictional, for the demonstration" in text


def kept_bytes(printout: Printout) -> bytes:
    with opened(printout.file) as file:
        data: bytes = file.read()
    return data


def test_making_a_pdf_again_gives_the_same_bytes(version: Version) -> None:
    first = make_printout(SYSTEM, version, "en", "a4")
    before = kept_bytes(first)
    assert make_printout(SYSTEM, version, "en", "a4").pk == first.pk
    Printout.objects.all().delete()
    again = make_printout(SYSTEM, version, "en", "a4")
    assert again.pk != first.pk
    assert kept_bytes(again) == before
    assert kept_bytes(make_printout(SYSTEM, version, "en", "letter")) != before


def test_an_older_version_keeps_the_pdf_it_had(world: World, client: Client) -> None:
    paper = make_public(world)
    old = newest(paper)
    printout = make_printout(SYSTEM, old, "en", "a4")
    before = kept_bytes(printout)
    Version.objects.filter(paper=paper, published_at=None).update(
        published_at=timezone.now(), text_hash="a" * 64, change_class=1, checked_by=world.people["chi"]
    )
    Paper.objects.filter(pk=paper.pk).update(title="Another title")
    old = Version.objects.select_related("paper").get(pk=old.pk)
    assert printout_of(old, "en", "a4") == printout
    response = client.get(address(old, "pdf"))
    assert bytes_of(response) == before
    assert response["ETag"].strip('"') == printout.file.sha256[:32]


def test_the_newest_version_is_printed_anew_when_something_is_added_and_the_earlier_pdf_stays(
    version: Version, client: Client
) -> None:
    first = make_printout(SYSTEM, version, "en", "a4")
    Paper.objects.filter(pk=version.paper_id).update(title="Another title")
    version = Version.objects.select_related("paper").get(pk=version.pk)
    assert printout_of(version, "en", "a4") is None
    second = make_printout(SYSTEM, version, "en", "a4")
    assert second.pk != first.pk
    earlier = client.get(f"{address(version, 'pdf')}?printout={first.fingerprint}")
    assert bytes_of(earlier) == kept_bytes(first)
    page = client.get(f"/en/papers/{version.paper.slug}/files/").content.decode()
    assert first.fingerprint in page


def test_only_the_worker_makes_pdfs(world: World, version: Version) -> None:
    for actor in (VISITOR, world.actor("ada"), world.actor("ben")):
        with pytest.raises(NotAllowed):
            make_printout(actor, version, "en", "a4")
    assert not Printout.objects.exists()


def test_a_draft_is_never_kept(world: World) -> None:
    draft = make_paper(world).versions.select_related("paper").get()
    with pytest.raises(Refused):
        make_printout(SYSTEM, draft, "en", "a4")
    with pytest.raises(Refused):
        order_printout(SYSTEM, draft, "en", "a4")


def test_a_pdf_that_is_missing_has_a_page_that_leads_to_it(
    client: Client, version: Version, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    response = client.get(address(version, "pdf"))
    assert response.status_code == 202
    assert "no-store" in response["Cache-Control"]
    page = html.fromstring(response.content)
    form = page.xpath("//main//form")[0]
    ordered = []
    monkeypatch.setattr(type(print_version), "enqueue", lambda self, *given: ordered.append(given))
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(form.get("action"), dict(form.form_values()))
        assert client.post(form.get("action"), dict(form.form_values())).status_code == 302
    assert ordered == [(version.pk, "en", "a4")]
    waiting = client.get(sent["Location"])
    assert waiting.status_code == 202
    assert "is being made" in waiting.content.decode()
    print_version.func(*ordered[0])
    ready = client.get(sent["Location"])
    assert ready.status_code == 200
    assert bytes_of(ready).startswith(b"%PDF-1.7")
    assert ready["Content-Disposition"].startswith("attachment")
    assert ready["X-Content-Type-Options"] == "nosniff"


def test_a_pdf_that_cannot_be_made_says_so(client: Client, version: Version, settings: Any) -> None:
    settings.SANDBOX = {**settings.SANDBOX, "written": 1_000}
    print_version.func(version.pk, "en", "a4")
    assert cache.get(order_key(version, "en", "a4")) == FAILED
    page = client.get(address(version, "pdf"))
    assert "could not be made" in page.content.decode()
    assert not Printout.objects.exists()


def test_the_clock_has_the_newest_versions_printed_once(
    version: Version, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    ordered: list[Any] = []
    monkeypatch.setattr(type(print_version), "enqueue", lambda self, *given: ordered.append(given))
    monkeypatch.setattr(clock, "_next", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        assert clock.tick(SYSTEM) == 2
        assert clock.tick(SYSTEM) == 0
    for given in ordered:
        print_version.func(*given)
    assert sorted(Printout.objects.values_list("size", flat=True)) == ["a4", "letter"]
    assert unprinted() == []


def test_a_paper_that_moved_on_and_reads_the_same_is_not_printed_again(version: Version) -> None:
    for size in ("a4", "letter"):
        make_printout(SYSTEM, version, "en", size)
    Paper.objects.filter(pk=version.paper_id).update(state_since=timezone.now() + timedelta(minutes=1))
    assert unprinted() == []


def test_every_format_prints_the_dissent(world: World) -> None:
    version = with_dissent(world)
    document = document_of(version)
    printout = make_printout(SYSTEM, version, "en", "letter")
    book = zipfile.ZipFile(io.BytesIO(epub.written(document))).read("EPUB/annex.xhtml").decode()
    word_text = "\n".join(each.text for each in read_word(io.BytesIO(word.written(document))).paragraphs)
    for text in (
        words_in(kept_bytes(printout)),
        markdown.written(document).decode(),
        web.written(document).decode(),
        word_text,
        book,
    ):
        plain = " ".join(text.split())
        for said in (CONCERN.reason, CONCERN.resolution, "The proof is deleted after a day.", "Lake Signal"):
            assert said in plain
    assert "with 1 unresolved objection" in words_in(kept_bytes(printout))


def test_the_page_of_a_paper_leads_to_its_files(
    client: Client, version: Version, knock: Callable[..., HttpResponse]
) -> None:
    page = client.get(f"/en/papers/{version.paper.slug}/").content.decode()
    assert f"/en/papers/{version.paper.slug}/files/" in page
    files = client.get(f"/en/papers/{version.paper.slug}/files/")
    assert files.status_code == 200
    for ending in ("pdf", "docx", "epub", "html", "md"):
        assert f"paper.{ending}" in files.content.decode()
