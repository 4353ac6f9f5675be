"""The record of a closed decision: checked without the site, and no changed byte passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.audit.canonical import digest
from intersession.ballots.records import as_file, verify_file, written
from intersession.decisions.actions import conclude_decision, declare_affiliation
from intersession.decisions.files import record_bytes
from intersession.decisions.models import Decision
from intersession.decisions.queries import newest_record
from intersession.decisions.receipts import new_receipt
from intersession.decisions.voices import Said, answer_objection, cast_vote, recuse_voter, settle_objection
from intersession.people.models import Organisation
from tests.decisions.making import CONCERN, close, make_decision, make_members, vote
from tests.world import World

pytestmark = pytest.mark.django_db


def file_of(decision: Decision) -> bytes:
    kept = newest_record(decision)
    assert kept
    return record_bytes(kept)


def an_open_ballot(world: World) -> Decision:
    """Closed, with an objection that was sustained, an affiliate, somebody recused and an outcome."""
    ada = world.actor("ada")
    actors = make_members(6)
    declare_affiliation(ada, actors[5].organisation, actors[0].organisation, "The statutes.")  # type: ignore[arg-type]
    decision = make_decision(method="groups", groups=("civil-society", "government", "technical"))
    for actor, position in zip(actors, ("yes", "yes", "yes", "no", "yes"), strict=False):
        vote(actor, decision, position, reason="Because of رأي and 意见.")
    vote(actors[3], decision, "no", concern=CONCERN)
    recuse_voter(actors[4], decision, actors[4].organisation)  # type: ignore[arg-type]
    objection = decision.objections.get()
    answer_objection(ada, objection, "The law asks for it.")
    settle_objection(actors[3], objection, is_resolved=False)
    decision = close(decision)
    return conclude_decision(ada, decision, "Decided.")


def a_secret_ballot(world: World) -> Decision:
    actors = make_members(6, groups=("academia", "youth"))  # type: ignore[arg-type]
    decision = make_decision(method="groups", is_secret=True, groups=("academia", "youth"))
    for actor, position in zip(actors, ("yes", "yes", "no", "yes", "yes"), strict=False):
        cast_vote(actor, decision, actor.organisation, Said(position, receipt=new_receipt()))  # type: ignore[arg-type]
    return close(decision)


SORTS: list[Callable[[World], Decision]] = [an_open_ballot, a_secret_ballot]


@pytest.mark.parametrize("make", SORTS)
def test_a_record_that_was_not_touched_is_whole(world: World, make: Callable[[World], Decision]) -> None:
    checks = verify_file(file_of(make(world)))
    assert [check for check in checks if not check.holds] == []
    assert len(checks) == 7


@pytest.mark.parametrize("make", SORTS)
def test_a_changed_byte_fails(world: World, make: Callable[[World], Decision]) -> None:
    data = file_of(make(world))

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(place=st.integers(0, len(data) - 1), byte=st.integers(0, 255))
    def changed(place: int, byte: int) -> None:
        if data[place] == byte:
            return
        touched = data[:place] + bytes([byte]) + data[place + 1 :]
        assert not all(check.holds for check in verify_file(touched))

    changed()
    for touched in (data[:-1], data + b" ", b"\xef\xbb\xbf" + data, data.replace(b"\n", b"\r\n")):
        assert not all(check.holds for check in verify_file(touched))


def forged(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The record changed by somebody who makes every hash fit again, the event's own among them."""
    document = json.loads(data)
    change(document["record"])
    event = document["event"]
    event["facts"]["record"] = digest(document["record"])
    return as_file(document["record"], event)


def test_a_forger_who_mends_the_hashes_is_found_by_the_count(world: World) -> None:
    data = file_of(an_open_ballot(world))

    def turn_a_vote(record: dict[str, Any]) -> None:
        record["ballots"][0]["position"] = "no" if record["ballots"][0]["position"] == "yes" else "yes"

    def vote_twice(record: dict[str, Any]) -> None:
        record["ballots"].append(dict(record["ballots"][0]))

    def vote_for_a_stranger(record: dict[str, Any]) -> None:
        record["ballots"][0]["voter"] = "nobody"

    def lose_a_vote(record: dict[str, Any]) -> None:
        del record["ballots"][0]

    def pass_it_anyhow(record: dict[str, Any]) -> None:
        record["outcome"]["result"] = "passed" if record["outcome"]["result"] != "passed" else "not-passed"

    def ask_less(record: dict[str, Any]) -> None:
        record["rules"]["quorum"] = None

    def ask_another_question(record: dict[str, Any]) -> None:
        record["question"]["title"] = "Shall we not?"

    def take_the_answer_away(record: dict[str, Any]) -> None:
        record["objections"][0]["answer"] = ""

    for change in (
        turn_a_vote, vote_twice, vote_for_a_stranger, lose_a_vote, pass_it_anyhow, ask_less, ask_another_question,
        take_the_answer_away,
    ):  # fmt: skip
        assert not all(check.holds for check in verify_file(forged(data, change))), change.__name__


def test_a_forger_of_the_whole_file_has_another_event_than_the_log(world: World) -> None:
    decision = an_open_ballot(world)
    kept = newest_record(decision)
    assert kept
    data = forged(record_bytes(kept), lambda record: record["outcome"].update(statement="Something else."))
    assert all(check.holds for check in verify_file(data))
    # What the file alone cannot show, the hash of the event does: it is not the one of the log.
    assert json.loads(data)["event_hash"] != kept.event.hash


def test_the_file_stays_the_same_when_the_world_moves_on(world: World) -> None:
    decision = an_open_ballot(world)
    before = file_of(decision)
    Organisation.objects.filter(slug__startswith="member-").update(name="Renamed (fictional)")
    assert file_of(decision) == before


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, written({"format": "x"}), b'{"a":1e999}'],
)
def test_anything_else_is_no_record(data: bytes) -> None:
    assert not all(check.holds for check in verify_file(data))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_a_well_formed_file_of_nonsense_never_raises(value: Any) -> None:
    event = {"facts": value, "id": value, "at": value, "verb": value}
    assert not all(check.holds for check in verify_file(as_file({"question": value, "rules": value}, event)))


def test_the_command_checks_without_database_or_settings(
    world: World, tmp_path: Path, client: Client
) -> None:
    decision = an_open_ballot(world)
    response = client.get(reverse("decisions:record_file", args=[decision.slug]))
    assert response["Content-Disposition"] == f'attachment; filename="{decision.slug}.json"'
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(response.content)
    bad.write_bytes(response.content.replace(b'"yes"', b'"nay"', 1))
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("INTERSESSION", "DJANGO"))
    }
    # A home that cannot be made shows that none is needed.
    clean |= {"INTERSESSION_HOME": "/proc/nowhere", "DATABASE_URL": "nonsense://"}

    def run(path: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "intersession.config.command", "verify", str(path)]
        return subprocess.run(command, env=clean, capture_output=True, text=True, check=False)

    passed, failed, missing = run(good), run(bad), run(tmp_path / "none.json")
    assert (passed.returncode, failed.returncode, missing.returncode) == (0, 1, 2), passed.stderr
    assert passed.stdout.count("ok   ") == 7
    assert "WRONG" in failed.stdout
