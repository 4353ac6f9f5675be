"""Reading data/glossary.csv: what each concept is called in each language."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.people.models import Confidence
from intersession.vocabulary.actions import Row, load_concepts
from intersession.vocabulary.models import Kind, Label

COLUMNS = (
    "concept_id", "language", "pref_label", "alt_labels", "deprecated", "broader", "definition_source",
    "confidence",
)  # fmt: skip
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
REPOSITORY = re.compile(r"github (?P<name>[\w.-]+/[\w.-]+) (?P<path>\S+)")
CODE_SEARCH = "github code search hit"
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=\S)")


def load(actor: Actor, folder: Path) -> list[LoadReport]:
    """Bring the vocabulary to what the file says; safe to repeat. Rows that break a rule are reported."""
    report = LoadReport("glossary.csv")
    rows: list[Row] = []
    with (folder / report.name).open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        try:
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                report.rejected.append((1, f"the column {missing[0]} is missing"))
                return [report]
            for fields in reader:
                try:
                    rows.append(read_row(reader.line_num, fields))
                except ValueError as error:
                    report.rejected.append((reader.line_num, str(error)))
        except (UnicodeDecodeError, csv.Error) as error:
            # Half a file is not the file: nothing of it is written.
            report.rejected.append((reader.line_num + 1, f"the file cannot be read from here on: {error}"))
            return [report]
    return [load_concepts(actor, report, rows)]


def read_row(line: int, fields: dict[str, str]) -> Row:
    """A line as a row not yet saved. Raises ValueError with a sentence."""
    values = {name: unicodedata.normalize("NFC", (fields.get(name) or "").strip()) for name in COLUMNS}
    for name, value in values.items():
        if any(unicodedata.category(mark) == "Cc" for mark in value):
            raise ValueError(f"the column {name} holds a control character")
    if not SLUG.fullmatch(values["concept_id"]):
        raise ValueError(f"“{values['concept_id']}” is not the id of a concept: small letters and hyphens")
    if not LANGUAGE.fullmatch(values["language"]):
        raise ValueError(f"“{values['language']}” is not the code of a language")
    if not values["pref_label"]:
        raise ValueError("the preferred label is missing")
    if values["confidence"] not in Confidence.values:
        raise ValueError(f"“{values['confidence']}” is not a confidence: high, medium or low")
    source_url, source = read_source(values["definition_source"])
    label = Label(
        language=values["language"],
        text=values["pref_label"],
        source_url=source_url,
        source=source,
        confidence=values["confidence"],
    )
    others = read_others(values["pref_label"], values["alt_labels"], values["deprecated"])
    return Row(line, values["concept_id"], values["broader"] or None, label, others)


def read_others(preferred: str, alternative: str, deprecated: str) -> tuple[tuple[str, Kind], ...]:
    """(text, kind) of the other labels, each once. What is deprecated is to avoid wherever else it stands."""
    avoided = _parts(deprecated)
    allowed = [text for text in _parts(alternative) if text not in avoided and text != preferred]
    return (*((text, Kind.ALTERNATIVE) for text in allowed), *((text, Kind.TO_AVOID) for text in avoided))


def read_source(text: str) -> tuple[str, str]:
    """Where a label was seen: (address, words). Raises ValueError for an address one cannot follow.

    Some sources have no address, some an address and a note in brackets.
    """
    if repository := REPOSITORY.fullmatch(text):
        return f"https://github.com/{repository['name']}", repository["path"]
    if text.startswith(CODE_SEARCH):
        return "", "Files published on GitHub; which ones was not recorded"
    if not SCHEME.match(text):
        return "", text
    address, _, note = text.partition(" ")
    try:
        parts = urlsplit(address)
        is_sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise ValueError(f"“{address[:80]}” is not an address of the web")
    note = note.strip()
    return address, note[1:-1] if note.startswith("(") and note.endswith(")") else note


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
