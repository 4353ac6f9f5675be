"""Slides about a paper, as PPTX: to be shown, and to be changed by whoever shows them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from intersession.circulation.sheets import cut, stands, status_of
from intersession.formats.packing import repacked
from intersession.formats.queries import Document, document_of, spoken
from intersession.formats.tree import Node, words_of
from intersession.papers.models import Version

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.7)
MOST_SECTIONS, MOST_LINES, LONGEST_LINE = 20, 6, 220
INK, ACCENT = (0x1D, 0x2A, 0x35), (0x0B, 0x5C, 0x6B)
TITLE_ONLY = 5


def slides_of(version: Version, language: str) -> bytes:
    """The file."""
    with override(spoken(language)):
        document = document_of(version, language)
        return repacked(_Deck(document, version).written(), document.published_at)


def sections_of(document: Document) -> list[tuple[str, list[str]]]:
    """(heading, the beginnings of what stands under it) for each heading of the two highest levels."""
    found: list[tuple[str, list[str]]] = []
    for nodes in document.trees:
        for node in nodes:
            if node["t"] == "h" and node["level"] <= 2:
                found.append((words_of(node["c"]).strip(), []))
            elif found:
                found[-1][1].extend(_said(node))
    return found


def _said(node: Node) -> Iterable[str]:
    if node["t"] == "list":
        for item in node["c"]:
            yield words_of(item).strip()
    elif node["t"] in ("p", "quote"):
        yield words_of(node["c"]).strip()


type Color = tuple[int, int, int]


class _Deck:
    """Writes one file."""

    def __init__(self, document: Document, version: Version) -> None:
        self.document, self.version = document, version
        self.is_rtl = document.direction == "rtl"
        self.file: Any = Presentation()
        self.file.slide_width, self.file.slide_height = WIDTH, HEIGHT

    def written(self) -> bytes:
        d = self.document
        facts = self.file.core_properties
        facts.title, facts.author, facts.language = d.title[:255], d.coalition[:255], d.language
        facts.created = facts.modified = d.published_at.replace(tzinfo=None)
        facts.last_modified_by, facts.revision, facts.comments = d.coalition[:255], 1, d.address
        first = [d.coalition, f"{d.kind} · {d.version}", d.day, status_of(self.version, d), *d.notices]
        self.slide(d.title, first, big=True)
        self.slide(_("What it is for"), d.purpose.split("\n"))
        sections = sections_of(d)
        for heading, said in sections[:MOST_SECTIONS]:
            said = [cut(each, LONGEST_LINE) for each in said if each]
            more = len(said) - MOST_LINES
            if more > 0:
                rest = ngettext("… and %(count)d more paragraph", "… and %(count)d more paragraphs", more)
                said = [*said[:MOST_LINES], rest % {"count": more}]
            self.slide(cut(heading, 120), said)
        self.slide(_("How it was decided"), self.decided())
        total, who = stands(self.version.paper)
        if total:
            self.slide(_("Who stands by it"), [total, *who.split("; ")])
        self.last()
        kept = io.BytesIO()
        self.file.save(kept)
        return kept.getvalue()

    def decided(self) -> list[str]:
        d = self.document
        said = [status_of(self.version, d)]
        for each in d.objections:
            said.append(f"{each.organisation}: {cut(each.reason, LONGEST_LINE)}")
            said.append(f"{d.words['answer']} {cut(each.answer or d.words['unanswered'], LONGEST_LINE)}")
        return said

    def slide(self, title: str, lines: Iterable[str], *, big: bool = False) -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = MARGIN, Inches(0.5), WIDTH - 2 * MARGIN, Inches(1.5)
        self.write(head.text_frame, [title], 40 if big else 32, ACCENT, bold=True)
        body = slide.shapes.add_textbox(MARGIN, Inches(2.1), WIDTH - 2 * MARGIN, Inches(4.8))
        self.write(body.text_frame, [each for each in lines if each], 24 if big else 22, INK)
        return slide

    def write(self, frame: Any, lines: list[str], size: int, color: Color, *, bold: bool = False) -> None:
        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
        for number, line in enumerate(lines or [""]):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, RGBColor(*color)  # type: ignore[no-untyped-call]
            run._r.get_or_add_rPr().set("lang", self.document.language)
            paragraph.space_after = Pt(8)
            paragraph.alignment = PP_ALIGN.RIGHT if self.is_rtl else PP_ALIGN.LEFT
            if self.is_rtl:
                paragraph._p.get_or_add_pPr().set("rtl", "1")

    def last(self) -> None:
        """Where to read on, with a code to be photographed."""
        d = self.document
        slide = self.slide(_("Read all of it, with every objection and its answer:"), [d.short_address])
        picture = io.BytesIO()
        segno.make(d.address, error="m", micro=False).save(picture, kind="png", scale=12, border=2)
        picture.seek(0)
        side = Inches(3.4)
        left = WIDTH - MARGIN - side if not self.is_rtl else MARGIN
        shown = slide.shapes.add_picture(picture, Emu(left), Inches(3.3), side, side)
        shown._element.nvPicPr.cNvPr.set("descr", _("QR code with the address of this version"))
