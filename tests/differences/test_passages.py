"""What somebody commented on is found again, or honestly said to be gone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.differences.compare import Block, compare
from intersession.differences.passages import Passage, Standing, find_again

TEXT = "Services ask nobody for more data than they need, and say so in words that children understand."


def passage_of(text: str, quote: str, block: int = 0) -> Passage:
    start = text.index(quote)
    return Passage(block, start, start + len(quote))


def fared(new: list[Block], quote: str) -> tuple[Standing, str]:
    """How a quote of TEXT fares in a new version, and the words found there."""
    found = find_again(compare([Block("a", TEXT)], new), passage_of(TEXT, quote))
    if found.passage is None:
        return found.standing, ""
    return found.standing, new[found.passage.block].text[found.passage.start : found.passage.end]


def test_a_passage_nobody_touched_is_carried() -> None:
    new = [Block("b", "A new first paragraph."), Block("a", TEXT.replace("children", "all children"))]
    assert fared(new, "more data than they need") == (Standing.CARRIED, "more data than they need")


def test_a_passage_with_a_word_in_between_is_to_be_checked() -> None:
    new = [Block("a", TEXT.replace("data than", "personal data than"))]
    assert fared(new, "more data than they need") == (Standing.CHECK, "more personal data than they need")


def test_a_passage_that_lost_a_word_is_to_be_checked() -> None:
    new = [Block("a", TEXT.replace("more data", "data"))]
    assert fared(new, "more data than they need") == (Standing.CHECK, "data than they need")


def test_a_passage_that_went_is_gone() -> None:
    new = [Block("a", TEXT.replace("for more data than they need, and", "anything and"))]
    assert fared(new, "more data than they need") == (Standing.GONE, "")
    assert fared([Block("z", "Something else altogether stands here now.")], "more data")[0] == Standing.GONE


def test_a_passage_follows_its_words_into_the_part_of_a_split_block() -> None:
    first, second = (
        "Services ask nobody for more data than they need,",
        "and say so in words that children understand.",
    )
    new = [Block("a", first), Block("b", second)]
    assert fared(new, "words that children") == (Standing.CARRIED, "words that children")


def test_a_passage_wrapped_anew_is_carried() -> None:
    assert fared([Block("a", TEXT.replace(" ", "\n  "))], "say so in words")[0] == Standing.CARRIED


WORD = st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "中文"])


@settings(max_examples=300, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=15), st.lists(WORD, max_size=15), st.data())
def test_a_carried_passage_reads_as_before_and_no_passage_leaves_its_text(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    before, after = " ".join(old), " ".join(new)
    start = data.draw(st.integers(0, len(before) - 1))
    end = data.draw(st.integers(start + 1, len(before)))
    found = find_again(compare([Block("a", before)], [Block("a", after)]), Passage(0, start, end))
    if found.passage is None:
        assert found.standing == Standing.GONE
        return
    assert 0 <= found.passage.start < found.passage.end <= len(after)
    if found.standing == Standing.CARRIED:
        assert after[found.passage.start : found.passage.end].split() == before[start:end].split()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(WORD, min_size=1, max_size=15), st.lists(WORD, max_size=6), st.lists(WORD, max_size=6), st.data()
)
def test_text_added_around_a_block_carries_every_passage_of_it(
    words: list[str], above: list[str], below: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    new = [Block("x", " ".join(above)), Block("a", text), Block("y", " ".join(below))]
    found = find_again(compare([Block("a", text)], new), Passage(0, start, end))
    if text[start:end].strip():
        assert found.standing == Standing.CARRIED
        assert found.passage is not None
        assert found.passage.block == 1
