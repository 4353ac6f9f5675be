"""Markdown becomes blocks, and every word is still there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.papers.models import LONGEST_BLOCK
from intersession.papers.texts import TooLong, split


def shapes(source: str) -> list[tuple[str, int, str]]:
    return [(str(part.kind), part.level, part.text) for part in split(source)]


def test_each_element_becomes_a_block_of_its_kind() -> None:
    found = shapes(
        "# One\n\nTwo\nlines.\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\nFigure 1: a chart.\n\nNote: mind."
    )
    assert [(kind, level) for kind, level, _text in found] == [
        ("heading", 1), ("paragraph", 0), ("list", 0), ("table", 0), ("figure", 0), ("note", 0)
    ]  # fmt: skip
    assert found[1][2] == "Two\nlines."


def test_both_ways_of_writing_a_heading_are_one() -> None:
    assert shapes("Title\n=====\n\nPart\n----\n\nPart\n") == [
        ("heading", 1, "# Title"),
        ("heading", 2, "## Part"),
        ("paragraph", 0, "Part"),
    ]


def test_a_footnote_goes_with_the_block_that_refers_to_it() -> None:
    first, second = split("Said so.[^a]\n\nElse.\n\n[^a]: By whom.\n")
    assert first.text == "Said so.[^a]\n\n[^a]: By whom."
    assert second.text == "Else."
    assert "By whom" in first.html


def test_a_footnote_nobody_refers_to_is_a_note() -> None:
    assert shapes("Text.\n\n[^z]: Left over.\n")[1] == ("note", 0, "Left over.")


@pytest.mark.parametrize("source", ["", "   \n\n", "\n---\n", "\x00"])
def test_nothing_is_no_block(source: str) -> None:
    assert [part for part in split(source) if part.text.strip()] == []


def test_a_paragraph_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLong):
        split("a" * (LONGEST_BLOCK + 1))


def test_a_script_is_text() -> None:
    (part,) = split("<script>alert(1)</script>")
    assert "<script" not in part.html
    assert "&lt;script" in part.html


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("ab \n#-|>*`.[]^:1é中", max_size=25), max_size=6))
def test_no_word_is_lost_and_cutting_again_changes_nothing(pieces: list[str]) -> None:
    source = "\n\n".join(pieces)
    parts = split(source)
    letters = re.sub(r"[^abé中]", "", "".join(part.text for part in parts))
    assert sorted(letters) == sorted(re.sub(r"[^abé中]", "", source))
    for part in parts:
        assert part.text.strip()
        assert part.html is not None
