"""Reading the atlas's reference files, each in one transaction."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction

from intersession.access.actor import Actor
from intersession.atlas import actions, rows
from intersession.atlas.models import (
    Assessment,
    ConsentAge,
    Law,
    PublishedTotal,
    Ratification,
    Treaty,
)
from intersession.audit.reports import LoadReport
from intersession.audit.verbs import Verb
from intersession.places.models import Place

type Numbered = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class File:
    """A reference file: what its lines become and what tells the records apart."""

    name: str
    model: type[models.Model]
    key: Sequence[str]
    read: rows.Reader
    verb: Verb


FILES = (
    File("treaties.csv", Treaty, ("id",), rows.read_treaty, Verb.TREATY_LOADED),
    File(
        "ratifications.csv",
        Ratification,
        ("treaty_id", "place_id", "reading"),
        rows.read_ratification,
        Verb.RATIFICATION_LOADED,
    ),
    File(
        "ratifications_disputed.csv",
        Ratification,
        ("treaty_id", "place_id", "reading"),
        rows.read_ratification,
        Verb.RATIFICATION_LOADED,
    ),
    File("laws.csv", Law, ("id",), rows.read_law, Verb.LAW_LOADED),
    File("resources_that_are_instruments.csv", Law, ("id",), rows.read_instrument, Verb.LAW_LOADED),
    File(
        "criteria.csv",
        Assessment,
        ("place_id", "criterion_id", "edition"),
        rows.read_assessment,
        Verb.ASSESSMENT_LOADED,
    ),
    File("consent_ages.csv", ConsentAge, ("place_id", "kind"), rows.read_ages, Verb.CONSENT_AGE_LOADED),
    File(
        "criteria_totals.csv",
        PublishedTotal,
        ("publisher", "edition", "measure"),
        rows.read_total,
        Verb.PUBLISHED_TOTAL_LOADED,
    ),
)


def load(actor: Actor, folder: Path) -> list[LoadReport]:
    """Load every file of this room that the folder holds; safe to repeat."""
    actions.note_criteria(actor)
    return [load_file(actor, file, folder) for file in FILES if (folder / file.name).exists()]


@transaction.atomic
def load_file(actor: Actor, file: File, folder: Path) -> LoadReport:
    """One file: a line becomes records or a rejection with its reason; stopped half-way, nothing stays."""
    report = LoadReport(file.name)
    known = rows.Known(
        places=frozenset(Place.objects.values_list("code", flat=True)),
        treaties=frozenset(Treaty.objects.values_list("id", flat=True)),
    )
    numbered = []
    for number, line in lines_of(file, folder):
        try:
            numbered += [(number, fields) for fields in file.read(line, known)]
        except rows.Unreadable as reason:
            report.rejected.append((number, str(reason)))
    actions.load_records(actor, report, file.verb, file.model, file.key, numbered)
    report.rejected.sort()
    return report


def lines_of(file: File, folder: Path) -> Iterator[Numbered]:
    """The lines of a file with their numbers; a line of the list of instruments brings its library row."""
    if file.read is not rows.read_instrument:
        yield from numbered_lines(folder / file.name)
        return
    library = {line["title"]: line for _number, line in numbered_lines(folder / "resources.csv")}
    for number, line in numbered_lines(folder / file.name):
        if line["becomes"] == "law":
            yield number, {**library.get(line["title"], {}), **line}


def numbered_lines(path: Path) -> Iterator[Numbered]:
    """Lines of a CSV with the number at which each ends; cells beyond the header are dropped."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.DictReader(file, restval="")
        for line in reader:
            yield reader.line_num, {name: value for name, value in line.items() if isinstance(name, str)}
