"""What differs between two texts of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intersession.pages.comparing import parts_between

sources = st.lists(st.text(alphabet="ab -", min_size=1, max_size=9), max_size=8).map("\n\n".join)


def words(parts: list, *fates: str) -> str:
    """All words with these fates, without white space, in any order of paragraphs."""
    text = "".join(stretch.text for part in parts for stretch in part.stretches if stretch.fate in fates)
    return "".join(sorted("".join(text.split())))


@given(sources, sources)
def test_nothing_that_came_or_went_is_hidden(old: str, new: str) -> None:
    parts = parts_between(("T", old), ("T", new))
    came_and_stayed = set(words(parts, "kept", "added"))
    assert came_and_stayed <= set("T" + new)
    assert set(words(parts, "kept", "removed")) <= set("T" + old)
    if "".join(old.split()) != "".join(new.split()):
        assert any(part.change not in ("same", "left-out") for part in parts)


def test_paragraphs_far_from_a_change_are_left_out_and_counted() -> None:
    old = "\n\n".join(f"Paragraph number {number} says this." for number in range(9))
    parts = parts_between(("T", old), ("T", old.replace("8 says", "8 claims")))
    assert [part.change for part in parts] == ["left-out", "same", "changed"]
    assert parts[0].left_out == 8


def test_texts_that_are_alike_show_nothing_but_that() -> None:
    assert [part.change for part in parts_between(("T", "a"), ("T", "a"))] == ["left-out"]
