"""Everything the page of a decision says, put together from queries and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intersession.access.actor import Actor
from intersession.ballots.methods import Rules
from intersession.ballots.tally import Count, Tally
from intersession.ballots.words import (
    METHOD_ABOUT,
    METHOD_NAMES,
    RESULT_NAMES,
    finding_words,
    how_it_counts,
    position_name,
    what_is_needed,
)
from intersession.decisions.counting import (
    YoungCount,
    counts_on_the_roll,
    may_see_tally,
    tally_of,
    young_counts,
)
from intersession.decisions.models import Decision, DecisionRecord, Objection, State
from intersession.decisions.queries import Worded, newest_record, objections_of, worded
from intersession.decisions.roll import Voice, voices_on
from intersession.decisions.words import Pending, group_name, region_name, whose_move


@dataclass(frozen=True, slots=True)
class Bar:
    """A position and how many took it, out of how many."""

    name: str
    count: int
    most: int


@dataclass(frozen=True, slots=True)
class Row:
    """A group or region: its name, a count for each position, and who took no part."""

    name: str
    counts: tuple[int, ...]
    silent: int
    recused: int


@dataclass(frozen=True, slots=True)
class Need:
    """A thing that is needed and how far it is there."""

    sentence: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A tally as a page shows it."""

    bars: list[Bar]
    positions: list[str]
    groups: list[Row]
    regions: list[Row]
    needs: list[Need]
    result: str
    result_key: str
    total: Count


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page of a decision says to one reader."""

    question: Worded
    state: State
    rules: Rules
    method: str
    method_about: str
    needed: list[str]
    counting: list[str]
    moves: list[str]
    roll: int
    spoke: int
    tally: Shown | None
    voices: list[Voice]
    objections: list[Objection]
    my_organisations: frozenset[int]
    young: list[YoungCount]
    record: DecisionRecord | None


def standing_of(actor: Actor, decision: Decision, now: datetime) -> Standing:
    """Where a decision stands, for this reader."""
    rules = decision.current_rules
    voices = voices_on(decision, actor)
    objections = objections_of(decision)
    roll, spoke = counts_on_the_roll(decision)
    pending = Pending(
        silent=roll - spoke,
        unanswered=sum(each.standing == "open" for each in objections),
        unsettled=sum(each.standing == "answered" for each in objections),
    )
    is_counted = decision.opened_at is not None and may_see_tally(decision, voices)
    return Standing(
        question=worded(decision),
        state=decision.state_at(now),
        rules=rules,
        method=str(METHOD_NAMES[rules.method]),
        method_about=str(METHOD_ABOUT[rules.method]),
        needed=what_is_needed(rules),
        counting=how_it_counts(rules),
        moves=whose_move(decision, now, pending),
        roll=roll,
        spoke=spoke,
        tally=shown(rules, tally_of(decision)) if is_counted else None,
        voices=voices,
        objections=objections,
        my_organisations=frozenset(voice.organisation.pk for voice in voices),
        young=young_counts(decision),
        record=newest_record(decision),
    )


def shown(rules: Rules, counted: Tally) -> Shown:
    """A tally in words and rows. A secret ballot without groups has no rows by group or region."""
    keys = [each.key for each in rules.positions]
    most = max(1, counted.total.spoke)

    def rows(parts: dict[str, Count], name: object) -> list[Row]:
        if set(parts) <= {""} and rules.is_secret:
            return []
        named = [
            Row(
                name(key),  # type: ignore[operator]
                tuple(count.positions[each] for each in keys),
                count.silent,
                count.recused,
            )
            for key, count in parts.items()
        ]
        return sorted(named, key=lambda row: row.name)

    return Shown(
        bars=[Bar(position_name(key), counted.total.positions[key], most) for key in keys],
        positions=[position_name(key) for key in keys],
        groups=rows(counted.groups, group_name),
        regions=rows(counted.regions, region_name),
        needs=[Need(finding_words(each, group_name), each.is_met) for each in counted.findings],
        result=str(RESULT_NAMES[counted.result]),
        result_key=str(counted.result),
        total=counted.total,
    )
