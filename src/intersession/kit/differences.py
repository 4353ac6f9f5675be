"""What differs between two texts: line by line, and within changed lines word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

# Unchanged lines shown before and after a change.
AROUND = 2
WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; `change` is `same`, `gone` or `new`."""

    text: str
    change: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison; `change` is `same`, `gone`, `new`, or `left-out` for lines not shown."""

    pieces: tuple[Piece, ...]
    change: str
    left_out: int = 0


def differences(before: str, after: str) -> list[Line]:
    """The lines of both texts in order, the unchanged ones far from any change left out and counted."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    blocks = SequenceMatcher(None, old, new).get_opcodes()
    for place, (tag, start, end, new_start, new_end) in enumerate(blocks):
        if tag == "equal":
            lines += _same(old[start:end], is_first=place == 0, is_last=place == len(blocks) - 1)
        elif tag == "replace":
            lines += _changed(old[start:end], new[new_start:new_end])
        else:
            lines += [_whole(line, "gone") for line in old[start:end]]
            lines += [_whole(line, "new") for line in new[new_start:new_end]]
    return lines


def _whole(line: str, change: str) -> Line:
    return Line((Piece(line, change),), change)


def _same(lines: list[str], *, is_first: bool, is_last: bool) -> Iterable[Line]:
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    left_out = len(lines) - head - tail
    if left_out <= 1:
        return [_whole(line, "same") for line in lines]
    return [
        *(_whole(line, "same") for line in lines[:head]),
        Line((), "left-out", left_out),
        *(_whole(line, "same") for line in lines[len(lines) - tail :]),
    ]


def _changed(old: list[str], new: list[str]) -> Iterable[Line]:
    """Lines that took each other's place, in pairs; those without a partner are whole lines gone or new."""
    for before, after in zip(old, new, strict=False):
        gone, come = _words(before, after)
        yield Line(gone, "gone")
        yield Line(come, "new")
    for line in old[len(new) :]:
        yield _whole(line, "gone")
    for line in new[len(old) :]:
        yield _whole(line, "new")


def _words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = WORD.findall(before), WORD.findall(after)
    gone: list[Piece] = []
    come: list[Piece] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if end > start:
            gone.append(Piece("".join(old[start:end]), "same" if tag == "equal" else "gone"))
        if new_end > new_start:
            come.append(Piece("".join(new[new_start:new_end]), "same" if tag == "equal" else "new"))
    return tuple(gone), tuple(come)
