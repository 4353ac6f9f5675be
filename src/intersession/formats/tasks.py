"""What the worker does for formats: printing. Safe to repeat."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.tasks import task

from intersession.access.actor import SYSTEM
from intersession.formats.making import make_printout
from intersession.formats.queries import FAILED, order_key
from intersession.papers.models import Version
from intersession.safety.running import Failed

logger = logging.getLogger(__name__)
# What could not be made is tried again after so long, by itself or when somebody asks.
AGAIN_AFTER = 3_600


@task()
def print_version(pk: int, language: str, size: str) -> None:
    """Make one PDF. What fails is remembered, so that a page can say so."""
    version = Version.objects.select_related("paper").filter(pk=pk, published_at__isnull=False).first()
    if version is None:
        return
    key = order_key(version, language, size)
    try:
        make_printout(SYSTEM, version, language, size)
    except Failed as failure:
        logger.warning("The PDF of version %s could not be made (%s).", pk, failure.why)
        cache.set(key, FAILED, timeout=AGAIN_AFTER)
    else:
        cache.delete(key)
