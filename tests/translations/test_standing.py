"""When a translation is stale: laws that hold for any history of a block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intersession.translations.standing import Candidate, Source, Standing, best, standing_of, tally

CHANGES = st.lists(st.tuples(st.integers(2, 9), st.sampled_from([None, 1, 2, 3, 4])), max_size=8)
SOURCES = st.builds(Source, st.integers(1, 9), st.sampled_from(["a", "b", "c"]))
CANDIDATES = st.builds(Candidate, st.integers(1, 99), SOURCES, st.booleans())


@given(CANDIDATES, SOURCES, CHANGES)
def test_the_same_words_are_never_stale(
    one: Candidate, block: Source, changes: list[tuple[int, int | None]]
) -> None:
    found = standing_of(one, block, changes)
    if one.source.text == block.text:
        assert found is (Standing.MACHINE if one.is_machine else Standing.CURRENT)
    else:
        assert found is not Standing.CURRENT


@given(SOURCES, SOURCES, CHANGES)
def test_only_a_change_of_meaning_or_one_nobody_named_makes_stale(
    source: Source, block: Source, changes: list[tuple[int, int | None]]
) -> None:
    found = standing_of(Candidate(1, source, False), block, changes)
    first, last = sorted((source.version, block.version))
    between = [kind for at, kind in changes if first < at <= last and kind]
    if source.text != block.text:
        assert (found is Standing.STALE) == (not between or max(between) >= 3)


@given(st.lists(CANDIDATES, max_size=5), SOURCES, CHANGES)
def test_a_machine_never_stands_for_a_person(
    candidates: list[Candidate], block: Source, changes: list[tuple[int, int | None]]
) -> None:
    chosen, standing = best(candidates, block, changes)
    if standing in (Standing.CURRENT, Standing.REWORDED, Standing.STALE):
        assert chosen
        assert not chosen.is_machine
    people = [standing_of(one, block, changes) for one in candidates if not one.is_machine]
    if Standing.CURRENT in people:
        assert standing is Standing.CURRENT
    if not candidates:
        assert (chosen, standing) == (None, Standing.MISSING)


@given(st.lists(st.sampled_from(Standing)))
def test_counts_add_up(standings: list[Standing]) -> None:
    assert sum(tally(standings).values()) == len(standings)
