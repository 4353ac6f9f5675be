"""Projects for tests, entered through the same action as real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from intersession.decisions.actions import Question
from intersession.projects import actions
from intersession.projects.actions import Entry, Read
from intersession.projects.models import JointProposal, Project, ProjectList
from tests.world import World

ENTRY = Entry(
    title="Teachers recognise grooming (fictional)",
    language="en",
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    places=("KE",),
    concepts=("grooming", "digital-literacy"),
    audiences=("teachers",),
    summary="Two hundred teachers learn how groomers approach pupils.",
)


def make_project(world: World, name: str = "ben", **changes: Any) -> Project:
    """A project of Harbour Lights, or of whoever is named."""
    made = actions.enter_project(world.actor(name), replace(ENTRY, **changes))
    return Project.objects.get(pk=made.pk)


def make_list(world: World, name: str = "ben") -> ProjectList:
    """A list of one row."""
    typed = {"title": "Parents talk", "language": "en", "places": "KE", "starts_on": "2026-02-01"}
    return actions.keep_list(world.actor(name), Read("list.csv", "sheet", [(2, typed, ())]))


def a_question(**changes: Any) -> Question:
    """A question by consent that opens at once and closes in a week."""
    question = Question(
        title="Shall it be a joint project?",
        text="Together we reach more schools.",
        method="consent",
        closes_at=timezone.now() + timedelta(days=7),
    )
    return replace(question, **changes)


def make_proposal(world: World, project: Project, year: int = 2026) -> JointProposal:
    """The question whether it becomes a joint project."""
    return actions.propose_joint(world.actor("ada"), project, year, "Together we reach more.", a_question())
