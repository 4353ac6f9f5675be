"""The kinds of files taken in, and how a file shows what it is: by its first bytes, never by its name.

Used on both sides of the sandbox, so nothing of Django here.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a file is."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    CSV = "csv"
    TEXT = "text"


OFFICE_XML = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: dict[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{OFFICE_XML}.wordprocessingml.document",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.XLSX: f"{OFFICE_XML}.spreadsheetml.sheet",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.GIF: "image/gif",
    Kind.CSV: "text/csv",
    Kind.TEXT: "text/plain",
}
KIND_OF: dict[str, Kind] = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}
# The end of the name a kept file has. A picture is kept in the form it was written in anew.
ENDINGS: dict[Kind, str] = {
    **{kind: f".{kind.value}" for kind in Kind},
    Kind.JPEG: ".jpg",
    Kind.TEXT: ".txt",
}
PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.GIF})
TABLES = frozenset({Kind.CSV, Kind.XLSX})
DOCUMENTS = frozenset({Kind.PDF, Kind.DOCX, Kind.ODT})
TEXTS = frozenset({Kind.CSV, Kind.TEXT})
SHARED = DOCUMENTS | PICTURES | TEXTS


class Why(StrEnum):
    """Why a file is not taken. Each has a sentence in `sentences`."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_TAKEN = "not-taken"
    UNKNOWN = "unknown"
    ARCHIVE = "archive"
    PROGRAM = "program"
    WEB_PAGE = "web-page"
    DRAWING = "drawing"
    OLD_OFFICE = "old-office"
    MOVING = "moving"
    OTHER_PICTURE = "other-picture"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    EMBEDDED = "embedded"
    FETCHES = "fetches"
    TOO_MUCH = "too-much"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_MANY_PIXELS = "too-many-pixels"
    TWO_THINGS = "two-things"
    NO_TEXT = "no-text"
    FORMULA = "formula"
    INFECTED = "infected"
    NOT_CHECKED = "not-checked"
    CRASHED = "crashed"
    BUSY = "busy"


ZIP = "zip"
"""What a file of Office or of OpenDocument is at first sight; the sandbox looks inside."""
BYTES_LOOKED_AT = 1024

SIGNATURES: tuple[tuple[int, bytes, Kind | Why | str], ...] = (
    (0, b"%PDF-", Kind.PDF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (0, b"\xff\xd8\xff", Kind.JPEG),
    (0, b"GIF87a", Kind.GIF),
    (0, b"GIF89a", Kind.GIF),
    (8, b"WEBP", Kind.WEBP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Why.OLD_OFFICE),
    (0, b"{\\rtf", Why.OLD_OFFICE),
    (0, b"PK", Why.ARCHIVE),
    (0, b"Rar!", Why.ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", Why.ARCHIVE),
    (0, b"\x1f\x8b", Why.ARCHIVE),
    (0, b"BZh", Why.ARCHIVE),
    (0, b"\xfd7zXZ", Why.ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", Why.ARCHIVE),
    (0, b"MSCF", Why.ARCHIVE),
    (257, b"ustar", Why.ARCHIVE),
    (0, b"MZ", Why.PROGRAM),
    (0, b"\x7fELF", Why.PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", Why.PROGRAM),
    (0, b"\xca\xfe\xba\xbe", Why.PROGRAM),
    (0, b"#!", Why.PROGRAM),
    (0, b"II*\x00", Why.OTHER_PICTURE),
    (0, b"MM\x00*", Why.OTHER_PICTURE),
    (4, b"ftypheic", Why.OTHER_PICTURE),
    (4, b"ftypheix", Why.OTHER_PICTURE),
    (4, b"ftypmif1", Why.OTHER_PICTURE),
    (4, b"ftypavif", Why.OTHER_PICTURE),
    (4, b"ftyp", Why.MOVING),
    (0, b"ID3", Why.MOVING),
    (0, b"OggS", Why.MOVING),
    (0, b"RIFF", Why.MOVING),
    (0, b"\x1a\x45\xdf\xa3", Why.MOVING),
)
MARKUP: tuple[tuple[bytes, Why], ...] = (
    (b"<svg", Why.DRAWING),
    (b"<!doctype svg", Why.DRAWING),
    (b"<!doctype html", Why.WEB_PAGE),
    (b"<html", Why.WEB_PAGE),
    (b"<head", Why.WEB_PAGE),
    (b"<body", Why.WEB_PAGE),
    (b"<script", Why.WEB_PAGE),
    (b"<iframe", Why.WEB_PAGE),
    (b"<?php", Why.WEB_PAGE),
    (b"<?xml", Why.WEB_PAGE),
)


def first_sight(start: bytes) -> Kind | Why | str:
    """What the first bytes say: a kind, `ZIP`, why it is not taken, or `Kind.TEXT` when nothing is known.

    `Kind.TEXT` is a guess that the sandbox has yet to confirm.
    """
    if not start:
        return Why.EMPTY
    for offset, signature, meaning in SIGNATURES:
        if start[offset : offset + len(signature)] == signature and (
            meaning != Kind.WEBP or start[:4] == b"RIFF"
        ):
            return meaning
    # Markup may be written in UTF-16; without its zeros the words show all the same.
    plain = start.replace(b"\x00", b"").lower()
    for word, why in MARKUP[:2]:
        if word in plain:
            return why
    for word, why in MARKUP[2:]:
        if word in plain:
            return why
    return Kind.TEXT
