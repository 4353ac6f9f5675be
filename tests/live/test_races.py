"""Two people at the same moment: numbers stay without a gap, and what is sent twice arrives once."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from intersession.access.actor import SYSTEM, Actor
from intersession.access.roles import Role
from intersession.live.actions import ask_question, open_sitting, say_in_chat
from intersession.live.models import Question, Update
from intersession.places.models import Place
from tests.helplines.test_races import at_once
from tests.programme.making import make_meeting
from tests.world import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def test_two_who_speak_at_once_get_two_numbers_and_one_question_stays_one() -> None:
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    meeting = make_meeting(slug="race-live")
    open_sitting(SYSTEM, meeting)
    roles = frozenset({Role.VISITOR, Role.PERSON})
    first, second = (Actor(make_person(name), None, roles) for name in ("mo-live", "zu-live"))
    at_once(
        [
            partial(say_in_chat, first, meeting, uuid4(), "One", "en"),
            partial(say_in_chat, second, meeting, uuid4(), "Two", "en"),
        ]
    )
    numbers = Update.objects.filter(sitting__meeting=meeting).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2, 3]
    key = uuid4()
    ask = partial(ask_question, first, meeting, key, "Who answers?", "en")
    at_once([ask, ask])
    assert Question.objects.filter(sitting__meeting=meeting).count() == 1
