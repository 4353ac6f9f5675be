"""Two people at the same moment, on two connections: one change is kept, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from intersession.access.actor import VISITOR, Actor
from intersession.access.errors import Refused
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.helplines.actions import (
    answer_correction,
    check_channel,
    suggest_correction,
    withdraw_service,
)
from intersession.helplines.models import Check, How, Outcome
from intersession.people.models import Person
from intersession.places.models import Place
from tests.helplines.making import make_channel
from tests.world import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def verifiers() -> list[Actor]:
    """Two verifiers. These tests empty the database, so they bring their own rows."""
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    people = [
        Person.objects.filter(email__startswith=name).first() or make_person(name) for name in ("mo", "zu")
    ]
    return [Actor(person, None, frozenset({Role.VERIFIER, Role.VISITOR})) for person in people]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave or raised, all begun at the same moment on connections of their own."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = acts[place]()  # type: ignore[call-overload]
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return list(results)


def one_was_refused(results: list[object]) -> bool:
    refused = [result for result in results if isinstance(result, Refused)]
    return len(refused) == 1 and not any(
        isinstance(result, Exception) and not isinstance(result, Refused) for result in results
    )


def test_two_checks_of_one_channel_at_once_are_one(verifiers: list[Actor]) -> None:
    channel = make_channel()
    results = at_once(
        [partial(check_channel, actor, channel, How.PHONE, Outcome.WORKS) for actor in verifiers]
    )
    assert one_was_refused(results)
    assert Check.objects.filter(channel=channel).count() == 1
    assert verify().is_whole


def test_a_correction_is_answered_once(verifiers: list[Actor]) -> None:
    correction = suggest_correction(VISITOR, Place.objects.get(code="KE"), "It closed.")
    results = at_once([partial(answer_correction, actor, correction, "Yes.") for actor in verifiers])
    assert one_was_refused(results)
    assert verify().is_whole


def test_a_service_is_withdrawn_once(verifiers: list[Actor]) -> None:
    service = make_channel().service
    results = at_once([partial(withdraw_service, actor, service, "Closed.") for actor in verifiers])
    assert one_was_refused(results)
    assert verify().is_whole
