"""What pages ask about reports: lists, drafts, the panel's answers, and what a report says, frozen or as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.meetings.models import Meeting
from intersession.reports.fields import FIELDS, Key
from intersession.reports.models import OPEN, Answer, Entry, Report, ReportFile, Reviewer, Said
from intersession.reports.sources import computed, dissent_in

SALT = "reports.review"
type Content = dict[str, Any]


def reports(actor: Actor) -> QuerySet[Report]:
    """The reports this actor sees, the latest session first."""
    found: QuerySet[Report] = (
        Report.objects.filter(actor.scope("reports.view_report"))
        .select_related("meeting__place", "filing")
        .order_by("-meeting__starts_on", "-number")
        .distinct()
    )
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def report_for(actor: Actor, pk: int) -> Report:
    """The report at an address; 404 with a sentence else."""
    found = reports(actor).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no report at this address, or it is not public yet."))
    return found


def entries_of(report: Report) -> dict[str, Entry]:
    """The newest entry of each field."""
    found = Entry.objects.filter(report=report).select_related("written_by").order_by("pk")
    return {each.key: each for each in found.fetch_mode(settings.PAGE_FETCH_MODE)}


@dataclass(frozen=True, slots=True)
class Panelist:
    """A reviewer with what they said, the newest first."""

    reviewer: Reviewer
    answers: list[Answer]

    @property
    def last(self) -> Answer | None:
        return self.answers[0] if self.answers else None

    @property
    def token(self) -> str:
        return token_of(self.reviewer)


def panel_of(report: Report) -> list[Panelist]:
    """Everybody who was asked, with their answers. Two queries."""
    answers = Prefetch("answers", Answer.objects.select_related("disposed_by").order_by("-pk"))
    found = Reviewer.objects.filter(report=report).prefetch_related(answers).order_by("pk")
    return [Panelist(each, list(each.answers.all())) for each in found]


def open_answers(report: Report) -> list[Answer]:
    """Answers that nothing became of yet."""
    found = Answer.objects.filter(reviewer__report=report, outcome="").select_related("reviewer")
    return list(found.order_by("pk"))


def objections_of_panel(report: Report) -> list[dict[str, str]]:
    """What somebody of the panel wanted changed and was not, or not wholly: the newest answer of each counts."""
    return [
        {"name": each.reviewer.name, "text": each.last.text, "reply": each.last.reply}
        for each in panel_of(report)
        if each.last is not None
        and each.last.said == Said.CHANGE
        and (not each.last.outcome or each.last.outcome in OPEN)
    ]


def content_now(report: Report) -> Content:
    """What the report says as the record and its entries are now. Language-free but for what people wrote."""
    known = computed(report)
    entries = entries_of(report)
    fields = []
    for field in FIELDS:
        entry = entries.get(field.key)
        value: dict[str, Any] = dict(known.get(field.key, {}))
        if entry is not None and entry.text:
            value = {"text": entry.text, "source": value.get("source", "")}
            if field.is_computed:
                value["corrected"] = {
                    "because": entry.because,
                    "by": str(entry.written_by) if entry.written_by else "",
                    "on": entry.written_at.date().isoformat(),
                }
        fields.append({"key": field.key.value, **value})
    return {
        "fields": fields,
        "dissent": {"decisions": dissent_in(report.meeting), "panel": objections_of_panel(report)},
        "agreed": [
            each.reviewer.name
            for each in panel_of(report)
            if each.last is not None and each.last.said == Said.AGREE
        ],
        "asked": Reviewer.objects.filter(report=report).count(),
        "is_fictional": report.is_fictional,
    }


def content_of(report: Report) -> Content:
    """What it says: as frozen, or as it is now."""
    if report.content is not None:
        return dict(report.content)
    return content_now(report)


def value_of(content: Content, key: Key) -> dict[str, Any]:
    """One field of it."""
    return next((each for each in content["fields"] if each["key"] == key), {})


def lacks(content: Content) -> list[str]:
    """What the form still wants before publication, by the names of the fields."""
    wanted = (Key.SUMMARY, Key.CONCLUSIONS, Key.WOMEN, Key.GENDER, Key.YOUTH)
    return [str(key.label) for key in wanted if not value_of(content, key).get("text")]


def token_of(reviewer: Reviewer) -> str:
    """What stands at the end of the link in the letter."""
    return signing.dumps(reviewer.pk, salt=SALT)


def reviewer_of(token: str) -> Reviewer:
    """Who a letter was written to; 404 with a sentence else."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404(_("This link is not complete. Copy all of it from the letter.")) from error
    found: Reviewer | None = Reviewer.objects.filter(pk=pk).select_related("report__meeting__place").first()
    if found is None:
        raise Http404(_("Nobody was asked by this link."))
    return found


def answer_for(report: Report, pk: int) -> Answer:
    """An answer to a report; 404 with a sentence else."""
    found: Answer | None = (
        Answer.objects.filter(reviewer__report=report, pk=pk).select_related("reviewer").first()
    )
    if found is None:
        raise Http404(_("There is no such answer."))
    return found


def file_of(report: Report, language: str) -> ReportFile | None:
    """The kept PDF in a language."""
    return ReportFile.objects.filter(report=report, language=language).select_related("file").first()


def unprinted() -> list[tuple[Report, str]]:
    """Published reports and the languages of the site they have no PDF in yet."""
    codes = [code for code, _name in settings.LANGUAGES]
    found = Report.objects.filter(published_at__isnull=False).order_by("pk").prefetch_related("files")
    return [
        (report, code)
        for report in found.select_related("meeting__place")
        for code in codes
        if code not in {each.language for each in report.files.all()}
    ]


def of_meeting(actor: Actor, meeting: Meeting) -> Report | None:
    """The newest report of a session that this actor sees."""
    return reports(actor).filter(meeting=meeting).first()


@dataclass(frozen=True, slots=True)
class Due:
    """Reports that the forum wanted by a day of a period: how many, handed in by then, later, and not at all yet."""

    total: int
    in_time: int
    late: int
    missing: int
    waiting: int


def due_between(first: date, last: date, today: date) -> Due:
    """How reports with a day from `first` to `last` were filed. The earliest filing of a session counts."""
    rows = (
        Report.objects.filter(due_on__gte=first, due_on__lte=last)
        .order_by("filing__filed_on")
        .values_list("meeting", "due_on", "filing__filed_on")
    )
    held: dict[int, tuple[date, date | None]] = {}
    for meeting, due_on, filed_on in rows:
        before = held.get(meeting)
        if before is None or before[1] is None or (filed_on is not None and filed_on < before[1]):
            held[meeting] = (
                min(due_on, before[0]) if before else due_on,
                filed_on or (before[1] if before else None),
            )
    in_time = sum(filed is not None and filed <= due for due, filed in held.values())
    late = sum(filed is not None and filed > due for due, filed in held.values())
    missing = sum(filed is None and due < today for due, filed in held.values())
    return Due(len(held), in_time, late, missing, len(held) - in_time - late - missing)
