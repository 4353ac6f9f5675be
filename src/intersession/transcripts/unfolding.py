"""The job that reads a transcript or an old page: bytes to what was understood of them.

It runs where files are read that nobody trusts, and knows nothing of Django.
"""

from __future__ import annotations

import io
import re
from importlib import import_module
from typing import Any

from lxml import etree, html

from intersession.safety.kinds import ZIP, Kind, Why
from intersession.safety.sandbox.answers import NotTaken
from intersession.safety.sandbox.text import decoded
from intersession.transcripts.names import words
from intersession.transcripts.reading import understand

MOST_LINES, LONGEST_LINE = 200_000, 200_000
DROPPED = words(
    "script style noscript template svg iframe form button select nav footer object embed canvas head"
)
BLOCKS = words(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr section article header main aside blockquote pre dl dt dd "
    "figure figcaption address hr tbody thead caption fieldset legend details summary"
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
LIBRARIES = {ZIP: ("mammoth", "intersession.safety.sandbox.office"), "pdf": ("pypdfium2", "pypdfium2.raw")}


def load(order: dict[str, Any]) -> None:
    """Bring the libraries for this kind of file."""
    import_module("py3langid").classify("")
    import_module("intersession.safety.sandbox.reading")
    for name in LIBRARIES.get(order["kind"], ()):
        import_module(name)


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """What was understood, as JSON knows it."""
    readers = {ZIP: of_word, "pdf": of_pdf, "html": of_html}
    try:
        texts = readers.get(order["kind"], of_text)(data, order)
    except RecursionError:
        raise NotTaken(Why.TOO_MUCH) from None
    if len(texts) > MOST_LINES or (
        any(len(text) > LONGEST_LINE for text in texts) and order["kind"] != "text"
    ):
        raise NotTaken(Why.TOO_MUCH)
    if not any(text.strip() for text in texts):
        raise NotTaken(Why.NO_TEXT)
    found = understand(texts)
    language_of = import_module("intersession.safety.sandbox.reading").language_of
    found.language = language_of(" ".join(each.text for each in found.passages[:400])) or language_of(
        " ".join(texts[:400])
    )
    return found.as_data()


def of_text(data: bytes, _order: dict[str, Any]) -> list[str]:
    """Plain text, subtitles too."""
    return re.split(r"\r\n|\r|\n|\u2028|\u2029", decoded(data))


def of_word(data: bytes, order: dict[str, Any]) -> list[str]:
    """Word, once it passed the same checks as a file that is kept."""
    office = import_module("intersession.safety.sandbox.office")
    taken = office.take(data, {**order, "hash": False})
    if taken.kind is not Kind.DOCX:
        raise NotTaken(Why.NOT_TAKEN)
    try:
        text = str(import_module("mammoth").extract_raw_text(io.BytesIO(taken.data)).value)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise NotTaken(Why.DAMAGED) from error
    return text.split("\n")


def of_pdf(data: bytes, _order: dict[str, Any]) -> list[str]:
    """The text layer, page after page. A row of pictures has none."""
    pages, reason = import_module("intersession.safety.sandbox.reading").of_pdf(data)
    if reason:
        raise NotTaken({"encrypted": Why.ENCRYPTED, "scanned": Why.NO_TEXT}.get(reason, Why.DAMAGED))
    text = "\n".join(pages).replace("\x00", "").replace("\ufffe", "")
    return re.split(r"\r\n|\r|\n", text)


def of_html(data: bytes, _order: dict[str, Any]) -> list[str]:
    """The lines a reader of the page sees, without its menus."""
    try:
        tree = html.document_fromstring(
            decoded(data).encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotTaken(Why.DAMAGED) from error
    main = tree.xpath("//main | //*[@role='main']")
    parts: list[str] = []
    _gather(main[0] if main else tree, parts)
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    found: list[str] = []
    for line in lines:
        if line or (found and found[-1]):
            found.append(line)
    return found


def _gather(element: Any, parts: list[str]) -> None:
    """The words of an element; what is a block stands on lines of its own."""
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        return
    tag = element.tag
    if tag == "br":
        parts.append("\n")
    elif tag in BLOCKS:
        parts.append("\n\n" if tag != "li" else "\n- ")
        if tag in HEADINGS:
            parts.append("# ")
    elif tag in ("td", "th"):
        parts.append(" ")
    if element.text:
        parts.append(re.sub(r"\s+", " ", element.text))
    for child in element:
        _gather(child, parts)
        if child.tail:
            parts.append(re.sub(r"\s+", " ", child.tail))
    if tag in BLOCKS:
        parts.append("\n\n" if tag not in ("li", "tr") else "\n")
