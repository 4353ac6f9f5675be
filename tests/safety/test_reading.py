"""Reading files: text page by page, rows of tables, and a reason where there is nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.safety.actions import remove_file, take_in
from intersession.safety.reading import pages_of, reading_of, rows_of
from tests.safety import making
from tests.safety.making import sent

FRENCH = (
    "La protection des enfants en ligne demande une action commune des pouvoirs publics, des entreprises "
    "et de la societe civile dans tous les pays."
)
SPANISH = (
    "Las escuelas deben saber a quien acudir cuando una imagen de un menor circula sin permiso, y los "
    "proveedores de servicios deben retirarla cuanto antes."
)


def test_a_pdf_is_read_page_by_page_in_its_language(ben: Actor) -> None:
    reading = reading_of(take_in(ben, sent(making.pdf("Page one", FRENCH, "The third"), "a.pdf")))
    assert [page[:8] for page in reading.pages] == ["Page one", "La prote", "The thir"]
    assert (reading.language, reading.reason) == ("fr", "")


@pytest.mark.parametrize(("make", "name"), [(making.docx, "a.docx"), (making.odt, "a.odt")])
def test_documents_are_read(make: Callable[..., bytes], name: str, ben: Actor) -> None:
    data = make(None, SPANISH) if name == "a.docx" else make(SPANISH)
    reading = reading_of(take_in(ben, sent(data, name)))
    assert SPANISH in "\n".join(reading.pages)
    assert reading.language == "es"


def test_text_in_an_old_encoding_is_read(ben: Actor) -> None:
    stored = take_in(ben, sent("Größe und Maß für Schüler".encode("cp1252"), "a.txt"))
    assert pages_of(stored) == ["Größe und Maß für Schüler"]


def test_a_scan_says_that_it_is_one(ben: Actor) -> None:
    data = io.BytesIO()
    Image.effect_noise((300, 400), 60).convert("RGB").save(data, "PDF")
    reading = reading_of(take_in(ben, sent(data.getvalue(), "scan.pdf")))
    assert (reading.reason, reading.pages) == ("scanned", [""])


def test_an_empty_page_and_a_picture_say_that_there_is_no_text(ben: Actor) -> None:
    assert reading_of(take_in(ben, sent(making.pdf(" "), "a.pdf"))).reason == "no-text"
    assert reading_of(take_in(ben, sent(making.picture(), "a.png"))).reason == "no-text"


def test_what_is_broken_on_the_disk_is_said_and_does_no_harm(
    ben: Actor, kept: Callable[[], list[Path]]
) -> None:
    stored = take_in(ben, sent(making.pdf(), "a.pdf"))
    (path,) = kept()
    path.write_bytes(b"%PDF-1.7 broken")
    assert reading_of(stored).reason == "damaged"
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(making.pdf())) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    path.write_bytes(locked.getvalue())
    assert reading_of(stored).reason == "encrypted"
    path.unlink()
    assert reading_of(stored).reason == "removed"
    assert reading_of(remove_file(ben, stored, "Asked for.")).reason == "removed"


def test_rows_of_a_table_are_read_without_keeping_it(kept: Callable[[], list[Path]]) -> None:
    expected = [["title", "year"], ["Guía, parte 1", "2021"]]
    csv = 'title;year\r\n"Guía, parte 1";2021\r\n\r\n'
    assert rows_of(sent(csv.encode("cp1252"), "a.csv")).rows == expected
    assert rows_of(sent(making.xlsx([["title", "year"], ["Guía, parte 1", 2021]]), "a.xlsx")).rows == expected
    assert kept() == []


def test_a_long_table_says_that_there_is_more() -> None:
    rows = rows_of(sent(b"a,b\n" * 30, "a.csv"), most=10)
    assert (len(rows.rows), rows.has_more) == (10, True)


@pytest.mark.parametrize("make", [making.pdf, making.docx, making.picture, lambda: b"", lambda: bytes(99)])
def test_what_is_no_table_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(Refused):
        rows_of(sent(make(), "a.csv"))


def test_what_takes_too_long_or_too_much_is_ended(ben: Actor, settings: Any) -> None:
    usual = settings.SANDBOX
    large = io.BytesIO()
    Image.new("RGB", (6000, 6000), "teal").save(large, "PNG")
    settings.SANDBOX = {**usual, "memory": 250_000_000}
    with pytest.raises(Refused, match="more time or memory"):
        take_in(ben, sent(large.getvalue(), "a.png"))
    settings.SANDBOX = {**usual, "written": 1000}
    with pytest.raises(Refused, match="more time or memory"):
        take_in(ben, sent(making.picture(), "a.png"))
