"""The formats a paper is written in, PDF apart, which is made once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intersession.formats import epub, markdown, web, word
from intersession.formats.queries import Document
from intersession.safety.kinds import MEDIA_TYPES, Kind


@dataclass(frozen=True, slots=True)
class Writer:
    """What a format is called on the wire, and who writes it."""

    media_type: str
    written: Callable[[Document], bytes]


WRITERS = {
    "md": Writer("text/markdown; charset=utf-8", markdown.written),
    "html": Writer("text/html; charset=utf-8", web.written),
    "docx": Writer(MEDIA_TYPES[Kind.DOCX], word.written),
    "epub": Writer("application/epub+zip", epub.written),
}
