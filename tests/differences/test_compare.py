"""What became of each block and each word, for texts of every kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.differences.compare import Block, Comparison, Fate, compare
from intersession.differences.words import cut

ONE = "Services ask nobody for more data than they need, and say so in words that children understand."
TWO = "Hotlines answer within one working day and tell whoever reported what became of the report."
THREE = "Schools teach what to do when a stranger writes, before it happens and not after."


def texts(*sentences: str) -> list[Block]:
    """Blocks without keys."""
    return [Block("", sentence) for sentence in sentences]


def changes(comparison: Comparison) -> list[tuple[str, str]]:
    """What came and went, in reading order."""
    return [
        (run.fate.value, (run.old_text or run.new_text).strip())
        for piece in comparison.pieces
        for run in piece.runs
        if run.fate != Fate.KEPT
    ]


def test_equal_texts_do_not_differ() -> None:
    assert compare(texts(ONE, TWO), texts(ONE, TWO)).is_empty
    assert compare([], []).is_empty


def test_a_paragraph_that_was_only_wrapped_anew_has_not_changed() -> None:
    assert compare(texts(ONE), texts(ONE.replace(" ", "\n"))).is_empty


def test_one_word_replaced_is_one_word_gone_and_one_come() -> None:
    found = compare(texts(ONE, TWO), texts(ONE, TWO.replace("working day", "hour")))
    assert changes(found) == [("removed", "working day"), ("added", "hour")]


def test_a_block_that_moved_is_said_to_have_moved_and_no_word_changed() -> None:
    found = compare(texts(ONE, TWO, THREE), texts(THREE, ONE, TWO))
    assert [piece.is_moved for piece in found.pieces] == [True, False, False]
    assert changes(found) == []


def test_the_fewest_words_are_said_to_move() -> None:
    found = compare(texts("Short one here.", ONE), texts(ONE, "Short one here."))
    assert [piece.is_moved for piece in found.pieces] == [False, True]


def test_a_block_that_was_split_is_one_piece() -> None:
    found = compare(texts(ONE + " " + TWO, THREE), texts(ONE, TWO, THREE))
    assert (found.pieces[0].old, found.pieces[0].new) == ((0,), (0, 1))
    assert found.pieces[0].is_split
    assert changes(found) == []


def test_a_split_is_found_when_the_first_part_keeps_the_key() -> None:
    old = [Block("a", ONE + " " + TWO), Block("b", THREE)]
    found = compare(old, [Block("a", ONE), Block("c", TWO), Block("b", THREE)])
    assert found.pieces[0].new == (0, 1)
    assert changes(found) == []


def test_blocks_that_were_merged_are_one_piece() -> None:
    found = compare(texts(ONE, TWO, THREE), texts(ONE + " " + TWO, THREE))
    assert (found.pieces[0].old, found.pieces[0].new) == ((0, 1), (0,))
    assert found.pieces[0].is_merged
    assert changes(found) == []


def test_a_merge_is_found_when_one_key_remains() -> None:
    old = [Block("a", ONE), Block("b", TWO)]
    found = compare(old, [Block("a", ONE + " " + TWO)])
    assert [piece.old for piece in found.pieces] == [(0, 1)]


def test_a_key_outlasts_a_text_written_anew() -> None:
    found = compare([Block("a", ONE), Block("b", TWO)], [Block("a", THREE), Block("b", TWO)])
    assert [(piece.old, piece.new) for piece in found.pieces] == [((0,), (0,)), ((1,), (1,))]


def test_without_a_key_a_text_written_anew_is_one_gone_and_one_come() -> None:
    found = compare(texts(ONE, TWO), texts(THREE, TWO))
    assert [(piece.old, piece.new) for piece in found.pieces] == [((0,), ()), ((), (0,)), ((1,), (1,))]


def test_what_was_removed_stands_behind_what_stood_before_it() -> None:
    found = compare(texts(ONE, TWO, THREE), texts(ONE, THREE))
    assert [piece.is_removed for piece in found.pieces] == [False, True, False]


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("儿童网络安全是我们的共同责任。", "儿童网络保护是我们的共同责任。", "安全", "保护"),
        ("حماية الأطفال على الإنترنت مسؤوليتنا", "حماية الأطفال في الإنترنت مسؤوليتنا", "على", "في"),
        ("Сообщайте о насилии", "Сообщайте о вреде", "насилии", "вреде"),
        ("การคุ้มครองเด็ก", "การคุ้มครองเยาวชน", "ด็ก", "ยาวชน"),
    ],
)
def test_every_script_is_compared_by_its_words(old: str, new: str, removed: str, added: str) -> None:
    found = compare([Block("a", old)], [Block("a", new)])
    assert ("removed", removed) in changes(found)
    assert ("added", added) in changes(found)


def test_a_thousand_blocks_shuffled_lose_no_word() -> None:
    chance = random.Random(7)
    old = [Block("", " ".join(f"w{chance.randrange(3000)}" for _ in range(20))) for _ in range(1000)]
    new = list(old)
    chance.shuffle(new)
    found = compare(old, new)
    assert found.count(Fate.ADDED) == found.count(Fate.REMOVED) == 0


WORDS = st.lists(
    st.sampled_from(["a", "b", "c", "d", "e", "f,", "g.", "中", "文", "ا", "ب"]), max_size=12
).map(" ".join)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(["", "k", "l", "m", "n"]), WORDS), max_size=7)


def read_back(comparison: Comparison, side: str) -> list[str]:
    """The texts of one side, put together from the runs."""
    count = len(comparison.old if side == "old" else comparison.new)
    parts: list[list[tuple[int, str]]] = [[] for _ in range(count)]
    for piece in comparison.pieces:
        for run in piece.runs:
            block = run.old if side == "old" else run.new
            if block is not None:
                at = run.old_at if side == "old" else run.new_at
                parts[block].append((at, run.old_text if side == "old" else run.new_text))
    return ["".join(text for _at, text in sorted(part)) for part in parts]


def all_numbers(pieces: Sequence[tuple[int, ...]]) -> list[int]:
    return sorted(number for piece in pieces for number in piece)


@settings(max_examples=300, deadline=None)
@given(BLOCKS, BLOCKS)
def test_both_texts_can_be_read_back_and_every_block_stands_in_one_piece(
    old: list[Block], new: list[Block]
) -> None:
    found = compare(old, new)
    assert read_back(found, "old") == [block.text for block in old]
    assert read_back(found, "new") == [block.text for block in new]
    assert all_numbers([piece.old for piece in found.pieces]) == list(range(len(old)))
    assert all_numbers([piece.new for piece in found.pieces]) == list(range(len(new)))
    assert [piece.new[0] for piece in found.pieces if piece.new] == sorted(
        piece.new[0] for piece in found.pieces if piece.new
    )


@settings(max_examples=200, deadline=None)
@given(BLOCKS)
def test_a_text_never_differs_from_itself(blocks: list[Block]) -> None:
    found = compare(blocks, blocks)
    assert found.count(Fate.ADDED) == found.count(Fate.REMOVED) == 0
    assert not any(piece.is_moved for piece in found.pieces)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_every_character_belongs_to_one_token(text: str) -> None:
    tokens = cut(text)
    assert tokens.between(0, len(tokens.words)) == text
    assert "".join(tokens.between(at, at + 1) for at in range(len(tokens.words))) == text
