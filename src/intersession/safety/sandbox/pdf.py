"""PDF: read by qpdf and written anew, without what acts by itself and without other files inside.

Taken out: scripts, actions that start programs, send forms or open other files, what happens on opening or
closing, attached files, moving and three-dimensional content, forms in XML. Earlier revisions and whatever
stands before, between or behind the objects is gone with the rewriting. A file that needs a password is
refused; one that only forbids printing or copying is written without that lock, since anybody can open it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfImage, Stream

from intersession.safety.kinds import Kind, Why
from intersession.safety.sandbox.answers import NotTaken, Taken
from intersession.safety.sandbox.hashing import SMALLEST_SIDE_HASHED, hashes_of, load
from intersession.safety.sandbox.jpeg import without_metadata

MOST_OBJECTS = 400_000
MOST_FILTERS = 3
# A stream this much smaller than what it unpacks to is a bomb; text compresses to a tenth at best.
UNPACKED_AT_ONCE = 120_000_000
UNPACKED_IN_ALL = 600_000_000
ACTING = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Movie", "/Sound",
        "/GoToR", "/GoToE", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/Trans", "/SetOCGState", "/GoToDp",
    }
)  # fmt: skip
# What a key stands for when it is taken out.
REMOVED = {
    "/JS": "scripts",
    "/JavaScript": "scripts",
    "/AA": "scripts",
    "/XFA": "scripts",
    "/EmbeddedFiles": "attachments",
    "/EF": "attachments",
    "/AF": "attachments",
    "/Collection": "attachments",
    "/PieceInfo": "metadata",
    "/RichMediaContent": "moving",
    "/Renditions": "moving",
}
MOVING = frozenset({"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/FileAttachment"})


__all__ = ["load", "take"]


def take(data: bytes, order: dict[str, Any]) -> Taken:
    """The document written anew."""
    pdf = opened(data)
    left_out: set[str] = set()
    if pdf.is_encrypted:
        left_out.add("lock")
    pages = len(pdf.pages)
    if pages == 0:
        raise NotTaken(Why.DAMAGED)
    if pages > order["pages"]:
        raise NotTaken(Why.TOO_MANY_PAGES, order["pages"])
    if len(pdf.objects) > MOST_OBJECTS:
        raise NotTaken(Why.TOO_MUCH)
    try:
        no_bombs(pdf, order["pixels"])
        without_opening_action(pdf, left_out)
        for value in every_value(pdf):
            made_still(value, left_out)
            without_place(value, left_out)
        hashes, pictures = hashes_of_pictures(pdf, order) if order["hash"] else ([], 0)
        result = io.BytesIO()
        pdf.save(
            result,
            deterministic_id=True,
            encryption=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    except (NotTaken, MemoryError):
        raise
    except Exception as error:
        # What qpdf cannot make sense of cannot be written anew.
        raise NotTaken(Why.DAMAGED) from error
    return Taken(Kind.PDF, result.getvalue(), pages, sorted(left_out), hashes, pictures)


def opened(data: bytes) -> Pdf:
    """The document, if it opens without a password."""
    try:
        return pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise NotTaken(Why.ENCRYPTED) from error
    except MemoryError:
        raise
    except Exception as error:
        raise NotTaken(Why.DAMAGED) from error


def no_bombs(pdf: Pdf, pixels: int) -> None:
    """Refuse streams that unpack to far more than they are, and pictures of absurd size."""
    unpacked = 0
    for value in pdf.objects:
        if not isinstance(value, Stream):
            continue
        names = filters_of(value)
        if len(names) > MOST_FILTERS or names.count("/FlateDecode") > 1:
            raise NotTaken(Why.TOO_MUCH)
        if value.get("/Subtype") == Name.Image and whole(value, "/Width") * whole(value, "/Height") > pixels:
            raise NotTaken(Why.TOO_MANY_PIXELS, pixels // 1_000_000)
        if names[0] == "/FlateDecode":
            unpacked += unpacked_size(value.read_raw_bytes())
        elif names[0] in ("/LZWDecode", "/RunLengthDecode"):
            unpacked += len(value.read_raw_bytes()) * 128
        if unpacked > UNPACKED_IN_ALL:
            raise NotTaken(Why.TOO_MUCH)


def filters_of(stream: Object) -> list[str]:
    """How a stream is packed, the outermost first."""
    filters = stream.get("/Filter")
    return [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]


def whole(value: Object, key: str) -> int:
    """A whole number of a dictionary; 0 where there is none."""
    try:
        return max(0, int(value.get(key, 0)))
    except (TypeError, ValueError):
        return 0


def unpacked_size(packed: bytes) -> int:
    """How large a compressed stream is when unpacked; counts only, keeps nothing."""
    unpacking = zlib.decompressobj()
    size, waiting = 0, packed
    with suppress(zlib.error):
        while waiting and not unpacking.eof:
            size += len(unpacking.decompress(waiting, 1 << 20))
            waiting = unpacking.unconsumed_tail
            if size > UNPACKED_AT_ONCE:
                raise NotTaken(Why.TOO_MUCH)
    return size


def without_opening_action(pdf: Pdf, left_out: set[str]) -> None:
    """Opening the file only shows it; to show a page other than the first is all that may stay."""
    action = pdf.Root.get("/OpenAction")
    if action is not None and not isinstance(action, Array):
        if not (isinstance(action, Dictionary) and action.get("/S") == Name.GoTo):
            left_out.add("scripts")
        del pdf.Root["/OpenAction"]


def every_value(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary and stream, direct ones inside others, too."""
    yield pdf.trailer
    for each in pdf.objects:
        stack: list[tuple[Any, int]] = [(each, 0)]
        while stack:
            value, depth = stack.pop()
            if depth > 60:
                raise NotTaken(Why.TOO_MUCH)
            if isinstance(value, Dictionary | Stream):
                yield value
                inside = [item for _key, item in value.items()]
            elif isinstance(value, Array):
                inside = list(value)
            else:
                continue
            # What is indirect comes by itself; following it here would go round in circles.
            stack += [
                (item, depth + 1)
                for item in inside
                if isinstance(item, Dictionary | Array) and not item.is_indirect
            ]


def made_still(value: Object, left_out: set[str]) -> None:
    """Take out of one dictionary what acts, or carries other files."""
    for key in list(value.keys()):
        if key in REMOVED:
            left_out.add(REMOVED[key])
            del value[key]
        elif key in ("/A", "/Next", "/PA") and acts(value[key]):
            left_out.add("scripts")
            del value[key]
        elif key == "/Annots" and isinstance(value[key], Array):
            kept = [each for each in value[key] if not is_moving(each)]
            if len(kept) < len(value[key]):
                left_out.add("moving")
                value[key] = Array(kept)
    if acts(value):
        # Whatever still points here finds an action that does nothing.
        left_out.add("scripts")
        for key in list(value.keys()):
            if key not in ("/Length", "/Filter", "/DecodeParms"):
                del value[key]


def without_place(value: Object, left_out: set[str]) -> None:
    """A photograph in the document keeps its pixels as they are and loses what it says about itself."""
    if not isinstance(value, Stream) or filters_of(value) != ["/DCTDecode"]:
        return
    data = value.read_raw_bytes()
    if (plain := without_metadata(data)) != data:
        left_out.add("metadata")
        settings = value.get("/DecodeParms")
        kept = settings if isinstance(settings, Dictionary | Array) else None
        value.write(plain, filter=Name.DCTDecode, decode_parms=kept)


def acts(value: Any) -> bool:
    """Whether this is an action we do not keep, alone or in a row of actions."""
    if isinstance(value, Array):
        return any(acts(each) for each in value)
    if not isinstance(value, Dictionary):
        return False
    named = value.get("/S")
    if named == Name.URI:
        address = str(value.get("/URI", "")).strip().lower()
        return not address.startswith(("http://", "https://", "mailto:", "#", "tel:", "www."))
    return isinstance(named, Name) and str(named) in ACTING


def is_moving(annotation: Any) -> bool:
    """Whether an annotation plays, runs or holds another file."""
    return isinstance(annotation, Dictionary) and str(annotation.get("/Subtype")) in MOVING


def hashes_of_pictures(pdf: Pdf, order: dict[str, Any]) -> tuple[list[list[str]], int]:
    """Hashes of the pictures in the document, the largest first, as many as the limits allow."""
    found = [
        value
        for value in pdf.objects
        if isinstance(value, Stream)
        and value.get("/Subtype") == Name.Image
        and min(whole(value, "/Width"), whole(value, "/Height")) >= SMALLEST_SIDE_HASHED
        and not value.get("/ImageMask")
    ]
    found.sort(key=lambda value: -whole(value, "/Width") * whole(value, "/Height"))
    hashes = []
    for value in found[: order["pictures"]]:
        # A picture in a form that neither qpdf nor Pillow reads cannot be compared; docs/safety.md says so.
        with suppress(Exception):
            hashed = hashes_of(PdfImage(value).as_pil_image())
            if hashed:
                hashes.append(hashed)
    return hashes, len(found)
