"""What happens by the clock: published reports are printed in every language of the site."""

from __future__ import annotations

import logging
import time

from intersession.access.actor import Actor
from intersession.formats.booklets import as_pdf
from intersession.reports.actions import keep_file
from intersession.reports.queries import unprinted
from intersession.reports.writing import booklet_of
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
    return print_reports(actor)


def print_reports(actor: Actor) -> int:
    """Make what is missing. What fails is logged and tried again later."""
    global _next
    made = 0
    for report, language in unprinted()[:8]:
        try:
            keep_file(actor, report, language, as_pdf(booklet_of(report, language)))
        except Failed as failure:
            logger.warning("The PDF of report %s could not be made (%s).", report.pk, failure.why)
            _next = time.monotonic() + AGAIN_SECONDS
        else:
            made += 1
    return made
