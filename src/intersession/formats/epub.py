"""A document as EPUB 3: a cover, a chapter for each heading of the first level, and what belongs to the text."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.template.loader import render_to_string
from ebooklib import epub
from lxml import etree, html

from intersession.formats.packing import repacked
from intersession.formats.queries import Document, Piece
from intersession.formats.tree import words_of
from intersession.formats.web import SHEET, chapter

XHTML = "http://www.w3.org/1999/xhtml"


def written(document: Document) -> bytes:
    """The file."""
    book = epub.EpubBook()
    book.set_identifier(uuid5(NAMESPACE_URL, f"{document.address}#{document.language}").urn)
    book.set_title(document.title)
    book.set_language(document.language)
    book.set_direction("rtl" if document.direction == "rtl" else "ltr")
    book.add_author(document.coalition)
    book.add_metadata("DC", "publisher", document.coalition)
    book.add_metadata("DC", "date", document.published_at.date().isoformat())
    book.add_metadata("DC", "source", document.address)
    for name, value in (
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "structuralNavigation"),
        ("schema:accessibilityHazard", "none"),
    ):
        book.add_metadata(None, "meta", value, {"property": name})
    style = epub.EpubItem("style", "paper.css", "text/css", SHEET.read_bytes())
    book.add_item(style)
    parts = chapters(document.pieces)
    files = {piece.key: f"text-{number}.xhtml" for number, part in enumerate(parts, 1) for piece in part}
    pages = [_page(document, style, "cover.xhtml", document.title, "cover", {"document": document})]
    for number, part in enumerate(parts, 1):
        shown = chapter(part, document)
        pages.append(
            _page(
                document, style, f"text-{number}.xhtml", _title(document, part), "chapter", {"pieces": shown}
            )
        )
    annex = render_to_string("formats/annex.html", {"document": document})
    if "<" in annex:
        name = document.words["decided"] if document.decided else document.words["works"]
        if not (document.decided or document.works):
            name = document.words["fingerprint"].rstrip(":")
        pages.append(_page(document, style, "annex.xhtml", name, "annex", {"document": document}))
    for page in pages:
        book.add_item(page)
    book.toc = [epub.Link(page.file_name, page.title, page.id) for page in pages]
    book.add_item(epub.EpubNcx())
    navigation = epub.EpubNav(title=document.words["contents"], direction=book.direction)
    navigation.add_item(style)
    book.add_item(navigation)
    book.spine = [pages[0], navigation, *pages[1:]]
    assert len(files) == len(document.pieces)
    kept = io.BytesIO()
    # Without its time of now: a text that did not change gives the same file.
    moment = document.published_at.astimezone(UTC)
    epub.write_epub(
        kept, book, {"mtime": datetime.fromtimestamp(moment.timestamp()), "epub3_landmark": False}
    )
    return repacked(kept.getvalue(), moment)


def chapters(pieces: tuple[Piece, ...]) -> list[tuple[Piece, ...]]:
    """The pieces by headings of the highest level there is."""
    top = min((piece.level for piece in pieces if piece.kind == "heading"), default=0)
    found: list[list[Piece]] = []
    for piece in pieces:
        if not found or (piece.kind == "heading" and piece.level == top):
            found.append([])
        found[-1].append(piece)
    return [tuple(part) for part in found]


def _title(document: Document, part: tuple[Piece, ...]) -> str:
    first = document.trees[part[0].number - 1]
    if part[0].kind == "heading" and first:
        return words_of(first)[:200] or document.title
    return document.title


def _page(
    document: Document,
    style: epub.EpubItem,
    file_name: str,
    title: str,
    template: str,
    context: dict[str, object],
) -> epub.EpubHtml:
    page = epub.EpubHtml(
        uid=file_name.partition(".")[0],
        file_name=file_name,
        title=title,
        lang=document.language,
        direction="rtl" if document.direction == "rtl" else "ltr",
    )
    page.content = as_xhtml(render_to_string(f"formats/{template}.html", context))
    page.add_item(style)
    return page


def as_xhtml(fragment: str) -> bytes:
    """HTML as XML, which is what a book is made of."""
    body = html.fragment_fromstring(fragment, create_parent="body")
    for element in body.iter(etree.Element):
        # What an address of a note may be called in HTML, XML's names may not begin with.
        for name in ("id", "href"):
            value = element.get(name)
            if value and re.match(r"#?fn(ref)?", value):
                element.set(name, value.replace(":", "-"))
        element.attrib.pop("tabindex", None)
    return etree.tostring(body, encoding="utf-8", method="xml")
