"""Methods as data: positions, thresholds, and what is needed to pass. Sources stand in docs/decisions.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """How a position counts."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINS = "abstains"


class Objection(StrEnum):
    """Whether a position carries an objection: a reason, and what would resolve it."""

    NONE = "none"
    MAY = "may"
    MUST = "must"


class Reasons(StrEnum):
    """Whether a vote says why."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Abstentions(StrEnum):
    """What an abstention does to a majority. It always counts as taking part."""

    ASIDE = "aside"
    AGAINST = "against"


class Visibility(StrEnum):
    """Who sees the tally while the question is open; each is stricter than the one before."""

    ALWAYS = "always"
    AFTER_VOTING = "after-voting"
    AFTER_CLOSING = "after-closing"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that must be reached, or exceeded."""

    numerator: int
    denominator: int
    is_exceeded: bool = False

    def is_met(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is enough. Of nothing, nothing is enough."""
        if whole <= 0:
            return False
        have, need = part * self.denominator, whole * self.numerator
        return have > need if self.is_exceeded else have >= need

    def fewest(self, whole: int) -> int:
        """The smallest number that is enough of `whole`."""
        need = whole * self.numerator
        if self.is_exceeded:
            return need // self.denominator + 1
        return -(-need // self.denominator)


# What a question may ask for, by the name it is kept under.
THRESHOLDS: Mapping[str, Threshold | None] = {
    "none": None,
    "quarter": Threshold(1, 4),
    "third": Threshold(1, 3),
    "half": Threshold(1, 2),
    "more-than-half": Threshold(1, 2, is_exceeded=True),
    "two-thirds": Threshold(2, 3),
    "three-quarters": Threshold(3, 4),
    "all": Threshold(1, 1),
}
QUORUMS = ("none", "quarter", "third", "half", "more-than-half", "two-thirds", "three-quarters")
MAJORITIES = ("more-than-half", "two-thirds", "three-quarters", "all")
OVERALLS = ("none", "more-than-half", "two-thirds", "three-quarters")


@dataclass(frozen=True, slots=True)
class Position:
    """What a voter may say."""

    key: str
    side: Side
    objection: Objection = Objection.NONE


@dataclass(frozen=True, slots=True)
class Method:
    """A way to agree, with its usual numbers. `None` for a number means that the method has no such thing."""

    key: str
    positions: tuple[Position, ...]
    by_group: bool = False
    is_blocked_by_objections: bool = False
    decides: bool = True
    may_be_secret: bool = False
    usual_quorum: str = "none"
    usual_majority: str | None = None
    usual_overall: str | None = None


YES_NO = (
    Position("yes", Side.FOR),
    Position("no", Side.AGAINST, Objection.MAY),
    Position("abstain", Side.ABSTAINS),
)
METHODS: Mapping[str, Method] = {
    method.key: method
    for method in (
        Method(
            "advice",
            (
                Position("support", Side.FOR),
                Position("concerns", Side.AGAINST, Objection.MAY),
                Position("abstain", Side.ABSTAINS),
            ),
            decides=False,
        ),
        Method(
            "consent",
            (
                Position("consent", Side.FOR),
                Position("object", Side.AGAINST, Objection.MUST),
                Position("abstain", Side.ABSTAINS),
            ),
            is_blocked_by_objections=True,
            usual_quorum="third",
        ),
        Method(
            "consensus",
            (
                Position("agree", Side.FOR),
                Position("disagree", Side.AGAINST, Objection.MAY),
                Position("abstain", Side.ABSTAINS),
                Position("block", Side.AGAINST, Objection.MUST),
            ),
            is_blocked_by_objections=True,
            usual_quorum="third",
            usual_majority="three-quarters",
        ),
        Method(
            "gradients",
            (
                Position("endorse", Side.FOR),
                Position("endorse-but", Side.FOR),
                Position("reservations", Side.FOR),
                Position("abstain", Side.ABSTAINS),
                Position("stand-aside", Side.ABSTAINS),
                Position("disagree-go-along", Side.AGAINST, Objection.MAY),
                Position("disagree-no-part", Side.AGAINST, Objection.MAY),
                Position("block", Side.AGAINST, Objection.MUST),
            ),
            is_blocked_by_objections=True,
            usual_quorum="third",
            usual_majority="three-quarters",
        ),
        Method(
            "majority",
            YES_NO,
            may_be_secret=True,
            usual_quorum="half",
            usual_majority="more-than-half",
        ),
        Method(
            "groups",
            YES_NO,
            by_group=True,
            may_be_secret=True,
            usual_quorum="more-than-half",
            usual_majority="more-than-half",
            usual_overall="two-thirds",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Rules:
    """A method with its numbers, as fixed for one question. The tally reads nothing else."""

    method: str
    positions: tuple[Position, ...]
    quorum: Threshold | None
    majority: Threshold | None
    overall: Threshold | None
    abstentions: Abstentions
    by_group: bool
    is_blocked_by_objections: bool
    decides: bool
    is_secret: bool
    reasons: Reasons
    visibility: Visibility

    def position(self, key: str) -> Position | None:
        """The position of this name, if voters may take it."""
        return next((each for each in self.positions if each.key == key), None)


def rules_for(
    method: Method,
    *,
    quorum: str | None = None,
    majority: str | None = None,
    overall: str | None = None,
    abstentions: str = Abstentions.ASIDE,
    is_secret: bool = False,
    reasons: str = Reasons.OPTIONAL,
    visibility: str = Visibility.ALWAYS,
) -> Rules:
    """The rules of a question: the method's usual numbers where none are given.

    A number the method has no use for is left out; a secret ballot carries no reasons and shows its tally
    after closing only. Raises KeyError for an unknown threshold, ValueError where the method is never secret.
    """
    if is_secret and not method.may_be_secret:
        raise ValueError(f"{method.key} is never secret")
    rules = Rules(
        method=method.key,
        positions=method.positions,
        quorum=THRESHOLDS[quorum or method.usual_quorum] if method.decides else None,
        majority=THRESHOLDS[majority or method.usual_majority] if method.usual_majority else None,
        overall=THRESHOLDS[overall or method.usual_overall] if method.usual_overall else None,
        abstentions=Abstentions(abstentions),
        by_group=method.by_group,
        is_blocked_by_objections=method.is_blocked_by_objections,
        decides=method.decides,
        is_secret=is_secret,
        reasons=Reasons(reasons),
        visibility=Visibility(visibility),
    )
    if is_secret:
        rules = replace(rules, reasons=Reasons.NONE, visibility=Visibility.AFTER_CLOSING)
    return rules


def rules_as_json(rules: Rules) -> dict[str, Any]:
    """Rules as they are kept and published: text, whole numbers, booleans, lists, maps."""

    def share(threshold: Threshold | None) -> list[int | bool] | None:
        return (
            [threshold.numerator, threshold.denominator, threshold.is_exceeded]
            if threshold is not None
            else None
        )

    return {
        "method": rules.method,
        "positions": [[each.key, str(each.side), str(each.objection)] for each in rules.positions],
        "quorum": share(rules.quorum),
        "majority": share(rules.majority),
        "overall": share(rules.overall),
        "abstentions": str(rules.abstentions),
        "by_group": rules.by_group,
        "is_blocked_by_objections": rules.is_blocked_by_objections,
        "decides": rules.decides,
        "is_secret": rules.is_secret,
        "reasons": str(rules.reasons),
        "visibility": str(rules.visibility),
    }


def rules_from_json(data: Mapping[str, Any]) -> Rules:
    """Rules read back. Raises KeyError, TypeError or ValueError for what are no rules."""

    def share(value: list[Any] | None) -> Threshold | None:
        if value is None:
            return None
        numerator, denominator, is_exceeded = value
        if not (type(numerator) is int and type(denominator) is int and type(is_exceeded) is bool) or not (
            0 < numerator <= denominator
        ):
            raise ValueError("a threshold is a share between nothing and all")
        return Threshold(numerator, denominator, is_exceeded)

    def flag(name: str) -> bool:
        if type(data[name]) is not bool:
            raise ValueError(f"{name} is yes or no")
        return bool(data[name])

    return Rules(
        method=str(data["method"]),
        positions=tuple(
            Position(str(key), Side(side), Objection(objection)) for key, side, objection in data["positions"]
        ),
        quorum=share(data["quorum"]),
        majority=share(data["majority"]),
        overall=share(data["overall"]),
        abstentions=Abstentions(data["abstentions"]),
        by_group=flag("by_group"),
        is_blocked_by_objections=flag("is_blocked_by_objections"),
        decides=flag("decides"),
        is_secret=flag("is_secret"),
        reasons=Reasons(data["reasons"]),
        visibility=Visibility(data["visibility"]),
    )
