"""Reports of a fictional session that was held, made through the same actions as real ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.meetings.models import Meeting
from intersession.programme.actions import count_attendance
from intersession.reports.actions import (
    Asked,
    answer_review,
    ask_review,
    draft_report,
    keep_file,
    publish_report,
    write_report,
)
from intersession.reports.fields import Key
from intersession.reports.models import Answer, Report, Said
from tests.programme.making import make_meeting
from tests.world import World

WRITTEN = {
    Key.SUMMARY: "Members told what they did.",
    Key.CONCLUSIONS: "Services are asked to test their form.",
    Key.WOMEN: "About half",
    Key.GENDER: "It was raised once.",
    Key.YOUTH: "None took part.",
}


def make_held(**changes: Any) -> Meeting:
    """A session of ten days ago."""
    return make_meeting(
        -10, **{"slug": "held-session", "title": "The session that was held (fictional)", **changes}
    )


def make_report(world: World, meeting: Meeting | None = None) -> Report:
    """A draft, complete."""
    meeting = meeting or make_held()
    found = Report.objects.filter(meeting=meeting, published_at=None).first()
    if found is not None:
        return found
    due_on = timezone.now().date() + timedelta(days=4)
    report = draft_report(world.actor("ada"), meeting, "en", due_on)
    count_attendance(SYSTEM, meeting, 12, 30)
    return write_report(world.actor("ada"), report, WRITTEN, due_on=due_on)


def make_published(world: World, meeting: Meeting | None = None) -> Report:
    """A published one."""
    return publish_report(world.actor("ada"), make_report(world, meeting))


def make_printed(world: World) -> Report:
    """A published one whose English PDF is kept."""
    # A session of its own: on that of other reports an answer may wait.
    report = make_published(world, make_held(slug="printed-session"))
    keep_file(SYSTEM, report, "en", b"%PDF-1.7 invented")
    return report


def make_answer(world: World, said: str = Said.CHANGE, text: str = "Name the forms.") -> Answer:
    """Somebody of the panel answers."""
    report = make_report(world)
    reviewer = ask_review(
        world.actor("ada"), report, Asked("Pia", f"pia{report.reviewers.count()}@cast.example")
    )
    return answer_review(world.actor("visitor"), reviewer, said, text if said == Said.CHANGE else "")


def an_answer(world: World) -> tuple[int, int]:
    """The address of an answer."""
    answer = make_answer(world)
    return answer.reviewer.report_id, answer.pk
