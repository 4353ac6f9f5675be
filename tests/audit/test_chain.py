"""The log is append-only, and a change of an old row is found."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from tests.world import World

from intersession.access.actor import SYSTEM
from intersession.audit.chain import verify
from intersession.audit.models import ChainHead, Event
from intersession.audit.record import plain, record, record_many
from intersession.audit.verbs import Verb


@pytest.fixture
def three_events(world: World) -> list[Event]:
    return record_many(SYSTEM, Verb.PLACE_LOADED, [(world.organisation, {"row": row}) for row in range(3)])


def test_an_untouched_log_is_whole(three_events: list[Event]) -> None:
    assert verify().is_whole
    assert verify().events == Event.objects.count()


def test_ids_run_on_without_a_gap_across_several_records(world: World, three_events: list[Event]) -> None:
    later = record(SYSTEM, Verb.PERSON_JOINED, world.organisation)
    assert later.id == three_events[-1].id + 1
    assert later.previous_hash == three_events[-1].hash


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET verb = 'other' WHERE id = %s",
        "UPDATE audit_event SET subject_id = 'other' WHERE id = %s",
        "UPDATE audit_event SET facts = '{}' WHERE id = %s",
        "UPDATE audit_event SET is_public = NOT is_public WHERE id = %s",
        "DELETE FROM audit_event WHERE id = %s",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_changing_or_deleting_a_row_by_sql_is_found(
    three_events: list[Event], change: str, place: int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change, [three_events[place].id])
    assert not verify().is_whole


def test_a_head_without_its_events_is_found(three_events: list[Event]) -> None:
    Event.objects.filter(pk=three_events[-1].pk).delete()
    verdict = verify()
    assert verdict.fault is not None
    assert "head" in verdict.fault


def test_what_is_written_while_somebody_checks_is_no_fault(world: World, three_events: list[Event]) -> None:
    """Between the last event and the head somebody else commits, as on a site that is being used."""
    written: list[str] = []

    def somebody_else(execute: Any, sql: str, *rest: Any) -> Any:
        if "audit_chainhead" in sql and not written:
            written.append(sql)
            record(SYSTEM, Verb.PLACE_LOADED, world.organisation)
        return execute(sql, *rest)

    with connection.execute_wrapper(somebody_else):
        verdict = verify()
    assert written
    assert verdict.is_whole, verdict.fault
    assert verdict.events == Event.objects.count() == three_events[-1].id + 1


def test_only_public_events_move_the_public_revision(world: World) -> None:
    record(SYSTEM, Verb.PLACE_LOADED, world.organisation)
    before = ChainHead.objects.get().public_event_id
    record(SYSTEM, Verb.PERSON_JOINED, world.organisation)
    assert ChainHead.objects.get().public_event_id == before
    after = record(SYSTEM, Verb.PLACE_LOADED, world.organisation)
    assert ChainHead.objects.get().public_event_id == after.id


def test_the_log_survives_text_of_every_script_and_depth(world: World) -> None:
    record(
        SYSTEM,
        Verb.PLACE_LOADED,
        world.organisation,
        title="قانون ‏حماية الطفل \u2028 😀",
        list=[1, None, True, {"b": "ä"}],
    )
    assert verify().is_whole


def test_a_fact_that_reads_back_differently_is_refused() -> None:
    with pytest.raises(TypeError):
        plain({"share": 0.1})


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record_many(SYSTEM, Verb.PLACE_LOADED, [])
