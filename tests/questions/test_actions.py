"""Rules of questions, asked of the actions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.access.waiting import LISTS
from intersession.audit.models import Event
from intersession.library.models import Resource
from intersession.members.models import OrganisationConcept, OrganisationLanguage, OrganisationPlace
from intersession.people.models import Organisation
from intersession.questions import actions
from intersession.questions.documents import documents
from intersession.questions.matching import reasons_for, suggested_to, suggestions_for
from intersession.questions.models import Answer, Question
from tests.collections.making import stranger
from tests.world import World, make_organisation

pytestmark = pytest.mark.django_db


def ask(world: World, title: str = "Who has a code of conduct?", **more: object) -> Question:
    return actions.ask_question(world.actor("ben"), title, "en", "For games.", **more)  # type: ignore[arg-type]


def organisation_of(actor: Actor) -> Organisation:
    assert actor.organisation is not None
    return actor.organisation


def found() -> dict[str, str]:
    return {document.path: str(dict(document.bodies)) for document in documents(None)}


@pytest.mark.parametrize("name", ["visitor", "eve", "vic", "ada"])
def test_who_acts_for_no_organisation_neither_asks_nor_answers(world: World, name: str) -> None:
    question = ask(world)
    with pytest.raises(NotAllowed):
        actions.ask_question(world.actor(name), "Why?", "en")
    with pytest.raises(NotAllowed):
        actions.answer_question(world.actor(name), question, "So.", "en")


def test_nobody_accepts_or_closes_for_another_organisation(world: World) -> None:
    question, other = ask(world), stranger()
    answer = actions.answer_question(other, question, "We do.", "en")
    for actor in (other, world.actor("eve"), world.actor("ada"), VISITOR):
        with pytest.raises(NotAllowed):
            actions.accept_answer(actor, answer)
    for actor in (other, world.actor("eve"), VISITOR):
        with pytest.raises(NotAllowed):
            actions.close_question(actor, question, "Enough.")
        with pytest.raises(NotAllowed):
            actions.withdraw_question(actor, question, "No.")
    own = actions.answer_question(world.actor("chi"), question, "We too.", "en")
    with pytest.raises(NotAllowed):
        actions.withdraw_answer(other, own, "No.")


def test_several_answers_are_accepted_and_one_is_taken_back(world: World) -> None:
    question = ask(world)
    answers = [actions.answer_question(stranger("nia"), question, "One.", "en")]
    answers.append(actions.answer_question(world.actor("chi"), question, "Two.", "en"))
    for answer in answers:
        actions.accept_answer(world.actor("chi"), answer)
    with pytest.raises(Refused):
        actions.accept_answer(world.actor("ben"), answers[0])
    actions.take_acceptance_back(world.actor("ben"), answers[0])
    with pytest.raises(Refused):
        actions.take_acceptance_back(world.actor("ben"), answers[0])
    assert list(Answer.objects.filter(accepted_at__isnull=False)) == [answers[1]]


def test_a_withdrawn_answer_is_accepted_no_longer(world: World) -> None:
    answer = actions.answer_question(stranger(), ask(world), "One.", "en")
    actions.accept_answer(world.actor("ben"), answer)
    with pytest.raises(Refused):
        actions.withdraw_answer(world.actor("ada"), answer, " ")
    actions.withdraw_answer(world.actor("ada"), answer, "It names a child.")
    answer.refresh_from_db()
    assert answer.accepted_at is None
    with pytest.raises(Refused):
        actions.accept_answer(world.actor("ben"), answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(
            accepted_at=timezone.now(), accepted_by=world.people["ben"]
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(withdrawn_because="")


def test_a_closed_question_takes_no_more_answers_and_says_why(world: World) -> None:
    question = ask(world)
    with pytest.raises(Refused):
        actions.close_question(world.actor("ben"), question, "")
    actions.close_question(world.actor("ada"), question, "Asked anew.")
    with pytest.raises(Refused):
        actions.answer_question(stranger(), question, "Late.", "en")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(closed_because="")


def test_a_withdrawn_question_is_over(world: World) -> None:
    question = ask(world)
    answer = actions.answer_question(stranger(), question, "One.", "en")
    actions.withdraw_question(world.actor("ada"), question, "Not for us.")
    for act in (
        lambda: actions.answer_question(world.actor("chi"), question, "Two.", "en"),
        lambda: actions.accept_answer(world.actor("ben"), answer),
        lambda: actions.close_question(world.actor("ben"), question, "Over."),
        lambda: actions.withdraw_question(world.actor("ben"), question, "Again."),
        lambda: actions.decline_question(world.actor("chi"), question),
    ):
        with pytest.raises(Refused):
            act()


def test_who_asks_or_answers_too_often_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_ASKED_A_DAY", 1)
    monkeypatch.setattr(actions, "MOST_ANSWERED_A_DAY", 1)
    question = ask(world)
    with pytest.raises(Refused):
        ask(world)
    other = stranger()
    actions.answer_question(other, question, "One.", "en")
    with pytest.raises(Refused):
        actions.answer_question(other, question, "Two.", "en")
    Question.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert ask(world)


def test_only_resources_of_the_library_are_linked_each_once(world: World) -> None:
    question, resources = ask(world), list(Resource.objects.listed()[:2])
    answer = actions.answer_question(stranger(), question, "One.", "en", [*resources, resources[0]])
    assert answer.resource_lines.count() == 2
    draft = resources[0]
    Resource.objects.filter(pk=draft.pk).update(withdrawn_at=timezone.now(), withdrawn_because="Old.")
    with pytest.raises(Refused):
        actions.answer_question(world.actor("chi"), question, "Two.", "en", [draft])


def test_the_search_finds_questions_with_accepted_answers_only(world: World) -> None:
    question = ask(world)
    address = f"/questions/{question.slug}/"
    answer = actions.answer_question(stranger(), question, "Ask the lighthouse.", "en")
    assert "lighthouse" not in found()[address]
    actions.accept_answer(world.actor("ben"), answer)
    assert "lighthouse" in found()[address]
    actions.take_acceptance_back(world.actor("ben"), answer)
    assert "lighthouse" not in found()[address]
    actions.withdraw_question(world.actor("ben"), question, "Asked twice.")
    assert address not in found()
    assert set(Event.objects.filter(verb__contains="accept").values_list("subject_type", flat=True)) == {
        "questions.question"
    }


def test_who_may_know_is_ranked_with_reasons(world: World) -> None:
    question = ask(world, concepts=["grooming"], places=["BR"])
    knows, near, there = (
        make_organisation(slug, name=slug, place_id=place)
        for slug, place in (("knows", "FR"), ("knows-and-there", "BR"), ("only-there", "BR"))
    )
    former = make_organisation("former", name="former", member_until=date(2021, 1, 1))
    for organisation in (knows, near, former, world.organisation):
        OrganisationConcept.objects.create(organisation=organisation, concept_id="grooming")
    OrganisationLanguage.objects.create(organisation=there, language="en")
    suggested = suggestions_for(question)
    assert [each.organisation for each in suggested] == [near, knows]
    assert "grooming" in suggested[0].why.lower()
    assert "Brazil" in suggested[0].why


def test_a_question_waits_for_those_who_may_know_until_they_answer_or_decline(world: World) -> None:
    other = stranger()
    OrganisationConcept.objects.create(organisation=organisation_of(other), concept_id="grooming")
    questions = [ask(world, f"Question {number}", concepts=["grooming"]) for number in range(3)]
    waiting = LISTS["questions.suggested"]
    assert waiting.is_personal
    assert waiting.count(other) == 3
    assert waiting.count(world.actor("ben")) == waiting.count(world.actor("eve")) == 0
    entry = next(iter(waiting.entries(other, 5)))
    assert "grooming" in str(entry.note).lower()
    assert entry.steps[0].url.endswith("/not-us/")
    actions.decline_question(other, questions[0])
    actions.decline_question(other, questions[0])
    actions.answer_question(other, questions[1], "We know.", "en")
    assert list(suggested_to(other)) == [questions[2]]
    assert organisation_of(other) not in [each.organisation for each in suggestions_for(questions[0])]
    actions.close_question(world.actor("ben"), questions[2], "Over.")
    assert waiting.count(other) == 0


def test_what_is_suggested_and_whom_agree(world: World) -> None:
    other = stranger()
    OrganisationConcept.objects.create(organisation=organisation_of(other), concept_id="grooming")
    OrganisationPlace.objects.create(organisation=organisation_of(other), place_id="BR")
    asked = [
        ask(world, "By concept", concepts=["grooming"]),
        ask(world, "By country", places=["BR"]),
        ask(world, "By home", places=["KE"]),
        ask(world, "Elsewhere", places=["FR"]),
        ask(world, "Another matter there", concepts=["csam"], places=["BR"]),
        ask(world, "Everything"),
    ]
    mine = set(suggested_to(other))
    for question in asked:
        is_named = organisation_of(other) in [each.organisation for each in suggestions_for(question)]
        assert is_named == (question in mine), question.title
    assert all(reasons_for(other, mine).values())


def test_answers_wait_for_who_asked(world: World) -> None:
    question = ask(world)
    waiting = LISTS["questions.to_accept"]
    actions.answer_question(world.actor("chi"), question, "Ourselves.", "en")
    assert waiting.count(world.actor("ben")) == 0
    answer = actions.answer_question(stranger(), question, "We do.", "en")
    assert [entry.title for entry in waiting.entries(world.actor("chi"), 5)] == [question.title]
    actions.accept_answer(world.actor("ben"), answer)
    assert waiting.count(world.actor("ben")) == 0


def test_waiting_lists_ask_as_much_for_one_as_for_many(world: World) -> None:
    other = stranger()
    OrganisationConcept.objects.create(organisation=organisation_of(other), concept_id="grooming")
    counts = []
    for number in (1, 7):
        for each in range(number):
            ask(world, f"Question {number} {each}", concepts=["grooming"])
        with CaptureQueriesContext(connection) as captured:
            assert list(LISTS["questions.suggested"].entries(other, 10))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
