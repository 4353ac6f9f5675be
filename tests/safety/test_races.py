"""Two people at the same moment, on two connections: one change is kept, the other is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.audit.models import Event
from intersession.people.models import Person
from intersession.safety.actions import clear_match, remove_file, take_in
from intersession.safety.models import Match, StoredFile
from tests.helplines.test_races import at_once, one_was_refused
from tests.safety.making import sent
from tests.world import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def officers() -> list[Actor]:
    """Two safeguarding officers, who belong to the secretariat, too."""
    people = [
        Person.objects.filter(email__startswith=name).first() or make_person(name) for name in ("mo", "zu")
    ]
    roles = frozenset({Role.SAFEGUARDING, Role.SECRETARIAT, Role.VISITOR})
    return [Actor(person, None, roles) for person in people]


def test_a_match_is_cleared_once(officers: list[Actor]) -> None:
    match = Match.objects.create(bank="test")
    results = at_once([partial(clear_match, actor, match, "Spoke to them.") for actor in officers])
    assert one_was_refused(results)
    assert Event.objects.filter(verb="match.cleared").count() == 1
    assert verify().is_whole


def test_a_file_is_removed_once(officers: list[Actor]) -> None:
    stored = take_in(officers[0], sent(b"A text.", "a.txt"))
    results = at_once([partial(remove_file, actor, stored, "Asked for.") for actor in officers])
    assert one_was_refused(results)
    assert Event.objects.filter(verb="file.removed").count() == 1


def test_two_files_at_once_are_both_kept(officers: list[Actor]) -> None:
    results = at_once([partial(take_in, actor, sent(b"A text.", "a.txt")) for actor in officers])
    assert all(isinstance(result, StoredFile) for result in results)
    assert len({result.key for result in results if isinstance(result, StoredFile)}) == 2
    assert verify().is_whole
