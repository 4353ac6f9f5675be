"""The record of a closed decision as a file, and its check without the site or a database.

The file is JSON in one exact form, so that any changed byte is seen: either what it says has changed, and a
hash no longer fits, or the form has. It carries the event of the log that fixed the record's hash; the
event's own hash stands in the log's chain, where every later event depends on it. What a file alone cannot
show is that the log holds this event: compare the event's hash with the one the coalition publishes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intersession.audit.canonical import digest
from intersession.ballots.methods import Objection, rules_from_json
from intersession.ballots.tally import FEWEST_SECRET, RECUSED, SILENT, UNOPENED, Line, tally, tally_as_json

FORMAT = "intersession decision record 1"
PARTS = {"format", "record", "record_hash", "event", "event_hash"}
# A larger file is not one of ours: 10,000 ballots take about 4 MB.
LARGEST = 64_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: what, whether it holds, and a remark."""

    what: str
    holds: bool
    remark: str = ""


class Broken(Exception):
    """Says what does not hold."""


def text_hash(question: Mapping[str, Any]) -> str:
    """The hash of what was asked: titles and texts in every language, and what it is about."""
    return digest({key: question[key] for key in ("title", "text", "language", "wordings", "subject")})


def as_file(record: Mapping[str, Any], event: Mapping[str, Any]) -> bytes:
    """The file of a record and of the log's event that carries its hash."""
    return written(
        {
            "format": FORMAT,
            "record": record,
            "record_hash": digest(record),
            "event": event,
            "event_hash": digest(event),
        }
    )


def written(document: Any) -> bytes:
    """The one form in which a file may be written."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def verify_file(data: bytes) -> list[Check]:
    """Check a file. Stops at the first thing that does not hold; never raises, whatever the bytes are."""
    found: list[Check] = []
    try:
        document = _read(data)
    except Broken as fault:
        return [Check("the file is written as such a record is", False, str(fault))]
    found.append(Check("the file is written as such a record is", True, FORMAT))
    steps: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
        ("the record has the hash the file names", _record_hash),
        ("the log's event carries this hash", _event),
        ("the question is the one that was fixed when voting opened", _question),
        ("every ballot is allowed, and nobody has two", _ballots),
        ("objections say why and what would resolve them", _objections),
        ("the count is what the ballots and rules give", _tally),
    ]
    for what, step in steps:
        try:
            found.append(Check(what, True, step(document)))
        except Broken as fault:
            found.append(Check(what, False, str(fault)))
            break
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as fault:
            found.append(Check(what, False, f"something is missing or of the wrong kind: {fault!r}"[:200]))
            break
    return found


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise Broken("it is far too large to be one")
    try:
        document = json.loads(data)
        again = written(document)
    except (ValueError, RecursionError, UnicodeError):
        raise Broken("it is not JSON") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Broken(f"it does not say “{FORMAT}”")
    if set(document) != PARTS:
        raise Broken("it has other parts than such a file has")
    if again != data:
        raise Broken("a byte differs from the exact form")
    return document


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise Broken(sentence)


def _record_hash(document: dict[str, Any]) -> str:
    found = digest(document["record"])
    _require(found == document["record_hash"], f"its hash is {found}")
    return found


def _event(document: dict[str, Any]) -> str:
    event = document["event"]
    _require(digest(event) == document["event_hash"], "the event was changed: its hash no longer fits")
    facts = event["facts"]
    _require(facts["record"] == document["record_hash"], "the event carries the hash of another record")
    _require(event["verb"] in ("decision.closed", "decision.concluded"), "the event says something else")
    return f"event {event['id']} of {event['at']}, hash {document['event_hash']}"


def _question(document: dict[str, Any]) -> str:
    question = document["record"]["question"]
    found = text_hash(question)
    _require(found == question["text_hash"], "the text does not have the hash that was fixed")
    return found


def _ballots(document: dict[str, Any]) -> str:
    record = document["record"]
    rules = rules_from_json(record["rules"])
    voters = {voter["organisation"]: voter for voter in record["voters"]}
    _require(len(voters) == len(record["voters"]), "an organisation stands twice on the roll")
    for voter in voters.values():
        head = voter["counts_with"]
        _require(head is None or voters[head]["counts_with"] is None, "a voice is counted with no head")
    heads = {name: voter for name, voter in voters.items() if voter["counts_with"] is None}
    if rules.is_secret:
        return _secret_ballots(record, heads, rules.by_group)
    cast = [ballot["voter"] for ballot in record["ballots"]]
    _require(len(cast) == len(set(cast)), "a voter has two ballots")
    for ballot in record["ballots"]:
        position = rules.position(ballot["position"])
        _require(position is not None, "a ballot takes a position the rules do not know")
        _require(not heads[ballot["voter"]]["is_recused"], "a recused voter has a ballot")
    spoke = {name for name, voter in heads.items() if voter["has_spoken"]}
    _require(spoke == set(cast), "who has spoken and whose ballots are here differ")
    return f"{len(cast)} ballots of {len(heads)} voices"


def _secret_ballots(record: dict[str, Any], heads: Mapping[str, Any], by_group: bool) -> str:
    ballots = record["ballots"]
    receipts = [ballot["receipt"] for ballot in ballots]
    _require(len(receipts) == len(set(receipts)), "a receipt stands twice")
    _require(receipts == sorted(receipts), "the receipts do not stand in the order of their letters")
    spoke = [voter for voter in heads.values() if voter["has_spoken"]]
    _require(all(not voter["is_recused"] for voter in spoke), "a recused voter has voted")
    _require(len(spoke) == len(ballots), "there are not as many ballots as voters who voted")
    if by_group:
        _require(
            Counter(voter["group"] for voter in spoke) == Counter(ballot["group"] for ballot in ballots),
            "the groups of the ballots are not those of the voters who voted",
        )
    sizes = Counter(ballot["group"] for ballot in ballots)
    for ballot in ballots:
        is_shut = ballot["position"] == UNOPENED
        _require(is_shut == (sizes[ballot["group"]] < FEWEST_SECRET), "a ballot is opened or shut wrongly")
    return f"{len(ballots)} secret ballots of {len(heads)} voices"


def _objections(document: dict[str, Any]) -> str:
    objections = document["record"]["objections"]
    for each in objections:
        _require(bool(each["reason"].strip()) and bool(each["resolution"].strip()), "one of them does not")
        _require(not each["sustained_at"] or bool(each["answer"]), "one was sustained without an answer")
    return f"{len(objections)} objections"


def lines_of(record: Mapping[str, Any]) -> Iterator[Line]:
    """The sheet of a record."""
    rules = rules_from_json(record["rules"])
    heads = [voter for voter in record["voters"] if voter["counts_with"] is None]
    if rules.is_secret:
        found = Counter((ballot["group"], "", ballot["position"]) for ballot in record["ballots"])
        for voter in heads:
            if not voter["has_spoken"]:
                group = voter["group"] if rules.by_group else ""
                found[(group, "", RECUSED if voter["is_recused"] else SILENT)] += 1
    else:
        said = {ballot["voter"]: ballot["position"] for ballot in record["ballots"]}
        found = Counter(
            (
                voter["group"],
                voter["region"],
                RECUSED if voter["is_recused"] else said.get(voter["organisation"], SILENT),
            )
            for voter in heads
        )
    for (group, region, position), number in sorted(found.items()):
        yield Line(group, region, position, number)


def unresolved_at_closing(record: Mapping[str, Any]) -> int:
    """How many objections were not resolved at the moment of closing."""
    closed_at = record["closed_at"]
    return sum(
        1 for each in record["objections"] if not (each["resolved_at"] and each["resolved_at"] <= closed_at)
    )


def _tally(document: dict[str, Any]) -> str:
    record = document["record"]
    rules = rules_from_json(record["rules"])
    counted = tally(rules, lines_of(record), unresolved_at_closing(record))
    _require(tally_as_json(counted) == record["tally"], "counted anew it comes out otherwise")
    if rules.is_blocked_by_objections:
        must = {each.key for each in rules.positions if each.objection == Objection.MUST}
        objecting = {each["voter"] for each in record["objections"]}
        _require(
            all(ballot["voter"] in objecting for ballot in record["ballots"] if ballot["position"] in must),
            "somebody objects without an objection",
        )
    outcome = record["outcome"]
    if outcome is not None:
        _require(outcome["result"] == str(counted.result), "the outcome says another result")
    return str(counted.result)
