"""Documents of Office and OpenDocument: opened as the archive they are, looked through, packed anew.

Refused: macros, scripts, embedded files and objects, what is fetched on opening, passwords, and whatever no
text document or spreadsheet holds. Pictures inside lose their metadata (place and time) and stay as they are
otherwise. What stands before, between or behind the entries is gone with the packing.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from intersession.safety.kinds import PICTURES, Kind, Why, first_sight
from intersession.safety.sandbox.answers import NotTaken, Taken
from intersession.safety.sandbox.hashing import hashes_of, load
from intersession.safety.sandbox.jpeg import without_metadata
from intersession.safety.sandbox.pictures import FORMATS, decoded

MOST_ENTRIES = 5_000
UNPACKED_AT_ONCE = 120_000_000
UNPACKED_IN_ALL = 300_000_000
# Only a file that unpacks to something large can be a bomb; small ones may well be all blanks.
HIGHEST_RATIO, RATIO_FROM = 200, 5_000_000
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
CONTENT_TYPES = "[Content_Types].xml"
WORD, SHEET = "wordprocessingml.document.main+xml", "spreadsheetml.sheet.main+xml"
HAS_MACROS = re.compile(
    r"vba(project|data)|macroenabled|(^|/)(basic|scripts)/|\.bin$|activex|macrosheets", re.I
)
EMBEDDED = re.compile(r"(^|/)(embeddings|oleobjects|customui|attachments)/|(^|/)object ?\d+$", re.I)
SAFE_PART = re.compile(
    r"\.(xml|rels|rdf|png|jpe?g|gif|webp|bmp|tiff?|emf|wmf|svm|odttf|ttf|otf|fntdata|thmx)$", re.I
)
SAFE_NAMES = frozenset({"mimetype"})
PRINTER = re.compile(r"printersettings\d*\.bin$", re.I)
DRAWINGS = (b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00", b"VCLMTF")
FONTS = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf")
FETCHED = re.compile(
    r"attachedtemplate|oleobject|frame|subdocument|externallink|image|video|audio|media", re.I
)
FIELD_THAT_RUNS = re.compile(
    r"\b(dde|ddeauto|includetext|includepicture|import|database|macrobutton)\b", re.I
)


__all__ = ["load", "take"]


def take(data: bytes, order: dict[str, Any]) -> Taken:
    """The document, packed anew."""
    parts = unpacked(data)
    kind = kind_of(parts)
    for name in list(parts):
        if PRINTER.search(name):
            del parts[name]
            drop_relations(parts, name)
    for name, content in parts.items():
        allowed_part(name, content, kind)
    left_out: set[str] = set()
    hashes: list[list[str]] = []
    pictures = 0
    for name, content in parts.items():
        seen = first_sight(content[:1024]) if content else None
        if isinstance(seen, Kind) and seen in PICTURES:
            pictures += 1
            if seen is Kind.JPEG and (plain := without_metadata(content)) != content:
                left_out.add("metadata")
                parts[name] = plain
            if order["hash"] and pictures <= order["pictures"]:
                hashes += hashes_in(content, seen, order["pixels"])
    return Taken(kind, packed(parts, kind), 0, sorted(left_out), hashes, pictures)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Every entry by its name, within limits; names that lead elsewhere or come twice are refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except Exception as error:
        raise NotTaken(Why.DAMAGED) from error
    if len(entries) > MOST_ENTRIES:
        raise NotTaken(Why.TOO_MUCH)
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotTaken(Why.ENCRYPTED)
    parts: dict[str, bytes] = {}
    left = UNPACKED_IN_ALL
    for entry in entries:
        name = entry.filename
        if entry.is_dir():
            continue
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or not name.isprintable():
            raise NotTaken(Why.TWO_THINGS)
        if name.lower() in (known.lower() for known in parts):
            raise NotTaken(Why.TWO_THINGS)
        content = read_entry(archive, entry, min(left, UNPACKED_AT_ONCE))
        left -= len(content)
        parts[name] = content
    return parts


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """One entry; refused before it has unpacked to more than is allowed, whatever its header says."""
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
            if len(content) <= most:
                # Reading on to the end lets the checksum speak.
                content += file.read(1)
    except MemoryError:
        raise
    except Exception as error:
        raise NotTaken(Why.DAMAGED) from error
    packed_size = max(1, entry.compress_size)
    if len(content) > most or (len(content) > RATIO_FROM and len(content) / packed_size > HIGHEST_RATIO):
        raise NotTaken(Why.TOO_MUCH)
    return content


def kind_of(parts: dict[str, bytes]) -> Kind:
    """What the archive holds. Anything that is not one of our kinds is just an archive."""
    if parts.get("mimetype", b"").strip() == ODT_TYPE and "content.xml" in parts:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise NotTaken(Why.ENCRYPTED)
        return Kind.ODT
    types = parts.get(CONTENT_TYPES, b"").decode("utf-8", "replace")
    if "macroEnabled" in types:
        raise NotTaken(Why.MACROS)
    if WORD in types and any(name.startswith("word/") for name in parts):
        return Kind.DOCX
    if SHEET in types and any(name.startswith("xl/") for name in parts):
        return Kind.XLSX
    raise NotTaken(Why.ARCHIVE)


def allowed_part(name: str, content: bytes, kind: Kind) -> None:
    """Refuse a part that runs, fetches, hides another file, or is not what its name says."""
    if HAS_MACROS.search(name):
        raise NotTaken(Why.MACROS)
    if EMBEDDED.search(name):
        raise NotTaken(Why.EMBEDDED)
    if name in SAFE_NAMES:
        return
    if not SAFE_PART.search(name):
        raise NotTaken(Why.EMBEDDED)
    ending = name.rpartition(".")[2].lower()
    if ending in ("xml", "rels", "rdf"):
        if content.strip():
            look_through(content, kind)
        return
    start = content[:1024]
    is_font = ending in ("odttf", "ttf", "otf", "fntdata", "thmx")
    seen = first_sight(start) if start else Kind.TEXT
    if (
        ending == "odttf"
        or (isinstance(seen, Kind) and seen in PICTURES)
        or seen is Why.OTHER_PICTURE
        or not content
    ):
        return
    if start.startswith((*DRAWINGS, b"BM", *(FONTS if is_font else ()))):
        return
    raise NotTaken(Why.EMBEDDED)


def look_through(content: bytes, kind: Kind) -> None:
    """Read one part as XML, without entities; refuse relations that fetch and fields that run."""
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                refuse_element(element)
            else:
                refuse_text(element)
                element.clear()
    except NotTaken:
        raise
    except DefusedXmlException as error:
        raise NotTaken(Why.FETCHES) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotTaken(Why.DAMAGED) from error


def refuse_element(element: Any) -> None:
    """Refuse an element whose name or attributes say that it runs, embeds or fetches."""
    space, _, name = str(element.tag).rpartition("}")
    if name == "Relationship" and element.get("TargetMode", "").lower() == "external":
        if FETCHED.search(element.get("Type", "").rpartition("/")[2]):
            raise NotTaken(Why.FETCHES)
        if not is_plain_link(element.get("Target", "")):
            raise NotTaken(Why.FETCHES)
    if name in ("OLEObject", "altChunk", "control") and ("word" in space or "office" in space):
        raise NotTaken(Why.EMBEDDED)
    if name in ("event-listener", "script") and "opendocument" in space:
        raise NotTaken(Why.MACROS)
    if name in ("object-ole", "applet", "plugin", "floating-frame") and "opendocument" in space:
        raise NotTaken(Why.EMBEDDED)
    if name == "dde-source" or name == "ddeLink":
        raise NotTaken(Why.FETCHES)
    instruction = next((value for key, value in element.items() if key.endswith("}instr")), "")
    if name == "fldSimple" and FIELD_THAT_RUNS.search(instruction):
        raise NotTaken(Why.FETCHES)
    target = next((value for key, value in element.items() if key.endswith("xlink}href")), "")
    if target and "opendocument" in space:
        is_shown = name in ("image", "section-source", "object", "fill-image", "background-image")
        if (is_shown and re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.I)) or not is_plain_link(target):
            raise NotTaken(Why.FETCHES)


def refuse_text(element: Any) -> None:
    """Refuse a field of Word that runs or fetches."""
    if str(element.tag).endswith("}instrText") and FIELD_THAT_RUNS.search(element.text or ""):
        raise NotTaken(Why.FETCHES)


def is_plain_link(target: str) -> bool:
    """Whether a link leads to a page, a mail address or a place in the document."""
    scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", target, re.I)
    return scheme is None or scheme[1].lower() in ("http", "https", "mailto", "tel", "urn", "doi")


def drop_relations(parts: dict[str, bytes], name: str) -> None:
    """Forget that a part was there, in whatever pointed to it."""
    last = re.escape(name.rpartition("/")[2].encode())
    for other, content in parts.items():
        if other.endswith(".rels") or other == CONTENT_TYPES:
            parts[other] = re.sub(rb"<(Relationship|Override)\b[^>]*" + last + rb"[^>]*/>", b"", content)


def hashes_in(content: bytes, kind: Kind, pixels: int) -> list[list[str]]:
    """The hashes of one picture inside; none when it cannot be read."""
    try:
        hashed = hashes_of(decoded(content, FORMATS[kind], pixels))
    except NotTaken as refusal:
        if refusal.why is Why.TOO_MANY_PIXELS:
            raise
        return []
    return [hashed] if hashed else []


def packed(parts: dict[str, bytes], kind: Kind) -> bytes:
    """The archive anew: the same entries in the same order, and nothing else."""
    result = io.BytesIO()
    names = list(parts)
    first = "mimetype" if kind is Kind.ODT else CONTENT_TYPES
    names.sort(key=lambda name: name != first)
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, parts[name])
    return result.getvalue()
