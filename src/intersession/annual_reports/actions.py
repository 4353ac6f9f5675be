"""Beginning an annual report, writing into it, publishing and printing it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.annual_reports.models import AnnualFile, AnnualReport, Place, Sort, Text
from intersession.annual_reports.queries import annual_file_of, content_now, texts_of
from intersession.audit.canonical import digest
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.safety.actions import keep_made
from intersession.safety.kinds import Kind


def _draft(actor: Actor, report: AnnualReport) -> AnnualReport:
    """The report, locked, if this actor writes it and it is not published."""
    found: AnnualReport = AnnualReport.objects.select_for_update().get(pk=report.pk)
    actor.require("annual_reports.write_annual_report", found)
    if found.is_public:
        raise Refused(_("This report is published. It does not change any more."))
    return found


@transaction.atomic
def begin_annual_report(
    actor: Actor, first_on: date, last_on: date, *, is_fictional: bool = False
) -> AnnualReport:
    """Begin a report of any period."""
    actor.require("annual_reports.write_annual_report")
    if last_on < first_on:
        raise Refused(_("The period must end after it begins."))
    report = AnnualReport(
        first_on=first_on, last_on=last_on, begun_by=actor.person, is_fictional=is_fictional
    )
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise Refused(_("There is a draft for this period already.")) from error
    record(actor, Verb.ANNUAL_REPORT_BEGUN, report)
    return report


@transaction.atomic
def write_annual_report(
    actor: Actor, report: AnnualReport, language: str, texts: Mapping[Place, str]
) -> AnnualReport:
    """Write the coalition's own words around the figures, in one language of the site."""
    found = _draft(actor, report)
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("The site does not speak this language."))
    before = texts_of(found)
    for place, text in texts.items():
        if text.strip() == before.get(place.value, {}).get(language, ""):
            continue
        row = Text(
            report=found,
            place=place,
            language=language,
            text=text.strip(),
            written_by=actor.person,
            written_at=timezone.now(),
        )
        row.full_clean(validate_constraints=False)
        row.save()
    record(actor, Verb.ANNUAL_REPORT_WRITTEN, found, language=language)
    return found


@transaction.atomic
def publish_annual_report(actor: Actor, report: AnnualReport) -> AnnualReport:
    """Freeze the figures as they are now, and the texts."""
    found = _draft(actor, report)
    if found.last_on > timezone.now().date():
        raise Refused(_("The period is not over yet."))
    found.content = content_now(found)
    found.fingerprint = digest(found.content)
    found.published_at, found.published_by = timezone.now(), actor.person
    found.save(update_fields=["content", "fingerprint", "published_at", "published_by"])
    record(actor, Verb.ANNUAL_REPORT_PUBLISHED, found, fingerprint=found.fingerprint)
    return found


@transaction.atomic
def keep_annual_file(actor: Actor, report: AnnualReport, language: str, sort: str, made: bytes) -> AnnualFile:
    """Keep a PDF of a published report; whoever was quicker stands."""
    found: AnnualReport = AnnualReport.objects.select_for_update().get(pk=report.pk)
    actor.require("annual_reports.keep_annual_file", found)
    if not found.is_public:
        raise Refused(_("A draft is printed for whoever asks, and not kept."))
    held = annual_file_of(found, language, sort)
    if held is not None:
        return held
    name = f"annual-report-{found.last_on.year}-{Sort(sort).value}-{language}.pdf"
    stored = keep_made(actor, name, Kind.PDF, io.BytesIO(made))
    kept: AnnualFile = AnnualFile.objects.create(report=found, language=language, sort=sort, file=stored)
    record(actor, Verb.ANNUAL_REPORT_PRINTED, found, language=language, sort=str(sort), sha256=stored.sha256)
    return kept
