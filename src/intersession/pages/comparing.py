"""What differs between two texts of a page, paragraph by paragraph, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intersession.differences.compare import Block, Comparison, Fate, Piece, compare

# Unchanged paragraphs shown before and after a change.
AROUND = 1
BLANK_LINES = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words and their fate: kept, added or removed."""

    text: str
    fate: str


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the comparison: `same`, `changed`, `added`, `removed`; or `left-out`, so many unchanged."""

    change: str
    stretches: tuple[Stretch, ...] = ()
    is_moved: bool = False
    left_out: int = 0


def paragraphs(title: str, source: str) -> list[Block]:
    """The title and every paragraph of a Markdown text."""
    return [
        Block("title", title),
        *(Block("", text) for text in BLANK_LINES.split(source.strip("\n")) if text),
    ]


def parts_between(old: tuple[str, str], new: tuple[str, str]) -> list[Part]:
    """From one (title, source) to another; unchanged paragraphs far from any change are left out and counted."""
    found = compare(paragraphs(*old), paragraphs(*new))
    parts = [_part(found, piece) for piece in found.pieces]
    near = {
        place + step
        for place, part in enumerate(parts)
        if part.change != "same"
        for step in range(-AROUND, AROUND + 1)
    }
    return list(_shortened(parts, near))


def _shortened(parts: list[Part], near: set[int]) -> Iterator[Part]:
    left_out = 0
    for place, part in enumerate(parts):
        if place in near:
            if left_out:
                yield Part("left-out", left_out=left_out)
            left_out = 0
            yield part
        else:
            left_out += 1
    if left_out:
        yield Part("left-out", left_out=left_out)


def _part(found: Comparison, piece: Piece) -> Part:
    if piece.is_added or piece.is_removed:
        blocks = [found.new[number] for number in piece.new] or [found.old[number] for number in piece.old]
        fate = Fate.ADDED if piece.is_added else Fate.REMOVED
        return Part(fate.value, tuple(Stretch(block.text, fate.value) for block in blocks))
    stretches = tuple(
        Stretch(run.old_text if run.fate == Fate.REMOVED else run.new_text, run.fate.value)
        for run in piece.runs
    )
    is_changed = piece.is_changed or piece.is_moved
    return Part("changed" if is_changed else "same", stretches, piece.is_moved)
