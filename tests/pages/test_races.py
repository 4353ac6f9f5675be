"""Two people at the same moment, on two connections: nothing is lost, nothing is done twice."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.pages.actions import (
    Overtaken,
    Text,
    answer_message,
    load_first_texts,
    send_message,
    write_page,
)
from intersession.pages.load import first_texts
from intersession.pages.models import Page, PageVersion
from intersession.people.models import Person
from tests.helplines.test_races import at_once, one_was_refused
from tests.world import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def secretaries() -> list[Actor]:
    """Two of the secretariat. These tests empty the database, so they bring their own rows."""
    people = [
        Person.objects.filter(email__startswith=name).first() or make_person(name) for name in ("mo", "zu")
    ]
    return [Actor(person, None, frozenset({Role.SECRETARIAT, Role.VISITOR})) for person in people]


def test_two_save_at_once_and_one_is_shown_the_others_text(secretaries: list[Actor]) -> None:
    system = Actor(roles=frozenset({Role.SYSTEM}))
    load_first_texts(system, [each for each in first_texts() if each.text.language == "en"])
    page = Page.objects.get(slug="about")
    before = PageVersion.objects.get(page=page, language="en").number
    results = at_once(
        [
            partial(write_page, actor, page, Text("en", "About", f"Text {place}"), based_on=before)
            for place, actor in enumerate(secretaries)
        ]
    )
    assert one_was_refused(results)
    assert any(isinstance(result, Overtaken) for result in results)
    assert PageVersion.objects.filter(page=page, language="en").count() == 2
    assert verify().is_whole


def test_a_message_is_answered_once(secretaries: list[Actor]) -> None:
    message = send_message(secretaries[0], name="", email="", text="Who may join?", language="en")
    results = at_once([partial(answer_message, actor, message, "Anybody.") for actor in secretaries])
    assert one_was_refused(results)
    assert verify().is_whole
