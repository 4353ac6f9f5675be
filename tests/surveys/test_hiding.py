"""The law of hidden numbers: whoever knows what is shown, and the rule, cannot tell any that is hidden."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.surveys.asked import Asked
from intersession.surveys.hiding import shown, shown_of
from intersession.surveys.models import Question
from intersession.surveys.results import Results, results_of


@cache
def tables(total: int, cells: int) -> list[tuple[int, ...]]:
    """Every table of so many cells with this total."""
    return [each for each in product(range(total + 1), repeat=cells) if sum(each) == total]


@given(counts=st.lists(st.integers(0, 9), min_size=2, max_size=4), fewest=st.integers(2, 5))
@settings(max_examples=150, deadline=None)
def test_no_hidden_number_can_be_computed_even_by_who_knows_the_rule(counts: list[int], fewest: int) -> None:
    told = shown(counts, fewest)
    total = sum(counts)
    assert all(number is None or number >= fewest for number in told)
    assert all(number is None or number == count for number, count in zip(told, counts, strict=True))
    if total < fewest:
        return
    # The total is known, and whatever table would have been shown in the same way might be the true one.
    free = [place for place, number in enumerate(told) if number is None]
    rest = total - sum(number or 0 for number in told)
    same = []
    for values in tables(rest, len(free)) if free else []:
        guess = [number or 0 for number in told]
        for place, value in zip(free, values, strict=True):
            guess[place] = value
        if shown(guess, fewest) == told:
            same.append(guess)
    for place in free:
        assert len({guess[place] for guess in same}) > 1, (counts, fewest, told)


@given(total=st.integers(2, 40), share=st.floats(0, 1), fewest=st.integers(2, 9))
def test_neither_an_answer_nor_its_opposite_is_shown_when_one_is_small(
    total: int, share: float, fewest: int
) -> None:
    count = round(total * share)
    told = shown_of(count, total, fewest)
    assert told == (count if min(count, total - count) >= fewest else None)


def test_nothing_is_hidden_where_names_are_kept() -> None:
    assert shown([0, 1, 7], 1) == [0, 1, 7]


def questions() -> list[Asked]:
    """Whether; how, only if so; and why, only if how was the first."""
    one = Question(pk=1, number=1, kind="one", text="Whether?", options=["Yes", "No"], is_required=True)
    two = Question(
        pk=2,
        number=2,
        kind="one",
        text="How?",
        options=["So", "Or so"],
        is_required=True,
        asked_after=one,
        asked_if=[0],
    )
    three = Question(pk=3, number=3, kind="number", text="How many?", asked_after=two, asked_if=[0])
    return [Asked(each, each.text, "", each.options, [], "en") for each in (one, two, three)]


def told_of(results: Results) -> list[object]:
    """All a reader sees, as one value."""
    return [
        results.total,
        *((each.total, each.mean, [table.cells for table in each.tables]) for each in results.results),
    ]


ANSWERS = ({"q1": 1}, {"q1": 0, "q2": 0}, {"q1": 0, "q2": 1}, {"q1": 0, "q2": 0, "q3": 4})


@given(numbers=st.tuples(*[st.integers(0, 6)] * 4), fewest=st.integers(2, 3))
@settings(max_examples=60, deadline=None)
def test_what_follows_from_a_hidden_number_does_not_give_it_away(
    numbers: tuple[int, ...], fewest: int
) -> None:
    def came_to(of: tuple[int, ...]) -> list[object]:
        answers = [each for each, number in zip(ANSWERS, of, strict=True) for _again in range(number)]
        return told_of(results_of(questions(), answers, fewest, with_texts=False))

    told = came_to(numbers)
    total = sum(numbers)
    if total < fewest:
        assert told[0] is None
        return
    same = [of for of in tables(total, 4) if came_to(of) == told] if total <= 9 else []
    # What was answered no, so, and in numbers: each a sum of some of the four kinds of answers.
    for place, parts in ((1, (0,)), (2, (1, 3)), (3, (3,))):
        shown_tables: Any = told[place][2]  # type: ignore[index]
        is_hidden = not shown_tables or any(number is None for _label, number in shown_tables[0])
        if is_hidden and same:
            assert len({sum(of[part] for part in parts) for of in same}) > 1, (place, numbers, fewest)


def one(kind: str, **changes: Any) -> Question:
    """A required question of a kind, with three options."""
    fields: dict[str, Any] = {"options": ["A", "B", "C"], "is_required": True, **changes}
    return Question(pk=1, number=1, kind=kind, text="What?", **fields)


def came_to(questions: list[Question], answers: list[dict[str, Any]]) -> Results:
    asked = [Asked(each, each.text, "", each.options, [], "en") for each in questions]
    return results_of(asked, answers, 5, with_texts=False)


def test_a_mean_of_numbers_does_not_tell_the_one_who_is_another() -> None:
    question = one("number", options=[], least=0, most=1)
    answers = [{"q1": 0}] * 5 + [{"q1": 1}]
    assert came_to([question], answers).results[0].mean == ""


def test_what_is_asked_after_two_answers_given_together_does_not_tell_who_gave_both() -> None:
    first = one("several")
    then = Question(
        pk=2, number=2, kind="one", text="Why?", options=["X", "Y"], asked_after=first, asked_if=[0, 1]
    )
    answers: list[dict[str, Any]] = (
        [{"q1": [0]}] * 9 + [{"q1": [1]}] * 9 + [{"q1": [0, 1]}] + [{"q1": [2]}] * 6
    )
    found = came_to([first, then], answers).results
    assert found[0].total == 25
    assert found[1].total is None


def test_one_of_several_is_a_table_that_adds_up() -> None:
    answers: list[dict[str, Any]] = [{"q1": [0]}] * 6 + [{"q1": [1]}] * 6 + [{"q1": [2]}] * 2
    cells = came_to([one("several", most=1)], answers).results[0].tables[0].cells
    assert sum(number is None for _name, number in cells) != 1


def test_who_gave_two_answers_does_not_follow_from_their_sum() -> None:
    answers: list[dict[str, Any]] = [{"q1": [0]}] * 9 + [{"q1": [1]}] * 9 + [{"q1": [0, 1]}]
    for question in (one("several", options=["A", "B"]), one("several", most=2)):
        cells = came_to([question], answers).results[0].tables[0].cells
        assert all(number is None for _name, number in cells)
