"""Comparing two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intersession.kit.differences import differences

texts = st.lists(st.text(alphabet="ab ", max_size=5), max_size=12).map("\n".join)


def side(before: str, after: str, change: str) -> list[str]:
    """What one side of the comparison shows; None stands for lines left out."""
    shown: list[str] = []
    for line in differences(before, after):
        if line.change == "left-out":
            shown += [""] * line.left_out
        elif line.change in ("same", change):
            shown.append("".join(piece.text for piece in line.pieces))
    return shown


@given(texts, texts)
def test_both_texts_can_be_read_from_the_comparison(before: str, after: str) -> None:
    for text, change in ((before, "gone"), (after, "new")):
        lines, shown = text.splitlines(), side(before, after, change)
        assert len(shown) == len(lines)
        assert all(mine in ("", line) for mine, line in zip(shown, lines, strict=True))


def test_a_changed_word_is_named_alone() -> None:
    gone, come = differences("one two three", "one six three")
    assert [(piece.text, piece.change) for piece in gone.pieces] == [
        ("one ", "same"),
        ("two", "gone"),
        (" three", "same"),
    ]
    assert [piece.text for piece in come.pieces if piece.change == "new"] == ["six"]


def test_lines_far_from_a_change_are_left_out_and_counted() -> None:
    before = "\n".join(str(number) for number in range(20))
    lines = differences(before, before.replace("19", "twenty"))
    assert (lines[0].change, lines[0].left_out) == ("left-out", 17)
    assert [line.change for line in lines[1:]] == ["same", "same", "gone", "new"]


def test_texts_that_are_alike_show_nothing_but_that() -> None:
    assert differences("", "") == []
    assert [line.change for line in differences("a\nb\nc", "a\nb\nc")] == ["left-out"]
