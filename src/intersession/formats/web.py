"""A document as one HTML file that needs nothing else, and as the chapters of an EPUB."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from intersession.formats.queries import Document, Piece
from intersession.formats.tree import with_notes_numbered
from intersession.kit.markdown import to_html

SHEET = Path(__file__).parent / "paper.css"


def written(document: Document) -> bytes:
    """The file. Every word passed the allow-list of the site or is escaped by the template."""
    context = {"document": document, "chapters": [chapter(document.pieces, document)], "sheet": sheet()}
    return render_to_string("formats/document.html", context).lstrip().encode()


def chapter(pieces: tuple[Piece, ...], document: Document) -> list[tuple[Piece, SafeString]]:
    """Pieces with their HTML; a heading is as deep as it stands in the whole."""
    levels = {
        piece.key: node["level"]
        for piece, nodes in zip(document.pieces, document.trees, strict=True)
        for node in nodes
        if node["t"] == "h"
    }
    return [(piece, html_of(piece, levels.get(piece.key, 1))) for piece in pieces]


def html_of(piece: Piece, level: int) -> SafeString:
    """The safe HTML of a piece. Its notes carry the number of the piece."""
    text, _next = with_notes_numbered(piece.text, 1)
    return to_html(text, top=1 + level, notes=str(piece.number))


def sheet() -> SafeString:
    """The style, which stands in the file itself."""
    # A file of ours.
    return mark_safe(f"<style>\n{SHEET.read_text(encoding='utf-8')}</style>\n")
