"""Reading data/resources.csv into the library.

Rows that are laws or treaties belong to the atlas and are left out; `resources_that_are_instruments.csv`
names them, and the report says how many there were. A row with a fault is rejected with its line and every
reason, and the others are loaded: all of them or, when anything unforeseen breaks, none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.kit.ages import parse_as_of
from intersession.library.actions import load_resources
from intersession.library.entries import Entry
from intersession.library.filing import Titles, concepts_for
from intersession.library.models import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Audience,
    Kind,
    Resource,
    Topic,
    is_language_tag,
)
from intersession.library.queries import every_label, every_place_code, known_slugs, slug_of
from intersession.people.models import Confidence

RESOURCES = "resources.csv"
INSTRUMENTS = "resources_that_are_instruments.csv"
TOPIC_CONCEPTS = "topic_concepts.csv"
COLUMNS = (
    "title", "title_en", "kind", "publisher", "year", "languages", "countries", "audience", "topics", "url",
    "license", "source_url", "confidence", "notes",
)  # fmt: skip

# Journals, newspapers and repositories: they carry a work, so a citation must not name them as its author.
PERIODICALS = frozenset(
    {
        "Guardian Sustainable Business",
        "International Journal on Child Maltreatment",
        "Laws (MDPI)",
        "Practice (journal)",
        "cyberleninka.ru",
        "Технико-технологические проблемы сервиса",
        "مجلة البحوث الفقهية والقانونية",
        "مجلة القانون والأعمال الدولية",
    }
)
# How whoever compiled a row kept track of their own files; it tells a reader nothing.
WORKING_NOTES = re.compile(r"(?:^|;\s*)[^;]*(?:\btexts/|named in the brief|stored pages?\b|search hit)[^;]*")


type Identity = tuple[str, str, int | None]


class RowFault(Exception):
    """Why a row cannot be loaded, in a sentence."""


@dataclass(slots=True)
class ResourcesReport(LoadReport):
    """A load of resources. `left_out` holds (line, title) of rows that the atlas shows as instruments."""

    left_out: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows are checked and filed against."""

    places: frozenset[str]
    slugs: Mapping[Identity, str]
    instruments: frozenset[str]
    by_topic: Mapping[str, str]
    by_title: Titles


def load(actor: Actor, folder: Path) -> list[LoadReport]:
    """Bring the library to what the file in `folder` says. Safe to repeat; one transaction."""
    path = folder / RESOURCES
    if not path.exists():
        return []
    labels = list(every_label())
    known = {concept for concept, _label in labels}
    ground = Ground(
        places=every_place_code(),
        slugs=known_slugs(),
        instruments=frozenset(row["title"] for _line, row in rows_of(folder / INSTRUMENTS)),
        by_topic={
            row["topic"]: row["concept_id"]
            for _line, row in rows_of(folder / TOPIC_CONCEPTS)
            if row["concept_id"] in known
        },
        by_title=Titles.of(labels),
    )
    report = ResourcesReport(RESOURCES)
    entries = list(entries_of(path, ground, report))
    loaded = load_resources(actor, entries)
    report.added, report.changed, report.unchanged = loaded.added, loaded.changed, loaded.unchanged
    if report.left_out:
        report.name = f"{RESOURCES} (without {len(report.left_out)} laws and treaties, which the atlas shows)"
    return [report]


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file with their line numbers, cells stripped; nothing for a file that is not there."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            yield reader.line_num, {name: (value or "").strip() for name, value in row.items() if name}


def entries_of(path: Path, ground: Ground, report: ResourcesReport) -> Iterator[Entry]:
    """The sound rows of the file as entries; the others are noted in the report."""
    taken: dict[str, Identity] = {}
    for line, row in rows_of(path):
        missing = [name for name in COLUMNS if name not in row]
        if missing:
            report.rejected.append((line, f"the columns {', '.join(missing)} are missing"))
            continue
        if row["title"] in ground.instruments:
            report.left_out.append((line, row["title"]))
            continue
        faults: list[str] = []
        entry = entry_of(row, ground, faults)
        if entry is not None and entry.slug in taken:
            entry = apart(entry, taken, faults)
        if entry is None or faults:
            report.rejected.append((line, "; ".join(faults)))
            continue
        taken[entry.slug] = identity(entry)
        yield entry


def identity(entry: Entry) -> Identity:
    """What tells a work from others: title, first publisher, year."""
    return entry.fields["title"], entry.publishers[0][0] if entry.publishers else "", entry.fields["year"]


def apart(entry: Entry, taken: Mapping[str, Identity], faults: list[str]) -> Entry:
    """An entry whose address is taken, under one that also names the publisher or the language."""
    if identity(entry) != taken[entry.slug]:
        for more in (slugify(identity(entry)[1]), entry.fields["title_language"].lower()):
            slug = f"{entry.slug}-{more}"
            if more and slug not in taken:
                return replace(entry, slug=slug)
    faults.append("a row before this one has the same title, publisher and year")
    return entry


def entry_of(row: Mapping[str, str], ground: Ground, faults: list[str]) -> Entry | None:
    """One row, read; every fault found is added to `faults`, and with any there is no entry."""

    nothing: tuple[str, ...] = ()

    def read[T](reader: Callable[[], T], otherwise: T) -> T:
        try:
            return reader()
        except RowFault as fault:
            faults.append(str(fault))
            return otherwise

    title, title_en = row["title"], row["title_en"] or row["title"]
    if not title:
        faults.append("the title is missing")
    languages = read(lambda: language_tags(row["languages"]), nothing)
    topics = read(lambda: members(row["topics"], Topic.values, "topic"), nothing)
    source_url, source_words = read(lambda: source_of(row["source_url"]), ("", ""))
    slug = slug_of(title_en, row["year"])
    if title and not slug:
        faults.append("the English title has no letter an address can be made of")
    fields = {
        "title": title,
        "title_language": title_language(title, title_en, languages),
        "title_en": title_en,
        "kind": read(lambda: member(row["kind"], Kind.values, "kind"), ""),
        "year": read(lambda: year_of(row["year"]), None),
        "url": read(lambda: web_address(row["url"], "url"), ""),
        "license": row["license"],
        "source_url": source_url,
        "source_words": source_words,
        "as_of": read(lambda: date_of(row.get("as_of", "")), ""),
        "confidence": read(lambda: member(row["confidence"], Confidence.values, "confidence"), ""),
        "notes": WORKING_NOTES.sub("", row["notes"]).strip("; "),
    }
    entry = Entry(
        slug=slug,
        fields=fields,
        publishers=publishers_of(row["publisher"]),
        languages=languages,
        places=read(lambda: place_codes(row["countries"], ground.places), nothing),
        audiences=read(lambda: members(row["audience"], Audience.values, "audience"), nothing),
        topics=topics,
        concepts=concepts_for(topics, dict.fromkeys((title, title_en)), ground.by_topic, ground.by_title),
    )
    if not faults:
        try:
            # Lengths and forms. What the table's constraints ask was read above; asking them again would cost
            # eight queries a row.
            Resource(slug=slug, **fields).clean_fields()
        except ValidationError as error:
            faults.extend(
                f"{name}: {' '.join(messages)}" for name, messages in sorted(error.message_dict.items())
            )
    # The address a work was given stays, even when its English title is put better.
    return None if faults else replace(entry, slug=ground.slugs.get(identity(entry), slug))


def cells(text: str) -> list[str]:
    """The parts of a cell that holds several, each once, in their order."""
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def member(text: str, known: list[str], what: str) -> str:
    if text not in known:
        raise RowFault(f"“{text}” is no {what} we know")
    return text


def members(text: str, known: list[str], what: str) -> tuple[str, ...]:
    return tuple(member(part, known, what) for part in cells(text))


def year_of(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and EARLIEST_YEAR <= int(text) <= LATEST_YEAR):
        raise RowFault(f"“{text}” is no year between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return int(text)


def date_of(text: str) -> str:
    try:
        if text and not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
            raise ValueError
        parse_as_of(text)
    except ValueError:
        raise RowFault(f"“{text}” is not a date") from None
    return text


def web_address(text: str, column: str) -> str:
    if text and not re.match(r"https?://[^\s/]", text):
        raise RowFault(f"the {column} “{text[:60]}” does not start with http:// or https://")
    return text


def source_of(text: str) -> tuple[str, str]:
    """(address, words) of a source: some are named in words, such as a report on paper.

    A slash too many after the scheme is a slip of the pen; any scheme but http and https is a fault.
    """
    text = re.sub(r"^(https?:)/{3,}", r"\1//", WORKING_NOTES.sub("", text))
    if not text or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        return web_address(text, "source_url"), ""
    return "", text


def language_tags(text: str) -> tuple[str, ...]:
    tags = cells(text)
    for tag in tags:
        try:
            is_language_tag(tag)
        except ValidationError:
            raise RowFault(f"“{tag}” is not a language tag") from None
    if not tags:
        raise RowFault("no language is given")
    return tuple(tags)


def place_codes(text: str, known: frozenset[str]) -> tuple[str, ...]:
    codes = ["ZZ" if code == "INT" else code for code in cells(text)]
    for code in codes:
        if code not in known:
            raise RowFault(f"“{code}” is no country, territory or body we know")
    return tuple(dict.fromkeys(codes))


def publishers_of(text: str) -> tuple[tuple[str, str, bool], ...]:
    """(slug, name, is periodical) of each publisher; spellings that differ only in case are one."""
    found = {slugify(name, allow_unicode=True)[:120]: name for name in reversed(cells(text))}
    return tuple((slug, name, name in PERIODICALS) for slug, name in reversed(found.items()) if slug)


SCRIPTS = (
    (re.compile(r"[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps")),
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr")),
    (re.compile(r"[\u3040-\u30ff]"), ("ja",)),
    (re.compile(r"[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile(r"[\uac00-\ud7af]"), ("ko",)),
    (re.compile(r"[\u0e00-\u0e7f]"), ("th",)),
    (re.compile(r"[\u1200-\u137f]"), ("am", "ti")),
    (re.compile(r"[\u0900-\u097f]"), ("hi", "mr", "ne")),
    (re.compile(r"[\u0370-\u03ff]"), ("el",)),
    (re.compile(r"[\u0590-\u05ff]"), ("he",)),
)


def title_language(title: str, title_en: str, languages: tuple[str, ...]) -> str:
    """The language the title is written in.

    With one language it is that one. With several: the one whose script the title is in; else English where
    the English title is the title; else the first that is not English.
    """
    if len(languages) == 1:
        return languages[0]
    for script, speakers in SCRIPTS:
        if script.search(title):
            return next((tag for tag in languages if tag.split("-")[0] in speakers), speakers[0])
    if title == title_en and "en" in languages:
        return "en"
    return next((tag for tag in languages if tag != "en"), "en")
