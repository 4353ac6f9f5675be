"""Finding a passage again: where the words that somebody commented on stand in a later version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intersession.differences.compare import Comparison, Fate, Run

# A passage is still itself, though somebody should look, while this share of its characters is there.
STILL_THERE = 0.5


class Standing(StrEnum):
    """How a passage fared."""

    CARRIED = "carried"
    CHECK = "check"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a block: characters `start` … `end`-1."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage stands now. `passage` is None when it is gone."""

    standing: Standing
    passage: Passage | None


def find_again(comparison: Comparison, passage: Passage) -> Found:
    """Carry a passage of the old version over to the new one.

    CARRIED: every word is there, in one block, with nothing in between. CHECK: at least half of it is there,
    or words came in between; the new stretch reaches from the first word found to the last in the block
    that holds the most. GONE: less is left than that.
    """
    held: dict[int, list[tuple[int, int]]] = {}
    runs = [run for piece in comparison.pieces if passage.block in piece.old for run in piece.runs]
    wanted = len("".join(comparison.old[passage.block].text[passage.start : passage.end].split()))
    for run in runs:
        if run.fate == Fate.KEPT and run.old == passage.block and run.new is not None:
            stretch = _overlap(run, passage)
            if stretch:
                held.setdefault(run.new, []).append(stretch)
    if not held or not wanted:
        return Found(Standing.GONE, None)

    def size(block: int) -> int:
        text = comparison.new[block].text
        return sum(len("".join(text[start:end].split())) for start, end in held[block])

    block = max(held, key=lambda each: (size(each), -each))
    start, end = min(first for first, _last in held[block]), max(last for _first, last in held[block])
    text = comparison.new[block].text
    while end > start and text[end - 1].isspace():
        end -= 1
    found = Passage(block, start, end)
    quote = comparison.old[passage.block].text[passage.start : passage.end]
    if text[start:end].split() == quote.split():
        return Found(Standing.CARRIED, found)
    if size(block) >= STILL_THERE * wanted:
        return Found(Standing.CHECK, found)
    return Found(Standing.GONE, None)


def _overlap(run: Run, passage: Passage) -> tuple[int, int] | None:
    """The part of a kept run that belongs to the passage, in characters of the new block."""
    start = max(passage.start - run.old_at, 0)
    end = min(passage.end - run.old_at, len(run.old_text))
    if start >= end:
        return None
    if run.old_text == run.new_text:
        return run.new_at + start, run.new_at + end
    # White space differs: count the other characters.
    first = len("".join(run.old_text[:start].split()))
    last = len("".join(run.old_text[:end].split()))
    positions = [at for at, mark in enumerate(run.new_text) if not mark.isspace()]
    if first >= last:
        return None
    return run.new_at + positions[first], run.new_at + positions[last - 1] + 1
