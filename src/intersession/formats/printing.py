"""A document as PDF: what the template is given, and having it made in a process of its own."""

from __future__ import annotations

import io
import json
import logging
import re
from datetime import datetime
from typing import IO, Any

import segno

from intersession.formats.models import PaperSize
from intersession.formats.queries import Document
from intersession.formats.tree import Node, seen
from intersession.kit.languages import direction_of
from intersession.papers.models import BlockKind
from intersession.safety.running import run

logger = logging.getLogger(__name__)

JOB = "formats.typesetting"
TYPST_NAMES = {PaperSize.A4: "a4", PaperSize.LETTER: "us-letter"}
# A word without a place to break would run out of the page; addresses break behind their marks.
LONGEST_WORD = 28
_LONG = re.compile(rf"[^\s\u1100-\uffff]{{{LONGEST_WORD},}}")
_MARKS = re.compile(r"([/.\-_?&=#%:;,)\]])(?=\w)")
BREAK = "\u200b"
WANTED = (
    ("Arabic", "fonts-noto-core", {"Noto Naskh Arabic", "Noto Sans Arabic"}),
    ("Chinese", "fonts-noto-cjk", {"Noto Serif CJK SC", "Noto Sans CJK SC"}),
)


def printed(document: Document, size: str) -> IO[bytes]:
    """The PDF. Raises `safety.running.Failed`; close it after use."""
    outcome = run(
        JOB,
        io.BytesIO(json.dumps(cleaned(given(document, size)), ensure_ascii=False).encode()),
        timestamp=int(document.published_at.timestamp()),
        threads=True,
    )
    if not outcome.answer.get("is_universal"):
        logger.warning("A letter of %s has no font here: its PDF does not claim PDF/UA.", document.address)
    return outcome.result


def set_by(template: str, data: dict[str, Any], moment: datetime, format: str = "pdf") -> bytes:
    """A page of another template of ours (`typst/`), as PDF or PNG. Raises `Failed`."""
    outcome = run(
        JOB,
        io.BytesIO(json.dumps(cleaned(data), ensure_ascii=False).encode()),
        timestamp=int(moment.timestamp()),
        template=template,
        format=format,
        threads=True,
    )
    with outcome.result as file:
        return file.read()


def families() -> list[str]:
    """The families of fonts that a PDF can be made with here. Raises `Failed`."""
    outcome = run(JOB, None, families=True, threads=True)
    outcome.result.close()
    return [str(each) for each in outcome.answer.get("families", [])]


def missing_fonts() -> list[tuple[str, str]]:
    """The scripts whose letters the template finds no font for, and Debian's package that brings one."""
    there = set(families())
    return [(name, package) for name, package, fonts in WANTED if not there & fonts]


def given(document: Document, size: str) -> dict[str, Any]:
    """What the template is given: nothing but data."""
    language, _, region = document.language.partition("-")
    headings = sum(node["t"] == "h" for nodes in document.trees for node in nodes)
    day = document.published_at
    # A file without a title is not one for everybody; one of signs nobody sees is none.
    title = seen(document.title).strip() or document.short_address
    return {
        "paper": TYPST_NAMES[PaperSize(size)],
        "language": document.language,
        "lang": set_in(language)["lang"],
        "region": region.upper()
        if re.fullmatch(r"[A-Za-z]{2}", region)
        else ("CN" if language == "zh" else None),
        "direction": document.direction,
        "date": [day.year, day.month, day.day],
        "title": title,
        "running": title if len(title) < 80 else f"{title[:76]}…",
        "kind": document.kind,
        "coalition": document.coalition,
        "version": document.version,
        "day": document.day,
        "status": document.status,
        "address": document.address,
        "short_address": document.short_address,
        "qr": qr_of(document.address),
        "purpose": document.purpose,
        "purpose_set": set_in(document.purpose_language),
        "changes": document.changes,
        "notices": list(document.notices),
        "fingerprint": document.fingerprint_of_text,
        "has_contents": headings > 2,
        "decided": breakable(document.decided),
        "objections": [
            {
                "organisation": each.organisation,
                "reason": breakable(each.reason),
                "resolution": breakable(each.resolution),
                "answer": breakable(each.answer),
                "is_sustained": each.is_sustained,
            }
            for each in document.objections
        ],
        "adopters": [[breakable(cell) for cell in row] for row in document.adopters],
        "works": [[breakable(name), address] for name, address in document.works],
        "words": document.words,
        "blocks": [
            {
                "number": str(piece.number),
                "key": piece.key,
                "kind": kind_of(piece.kind, nodes),
                "nodes": [fitted(node) for node in nodes],
                "set": set_in(piece.language) if piece.language else None,
            }
            for piece, nodes in zip(document.pieces, document.trees, strict=True)
        ],
    }


def set_in(language: str) -> dict[str, str]:
    """How Typst sets words of a language that need not be that of the document."""
    return {"lang": language.partition("-")[0].lower()[:3] or "und", "dir": direction_of(language)}


def cleaned(told: Any) -> Any:
    """The data without what no font has a letter for, save line ends."""
    if isinstance(told, str):
        return seen(told).replace("\t", " ").replace("\r", "")
    if isinstance(told, list):
        return [cleaned(each) for each in told]
    if isinstance(told, dict):
        return {key: cleaned(each) for key, each in told.items()}
    return told


def kind_of(kind: str, nodes: list[Node]) -> str:
    """What a block is set as: one that says to be a heading and holds no words is a paragraph."""
    if kind == BlockKind.HEADING and not any(node["t"] == "h" for node in nodes):
        return str(BlockKind.PARAGRAPH)
    return str(kind)


def fitted(node: Any) -> Any:
    """A node with places to break in what is too long for a line, and lists that know how wide they are set."""
    if isinstance(node, str):
        return breakable(node)
    fit: Node = dict(node)
    if node["t"] == "table":
        fit["head"] = [[fitted(each) for each in cell] for cell in node["head"]]
        fit["rows"] = [[[fitted(each) for each in cell] for cell in row] for row in node["rows"]]
    elif node["t"] == "list":
        fit["c"] = [[fitted(each) for each in item] for item in node["c"]]
        fit["tight"] = all(len(item) < 2 for item in node["c"])
    elif "c" in node:
        fit["c"] = [fitted(each) for each in node["c"]]
    elif "s" in node:
        fit["s"] = breakable(node["s"]) if node["t"] == "code" else node["s"]
    return fit


def breakable(text: str) -> str:
    """The same words, with places to break inside very long ones."""
    return _LONG.sub(lambda found: _broken(found[0]), text)


def _broken(word: str) -> str:
    marked = _MARKS.sub(rf"\1{BREAK}", word)
    return BREAK.join(
        BREAK.join(part[at : at + LONGEST_WORD] for at in range(0, len(part), LONGEST_WORD))
        for part in marked.split(BREAK)
    )


def qr_of(address: str) -> str:
    """The QR code of an address, as SVG."""
    kept = io.BytesIO()
    segno.make(address, error="m", micro=False).save(kept, kind="svg", border=1, xmldecl=False, svgns=True)
    return kept.getvalue().decode()
