"""Questionnaires: what is asked of whom, what is kept, and that nobody can be found in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from intersession.access.errors import NotAllowed, Refused
from intersession.accounts.queries import everything_of, person_relations
from intersession.audit.models import Event
from intersession.surveys import actions, queries
from intersession.surveys.actions import Asking, NotAnswers
from intersession.surveys.asked import faults_in, is_asked
from intersession.surveys.models import Box, Mark, Question, Questionnaire, Response
from tests.surveys.making import (
    FULL,
    HEAD,
    HELPLINE,
    HOW_WELL,
    WHEN,
    WHO,
    answer,
    make_open,
    make_questionnaire,
)
from tests.world import World


def test_only_the_secretariat_writes_one_and_only_until_it_opens(world: World) -> None:
    for name in ("ben", "vic", "eve", "visitor"):
        with pytest.raises(NotAllowed):
            actions.make_questionnaire(world.actor(name), HEAD)
    made = make_questionnaire(world, HELPLINE, WHEN)
    second = made.questions.get(number=2)
    for who in (world.actor("ben"), world.actor("visitor")):
        for attempt in (
            partial(actions.add_question, who, made, HELPLINE),
            partial(actions.open_questionnaire, who, made),
            partial(actions.close_questionnaire, who, made),
            partial(actions.word_questionnaire, who, made, "fr", {"q1": "?"}),
            partial(actions.change_questionnaire, who, made, HEAD),
            partial(actions.remove_question, who, second),
            partial(actions.change_question, who, second, WHEN),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    ada = world.actor("ada")
    actions.open_questionnaire(ada, made)
    for attempt in (
        partial(actions.add_question, ada, made, HELPLINE),
        partial(actions.change_questionnaire, ada, made, replace(HEAD, is_anonymous=True)),
        partial(actions.remove_question, ada, second),
        partial(actions.change_question, ada, second, WHEN),
    ):
        with pytest.raises(Refused, match="opened"):
            attempt()


def test_one_without_a_question_does_not_open(world: World) -> None:
    empty = actions.make_questionnaire(world.actor("ada"), HEAD)
    with pytest.raises(Refused, match="without a question"):
        actions.open_questionnaire(world.actor("ada"), empty)


@pytest.mark.parametrize(
    ("asking", "sentence"),
    [
        (Asking("one", "?", options=("Only one",)), "at least 2"),
        (Asking("matrix", "?", options=("A", "B")), "Write the lines"),
        (Asking("one", "?", options=("A", "A")), "twice"),
        (Asking("scale", "?", options=("a", "b", "c"), least=1, most=5), "two ends"),
        (Asking("scale", "?", least=0, most=99), "at most 10 steps"),
        (Asking("text", "?", asked_after=1, asked_if=(7,)), "which answers"),
        (Asking("text", "?", asked_after=9, asked_if=(0,)), "an earlier one"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(world: World, asking: Asking, sentence: str) -> None:
    made = make_questionnaire(world, HELPLINE)
    with pytest.raises(Refused, match=sentence):
        actions.add_question(world.actor("ada"), made, asking)


def test_what_others_depend_on_stays(world: World) -> None:
    made = make_questionnaire(world, HELPLINE, WHEN, WHO)
    ada, first = world.actor("ada"), made.questions.get(number=1)
    with pytest.raises(Refused, match="depends"):
        actions.remove_question(ada, first)
    with pytest.raises(Refused, match="depends"):
        actions.change_question(ada, first, Asking("text", "Why?"))
    actions.remove_question(ada, made.questions.get(number=2))
    assert [(each.number, each.kind) for each in queries.questions_of(made)] == [(1, "one"), (2, "several")]


def test_answers_are_kept_whole_or_not_at_all(world: World) -> None:
    made = make_open(world)
    ben = world.actor("ben")
    wrong: dict[str, Any]
    for wrong in (
        {"q1": 2},
        {"q1": True},
        {"q1": "0"},
        {},
        {"q1": 1, "q2": 0},
        {"q1": 0, "q3": [0, 1, 2]},
        {"q1": 0, "q3": [0, 0]},
        {"q1": 0, "q4": 6},
        {"q1": 0, "q5": {"7": 0}},
        {"q1": 0, "q6": 1001},
        {"q1": 0, "q6": 1.5},
        {"q1": 0, "q7": "x" * 201},
        {"q1": 0, "q99": 1},
    ):
        with pytest.raises(NotAnswers) as refusal:
            answer(ben, made, wrong)
        assert len(refusal.value.faults) == 1
    assert not Response.objects.exists()
    answer(ben, made, FULL)
    answer(world.actor("chi"), made, {"q1": 1})
    (response,) = Response.objects.all()
    assert (response.answers, response.person) == ({"q1": 1}, world.people["chi"]), (
        "changed, for the organisation"
    )
    answer(world.actor("eve"), made, FULL, alone=True)
    assert queries.how_many(made) == 2


def test_answers_are_taken_while_it_is_open(world: World) -> None:
    made = make_questionnaire(world)
    with pytest.raises(Refused, match="no answers now"):
        answer(world.actor("ben"), made, FULL)
    actions.open_questionnaire(world.actor("ada"), made)
    with pytest.raises(NotAllowed):
        answer(world.actor("visitor"), made, FULL)
    with pytest.raises(NotAllowed):
        answer(world.actor("eve"), made, FULL)
    actions.close_questionnaire(world.actor("ada"), made)
    with pytest.raises(Refused, match="no answers now"):
        answer(world.actor("ben"), made, FULL)


def test_a_chain_of_conditions_ends_where_it_breaks(world: World) -> None:
    third = Asking("text", "Since when?", asked_after=2, asked_if=(1,))
    made = make_open(world, HELPLINE, WHEN, third)
    questions = queries.questions_of(made)
    by_pk = {each.pk: each for each in questions}
    assert is_asked(questions[2], {"q1": 0, "q2": 1}, by_pk)
    assert not is_asked(questions[2], {"q1": 1, "q2": 1}, by_pk), "what was not asked leads nowhere"
    assert set(faults_in(questions, {"q1": 1, "q2": 1, "q3": "x"})) == {"q2", "q3"}


def test_it_is_read_in_the_language_asked_for_or_the_source(world: World) -> None:
    made = make_open(world, HELPLINE, WHEN, HOW_WELL)
    actions.word_questionnaire(
        world.actor("ada"),
        made,
        "fr",
        {"q1": "Gérez-vous une ligne ?", "q1.options.0": "Oui", "nonsense": "x"},
    )
    french = queries.asked_of(made, "fr")
    assert (french[0].text, french[0].language, french[0].label_of(0), french[0].label_of(1)) == (
        "Gérez-vous une ligne ?", "fr", "Oui", "No",
    )  # fmt: skip
    assert (french[1].text, french[1].language) == ("When is it reached?", "en")
    assert "Oui" in french[1].condition
    assert french[2].label_of(1) == "1 (badly)"
    assert queries.asked_of(made, "en")[0].text == HELPLINE.text
    assert queries.languages_of(made) == ["en", "fr"]


# ── anonymity ───────────────────────────────────────────────────────────────────────────────────


def test_the_database_keeps_no_name_in_an_anonymous_one_and_no_box_in_a_named_one(world: World) -> None:
    secret, named = make_open(world, is_anonymous=True), make_open(world)
    ben, now = world.people["ben"], timezone.now()
    answer(world.actor("ben"), named, FULL)

    def respond(key: Any) -> Callable[[], object]:
        return lambda: Response.objects.create(questionnaire_id=key, person=ben, answers={}, answered_at=now)

    def change(made: Questionnaire, **changes: Any) -> Callable[[], object]:
        return lambda: Questionnaire.objects.filter(pk=made.pk).update(**changes)

    attempts = [
        respond(secret.box_key),
        respond(""),
        respond(None),
        lambda: Mark.objects.create(questionnaire_id=named.register_key, person=ben),
        lambda: Mark.objects.create(questionnaire_id=secret.box_key),
        change(secret, is_anonymous=False),
        change(secret, register_key="x" * 32),
        change(secret, is_anonymous=False, register_key="x" * 32),
        # Both kinds hang on their key: neither can become the other while there is a box, or a response.
        change(secret, is_anonymous=False, register_key="x" * 32, box_key=None),
        change(named, is_anonymous=True, register_key=None, box_key="y" * 32),
        change(secret, fewest=4),
    ]
    assert [refused_by_the_database(attempt) for attempt in attempts] == [True] * len(attempts)


def refused_by_the_database(change: Callable[[], object]) -> bool:
    """Whether a write breaks a constraint, those that are looked at late among them."""
    try:
        with transaction.atomic():
            change()
            transaction.get_connection().check_constraints()
    except IntegrityError:
        return True
    return False


def test_neither_columns_nor_rows_nor_the_log_join_an_answer_to_who_gave_it(world: World) -> None:
    made = make_open(world, is_anonymous=True)
    before = Event.objects.order_by("-id").values_list("id", flat=True).first()
    answer(world.actor("ben"), made, FULL)
    answer(world.actor("lou"), made, {"q1": 1, "q7": "Nothing."})
    # The box has no time and no person, and nothing with either leads to it.
    fields = {each.name: each for each in Box._meta.get_fields() if each.concrete}
    assert set(fields) == {"questionnaire", "content"}
    assert not Box._meta.related_objects
    assert not any(isinstance(each, models.DateField) for each in Mark._meta.get_fields())
    assert {each.name for each in Mark._meta.get_fields() if each.concrete} == {
        "id", "questionnaire", "person", "organisation",
    }  # fmt: skip
    # Every table that knows a person or an organisation, rows as they are: no answer stands in any.
    for relation in person_relations():
        for row in relation.related_model._default_manager.values():
            assert "Nothing." not in str(row), relation.related_model
    assert not Response.objects.exists()
    assert "Nothing." not in str(everything_of(world.people["lou"]))
    # The lines of the log name nobody, and say nothing.
    lines = Event.objects.filter(id__gt=before or 0)
    assert [
        (each.verb, each.person_id, each.organisation_id, each.facts, each.is_public) for each in lines
    ] == [("answer.dropped-in", None, None, {}, False)] * 2
    assert sorted(each.get("q7", "") for each in queries.answers_to(made)) == ["Nothing.", "Time."]
    with pytest.raises(Refused, match="already"):
        answer(world.actor("chi"), made, FULL)


def test_the_box_does_not_keep_the_order_in_which_answers_came(world: World) -> None:
    orders = set()
    for _try in range(12):
        box = Box(content="[]")
        for number in range(6):
            box.put({"q6": number})
        orders.add(tuple(each["q6"] for each in box.answers))
    assert len(orders) > 6


def test_results_show_after_closing_and_to_whom_was_said(world: World) -> None:
    def sees(name: str, made: Questionnaire) -> bool:
        return world.actor(name).may("surveys.view_results", made)

    for results_for, seen in (
        ("everybody", {"ada", "ben", "eve", "visitor"}),
        ("members", {"ada", "ben"}),
        ("secretariat", {"ada"}),
    ):
        made = make_open(world, HELPLINE, results_for=results_for)
        assert not any(sees(name, made) for name in ("ada", "ben", "eve", "visitor"))
        actions.close_questionnaire(world.actor("ada"), made)
        assert {name for name in ("ada", "ben", "eve", "visitor") if sees(name, made)} == seen


def test_words_are_shown_as_was_said_beforehand(world: World) -> None:
    for texts_for, (office, everybody) in {
        "nobody": (False, False),
        "secretariat": (True, False),
        "results": (True, True),
    }.items():
        made = make_open(world, Asking("text", "Why?"), texts_for=texts_for)
        answer(world.actor("ben"), made, {"q1": "Because."})
        actions.close_questionnaire(world.actor("ada"), made)
        for name, expected in (("ada", office), ("visitor", everybody)):
            (result,) = queries.results_for(world.actor(name), made, "en").results
            assert list(result.texts) == (["Because."] if expected else [])


def test_the_desk_writes_a_questionnaire_and_keeps_what_was_typed(world: World, sign_in: Any) -> None:
    ada: Client = sign_in("ada")
    sent = {
        "title": "What works (invented)", "language": "en", "is_anonymous": "on", "fewest": "4",
        "results_for": "everybody", "texts_for": "nobody",
    }  # fmt: skip
    answered = ada.post("/en/desk/questionnaires/new/", sent)
    assert answered.status_code == 400
    assert "What works (invented)" in answered.content.decode()
    ada.post("/en/desk/questionnaires/new/", sent | {"fewest": "6"})
    made = Questionnaire.objects.get(fewest=6)
    address = f"/en/desk/questionnaires/{made.pk}/"
    first = {"kind": "one", "text": "Do you run a helpline?", "options": "Yes\nNo"}
    assert ada.post(f"{address}questions/", first).status_code == 302
    second = {"kind": "text", "text": "Since when?", "asked_after": "1", "asked_if": "maybe"}
    answered = ada.post(f"{address}questions/", second)
    assert (answered.status_code, "Not an answer to that question: maybe" in answered.content.decode()) == (
        400,
        True,
    )
    assert ada.post(f"{address}questions/", second | {"asked_if": "yes"}).status_code == 302
    assert Question.objects.get(questionnaire=made, number=2).asked_if == [0]
    assert 'value="Since when?"' in ada.get(f"{address}questions/2/").content.decode()
    assert ada.post(f"{address}words/?language=ar", {"title": "ما ينجح"}).status_code == 302
    assert queries.head_in(made, "ar")[0] == "ما ينجح"
    assert ada.get(f"{address}words/?language=xx").status_code == 404
