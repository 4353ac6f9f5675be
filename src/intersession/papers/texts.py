"""Markdown into blocks and back: what a paper's text is made of.

A block is one top-level element of CommonMark. A heading knows its level; a table, a list, a quotation (kept as
a paragraph), a figure (a paragraph that starts with “Figure”) know what they are. The definition of a footnote
goes with the first block that refers to it, so that every block can be read, moved and translated by itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt

from intersession.kit.markdown import to_html
from intersession.papers.models import LONGEST_BLOCK, Block, BlockKind

MOST_BLOCKS = 5_000
_DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n(?:[ \t]+.*|\n(?=[ \t])))*)", re.MULTILINE)
_KINDS = {
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "table_open": BlockKind.TABLE,
}
_FIGURE = re.compile(r"(?i)^(figure|fig\.|figura|الشكل|图)\s*\d")
_NOTE = re.compile(r"(?i)^(note|nota|ملاحظة|注)\s*[::]")
_PARSER: Any = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class TooLong(Exception):
    """A text or a block of it is longer than a paper takes. Carries how long it may be."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@dataclass(frozen=True, slots=True)
class Part:
    """A block that is not stored yet."""

    kind: BlockKind
    level: int
    text: str

    @property
    def html(self) -> str:
        return html_of(self)


def split(source: str) -> list[Part]:
    """The blocks of a Markdown text. Raises `TooLong`."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    definitions = {found[1]: found[0].rstrip() for found in _DEFINITION.finditer(source)}
    source = _DEFINITION.sub("", source)
    lines = source.split("\n")
    parts: list[Part] = []
    for token in _PARSER.parse(source):
        if token.level or not token.map or token.nesting == -1:
            continue
        text = "\n".join(lines[token.map[0] : token.map[1]]).strip("\n").rstrip()
        if not text.strip() or token.type == "hr":
            continue
        if token.type == "heading_open":
            words = re.sub(r"^#{1,6}\s*|\s*#*$", "", text.split("\n")[0]) if token.markup[0] == "#" else text
            if token.markup[0] != "#":
                words = text.rsplit("\n", 1)[0]
            level = int(token.tag[1])
            parts.append(Part(BlockKind.HEADING, level, f"{'#' * level} {words.strip()}"))
        else:
            parts.append(Part(_kind_of(token.type, text), 0, text))
    for name, definition in definitions.items():
        for number, part in enumerate(parts):
            if f"[^{name}]" in part.text:
                parts[number] = Part(part.kind, part.level, f"{part.text}\n\n{definition}")
                break
        else:
            parts.append(Part(BlockKind.NOTE, 0, definition.split(":", 1)[1].strip()))
    if len(parts) > MOST_BLOCKS:
        raise TooLong(MOST_BLOCKS)
    if any(len(part.text) > LONGEST_BLOCK for part in parts):
        raise TooLong(LONGEST_BLOCK)
    return [part for part in parts if part.text]


def _kind_of(token_type: str, text: str) -> BlockKind:
    if token_type == "paragraph_open" and _FIGURE.match(text):
        return BlockKind.FIGURE
    if token_type == "paragraph_open" and _NOTE.match(text):
        return BlockKind.NOTE
    return _KINDS.get(token_type, BlockKind.PARAGRAPH)


def html_of(block: Block | Part, notes: str = "") -> str:
    """The safe HTML of a block. The title of the paper is the only heading of the first level."""
    top = 1 + max(block.level, 1)
    return str(to_html(block.text, top=top, notes=notes))


def plain(text: str) -> str:
    """The words of a block without the marks of Markdown that stand at its beginning, for comparing."""
    return re.sub(r"^#{1,6} ", "", text)


def hash_of(blocks: Iterable[Block]) -> str:
    """What the text of a version is, as a number: SHA-256 over keys, kinds and texts in order.

    Each field is preceded by its length in bytes, so that no two texts share a form.
    """
    digest = hashlib.sha256()
    for block in blocks:
        for field in (block.key, block.kind, str(block.level), block.text):
            data = field.encode()
            digest.update(f"{len(data)}:".encode() + data)
    return digest.hexdigest()
