"""Drafting, writing, asking the panel, answering, publishing, printing and filing."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.canonical import digest
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.meetings.models import Meeting
from intersession.people.letters import address_of, write
from intersession.reports.fields import BY_KEY, Key
from intersession.reports.models import Answer, Entry, Filing, Outcome, Report, ReportFile, Reviewer, Said
from intersession.reports.queries import content_now, entries_of, file_of, lacks, open_answers, token_of
from intersession.safety.actions import keep_made
from intersession.safety.kinds import Kind


def _save(row: models.Model, sentence: str) -> None:
    """Store what is sound; what stands there already is refused with a sentence."""
    row.full_clean(validate_constraints=False, validate_unique=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(sentence) from error


def _locked(report: Report) -> Report:
    found: Report = (
        Report.objects.select_for_update(of=("self",)).select_related("meeting__place").get(pk=report.pk)
    )
    return found


def _must_be_draft(report: Report) -> None:
    if report.is_public:
        raise Refused(
            _("This report is published. It does not change any more; a correction is a further report.")
        )


def _draft(actor: Actor, report: Report) -> Report:
    """The report, locked, if this actor writes it and it is not published."""
    found = _locked(report)
    actor.require("reports.write_report", found)
    _must_be_draft(found)
    return found


@transaction.atomic
def draft_report(actor: Actor, meeting: Meeting, language: str, due_on: date | None = None) -> Report:
    """Begin the report of a session that was held, or a further one after the last was published."""
    held: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    actor.require("reports.draft_report", held)
    if held.starts_on > timezone.now().date():
        raise Refused(_("This session has not been held yet."))
    last = Report.objects.filter(meeting=held).aggregate(last=Max("number"))["last"] or 0
    report = Report(
        meeting=held,
        number=last + 1,
        language=language,
        due_on=due_on,
        drafted_by=actor.person,
        is_fictional=held.is_fictional,
    )
    _save(report, _("This session has a draft of a report already."))
    record(actor, Verb.REPORT_DRAFTED, report, meeting=held.pk)
    return report


@transaction.atomic
def write_report(
    actor: Actor,
    report: Report,
    texts: Mapping[Key, str],
    reasons: Mapping[Key, str] | None = None,
    due_on: date | None = None,
) -> Report:
    """Write into fields of the form, or correct what was computed, with a reason. What is too long is refused."""
    found = _draft(actor, report)
    before = entries_of(found)
    now = timezone.now()
    for key, text in texts.items():
        field, text = BY_KEY[key], text.strip()
        held = before.get(key)
        if text == (held.text if held else ""):
            continue
        if not field.is_asked:
            raise Refused(_("This field comes from the record alone."))
        if fault := field.excess(text):
            raise Refused(f"{field.label}: {fault}")
        because = (reasons or {}).get(key, "").strip() if field.is_computed and text else ""
        if field.is_computed and text and not because:
            raise Refused(f"{field.label}: " + _("Say why it is corrected."))
        entry = Entry(
            report=found, key=key, text=text, because=because, written_by=actor.person, written_at=now
        )
        _save(entry, _("Say why it is corrected."))
    found.due_on = due_on
    found.save(update_fields=["due_on"])
    record(actor, Verb.REPORT_WRITTEN, found, fields=sorted(each.value for each in texts))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked to read a draft."""

    name: str
    email: str
    language: str = "en"


@transaction.atomic
def ask_review(actor: Actor, report: Report, asked: Asked) -> Reviewer:
    """Ask somebody of the panel to read the draft. A letter with a link goes out."""
    found = _draft(actor, report)
    reviewer = Reviewer(
        report=found,
        name=asked.name.strip(),
        email=asked.email.strip().lower(),
        language=asked.language,
        asked_at=timezone.now(),
        asked_by=actor.person,
    )
    _save(reviewer, _("This address was asked already."))
    record(actor, Verb.REPORT_REVIEW_ASKED, reviewer, report=found.pk)
    if reviewer.email:
        context = {
            "name": reviewer.name,
            "title": found.meeting.title,
            "url": address_of(reviewer.language, "reports:answer_review", token_of(reviewer)),
        }
        write(reviewer.email, reviewer.language, "reports/letters/review.txt", context)
    return reviewer


@transaction.atomic
def answer_review(actor: Actor, reviewer: Reviewer, said: str, text: str = "") -> Answer:
    """Say that the report is right, or what should change. May be said anew until it is published."""
    actor.require("reports.answer_review")
    found = _locked(reviewer.report)
    _must_be_draft(found)
    if said == Said.CHANGE and not text.strip():
        raise Refused(_("Say what should change."))
    answer = Answer(reviewer=reviewer, said=said, text=text.strip(), at=timezone.now())
    _save(answer, _("Say what should change."))
    record(actor, Verb.REPORT_ANSWERED, answer, report=found.pk, said=said)
    return answer


@transaction.atomic
def dispose_answer(actor: Actor, report: Report, answer: Answer, outcome: str, reply: str = "") -> Answer:
    """Say what became of an answer. What is not wholly taken up is answered, and printed with the report."""
    found = _draft(actor, report)
    held = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk, reviewer__report=found)
    if held.outcome:
        raise Refused(_("Something became of this answer already."))
    if outcome not in (Outcome.NOTED, Outcome.TAKEN_UP) and not reply.strip():
        raise Refused(_("Say why it is not taken up."))
    if held.said == Said.CHANGE and outcome == Outcome.NOTED:
        raise Refused(_("A change that somebody asks for is taken up, in part, or not."))
    held.outcome, held.reply = outcome, reply.strip()
    held.disposed_by, held.disposed_at = actor.person, timezone.now()
    _save(held, _("Say why it is not taken up."))
    record(actor, Verb.REPORT_ANSWER_DISPOSED, held, report=found.pk, outcome=str(outcome))
    return held


@transaction.atomic
def publish_report(actor: Actor, report: Report) -> Report:
    """Freeze all of it, with every objection that was not resolved. Addresses of the panel are forgotten."""
    found = _locked(report)
    actor.require("reports.publish_report", found)
    _must_be_draft(found)
    if open_answers(found):
        raise Refused(_("Say first what became of every answer of the panel."))
    content = content_now(found)
    if missing := lacks(content):
        raise Refused(_("The form is not complete: %s.") % ", ".join(missing))
    found.content, found.fingerprint = content, digest(content)
    found.published_at, found.published_by = timezone.now(), actor.person
    found.save(update_fields=["content", "fingerprint", "published_at", "published_by"])
    Reviewer.objects.filter(report=found).update(email="")
    record(actor, Verb.REPORT_PUBLISHED, found, fingerprint=found.fingerprint, meeting=found.meeting_id)
    return found


@transaction.atomic
def file_report(actor: Actor, report: Report, filed_on: date, url: str = "") -> Filing:
    """Say on which day the published report was handed to the forum, and where it is read there. Once."""
    found = _locked(report)
    actor.require("reports.write_report", found)
    if not found.is_public:
        raise Refused(_("Publish it before it is handed in."))
    assert found.published_at is not None
    if not found.published_at.date() <= filed_on <= timezone.now().date():
        raise Refused(_("It was handed in on a day since it was published, and not after today."))
    filing = Filing(report=found, filed_on=filed_on, url=url, filed_by=actor.person)
    _save(filing, _("It was handed in already."))
    record(actor, Verb.REPORT_FILED, found, filed_on=filed_on.isoformat())
    return filing


@transaction.atomic
def keep_file(actor: Actor, report: Report, language: str, made: bytes) -> ReportFile:
    """Keep the PDF of a published report; whoever was quicker stands."""
    found = _locked(report)
    actor.require("reports.keep_file", found)
    if not found.is_public:
        raise Refused(_("A draft is printed for whoever asks, and not kept."))
    held = file_of(found, language)
    if held is not None:
        return held
    stored = keep_made(actor, f"{found.meeting.title[:80]} · {language}.pdf", Kind.PDF, io.BytesIO(made))
    kept: ReportFile = ReportFile.objects.create(report=found, language=language, file=stored)
    record(actor, Verb.REPORT_PRINTED, found, language=language, sha256=stored.sha256)
    return kept
