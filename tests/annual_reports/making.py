"""Annual reports of the last 365 days, made through the same actions as real ones."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.annual_reports.actions import (
    begin_annual_report,
    keep_annual_file,
    publish_annual_report,
    write_annual_report,
)
from intersession.annual_reports.models import AnnualReport, Place, Sort
from tests.world import World


def make_annual_report(world: World, foreword: str = "A good year.", days: int = 365) -> AnnualReport:
    """A draft until today, with a foreword in English."""
    today = timezone.now().date()
    first = today - timedelta(days=days)
    found = AnnualReport.objects.filter(first_on=first, last_on=today, published_at=None).first()
    if found is not None:
        return found
    report = begin_annual_report(world.actor("ada"), first, today)
    return write_annual_report(world.actor("ada"), report, "en", {Place.FOREWORD: foreword})


def make_published(world: World) -> AnnualReport:
    """A published one, with files that stand for its English PDFs."""
    report = publish_annual_report(world.actor("ada"), make_annual_report(world))
    for sort in Sort:
        keep_annual_file(SYSTEM, report, "en", sort, b"%PDF-1.7 invented")
    return report
