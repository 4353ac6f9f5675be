"""Reading data/events.csv into the calendar."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.events.actions import load_events
from intersession.events.models import CalendarEvent
from intersession.events.rows import COLUMNS, Unreadable, read_row
from intersession.places.models import Place

NAME = "events.csv"


def load(actor: Actor, folder: Path) -> list[LoadReport]:
    """Load the events of a folder of reference data. Safe to repeat; rows that break a rule are named.

    Either every sound row is written or none is.
    """
    if not (folder / NAME).exists():
        return []
    report = LoadReport(NAME)
    rows = read_events(folder / NAME, frozenset(Place.objects.values_list("code", flat=True)), report)
    loaded = load_events(actor, rows)
    report.added, report.changed, report.unchanged = loaded.added, loaded.changed, loaded.unchanged
    return [report]


def read_events(path: Path, places: frozenset[str], report: LoadReport) -> list[dict[str, Any]]:
    """The sound rows of the file; the others go into the report with their line and a sentence."""
    rows: list[dict[str, Any]] = []
    lines_of: dict[str, int] = {}
    now = timezone.now()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            report.rejected.append((1, _("the header lacks %s") % ", ".join(missing)))
            return []
        for row in reader:
            line = reader.line_num
            if None in row or any("\N{REPLACEMENT CHARACTER}" in (cell or "") for cell in row.values()):
                report.rejected.append((line, _("the line has too many cells or is not UTF-8")))
                continue
            try:
                read = read_row(row, places)
                event = CalendarEvent(published_at=now, changed_at=now, **read)
                event.clean_fields(exclude=["place"])
                event.validate_constraints(exclude=["slug"])
            except Unreadable as fault:
                report.rejected.append((line, str(fault)))
            except ValidationError as fault:
                report.rejected.append((line, "; ".join(fault.messages)))
            else:
                if read["slug"] in lines_of:
                    sentence = _("the same event stands on line %s") % lines_of[read["slug"]]
                    report.rejected.append((line, sentence))
                    continue
                lines_of[read["slug"]] = line
                rows.append(read)
    return rows
