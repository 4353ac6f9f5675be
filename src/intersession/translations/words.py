"""What must stay the same in a translation although every word changes: what a block is, and what it points to."""

from __future__ import annotations

import re
from collections import Counter

from django.utils.translation import gettext as _

from intersession.kit.fields import clean_line, clean_paragraphs
from intersession.papers.models import LONGEST_BLOCK, Block, BlockKind
from intersession.papers.texts import TooLong, split

LONGEST_TITLE = 300
_HEADING = re.compile(r"^(#{1,6})[ \t]+")
# Addresses of links, footnotes, and references to works and laws.
_POINTERS = re.compile(
    r"\]\(\s*(<[^<>\n]*>|[^\s()]+)|(\[\^[^\]\s]+\])|(\[\[(?:library|law):[A-Za-z0-9_-]+\]\])"
)
_TEXT = {BlockKind.PARAGRAPH, BlockKind.FIGURE, BlockKind.NOTE}


def prepared(source: Block | None, text: str) -> str:
    """What somebody gave for a block (or, without one, for the title), without characters that deceive a reader."""
    return fitted(source.text, clean_paragraphs(text)) if source else clean_line(text)


def fitted(source: str, text: str) -> str:
    """The text with the marks of a heading in front when the source has them and a translator left them out."""
    marks = _HEADING.match(source)
    if marks and not _HEADING.match(text):
        return f"{marks[1]} {text.lstrip()}"
    return text


def has_same_shape(source: str, text: str) -> bool:
    """Whether both are the same sort of block: a heading of one level, a list, a table, or running text."""
    return _shape(source) == _shape(text)


def _shape(text: str) -> list[str]:
    try:
        parts = split(text)
    except TooLong:
        return ["too long"]
    # Figures and notes are known by a word of one language, which a translation has in another.
    return ["text" if part.kind in _TEXT else f"{part.kind} {part.level}" for part in parts]


def lost(source: str, text: str) -> list[str]:
    """Links, footnotes and references of the source that the text has not, as they are written there."""
    missing = Counter(_pointers(source)) - Counter(_pointers(text))
    return list(missing)


def _pointers(text: str) -> list[str]:
    return [found[1] or found[2] or found[3] for found in _POINTERS.finditer(text)]


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in white space at most: tools wrap lines as they like."""
    return one.split() == other.split()


def fault_of(source: Block | None, text: str) -> str:
    """Why a text cannot stand for a block (or, without one, for the title); an empty sentence when it can."""
    if not text.strip():
        return _("Write the translation.")
    most = LONGEST_BLOCK if source else LONGEST_TITLE
    if len(text) > most:
        return _("This is too long: at most %(most)s characters.") % {"most": most}
    if source and not has_same_shape(source.text, text):
        return _(
            "The paragraph must stay what it is in the original: a heading of the same level, a list, a table "
            "or running text, in one piece."
        )
    return ""
