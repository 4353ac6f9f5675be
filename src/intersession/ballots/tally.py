"""The one tally function. It reads a sheet under rules and knows no method by name.

A sheet says how many voters of a group and region took which position. Voters who are recused leave the
base of every quorum; voters who said nothing stay in it. A secret ballot is opened only where at least three
were cast together, in all and, where groups count, in each group: fewer would show who said what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from intersession.ballots.methods import Abstentions, Rules, Side, Threshold

# What a line of a sheet holds beside the positions of the rules.
SILENT = ""
RECUSED = "recused"
UNOPENED = "unopened"
# A secret ballot of fewer would show who said what.
FEWEST_SECRET = 3


class Result(StrEnum):
    """What came of a question."""

    PASSED = "passed"
    NOT_PASSED = "not-passed"
    ADVISED = "advised"


class Need(StrEnum):
    """What can be needed."""

    SECRECY = "secrecy"
    QUORUM = "quorum"
    MAJORITY = "majority"
    OVERALL = "overall"
    NO_OBJECTION = "no-objection"


@dataclass(frozen=True, slots=True)
class Line:
    """So many voters of a group and region took a position, are recused, or said nothing."""

    group: str
    region: str
    position: str
    voters: int


@dataclass(slots=True)
class Count:
    """A sheet, or one group or region of it, added up."""

    positions: dict[str, int]
    roll: int = 0
    silent: int = 0
    recused: int = 0
    unopened: int = 0
    in_favour: int = 0
    against: int = 0
    abstained: int = 0

    @property
    def entitled(self) -> int:
        """Those a quorum is reckoned from."""
        return self.roll - self.recused

    @property
    def spoke(self) -> int:
        """Those who took part; an abstention is taking part."""
        return self.in_favour + self.against + self.abstained + self.unopened


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is needed, in all (no group) or in one group, and whether it is there."""

    need: Need
    is_met: bool
    have: int
    base: int
    threshold: Threshold | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """A sheet read under rules."""

    total: Count
    groups: dict[str, Count]
    regions: dict[str, Count]
    findings: tuple[Finding, ...]
    result: Result
    unresolved: int = 0
    unmet: tuple[Finding, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unmet", tuple(each for each in self.findings if not each.is_met))


def tally(rules: Rules, sheet: Iterable[Line], unresolved: int = 0) -> Tally:
    """Count a sheet. `unresolved` are the objections that are not resolved.

    Raises ValueError for a position the rules do not know.
    """
    sides = {each.key: each.side for each in rules.positions}

    def empty() -> Count:
        return Count(dict.fromkeys(sides, 0))

    total = empty()
    groups: dict[str, Count] = {}
    regions: dict[str, Count] = {}
    for line in sheet:
        counts = (
            total,
            groups.get(line.group) or groups.setdefault(line.group, empty()),
            regions.get(line.region) or regions.setdefault(line.region, empty()),
        )
        for count in counts:
            _add(count, sides, line)
    findings = _findings(rules, total, dict(sorted(groups.items())), unresolved)
    if not rules.decides:
        result = Result.ADVISED
    else:
        result = Result.PASSED if all(each.is_met for each in findings) else Result.NOT_PASSED
    return Tally(
        total, dict(sorted(groups.items())), dict(sorted(regions.items())), findings, result, unresolved
    )


def _add(count: Count, sides: dict[str, Side], line: Line) -> None:
    count.roll += line.voters
    if line.position == SILENT:
        count.silent += line.voters
    elif line.position == RECUSED:
        count.recused += line.voters
    elif line.position == UNOPENED:
        count.unopened += line.voters
    elif line.position in sides:
        count.positions[line.position] += line.voters
        side = sides[line.position]
        if side == Side.FOR:
            count.in_favour += line.voters
        elif side == Side.AGAINST:
            count.against += line.voters
        else:
            count.abstained += line.voters
    else:
        raise ValueError(f"the rules know no position “{line.position}”")


def _findings(rules: Rules, total: Count, groups: dict[str, Count], unresolved: int) -> tuple[Finding, ...]:
    """Everything that is needed, in the order in which a page says it."""
    if not rules.decides:
        return ()
    # A group in which everybody is recused has no voice to lack.
    parts = (
        {group: count for group, count in groups.items() if count.entitled} if rules.by_group else {"": total}
    ) or {"": total}
    found: list[Finding] = []
    if rules.is_secret:
        found += [
            Finding(Need.SECRECY, count.spoke >= FEWEST_SECRET, count.spoke, FEWEST_SECRET, group=group)
            for group, count in parts.items()
        ]
    if rules.quorum:
        found += [
            Finding(
                Need.QUORUM,
                rules.quorum.is_met(count.spoke, count.entitled),
                count.spoke,
                count.entitled,
                rules.quorum,
                group,
            )
            for group, count in parts.items()
        ]
    if rules.majority:
        found += [
            _majority(rules, Need.MAJORITY, rules.majority, count, group) for group, count in parts.items()
        ]
    if rules.overall:
        found.append(_majority(rules, Need.OVERALL, rules.overall, total, ""))
    if rules.is_blocked_by_objections:
        found.append(Finding(Need.NO_OBJECTION, unresolved == 0, unresolved, 0))
    return tuple(found)


def _majority(rules: Rules, need: Need, threshold: Threshold, count: Count, group: str) -> Finding:
    base = count.in_favour + count.against
    if rules.abstentions == Abstentions.AGAINST:
        base += count.abstained
    return Finding(need, threshold.is_met(count.in_favour, base), count.in_favour, base, threshold, group)


def opened(rules: Rules, ballots: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Secret ballots (group, position) as they may be published: those too few to stay secret unopened."""
    held = list(ballots)
    sizes: dict[str, int] = {}
    for group, _position in held:
        part = group if rules.by_group else ""
        sizes[part] = sizes.get(part, 0) + 1
    return [
        (group, position if sizes[group if rules.by_group else ""] >= FEWEST_SECRET else UNOPENED)
        for group, position in held
    ]


def tally_as_json(counted: Tally) -> dict[str, Any]:
    """A tally as it is published."""

    def count_as_json(count: Count) -> dict[str, Any]:
        return {
            "positions": count.positions,
            "roll": count.roll,
            "silent": count.silent,
            "recused": count.recused,
            "unopened": count.unopened,
            "for": count.in_favour,
            "against": count.against,
            "abstained": count.abstained,
        }

    return {
        "total": count_as_json(counted.total),
        "groups": {key: count_as_json(count) for key, count in counted.groups.items()},
        "regions": {key: count_as_json(count) for key, count in counted.regions.items()},
        "unresolved_objections": counted.unresolved,
        "findings": [
            {
                "need": str(each.need),
                "group": each.group,
                "is_met": each.is_met,
                "have": each.have,
                "of": each.base,
            }
            for each in counted.findings
        ],
        "result": str(counted.result),
    }
