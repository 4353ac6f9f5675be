"""Comparing two versions: which block became which, then which words stayed, came and went.

How blocks find each other, each step taking only what the steps before left over:

1. by their lasting key;
2. by the same words (of several alike, the first takes the first);
3. by pairs of neighbouring words in common (counted for all blocks at once), the most first, if at least half of
   the words of the two are the same and in the same order;
4. a block that is left over belongs to the others of a pair if most of its words are missing there: an old
   block whose second half is a new block was split, two old blocks found in a new one were merged.

Within a piece the words are compared by a longest common subsequence (rapidfuzz, bit-parallel), which no other
report of the same two blocks can undercut. Pieces whose old blocks do not stand in the order of the new ones
moved: all but those on the heaviest ascending chain, weighed in words, so that the fewest words are said to move.

Limits: blocks of more than some ten thousand words are compared in quadratic time. A block that was rewritten
beyond half of its words and lost its key counts as one that went and one that came.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz.distance import LCSseq

from intersession.differences.words import Tokens, count_words, cut

# Two blocks are versions of one another when this share of their words is common, in order.
ALIKE = 0.5
# A left-over block is part of a split or a merge when this share of its words is missing from the pair.
PART = 0.6
# The least number of common words that says anything: two headings of one word each are not "half the same".
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (or heading, list, note …) of a version, with its lasting key; an empty key is none."""

    key: str
    text: str


class Fate(StrEnum):
    """What became of the words of a run."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one fate. `old` and `new` are the blocks (numbers) they stand in, None where they do not.

    `old_at` and `new_at` are the character positions in those blocks. The texts of a kept run differ in
    white space at most.
    """

    fate: Fate
    old: int | None
    new: int | None
    old_at: int
    new_at: int
    old_text: str
    new_text: str

    @property
    def words(self) -> int:
        """How many words; a mark of punctuation is none."""
        return count_words(self.old_text if self.new is None else self.new_text)


@dataclass(frozen=True, slots=True)
class Piece:
    """Old and new blocks (by number, in reading order) that belong together, and their words."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    is_moved: bool
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return any(run.fate != Fate.KEPT for run in self.runs)

    @property
    def is_added(self) -> bool:
        return not self.old

    @property
    def is_removed(self) -> bool:
        return not self.new

    @property
    def is_split(self) -> bool:
        return len(self.new) > 1 and len(self.old) == 1

    @property
    def is_merged(self) -> bool:
        return len(self.old) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pieces in the order of the new version; a removed block stands behind what stood before it."""

    old: tuple[Block, ...]
    new: tuple[Block, ...]
    pieces: tuple[Piece, ...]

    def count(self, fate: Fate) -> int:
        """Words with a fate. Words that only moved are kept."""
        return sum(run.words for piece in self.pieces for run in piece.runs if run.fate == fate)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, moved, split or merged."""
        return not any(
            piece.is_changed or piece.is_moved or piece.is_split or piece.is_merged for piece in self.pieces
        )


def compare(old: Sequence[Block], new: Sequence[Block]) -> Comparison:
    """The comparison of two versions."""
    codes: dict[str, int] = {}
    before = [_Coded(cut(block.text), codes) for block in old]
    after = [_Coded(cut(block.text), codes) for block in new]
    pairs = _pairs(old, new, before, after, len(codes))
    groups = _groups(pairs, before, after)
    moved = _moved(groups, before)
    pieces = [
        Piece(olds, news, number in moved, tuple(_runs(olds, news, before, after)))
        for number, (olds, news) in enumerate(groups)
    ]
    return Comparison(tuple(old), tuple(new), tuple(_in_reading_order(pieces)))


class _Coded:
    """The tokens of a block, each word as a small number."""

    __slots__ = ("codes", "tokens")

    def __init__(self, tokens: Tokens, codes: dict[str, int]) -> None:
        self.tokens = tokens
        self.codes = [codes.setdefault(word, len(codes)) for word in tokens.words]


def _common(one: list[int], other: list[int]) -> int:
    """How many words two texts have in common, in order."""
    return int(LCSseq.similarity(one, other))


def _pairs(
    old: Sequence[Block], new: Sequence[Block], before: list[_Coded], after: list[_Coded], words: int
) -> dict[int, int]:
    """New block → old block, one to one: steps 1 to 3."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for by_words in (False, True):
        waiting: dict[object, list[int]] = defaultdict(list)
        for number in reversed(range(len(old))):
            if number not in taken:
                waiting[tuple(before[number].codes) if by_words else old[number].key].append(number)
        waiting.pop("", None)
        waiting.pop((), None)
        for number in range(len(new)):
            found = waiting.get(tuple(after[number].codes) if by_words else new[number].key)
            if found and number not in pairs:
                pairs[number] = found.pop()
                taken.add(pairs[number])
    left = [number for number in range(len(old)) if number not in taken]
    right = [number for number in range(len(new)) if number not in pairs]
    for _shared, _distance, one, other in sorted(
        (-shared, abs(one - other), one, other)
        for one, other, shared in _neighbours(left, right, before, after, words)
    ):
        if one not in taken and other not in pairs:
            common = _common(before[one].codes, after[other].codes)
            length = len(before[one].codes) + len(after[other].codes)
            if common >= FEWEST and 2 * common >= ALIKE * length:
                pairs[other] = one
                taken.add(one)
    return pairs


def _neighbours(
    left: list[int], right: list[int], before: list[_Coded], after: list[_Coded], words: int, most: int = 4
) -> Iterator[tuple[int, int, int]]:
    """For each new block the few old ones with the most pairs of neighbouring words in common: (old, new, how many).

    All pairs of words of all blocks are sorted once and joined, so that the work grows with the text and
    not with the product of the numbers of blocks. Pairs that more than twenty blocks hold say nothing.
    """
    ours, our_blocks = _word_pairs(left, before, words)
    theirs, their_blocks = _word_pairs(right, after, words)
    if not len(ours) or not len(theirs):
        return
    order = np.argsort(ours, kind="stable")
    ours, our_blocks = ours[order], our_blocks[order]
    first = np.searchsorted(ours, theirs, side="left")
    count = np.searchsorted(ours, theirs, side="right") - first
    count[count > 20] = 0
    # Row i of the join: their pair `row[i]` meets our pair `first[row] + step`.
    row = np.repeat(np.arange(len(theirs)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    meeting = their_blocks[row].astype(np.int64) * len(before) + our_blocks[first[row] + step]
    meetings, times = np.unique(meeting, return_counts=True)
    best: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, shared in zip(meetings.tolist(), times.tolist(), strict=True):
        other, one = divmod(key, len(before))
        best[other].append((-shared, one))
    for other, found in best.items():
        for shared, one in sorted(found)[:most]:
            yield one, other, -shared


def _word_pairs(
    numbers: list[int], blocks: list[_Coded], words: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int32]]]:
    """Every two neighbouring words of these blocks as one number each, and the block it stands in."""
    codes = [np.asarray(blocks[number].codes, dtype=np.int64) for number in numbers]
    pairs = [code[:-1] * words + code[1:] if len(code) > 1 else code[:0] for code in codes]
    if not pairs:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    lengths = [len(each) for each in pairs]
    return np.concatenate(pairs), np.repeat(np.asarray(numbers, dtype=np.int32), lengths)


def _groups(
    pairs: dict[int, int], before: list[_Coded], after: list[_Coded]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """(old blocks, new blocks) of each piece: the pairs, widened by what was split off or merged (step 4)."""
    olds_of: dict[int, list[int]] = {other: [one] for other, one in pairs.items()}
    paired = {one: other for other, one in pairs.items()}
    words = 1 + max((max(each.codes, default=0) for each in (*before, *after)), default=0)
    left = [number for number in range(len(before)) if number not in paired]
    right = [number for number in range(len(after)) if number not in pairs]
    news_of: dict[int, list[int]] = {other: [other] for other in pairs}
    lead: dict[int, int] = {}
    # A new block that is left over and says what an old block said: the old one was split.
    for one, other, _shared in sorted(_neighbours(list(range(len(before))), right, before, after, words)):
        if other in lead or not after[other].codes:
            continue
        leader = paired.get(one)
        if leader is None:
            # The old block found no pair: its first part becomes the leader of the piece.
            if one in left and _is_part(after[other].codes, [], before[one].codes):
                paired[one] = other
                olds_of[other], news_of[other], lead[other] = [one], [other], other
                left.remove(one)
            continue
        rest = [code for number in news_of[leader] for code in after[number].codes]
        if len(olds_of[leader]) == 1 and _is_part(after[other].codes, rest, before[one].codes):
            news_of[leader].append(other)
            lead[other] = leader
    # An old block that is left over and stands in a new one: it was merged into it.
    for other, one, _shared in sorted(_neighbours(list(range(len(after))), left, after, before, words)):
        if one in paired or not before[one].codes:
            continue
        if other not in olds_of:
            if other not in lead and _is_part(before[one].codes, [], after[other].codes):
                olds_of[other], news_of[other] = [one], [other]
                paired[one] = other
            continue
        if len(news_of[other]) > 1:
            continue
        rest = [code for number in olds_of[other] for code in before[number].codes]
        if _is_part(before[one].codes, rest, after[other].codes):
            olds_of[other].append(one)
            paired[one] = other
    groups = [(tuple(sorted(olds_of[other])), tuple(sorted(news_of[other]))) for other in olds_of]
    grouped = {number for _olds, news in groups for number in news}
    groups += [((), (number,)) for number in range(len(after)) if number not in grouped]
    groups += [((number,), ()) for number in range(len(before)) if number not in paired]
    return groups


def _is_part(part: list[int], rest: list[int], whole: list[int]) -> bool:
    """Whether most words of `part` stand in `whole` and are not accounted for by `rest` already."""
    gained = max(_common(rest + part, whole), _common(part + rest, whole)) - _common(rest, whole)
    return gained >= FEWEST and gained >= PART * len(part)


def _moved(groups: list[tuple[tuple[int, ...], tuple[int, ...]]], before: list[_Coded]) -> set[int]:
    """The groups (by number) that are not on the heaviest chain whose old and new blocks both ascend."""
    placed = sorted((news[0], olds[0], number) for number, (olds, news) in enumerate(groups) if olds and news)
    firsts = sorted(one for _other, one, _number in placed)
    # A Fenwick tree of the heaviest chain that ends at or before an old block.
    tree: list[tuple[int, int]] = [(0, -1)] * (len(firsts) + 1)
    chain: dict[int, tuple[int, int]] = {}
    for _other, one, number in placed:
        rank = bisect_left(firsts, one) + 1
        best, at = (0, -1), rank - 1
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        weight = 1 + sum(len(before[each].codes) for each in groups[number][0])
        chain[number] = (best[0] + weight, best[1])
        at = rank
        while at <= len(firsts):
            tree[at] = max(tree[at], (chain[number][0], number))
            at += at & -at
    number = max(chain, key=lambda each: chain[each][0], default=-1)
    staying = set()
    while number >= 0:
        staying.add(number)
        number = chain[number][1]
    return set(chain) - staying


def _runs(
    olds: tuple[int, ...], news: tuple[int, ...], before: list[_Coded], after: list[_Coded]
) -> Iterator[Run]:
    """The words of a piece in reading order, cut wherever a block of either side ends."""
    ours = [(number, at) for number in olds for at in range(len(before[number].codes))]
    theirs = [(number, at) for number in news for at in range(len(after[number].codes))]
    old_codes = [before[number].codes[at] for number, at in ours]
    new_codes = [after[number].codes[at] for number, at in theirs]
    is_same = old_codes == new_codes
    steps = [(True, 0, len(ours), 0, len(theirs))] if is_same else _steps(old_codes, new_codes)
    for is_kept, start, end, new_start, new_end in steps:
        if is_kept:
            length, done = end - start, 0
            while done < length:
                one, at = ours[start + done]
                other, new_at = theirs[new_start + done]
                room = min(len(before[one].codes) - at, len(after[other].codes) - new_at, length - done)
                yield _run(Fate.KEPT, (one, at), (other, new_at), room, before, after)
                done += room
        else:
            for side, places, first, last in (
                (Fate.REMOVED, ours, start, end),
                (Fate.ADDED, theirs, new_start, new_end),
            ):
                done = first
                while done < last:
                    number, at = places[done]
                    coded = (before if side == Fate.REMOVED else after)[number]
                    room = min(len(coded.codes) - at, last - done)
                    here, nowhere = (number, at), None
                    is_old = side == Fate.REMOVED
                    yield _run(
                        side, here if is_old else nowhere, nowhere if is_old else here, room, before, after
                    )
                    done += room


def _steps(old: list[int], new: list[int]) -> list[tuple[bool, int, int, int, int]]:
    """(is it kept, old start, old end, new start, new end), kept and changed stretches in turn."""
    steps: list[tuple[bool, int, int, int, int]] = []
    for step in LCSseq.opcodes(old, new):
        is_kept = step.tag == "equal"
        if steps and steps[-1][0] == is_kept:
            _same, start, _end, new_start, _new_end = steps.pop()
            steps.append((is_kept, start, step.src_end, new_start, step.dest_end))
        else:
            steps.append((is_kept, step.src_start, step.src_end, step.dest_start, step.dest_end))
    return steps


def _run(
    fate: Fate,
    one: tuple[int, int] | None,
    other: tuple[int, int] | None,
    room: int,
    before: list[_Coded],
    after: list[_Coded],
) -> Run:
    """A run of `room` tokens that begins at these (block, token)."""
    old, old_at, old_text = None, 0, ""
    new, new_at, new_text = None, 0, ""
    if one is not None:
        tokens = before[one[0]].tokens
        old, old_at, old_text = one[0], tokens.starts[one[1]], tokens.between(one[1], one[1] + room)
    if other is not None:
        tokens = after[other[0]].tokens
        new, new_at, new_text = other[0], tokens.starts[other[1]], tokens.between(other[1], other[1] + room)
    return Run(fate, old, new, old_at, new_at, old_text, new_text)


def _in_reading_order(pieces: list[Piece]) -> list[Piece]:
    """The pieces as the new version has them; what was removed behind what stood before it in the old one."""
    kept = sorted((piece for piece in pieces if piece.new), key=lambda piece: piece.new[0])
    place = {number: at for at, piece in enumerate(kept) for number in piece.old if not piece.is_moved}
    order: list[tuple[int, int, int, Piece]] = [(at, 0, 0, piece) for at, piece in enumerate(kept)]
    for piece in pieces:
        if not piece.new:
            before = next((place[number] for number in range(piece.old[0], -1, -1) if number in place), -1)
            order.append((before, 1, piece.old[0], piece))
    return [piece for _at, _is_removed, _number, piece in sorted(order, key=lambda each: each[:3])]
