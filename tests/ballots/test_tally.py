"""The one tally function: sums, order, thresholds, and what is needed by each method."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.ballots.methods import (
    METHODS,
    THRESHOLDS,
    Threshold,
    rules_as_json,
    rules_for,
    rules_from_json,
)
from intersession.ballots.tally import (
    RECUSED,
    SILENT,
    UNOPENED,
    Line,
    Need,
    Result,
    opened,
    tally,
)
from intersession.ballots.words import (
    METHOD_ABOUT,
    METHOD_NAMES,
    POSITION_NAMES,
    finding_words,
    how_it_counts,
    what_is_needed,
    why_not,
)

GROUPS = ("civil-society", "government", "technical")
REGIONS = ("002", "019", "142", "")
# The machine that runs the tests may be busy; what is drawn is small.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
method_keys = st.sampled_from(sorted(METHODS))


@st.composite
def sheets(draw: st.DrawFn, method: str) -> list[Line]:
    positions = [each.key for each in METHODS[method].positions]
    said = st.sampled_from([*positions, SILENT, RECUSED, UNOPENED])
    lines = st.builds(
        Line, st.sampled_from(GROUPS), st.sampled_from(REGIONS), said, st.integers(min_value=0, max_value=40)
    )
    return draw(st.lists(lines, max_size=12))


@unhurried
@given(st.data(), method_keys)
def test_a_tally_sums(data: st.DataObject, method: str) -> None:
    sheet = data.draw(sheets(method))
    counted = tally(rules_for(METHODS[method]), sheet)
    total = counted.total
    assert total.roll == sum(line.voters for line in sheet) == total.spoke + total.silent + total.recused
    assert sum(total.positions.values()) == total.in_favour + total.against + total.abstained
    for parts in (counted.groups, counted.regions):
        for key in total.positions:
            assert sum(count.positions[key] for count in parts.values()) == total.positions[key]
        assert sum(count.roll for count in parts.values()) == total.roll


@unhurried
@given(st.data(), method_keys)
def test_a_tally_does_not_depend_on_order(data: st.DataObject, method: str) -> None:
    sheet = data.draw(sheets(method))
    rules = rules_for(METHODS[method])
    assert tally(rules, data.draw(st.permutations(sheet))) == tally(rules, sheet)


@unhurried
@given(st.data(), method_keys)
def test_a_voice_more_in_favour_never_loses_what_was_won(data: st.DataObject, method: str) -> None:
    """Turning a silent or opposing voice into support keeps a question passed."""
    sheet = [line for line in data.draw(sheets(method)) if line.position != UNOPENED]
    rules = rules_for(METHODS[method])
    favour = next(each.key for each in rules.positions if each.side == "for")
    index = data.draw(st.integers(0, len(sheet) - 1)) if sheet else None
    if index is None or sheet[index].position == RECUSED:
        return
    line = sheet[index]
    better = [*sheet[:index], Line(line.group, line.region, favour, line.voters), *sheet[index + 1 :]]
    if tally(rules, sheet).result == Result.PASSED:
        assert tally(rules, better).result == Result.PASSED


@unhurried
@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.booleans(),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_a_threshold_is_exact(one: int, two: int, strict: bool, part: int, whole: int) -> None:
    threshold = Threshold(min(one, two), max(one, two), strict)
    share = Fraction(min(one, two), max(one, two))
    if whole:
        found = Fraction(part, whole)
        assert threshold.is_met(part, whole) == (found > share if strict else found >= share)
        fewest = threshold.fewest(whole)
        assert threshold.is_met(fewest, whole)
        assert not threshold.is_met(fewest - 1, whole)
    else:
        assert not threshold.is_met(part, whole)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_rules_read_back_the_same(method: str) -> None:
    rules = rules_for(METHODS[method])
    assert rules_from_json(rules_as_json(rules)) == rules


def test_a_method_that_answers_objections_is_never_secret() -> None:
    with pytest.raises(ValueError, match="never secret"):
        rules_for(METHODS["consent"], is_secret=True)


def lines(group: str, **said: int) -> list[Line]:
    return [Line(group, "", {"silent": SILENT}.get(position, position), n) for position, n in said.items()]


def test_each_group_needs_its_quorum_and_its_majority() -> None:
    rules = rules_for(METHODS["groups"])
    carried = [*lines("a", yes=6, no=1, silent=3), *lines("b", yes=2, no=1, abstain=1, silent=1)]
    assert tally(rules, carried).result == Result.PASSED
    # Ten times as many in one group do not outvote the other.
    outvoted = [*lines("a", yes=600, silent=3), *lines("b", yes=1, no=2, silent=1)]
    found = tally(rules, outvoted)
    assert [(each.need, each.group) for each in found.unmet] == [(Need.MAJORITY, "b")]
    absent = [*lines("a", yes=6), *lines("b", yes=1, silent=1)]
    assert [(each.need, each.group) for each in tally(rules, absent).unmet] == [(Need.QUORUM, "b")]


def test_a_majority_in_each_group_may_still_lack_the_overall_one() -> None:
    rules = rules_for(METHODS["groups"])
    close = [*lines("a", yes=4, no=3), *lines("b", yes=5, no=4)]
    assert [each.need for each in tally(rules, close).unmet] == [Need.OVERALL]


def test_abstentions_count_as_the_method_says() -> None:
    sheet = lines("a", yes=5, no=4, abstain=3)
    aside = rules_for(METHODS["majority"])
    against = rules_for(METHODS["majority"], abstentions="against")
    assert tally(aside, sheet).result == Result.PASSED
    assert tally(against, sheet).result == Result.NOT_PASSED


def test_half_is_not_a_majority_and_nothing_is_not_half() -> None:
    rules = rules_for(METHODS["majority"])
    assert tally(rules, lines("a", yes=4, no=4)).result == Result.NOT_PASSED
    assert tally(rules, lines("a", abstain=8)).result == Result.NOT_PASSED
    assert tally(rules, []).result == Result.NOT_PASSED


def test_who_is_recused_leaves_the_base_of_the_quorum() -> None:
    rules = rules_for(METHODS["majority"], quorum="two-thirds")
    assert tally(rules, lines("a", yes=2, silent=2)).result == Result.NOT_PASSED
    assert tally(rules, lines("a", yes=2, silent=1, recused=1)).result == Result.PASSED


def test_a_group_that_is_wholly_recused_has_no_voice_to_lack() -> None:
    rules = rules_for(METHODS["groups"])
    assert tally(rules, [*lines("a", yes=3), *lines("b", recused=2)]).result == Result.PASSED


@pytest.mark.parametrize("method", ["consent", "consensus", "gradients"])
def test_an_unresolved_objection_blocks(method: str) -> None:
    rules = rules_for(METHODS[method])
    favour = rules.positions[0].key
    sheet = lines("a", **{favour: 9, "silent": 1})
    assert tally(rules, sheet).result == Result.PASSED
    found = tally(rules, sheet, unresolved=1)
    assert found.result == Result.NOT_PASSED
    assert why_not(found) == ["1 objection is not resolved."]


def test_advice_is_neither_passed_nor_not() -> None:
    assert tally(rules_for(METHODS["advice"]), lines("a", concerns=9)).result == Result.ADVISED


def test_an_objection_does_not_stop_a_majority() -> None:
    assert tally(rules_for(METHODS["majority"]), lines("a", yes=3), unresolved=2).result == Result.PASSED


@unhurried
@given(st.lists(st.tuples(st.sampled_from(GROUPS), st.sampled_from(["yes", "no", "abstain"])), max_size=30))
def test_too_few_secret_ballots_are_never_opened(ballots: list[tuple[str, str]]) -> None:
    rules = rules_for(METHODS["groups"], is_secret=True)
    shown = opened(rules, ballots)
    counted = tally(rules, [Line(group, "", position, 1) for group, position in shown])
    for count in counted.groups.values():
        assert (sum(count.positions.values()) == 0) == (count.unopened > 0)
        assert count.unopened in (0, 1, 2)
    # What is not opened is in no published sum, so that nothing is found by taking one from another.
    assert sum(counted.total.positions.values()) == sum(position != UNOPENED for _group, position in shown)


def test_every_rule_can_be_said_in_words_in_every_language() -> None:
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            for method in METHODS.values():
                assert METHOD_NAMES[method.key]
                assert METHOD_ABOUT[method.key]
                assert {each.key for each in method.positions} <= set(POSITION_NAMES)
                for quorum in THRESHOLDS:
                    rules = rules_for(method, quorum=quorum)
                    assert what_is_needed(rules)
                    assert how_it_counts(rules)
                    counted = tally(rules, lines("a", silent=3), unresolved=2)
                    assert all(finding_words(each) for each in counted.findings)


def test_what_is_needed_is_computed_from_the_rules() -> None:
    assert what_is_needed(rules_for(METHODS["groups"])) == [
        "In each stakeholder group, more than half of its organisations take part.",
        "In each stakeholder group, more than half of the votes for and against are in favour.",
        "Over all groups together, at least two thirds of the votes for and against are in favour.",
    ]
    counted = tally(rules_for(METHODS["groups"]), [*lines("a", yes=6), *lines("b", yes=1, silent=1)])
    assert why_not(counted, str.upper) == [
        "B: 1 of 2 organisations took part; needed: more than half, that is 2."
    ]
