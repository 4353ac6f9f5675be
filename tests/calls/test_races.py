"""Two people at the same moment: one answer of each goes in, and no two ideas are merged into each other."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.calls.actions import answer_call, decide_idea
from intersession.calls.models import Call, Idea
from intersession.places.models import Place
from intersession.surveys.models import Box, Mark, Question, Questionnaire
from tests.helplines.test_races import at_once, one_was_refused
from tests.world import make_organisation, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def two_people(*offices: Role) -> list[Actor]:
    """Two people of one member."""
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    body = make_organisation("race-calls")
    roles = frozenset({Role.VISITOR, Role.PERSON, Role.MEMBER, *offices})
    return [Actor(make_person(name), body, roles) for name in ("mo-calls", "zu-calls")]


def a_call(**fields: object) -> Call:
    """One straight into the tables."""
    now = timezone.now()
    usual: dict[str, object] = {
        "kind": "ideas", "title": "?", "text": "?", "language": "en", "year": now.year, "announced_at": now,
        "opens_at": now - timedelta(days=2), "closes_at": now - timedelta(days=1), "slug": "a-call-raced-for",
    }  # fmt: skip
    return Call.objects.create(**{**usual, **fields})


def test_an_organisation_answers_an_anonymous_survey_once() -> None:
    actors = two_people()
    questionnaire = Questionnaire.objects.create(
        title="?", language="en", is_anonymous=True, box_key="a" * 32, opened_at=timezone.now()
    )
    Question.objects.create(questionnaire=questionnaire, number=1, kind="text", text="Why?")
    Box.objects.create(questionnaire=questionnaire)
    call = a_call(kind="survey", questionnaire=questionnaire, closes_at=timezone.now() + timedelta(days=1))
    results = at_once([partial(answer_call, actor, call, {"q1": "So."}) for actor in actors])
    assert one_was_refused(results)
    assert (Mark.objects.count(), len(Box.objects.get().answers)) == (1, 1)
    assert verify().is_whole


def test_two_ideas_are_not_merged_into_each_other() -> None:
    actors = two_people(Role.SECRETARIAT)
    call = a_call()
    first, second = (
        Idea.objects.create(
            call=call,
            number=number,
            title="?",
            language="en",
            author=actors[0].person,
            submitted_at=timezone.now(),
        )
        for number in (1, 2)
    )
    results = at_once(
        [
            partial(decide_idea, actors[0], first, "merged", into=second),
            partial(decide_idea, actors[1], second, "merged", into=first),
        ]
    )
    assert one_was_refused(results)
    assert Idea.objects.filter(fate="merged").count() == 1
    assert verify().is_whole
