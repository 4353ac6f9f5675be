"""Questions of the demo. Every word in them is invented; the resources they link are real and dated."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.library.models import Resource
from intersession.people.models import Person
from intersession.questions.actions import accept_answer, answer_question, ask_question
from intersession.questions.models import Question

OPEN = "Who has tried age assurance in a small game studio? (demonstration)"
ANSWERED = "Who has a code of conduct for gaming services? (demonstration)"


def fill(actor: Actor) -> str:
    """An answered question and an open one."""
    if Question.objects.filter(title__in=[OPEN, ANSWERED]).exists():
        return ""
    people = Person.objects.filter(is_fictional=True, mandates__isnull=False).distinct().order_by("pk")
    acting = [each for each in (actor_of(person, two_step=False) for person in people) if each.organisation]
    members = [each for each in acting if each.holds("questions.ask_question")]
    if not members:
        return ""
    asker, answerer = members[0], members[-1]
    answered = ask_question(
        asker,
        ANSWERED,
        "en",
        "Invented for the demonstration. We look for one that small studios could **adopt as it is**.",
        concepts=["online-grooming", "grooming"],
        places=["KE"],
    )
    resources = Resource.objects.listed().filter(topic_lines__topic="gaming").order_by("slug")[:2]
    answer = answer_question(
        answerer,
        answered,
        "Invented for the demonstration: start with the first of these.",
        "en",
        list(resources),
    )
    answer_question(
        answerer, answered, "Invented for the demonstration: ask the second publisher, too.", "en"
    )
    accept_answer(asker, answer)
    ask_question(asker, OPEN, "en", "Invented for the demonstration.", concepts=["age-assurance"])
    return "2 questions"
