"""Two letters at the same moment, on two connections: the limits hold, and a letter is answered once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.directory.actions import answer_letter, write_letter
from intersession.directory.letters import PER_DAY, PER_DAY_TO_ONE
from intersession.directory.models import Letter
from intersession.people.models import Person
from tests.helplines.test_races import at_once, one_was_refused
from tests.world import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

ROLES = frozenset({Role.VISITOR, Role.PERSON, Role.MEMBER})


@pytest.fixture
def two() -> tuple[Actor, Person]:
    """A writer and a reader. These tests empty the database, so they bring their own rows."""
    writer, reader = make_person("writer"), make_person("reader", takes_contact=True)
    return Actor(writer, None, ROLES), reader


def test_two_letters_at_once_do_not_both_become_the_last_of_the_day(two: tuple[Actor, Person]) -> None:
    writer, reader = two
    for number in range(PER_DAY - 1):
        other = make_person(f"other{number}", takes_contact=True)
        write_letter(writer, other, "Hello", "A letter of some length.")
    last = make_person("last", takes_contact=True)
    results = at_once([partial(write_letter, writer, to, "Hello", "A letter.") for to in (reader, last)])
    assert one_was_refused(results)
    assert Letter.objects.count() == PER_DAY
    assert verify().is_whole


def test_two_letters_at_once_to_one_person_do_not_both_become_the_second(two: tuple[Actor, Person]) -> None:
    writer, reader = two
    for number in range(PER_DAY_TO_ONE - 1):
        write_letter(writer, reader, f"Hello {number}", "A letter.")
    results = at_once([partial(write_letter, writer, reader, "Hello", "A letter.") for _ in range(2)])
    assert one_was_refused(results)


def test_a_letter_is_answered_once_by_one_person(two: tuple[Actor, Person]) -> None:
    writer, reader = two
    letter = write_letter(writer, reader, "Hello", "A letter.")
    answerer = Actor(reader, None, frozenset({Role.VISITOR, Role.PERSON}))
    results = at_once([partial(answer_letter, answerer, letter, "Yes.") for _ in range(2)])
    assert one_was_refused(results)
    assert Letter.objects.filter(in_reply_to=letter).count() == 1
    assert verify().is_whole
