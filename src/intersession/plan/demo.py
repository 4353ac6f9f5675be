"""One tree of objectives of the demo with actions, notes and every light but one. All invented."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.plan.actions import Aim, Noted, Task, note_progress, write_objective, write_undertaking
from intersession.plan.models import Going, Objective
from intersession.projects.demo import speaker
from intersession.projects.models import Project


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the tree where there is none."""
    tui, sol = speaker("tui@demo.example"), speaker("sol@demo.example")
    if Objective.objects.exists() or tui is None or sol is None:
        return ""
    today = timezone.now().date()
    year = today.year
    top = write_objective(
        actor,
        Aim(
            "Children know where to turn, and somebody answers (invented)",
            "en",
            "An invented objective of the demonstration.",
        ),
        is_fictional=True,
    )
    schools = write_objective(
        actor, Aim("Schools recognise harm early (invented)", "en", "", top), is_fictional=True
    )
    helplines = write_objective(
        actor, Aim("Helplines answer at every hour (invented)", "en", "", top), is_fictional=True
    )
    training = Project.objects.filter(is_fictional=True, places="KE", language="en").order_by("pk").first()
    trained = write_undertaking(
        actor,
        schools,
        Task(
            "Train teachers in two countries (invented)", "en", date(year, 1, 1), date(year + 1, 12, 31),
            lead=tui.organisation, project=training, indicator="Teachers trained", target=200,
        ),
    )  # fmt: skip
    lesson = write_undertaking(
        actor,
        schools,
        Task(
            "A lesson on grooming in three languages (invented)",
            "en",
            date(year, 1, 1),
            today - timedelta(days=20),
        ),
    )
    shifts = write_undertaking(
        actor,
        helplines,
        Task(
            "Compartir los turnos de noche (ficticio)", "es", date(year - 1, 5, 1), date(year + 1, 6, 30),
            lead=sol.organisation,
        ),
    )  # fmt: skip
    write_undertaking(
        actor,
        helplines,
        Task(
            "A map of helplines without a night shift (invented)",
            "en",
            date(year + 1, 1, 1),
            date(year + 1, 12, 31),
        ),
    )
    note_progress(
        tui,
        trained,
        Noted(
            Going.WELL, "Ninety teachers came to the first four days.", "en", 95, today - timedelta(days=30)
        ),
    )
    note_progress(
        sol,
        shifts,
        Noted(Going.SLOWLY, "Falta un acuerdo sobre los turnos.", "es", None, today - timedelta(days=12)),
    )
    return f"3 objectives and {len([trained, lesson, shifts]) + 1} actions of the plan"
