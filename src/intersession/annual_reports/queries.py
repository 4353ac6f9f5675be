"""What pages ask about annual reports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.annual_reports.figures import figures_of
from intersession.annual_reports.models import AnnualFile, AnnualReport, Sort, Text


def annual_reports(actor: Actor) -> QuerySet[AnnualReport]:
    """Those this actor sees, the latest period first."""
    found: QuerySet[AnnualReport] = AnnualReport.objects.filter(
        actor.scope("annual_reports.view_annual_report")
    )
    return found.order_by("-last_on", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def annual_report_for(actor: Actor, pk: int) -> AnnualReport:
    """The report at an address; 404 with a sentence else."""
    found = annual_reports(actor).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no annual report at this address, or it is not public yet."))
    return found


def texts_of(report: AnnualReport) -> dict[str, dict[str, str]]:
    """The newest text of each place, by language. Places without words are left out."""
    found: dict[str, dict[str, str]] = {}
    for each in Text.objects.filter(report=report).order_by("pk"):
        found.setdefault(each.place, {})[each.language] = each.text
    return {place: {tag: text for tag, text in held.items() if text} for place, held in found.items()}


def content_now(report: AnnualReport) -> dict[str, Any]:
    """What it says as the record is now."""
    return {"figures": figures_of(report.first_on, report.last_on), "texts": texts_of(report)}


def content_of(report: AnnualReport) -> dict[str, Any]:
    """What it says: as frozen, or as it is now."""
    return dict(report.content) if report.content is not None else content_now(report)


def annual_file_of(report: AnnualReport, language: str, sort: str) -> AnnualFile | None:
    """The kept PDF."""
    found = AnnualFile.objects.filter(report=report, language=language, sort=sort)
    return found.select_related("file").first()


def unprinted() -> list[tuple[AnnualReport, str, str]]:
    """Published reports, the languages of the site and the sort of file that is not made yet."""
    found = AnnualReport.objects.filter(published_at__isnull=False).order_by("pk").prefetch_related("files")
    return [
        (report, code, sort.value)
        for report in found
        for code, _name in settings.LANGUAGES
        for sort in Sort
        if (code, sort.value) not in {(each.language, each.sort) for each in report.files.all()}
    ]
