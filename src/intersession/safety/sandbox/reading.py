"""The text of a file, page by page, and the language it seems to be in."""

from __future__ import annotations

import io
import re
from importlib import import_module
from typing import Any

from intersession.safety.kinds import KIND_OF, Kind

MOST_IN_ALL, MOST_ON_A_PAGE = 8_000_000, 100_000
# A document whose pages hold less than this, on average, is a row of pictures.
LETTERS_OF_A_TEXT, MOST_LETTERS_OF_A_SCAN = 25, 400
ENOUGH_TO_GUESS, LOOKED_AT_TO_GUESS = 60, 6_000


LIBRARIES = {
    Kind.PDF: ("pypdfium2", "pypdfium2.raw"),
    Kind.DOCX: ("mammoth",),
    Kind.ODT: ("odf.opendocument", "odf.teletype", "odf.text"),
}


def load(order: dict[str, Any]) -> None:
    """Bring the libraries for this kind of file."""
    # Reads its model with the help of a temporary file, which the child may not write.
    import_module("py3langid").classify("")
    for name in LIBRARIES.get(KIND_OF[order["media_type"]], ()):
        import_module(name)


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """The pages, the language (empty when unsure), and why there is nothing, if so."""
    kind = KIND_OF[order["media_type"]]
    read = {Kind.PDF: of_pdf, Kind.DOCX: of_docx, Kind.ODT: of_odt, Kind.XLSX: of_nothing}.get(kind, of_text)
    pages, reason = read(data)
    left = MOST_IN_ALL
    kept = []
    for page in pages:
        tidy = tidied(page)[: min(MOST_ON_A_PAGE, left)]
        left -= len(tidy)
        kept.append(tidy)
    if not reason and not any(kept):
        reason = "no-text"
    return {"pages": kept, "reason": reason, "language": language_of(" ".join(kept))}


def tidied(text: str) -> str:
    """Without zeros and half characters, hyphens of line ends joined, blanks in a row as one."""
    whole = text.replace("\x00", "").replace("\ufffe", "").encode("utf-8", "ignore").decode()
    joined = re.sub(r"(\w)[\u00ad\u2010-]\r?\n(?=\w)", r"\1", whole)
    return re.sub(r"[ \t\xa0]+", " ", re.sub(r"\r\n?", "\n", joined)).strip()


def of_pdf(data: bytes) -> tuple[list[str], str]:
    """The text layer of each page."""
    pdfium = import_module("pypdfium2")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        return [], "encrypted" if "password" in str(error).lower() else "damaged"
    pages: list[str] = []
    has_pictures = False
    for number in range(len(document)):
        try:
            page = document[number]
            pages.append(page.get_textpage().get_text_bounded())
            pictures = page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
            has_pictures = has_pictures or next(pictures, None) is not None
            page.close()
        except pdfium.PdfiumError:
            pages.append("")
        if sum(map(len, pages)) > MOST_IN_ALL:
            break
    letters = sum(map(str.isalnum, "".join(pages)))
    is_scanned = has_pictures and letters < LETTERS_OF_A_TEXT * max(1, len(pages))
    return pages, "scanned" if is_scanned and letters < MOST_LETTERS_OF_A_SCAN else ""


def of_docx(data: bytes) -> tuple[list[str], str]:
    """Word's text. Where its pages break is known to Word alone, so it is one."""
    return [import_module("mammoth").extract_raw_text(io.BytesIO(data)).value], ""


def of_odt(data: bytes) -> tuple[list[str], str]:
    """The paragraphs and headings of a text document."""
    load = import_module("odf.opendocument").load
    extract = import_module("odf.teletype").extractText
    text = import_module("odf.text")
    document = load(io.BytesIO(data))
    wanted = {text.P(check_grammar=False).qname, text.H(outlinelevel=1).qname}
    lines: list[str] = []
    waiting = [document.text]
    while waiting:
        node = waiting.pop()
        if getattr(node, "qname", None) in wanted:
            lines.append(extract(node))
        else:
            waiting += reversed(node.childNodes)
    return ["\n".join(lines)], ""


def of_text(data: bytes) -> tuple[list[str], str]:
    """Text as we keep it; pictures have none."""
    try:
        return [data.decode("utf-8-sig")], ""
    except UnicodeDecodeError:
        return [], "no-text"


def of_nothing(data: bytes) -> tuple[list[str], str]:
    """A table is read as rows, not as pages."""
    return [], "no-text"


def language_of(text: str) -> str:
    """The language of the middle of the text; empty where there is too little of it."""
    start = max(0, len(text) // 2 - LOOKED_AT_TO_GUESS // 2)
    part = text[start : start + LOOKED_AT_TO_GUESS]
    if sum(map(str.isalpha, part)) < ENOUGH_TO_GUESS:
        return ""
    return str(import_module("py3langid").classify(part)[0])
