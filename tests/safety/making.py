"""Files made for tests: good ones of every kind, and hostile ones of every trick we know."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from odf.opendocument import OpenDocumentText
from odf.text import H, P
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sent(data: bytes, name: str = "file") -> SimpleUploadedFile:
    """An upload as a view gets it."""
    return SimpleUploadedFile(name, data)


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 200), **options: Any) -> bytes:
    """A gradient with some noise."""
    image = Image.merge("RGB", [Image.linear_gradient("L").resize(size), *[Image.effect_noise(size, 30)] * 2])
    result = io.BytesIO()
    image.save(result, kind, **options)
    return result.getvalue()


def gps_jpeg() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (1.0, 17.0, 31.0), 3: "E", 4: (36.0, 49.0, 0.0)}
    exif[0x0112] = 6
    return picture("JPEG", exif=exif.tobytes(), comment=b"SecretComment")


def pdf(*pages: str, change: Any = None, **saving: Any) -> bytes:
    """A document with a line of text on each page; `change` may spoil it before it is saved."""
    document = Pdf.new()
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    for words in pages or ("Guidance for schools on reporting abuse material online",):
        page = document.add_blank_page(page_size=(400, 400))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(document, f"BT /F1 12 Tf 20 350 Td ({words}) Tj ET".encode("cp1252"))
    if change:
        change(document)
    result = io.BytesIO()
    document.save(result, **saving)
    return result.getvalue()


def with_script(document: Pdf) -> None:
    """JavaScript by name, on opening, on closing and behind a link."""
    script = Dictionary(S=Name.JavaScript, JS="app.alert('EvilScript')")
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["go", script])))
    document.Root.OpenAction = script
    document.Root.AA = Dictionary(WC=script)
    document.pages[0].AA = Dictionary(O=script)
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.Launch, F="EvilProgram.exe"),
    )  # fmt: skip
    chain = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
        A=document.make_indirect(Dictionary(S=Name.URI, URI="https://example.org/", Next=[script])),
    )  # fmt: skip
    local = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.URI, URI="javascript:EvilScript()"),
    )  # fmt: skip
    document.pages[0].Annots = Array([link, chain, local])


def with_attachment(document: Pdf) -> None:
    """Another file inside, by name and as a note on the page."""
    document.attachments["EvilProgram.exe"] = b"MZ EvilBytes"
    file = document.Root.Names.EmbeddedFiles
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=file)
    document.pages[0].Annots = Array([note])


def bomb_pdf() -> bytes:
    """A page whose content unpacks to 150 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(15)) + packer.flush()

    def change(document: Pdf) -> None:
        stream = Stream(document, b"")
        stream.write(packed, filter=Name.FlateDecode)
        document.pages[0].Contents = stream

    return pdf(change=change, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def archive(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip of these parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return result.getvalue()


def docx_parts(words: str, more: Mapping[str, bytes | str]) -> dict[str, bytes | str]:
    """The parts of the smallest document Word opens."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p>'
        "</w:body></w:document>",
        **more,
    }


def docx(
    more: Mapping[str, bytes | str] | None = None, words: str = "A code of conduct for gaming services"
) -> bytes:
    """A Word document."""
    return archive(docx_parts(words, more or {}))


def relation(kind: str, target: str) -> str:
    """Relations of a Word document with one that leads elsewhere."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r9" Type="{OFFICE}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def odt(*paragraphs: str) -> bytes:
    """An OpenDocument text."""
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Report"))
    for words in paragraphs or ("Orientaciones para escuelas",):
        document.text.addElement(P(text=words))
    result = io.BytesIO()
    document.write(result)
    return result.getvalue()


def odt_with(parts: dict[str, bytes | str]) -> bytes:
    """An OpenDocument text with parts added or changed."""
    with zipfile.ZipFile(io.BytesIO(odt())) as zipped:
        found: dict[str, bytes | str] = {name: zipped.read(name) for name in zipped.namelist()}
    return archive({**found, **parts}, stored=("mimetype",))


def xlsx(rows: list[list[Any]]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def png_bomb(side: int = 20_000) -> bytes:
    """A small file that claims and unpacks to an enormous picture."""
    packer = zlib.compressobj(9)
    row = b"\x00" * (side // 8 + 1)
    packed = b"".join(packer.compress(row * 1000) for _ in range(side // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", packed) + part(b"IEND", b"")


def part(name: bytes, content: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
