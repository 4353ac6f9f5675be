"""Loading at the start of a web process what its first search would wait for."""

from __future__ import annotations

import logging

from django.db import connections

from intersession.search.find import Query, find
from intersession.search.index import NoIndex

log = logging.getLogger(__name__)


def warm() -> None:
    """Search once, so that index, lexicon and encoder are in memory: about a second of work."""
    try:
        find(Query(text="child", size=1))
    except NoIndex:
        pass  # the first search after a rebuild waits instead
    except Exception:
        log.exception("the search could not be warmed up")
    finally:
        connections.close_all()
