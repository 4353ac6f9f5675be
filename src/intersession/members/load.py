"""Reading data/members.csv: the organisations that the coalition's records name."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.text import slugify

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.members.actions import file_expertise, load_organisations
from intersession.people.models import Organisation

EXPERTISE = "expertise_concepts.csv"
# A source that was read as a file of ours, and what it is to a reader.
SOURCES = {
    "texts/related_igf2020_open_forum_50_end_violence_EXCERPT.txt": (
        "IGF 2020, open forum 50 on ending violence against children, transcript (excerpt)"
    ),
}


def load(actor: Actor, folder: Path) -> list[LoadReport]:
    """Bring organisations and their acronyms to what the file says; safe to repeat."""
    report = LoadReport("members.csv")
    rows: list[tuple[int, Organisation, list[str]]] = []
    with (folder / report.name).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            try:
                rows.append((reader.line_num, *read_row(row)))
            except ValueError as error:
                report.rejected.append((reader.line_num, str(error)))
    return [load_organisations(actor, report, rows), *load_expertise(actor, folder)]


def load_expertise(actor: Actor, folder: Path) -> list[LoadReport]:
    """File the tags of organisations under the concepts the file names; a folder without the file has none."""
    report = LoadReport(EXPERTISE)
    if not (folder / EXPERTISE).exists():
        return []
    with (folder / EXPERTISE).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows = [(reader.line_num, row["tag"] or "", row["concept_id"] or "") for row in reader]
    return [file_expertise(actor, report, rows)]


def read_row(row: dict[str, str]) -> tuple[Organisation, list[str]]:
    """A row as an organisation not yet saved, and its other names. Raises ValueError with a sentence."""
    fields = {name: (value or "").strip() for name, value in row.items() if name}
    year = fields["first_seen_year"]
    if year and not (year.isascii() and year.isdigit() and 1990 <= int(year) <= 2100):
        raise ValueError(f"{year} is not a year in which the records could name somebody")
    slug = slugify(fields["name"])[:120].strip("-")
    if not slug:
        raise ValueError("the name is missing")
    organisation = Organisation(
        slug=slug,
        name=fields["name"],
        acronym=fields["acronym"],
        place_id="ZZ" if fields["country"] == "INT" else fields["country"],
        stakeholder_group=fields["stakeholder_group"],
        expertise=[tag for tag in fields["expertise_tags"].split(";") if tag],
        url=fields["url"],
        first_seen_year=int(year) if year else None,
        relation=fields["relation"],
        source="; ".join(read_source(each) for each in fields["source"].split("; ") if each),
        confidence=fields["confidence"],
    )
    return organisation, [fields["acronym"]] if fields["acronym"] not in ("", fields["name"]) else []


def read_source(source: str) -> str:
    """A source as a reader can follow it: no file of ours, no address that signs its reader out first."""
    parts = urlsplit(source)
    if parts.path.endswith("/user/logout") and parts.query.startswith("destination="):
        page = unquote(parts.query.removeprefix("destination=")).lstrip("/")
        return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('user/logout')}{page}"
    return SOURCES.get(source, source)
