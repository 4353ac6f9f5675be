"""Questionnaires for tests, made through the same actions as real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intersession.access.actor import Actor
from intersession.surveys import actions
from intersession.surveys.actions import Asking, Head
from intersession.surveys.models import Questionnaire
from tests.world import World

HEAD = Head("What works (invented)", "en")
HELPLINE = Asking("one", "Do you run a helpline?", is_required=True, options=("Yes", "No"))
WHEN = Asking("one", "When is it reached?", options=("By day", "Day and night"), asked_after=1, asked_if=(0,))
WHO = Asking("several", "Who calls?", options=("Children", "Parents", "Teachers"), most=2)
HOW_WELL = Asking("scale", "How well does it work?", options=("badly", "well"), least=1, most=5)
LINES = Asking("matrix", "How often?", options=("Never", "Often"), lines=("Grooming", "Sexting"))
HOW_MANY = Asking("number", "How many calls a day?", least=0, most=1000)
WORDS = Asking("text", "What would help?", most=200)
ALL = (HELPLINE, WHEN, WHO, HOW_WELL, LINES, HOW_MANY, WORDS)
FULL = {"q1": 0, "q2": 1, "q3": [0, 2], "q4": 4, "q5": {"0": 1, "1": 0}, "q6": 12, "q7": "Time."}


def make_questionnaire(
    world: World, *askings: Asking, is_anonymous: bool = False, **head: object
) -> Questionnaire:
    """A questionnaire, not open yet."""
    ada = world.actor("ada")
    wanted = replace(HEAD, is_anonymous=is_anonymous, **head)  # type: ignore[arg-type]
    questionnaire = actions.make_questionnaire(ada, wanted)
    for asking in askings or ALL:
        actions.add_question(ada, questionnaire, asking)
    return questionnaire


def make_open(world: World, *askings: Asking, is_anonymous: bool = False, **head: object) -> Questionnaire:
    """One that takes answers."""
    made = make_questionnaire(world, *askings, is_anonymous=is_anonymous, **head)
    return actions.open_questionnaire(world.actor("ada"), made)


def answer(
    actor: Actor, questionnaire: Questionnaire, answers: Mapping[str, object], *, alone: bool = False
) -> None:
    """Answer it for one's organisation, or for oneself."""
    actions.answer_questionnaire(actor, questionnaire, answers, for_organisation=not alone)
