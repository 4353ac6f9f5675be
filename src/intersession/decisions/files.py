"""The record of a closed decision as a file."""

from __future__ import annotations

import json

from intersession.audit.chain import form_of
from intersession.ballots.records import as_file
from intersession.decisions.models import DecisionRecord


def record_bytes(kept: DecisionRecord) -> bytes:
    """The same bytes whenever it is downloaded: what was written at closing, and its event of the log."""
    return as_file(json.loads(kept.body), form_of(kept.event))
