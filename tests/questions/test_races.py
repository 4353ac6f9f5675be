"""Two people at the same moment, on two connections: one change is kept, the other is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.audit.chain import verify
from intersession.places.models import Place
from intersession.questions import actions
from intersession.questions.models import Answer, Decline, Question
from tests.collections.making import stranger
from tests.helplines.test_races import at_once, one_was_refused

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture(autouse=True)
def _kenya() -> None:
    """These tests empty the database, so they bring their own rows."""
    Place.objects.get_or_create(code="KE", defaults={"kind": "country", "name_en": "Kenya"})


def test_one_answer_accepted_twice_at_once_is_accepted_once() -> None:
    actor = stranger()
    answer = actions.answer_question(actor, actions.ask_question(actor, "Who?", "en"), "We.", "en")
    assert one_was_refused(at_once([partial(actions.accept_answer, actor, answer)] * 2))
    assert verify().is_whole


def test_an_answer_accepted_and_withdrawn_at_once_is_never_both() -> None:
    actor = stranger()
    answer = actions.answer_question(actor, actions.ask_question(actor, "Who?", "en"), "We.", "en")
    at_once(
        [
            partial(actions.accept_answer, actor, answer),
            partial(actions.withdraw_answer, actor, answer, "No."),
        ]
    )
    answer.refresh_from_db()
    assert answer.is_withdrawn
    assert not answer.is_accepted


def test_answers_given_at_once_have_numbers_of_their_own() -> None:
    actor = stranger()
    question = actions.ask_question(actor, "Who?", "en")
    results = at_once([partial(actions.answer_question, actor, question, text, "en") for text in "abc"])
    assert not any(isinstance(result, Exception) for result in results), results
    assert sorted(Answer.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_an_answer_and_the_end_of_the_question_at_once_leave_no_late_answer() -> None:
    actor = stranger()
    question = actions.ask_question(actor, "Who?", "en")
    at_once(
        [
            partial(actions.close_question, actor, question, "Over."),
            partial(actions.answer_question, actor, question, "We.", "en"),
        ]
    )
    question.refresh_from_db()
    assert question.is_closed
    late = Answer.objects.filter(answered_at__gt=question.closed_at)
    assert not late.exists()


def test_a_question_declined_twice_at_once_is_declined_once() -> None:
    actor = stranger()
    question = actions.ask_question(actor, "Who?", "en")
    results = at_once([partial(actions.decline_question, actor, question)] * 2)
    assert results == [None, None]
    assert Decline.objects.count() == 1
    assert Question.objects.count() == 1
    assert verify().is_whole
