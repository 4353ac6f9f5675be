"""Reports and plans as web page, PDF and Word: made once of the same parts, so the three never say different things.

A Booklet is what is shown in one language: a head and parts. A part is a heading, a text in Markdown, a note, a
table, bars with their numbers, or a list of links. Nothing in it is read as an instruction by whoever writes a file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intersession.formats.models import PaperSize
from intersession.formats.packing import repacked
from intersession.formats.printing import TYPST_NAMES, breakable, fitted, qr_of, set_by, set_in
from intersession.formats.tree import seen, tree_of
from intersession.formats.word import Writer
from intersession.kit.charts import Row, Rows
from intersession.kit.languages import direction_of
from intersession.kit.markdown import to_html

LONGEST_SUMMARY = 900
LONGEST_LINE = 160
MOST_PARTS, MOST_LINES = 8, 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a booklet. `t`: h, text (Markdown), plain, note, table, bars, links."""

    t: str
    text: str = ""
    level: int = 1
    language: str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numbers: Sequence[tuple[str, int]] = ()
    links: Sequence[tuple[str, str]] = ()
    widths: Sequence[int] = ()
    key: str = ""

    @property
    def html(self) -> SafeString:
        """The Markdown of a text, safe to show."""
        return to_html(self.text, top=3, notes=self.key)

    @property
    def bars(self) -> Rows:
        """The bars as a page draws them."""
        return Rows.of(self.text, [Row(label, number) for label, number in self.numbers], self.head[1])


def heading(text: str, level: int = 1, key: str = "") -> Part:
    """A heading."""
    return Part("h", str(text), level, key=key)


def note(text: str) -> Part:
    """Small print: where something is from."""
    return Part("note", str(text))


@dataclass(frozen=True)
class Booklet:
    """What a report or a plan says in one language."""

    title: str
    kind: str
    language: str
    path: str
    moment: datetime
    parts: Sequence[Part]
    edition: str = ""
    lines: Sequence[str] = ()
    notices: Sequence[str] = ()
    summary: str = ""
    summary_language: str = ""
    short: Sequence[tuple[str, Sequence[str]]] = field(default_factory=list)

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def address(self) -> str:
        """Where it is read: without a language, each reader is led to their own."""
        return f"{settings.SITE_URL}{self.path}"

    @property
    def name(self) -> str:
        return self.title[:80]


def whole(url: str) -> str:
    """An address of ours in full."""
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url


def _head(booklet: Booklet, size: str) -> dict[str, Any]:
    day = booklet.moment
    return {
        **set_in(booklet.language),
        "paper": TYPST_NAMES[PaperSize(size)],
        "date": [day.year, day.month, day.day],
        "title": breakable(seen(booklet.title)) or "–",
        "running": breakable(booklet.title if len(booklet.title) < 80 else f"{booklet.title[:76].rstrip()}…"),
        "kind": booklet.kind,
        "edition": booklet.edition,
        "coalition": str(settings.COALITION["name"]),
        "lines": [breakable(each) for each in booklet.lines],
        "notices": [breakable(each) for each in booklet.notices],
        "address": booklet.address,
        "short_address": booklet.address.partition("://")[2],
        "words": {
            "share": _("Compared"),
            "qr": _("QR code with the address of this page"),
            "read_online": _("Read all of it, with the sources:"),
        },
    }


def _given(part: Part) -> dict[str, Any]:
    longest = max((number for _label, number in part.numbers), default=0) or 1
    return {
        "t": part.t,
        "text": breakable(part.text),
        "level": part.level,
        "set": set_in(part.language) if part.language else None,
        "nodes": [fitted(each) for each in tree_of(part.text, settings.SITE_URL)]
        if part.t == "text"
        else [{"t": "p", "c": [breakable(each)]} for each in part.text.split("\n") if each.strip()]
        if part.t == "plain"
        else [],
        "head": [breakable(each) for each in part.head],
        "widths": list(part.widths) or [1] * len(part.head),
        "rows": [[breakable(name), str(number), number / longest] for name, number in part.numbers]
        if part.t == "bars"
        else [[breakable(cell) for cell in row] for row in part.rows],
        "links": [[breakable(words), whole(url)] for words, url in part.links],
    }


def as_pdf(booklet: Booklet, size: str = PaperSize.A4) -> bytes:
    """The PDF, tagged. Equal booklets give equal bytes. Raises `safety.running.Failed`."""
    data = {**_head(booklet, size), "parts": [_given(part) for part in booklet.parts]}
    return set_by("booklet", data, booklet.moment)


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def as_summary(booklet: Booklet, size: str = PaperSize.A4) -> bytes:
    """One page of it, and never two. Raises `Failed`."""
    head = _head(booklet, size)
    data = {
        **head,
        "title": breakable(cut(seen(booklet.title), LONGEST_LINE)) or "–",
        "lines": [breakable(cut(each, LONGEST_LINE)) for each in booklet.lines[:4]],
        "notices": [breakable(cut(each, LONGEST_LINE)) for each in booklet.notices[:3]],
        "qr": qr_of(booklet.address),
        "text": breakable(cut(booklet.summary, LONGEST_SUMMARY)),
        "text_set": set_in(booklet.summary_language or booklet.language),
        "parts": [
            {
                "title": cut(title, LONGEST_LINE),
                "lines": [breakable(cut(each, LONGEST_LINE)) for each in lines[:MOST_LINES]],
            }
            for title, lines in booklet.short[:MOST_PARTS]
        ],
    }
    return set_by("summary", data, booklet.moment)


def as_word(booklet: Booklet) -> bytes:
    """The DOCX: real headings, lists, tables and links."""
    return repacked(_BookletWriter(booklet).written(), booklet.moment)


class _BookletWriter(Writer):
    """Writes the parts of a booklet with the means of papers."""

    def __init__(self, booklet: Booklet) -> None:
        super().__init__(booklet.language)
        self.booklet = booklet

    def written(self) -> bytes:
        booklet, file = self.booklet, self.file
        coalition = str(settings.COALITION["name"])
        facts = file.core_properties
        facts.title, facts.author, facts.language = booklet.title[:255], coalition, booklet.language
        facts.created = facts.modified = booklet.moment.replace(tzinfo=None)
        facts.comments, facts.last_modified_by, facts.revision = booklet.address, coalition, 1
        self.text(coalition)
        self.text(booklet.kind)
        self.text(seen(booklet.title), "Title")
        for line in filter(None, (booklet.edition, *booklet.lines, *booklet.notices)):
            self.text(seen(line))
        self.line([{"t": "link", "url": booklet.address, "c": [booklet.address.partition("://")[2]]}])
        for part in booklet.parts:
            self.part(part)
        self.keep_notes()
        kept = io.BytesIO()
        file.save(kept)
        return kept.getvalue()

    def part(self, part: Part) -> None:
        """One part."""
        if part.t == "h":
            self.text(seen(part.text), f"Heading {part.level}")
        elif part.t == "text":
            self.is_rtl = direction_of(part.language or self.language) == "rtl"
            self.blocks(tree_of(seen(part.text), settings.SITE_URL))
            self.is_rtl = direction_of(self.language) == "rtl"
        elif part.t in ("note", "plain"):
            self.is_rtl = direction_of(part.language or self.language) == "rtl"
            self.text(seen(part.text))
            self.is_rtl = direction_of(self.language) == "rtl"
        elif part.t == "links":
            for words, url in part.links:
                node = {"t": "link", "url": whole(url), "c": [seen(words)]} if url else seen(words)
                self.line([node], "List Bullet")
        else:
            rows = [(name, str(number)) for name, number in part.numbers] if part.t == "bars" else part.rows
            if part.t == "bars":
                self.text(seen(part.text), strong=True)
            self.table(
                [[seen(each)] for each in part.head],
                [[[seen(cell)] for cell in row] for row in rows],
                ["start"] * len(part.head),
            )
