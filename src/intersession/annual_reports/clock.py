"""What happens by the clock: published annual reports are printed, whole and on one page, in every language."""

from __future__ import annotations

import logging
import time

from intersession.access.actor import Actor
from intersession.annual_reports.actions import keep_annual_file
from intersession.annual_reports.models import Sort
from intersession.annual_reports.queries import unprinted
from intersession.annual_reports.writing import booklet_of
from intersession.formats.booklets import as_pdf, as_summary
from intersession.safety.running import Failed

logger = logging.getLogger(__name__)
EVERY_SECONDS = 15
AGAIN_SECONDS = 3600
_next = 0.0


def tick(actor: Actor) -> int:
    """How many PDFs were made. Looks every quarter of a minute; after a failure an hour later."""
    global _next
    if time.monotonic() < _next:
        return 0
    _next = time.monotonic() + EVERY_SECONDS
    return print_annual_reports(actor)


def print_annual_reports(actor: Actor) -> int:
    """Make what is missing. What fails is logged and tried again later."""
    global _next
    made = 0
    for report, language, sort in unprinted()[:8]:
        booklet = booklet_of(report, language)
        try:
            pdf = as_summary(booklet) if sort == Sort.SUMMARY else as_pdf(booklet)
        except Failed as failure:
            logger.warning("The PDF of annual report %s could not be made (%s).", report.pk, failure.why)
            _next = time.monotonic() + AGAIN_SECONDS
        else:
            keep_annual_file(actor, report, language, sort, pdf)
            made += 1
    return made
