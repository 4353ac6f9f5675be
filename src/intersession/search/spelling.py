"""A word of the index close to one it does not hold."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy

from intersession.search.analysis import fold, is_cjk, stems_of_unknown
from intersession.search.lexicon import Lexicon

SHORTEST = 5
# Latin words from here on may differ in two letters; elsewhere two letters make another word.
LONG = 8
MOST_CANDIDATES = 3000


def correction(searcher: tantivy.Searcher, word: str, lexicon: Lexicon) -> str:
    """The likeliest word for one that stands nowhere, or nothing."""
    folded = fold(word)
    if len(folded) < SHORTEST or is_cjk(word) or not folded.isalpha():
        return ""
    forms = stems_of_unknown(word)
    if any(lexicon.firsts.get(form) or searcher.doc_freq("text", form) for form in forms):
        return ""
    allowed = 2 if len(folded) >= LONG and folded.isascii() else 1
    held = dict(_beginning_alike(searcher, folded))
    held.update((first, 1) for first in lexicon.firsts if first not in held)
    close = [
        (distance(folded, other, allowed), -count, other)
        for other, count in held.items()
        if abs(len(other) - len(folded)) <= allowed and other.isalpha()
    ]
    near = [found for found in close if found[0] <= allowed]
    return min(near)[2] if near else ""


def _beginning_alike(searcher: tantivy.Searcher, folded: str) -> Iterable[tuple[str, int]]:
    """Words with the same first two letters, or with them swapped, or without the first."""
    beginnings = dict.fromkeys((folded[:2], folded[1] + folded[0], folded[0] + folded[2], folded[1:3]))
    for beginning in beginnings:
        yield from searcher.terms_with_prefix("title_word", beginning, None, MOST_CANDIDATES)


def distance(one: str, other: str, most: int) -> int:
    """How many letters to add, drop, change or swap with the next; more than `most` comes out as `most` + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place, *[0] * len(other)]
        for at, against in enumerate(other, 1):
            row[at] = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != against))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == against:
                row[at] = min(row[at], earlier[at - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
