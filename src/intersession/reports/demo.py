"""The report of the demo's session: written, read by the panel, one objection not taken up, published and handed in."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.meetings.demo import SLUG
from intersession.meetings.models import Meeting
from intersession.programme.actions import count_attendance
from intersession.programme.queries import attendance_of
from intersession.reports.actions import (
    Asked,
    answer_review,
    ask_review,
    dispose_answer,
    draft_report,
    file_report,
    publish_report,
    write_report,
)
from intersession.reports.fields import Key
from intersession.reports.models import Outcome, Report, Said

TEXTS = {
    Key.MODERATORS: "Tui Ngata (invented), North Star Helpline",
    Key.REMOTE_MODERATORS: "Sol Ibarra (invented)",
    Key.RAPPORTEUR: "Gil Okoro (invented)",
    Key.PANELLISTS: "Three people who do not exist",
    Key.LANGUAGES: "English, with captions; questions in French and Spanish",
    Key.SUMMARY: "(Invented) Helplines showed four reporting forms to children. Most children stopped where a form "
    "asked for an address. Two forms that ask one thing at a time were finished by nearly everybody.",
    Key.KEY_POINTS: "- Children stop where a form asks who they are.\n- One question on a page works best.\n"
    "- Words that adults find clear are not clear to a child of nine.",
    Key.CONCLUSIONS: "(Invented) Services are asked to test their form with children once a year, and to say publicly "
    "what they changed.",
    Key.WOMEN: "About 60 %, as the moderators saw it",
    Key.GENDER: "(Invented) It was raised that girls and boys meet different questions; two forms were compared.",
    Key.YOUTH: "(Invented) Six young people of a partner’s group spoke through their spokesperson.",
}
WHY = "The programme was kept elsewhere"


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add it where the session of the demo has none."""
    meeting = Meeting.objects.filter(slug=SLUG).first()
    if meeting is None or Report.objects.filter(meeting=meeting).exists():
        return ""
    if attendance_of(meeting) is None:
        count_attendance(
            SYSTEM, meeting, 41, 67, "(Invented) Heads in the room, and the list of the conference tool"
        )
    report = draft_report(SYSTEM, meeting, "en", timezone.now().date() + timedelta(days=7))
    reasons = dict.fromkeys(TEXTS, WHY)
    write_report(SYSTEM, report, TEXTS, reasons, report.due_on)
    first = ask_review(SYSTEM, report, Asked("Tui Ngata (invented)", ""))
    second = ask_review(SYSTEM, report, Asked("Sol Ibarra (invented)", ""))
    agreed = answer_review(SYSTEM, first, Said.AGREE)
    dispose_answer(SYSTEM, report, agreed, Outcome.NOTED)
    wants = answer_review(
        SYSTEM, second, Said.CHANGE, "(Invented) The report should name the two forms that children finished."
    )
    dispose_answer(
        SYSTEM,
        report,
        wants,
        Outcome.NOT_TAKEN_UP,
        "(Invented) The services showed them on condition that they are not named.",
    )
    report = publish_report(SYSTEM, report)
    file_report(SYSTEM, report, timezone.now().date(), "")
    return "the report of a session"
