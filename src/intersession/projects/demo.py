"""Six projects of the demo in two languages, a pair of twins among them, and one proposed as joint. All invented."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.decisions.actions import Question
from intersession.people.models import Mandate, MandateRole
from intersession.projects.actions import Answers, Entry, enter_project, join_project, propose_joint
from intersession.projects.models import Project

# (who, title, language, concepts, places, first day and last day as (years from now, month), for whom, summary)
SAID = (
    (
        "tui@demo.example", "Teachers recognise grooming (invented)", "en", ("grooming", "digital-literacy"),
        ("KE", "UG"), (0, 1), (1, 12), ("teachers",),
        "Two hundred teachers in Kenya and Uganda learn how groomers approach pupils and whom to call.",
    ),
    (
        "sol@demo.example", "Formar a docentes contra el grooming (ficticio)", "es", ("grooming", "digital-literacy"),
        ("KE", "UG"), (0, 3), (0, 12), ("teachers",),
        "Formamos a docentes de Kenia y Uganda para que reconozcan el grooming y sepan a quién llamar.",
    ),
    (
        "tui@demo.example", "One report button for young players (invented)", "en", ("online-gaming", "reporting"),
        ("ZZ",), (0, 2), (0, 11), ("children", "industry"),
        "Three makers of games show the same button in the same place; children tested where they look for it.",
    ),
    (
        "sol@demo.example", "Líneas de ayuda que responden de noche (ficticio)", "es", ("helpline",), ("CL", "PE"),
        (-1, 5), (1, 6), ("children", "helplines"),
        "Las líneas de ayuda de Chile y Perú comparten los turnos de noche.",
    ),
    (
        "tui@demo.example", "Parents talk about sexting (invented)", "en", ("sexting",), ("KE",), (1, 1), (1, 12),
        ("parents",), "Evenings at twenty schools, with a leaflet in Swahili.",
    ),
    (
        "sol@demo.example", "Policías y grooming: un curso común (ficticio)", "es", ("grooming",), ("CL",), (-2, 1),
        (-1, 12), ("law-enforcement",), "Un curso de tres días, dado cuatro veces.",
    ),
)  # fmt: skip
WHY = "(Invented) Two members train teachers in the same two countries. Together they reach twice as many schools."


def speaker(address: str) -> Actor | None:
    """A person of the demo, acting for the organisation they represent."""
    held = Mandate.objects.current().filter(
        person__email=address, person__is_fictional=True, role=MandateRole.REPRESENTATIVE
    )
    mandate = held.select_related("person").first()
    if mandate is None:
        return None
    return actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the projects where there are none, and put the first to the members as a joint one."""
    speakers = {address: speaker(address) for address, *_rest in SAID}
    if Project.objects.exists() or None in speakers.values():
        return ""
    today = timezone.now().date()
    made: list[Project] = []
    for address, title, language, concepts, places, start, end, audiences, summary in SAID:
        who = speakers[address]
        assert who is not None
        # The twin says what makes it another one only once somebody asks: the demo shows the question.
        entry = Entry(
            title=title,
            language=language,
            starts_on=date(today.year + start[0], start[1], 1),
            ends_on=date(today.year + end[0], end[1], 28),
            places=places,
            concepts=concepts,
            audiences=audiences,
            summary=summary,
        )
        made.append(enter_project(who, entry, Answers()))
    partner = speakers["sol@demo.example"]
    assert partner is not None
    join_project(partner, made[2])
    question = Question(
        title=f"Shall “{made[2].title}” be a joint project of {today.year}?",
        text=WHY,
        method="consent",
        closes_at=timezone.now() + timedelta(days=12),
    )
    propose_joint(actor, made[2], today.year, WHY, question)
    return "6 projects, one before the members as a joint one"
