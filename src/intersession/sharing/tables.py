"""Reading a batch: a table (CSV, XLSX) or a list of references (RIS, BibTeX) into rows as the form takes them.

Tables are read in the sandbox of `safety`, which also bounds them. References are plain text, bounded here and
read by libraries that only take text apart. Nothing is believed: a row is a dictionary of what was typed, in
the words of the file, and goes through the same form as a single resource.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import ParsingFailedBlock
from charset_normalizer import from_bytes
from django.core.files import File
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from intersession.access.errors import Refused
from intersession.library.filing import folded
from intersession.library.forms import clean, is_language
from intersession.library.models import Audience, Kind, Topic
from intersession.safety.reading import rows_of
from intersession.search.sameness import address_key, doi_in, is_telling, title_key

MOST_ROWS = 200
MOST_BYTES = 1_000_000
LONGEST_CELL = 4_000
# What a spreadsheet would run.
FORMULA = re.compile(r"^\s*=")

FIELDS = (
    "title", "title_language", "title_en", "kind", "year", "languages", "countries", "publishers", "url", "doi",
    "isbn", "audience", "topics", "concepts", "license", "summary",
)  # fmt: skip
# Folded heading → field of the form. The headings of our own downloads are among them.
HEADINGS = {
    "title": "title", "titre": "title", "titulo": "title", "العنوان": "title",
    "title language": "title_language", "language of the title": "title_language",
    "title en": "title_en", "title in english": "title_en", "english title": "title_en",
    "kind": "kind", "type": "kind", "year": "year", "date": "year", "annee": "year", "ano": "year",
    "languages": "languages", "language": "languages", "langue": "languages", "langues": "languages",
    "idioma": "languages", "idiomas": "languages",
    "countries": "places", "country": "places", "places": "places", "pays": "places", "pais": "places",
    "publisher": "publishers", "publishers": "publishers", "editeur": "publishers", "editorial": "publishers",
    "url": "url", "link": "url", "lien": "url", "enlace": "url", "doi": "doi", "isbn": "isbn",
    "audience": "audiences", "audiences": "audiences", "written for": "audiences",
    "topics": "topics", "topic": "topics", "concepts": "concepts", "words of the vocabulary": "concepts",
    "license": "license", "licence": "license", "summary": "summary", "abstract": "summary", "resume": "summary",
    "resumen": "summary",
}  # fmt: skip
RIS_KINDS = {
    "RPRT": "report", "JOUR": "research", "THES": "research", "CONF": "research", "CPAPER": "research",
    "DATA": "dataset", "STAND": "standard", "GOVDOC": "report", "CASE": "case-study",
}  # fmt: skip
BIBTEX_KINDS = {
    "techreport": "report", "report": "report", "article": "research", "inproceedings": "research",
    "phdthesis": "research", "mastersthesis": "research", "thesis": "research", "dataset": "dataset",
}  # fmt: skip
_NAMES_FOR: dict[str, type[TextChoices]] = {"audiences": Audience, "topics": Topic}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read: the line it began on, values for the form, and what was wrong with it already."""

    line: int
    typed: Mapping[str, Any]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """All rows of a file, and the headings nobody here knows."""

    rows: Sequence[ReadRow]
    ignored: Sequence[str] = field(default_factory=tuple)


def read(upload: File[Any]) -> ReadBatch:
    """The rows of an uploaded file. Raises `Refused` with a sentence for what cannot be read as a whole."""
    name = (upload.name or "").lower()
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(_("This file is too large. A batch may have one megabyte; split it."))
    if not upload.size:
        raise Refused(_("This file is empty."))
    start = upload.read(2_000)
    upload.seek(0)
    if name.endswith(".ris") or re.search(rb"^\s*TY  ?-", start, re.MULTILINE):
        found = _references(upload, _from_ris)
    elif name.endswith((".bib", ".bibtex")) or re.match(rb"\s*(%[^\n]*\s+)*@\w+\s*\{", start):
        found = _references(upload, _from_bibtex)
    else:
        found = _from_table(upload)
    if not found.rows:
        raise Refused(_("There is no row in this file that can be read."))
    if len(found.rows) > MOST_ROWS:
        raise Refused(
            _("A batch may have %(most)s rows; this file has more. Split it.") % {"most": MOST_ROWS}
        )
    return found


def _from_table(upload: File[Any]) -> ReadBatch:
    table = rows_of(upload, most=MOST_ROWS + 50)
    lines = [(number, row) for number, row in enumerate(table.rows, 1) if any(cell.strip() for cell in row)]
    if table.has_more or len(lines) > MOST_ROWS + 1:
        raise Refused(
            _("A batch may have %(most)s rows; this file has more. Split it.") % {"most": MOST_ROWS}
        )
    if not lines:
        return ReadBatch(())
    _number, headings = lines[0]
    fields = [HEADINGS.get(folded(heading[:100].replace("_", " ")), "") for heading in headings]
    if "title" not in fields:
        raise Refused(
            _(
                "The first row must name the columns, and one of them must be “title”. Take our template as an example."
            )
        )
    ignored = [
        clean(name)[:60] for name, known in zip(headings, fields, strict=True) if clean(name) and not known
    ]
    return ReadBatch([_row_of_table(number, cells, fields) for number, cells in lines[1:]], ignored[:20])


def _row_of_table(number: int, cells: Sequence[str], fields: Sequence[str]) -> ReadRow:
    told: dict[str, str] = {}
    faults = []
    for name, cell in zip(fields, cells, strict=False):
        if name and cell.strip():
            text = (
                cell.strip().removeprefix("'") if cell.strip().startswith(("'=", "'+", "'-", "'@")) else cell
            )
            if FORMULA.match(text):
                faults.append(
                    _("A cell holds a formula: “%(cell)s”. Put its value there.") % {"cell": clean(text)[:40]}
                )
            told[name] = text
    return ReadRow(number, typed_of(told), tuple(faults))


def _references(upload: File[Any], reader: Callable[[str], Iterator[ReadRow]]) -> ReadBatch:
    content = upload.read(MOST_BYTES + 1)
    if b"\x00" in content:
        raise Refused(_("This is not a text file."))
    text = str(from_bytes(content).best() or content.decode("utf-8", "replace"))
    try:
        return ReadBatch(list(reader(text.lstrip("\ufeff"))))
    except Refused:
        raise
    except Exception as error:
        # Libraries raise what they like for broken files; nothing was written, and the sentence helps more.
        logging.getLogger(__name__).info("a list of references could not be read: %s", type(error).__name__)
        raise Refused(_("This list of references is broken and could not be read.")) from error


def _from_ris(text: str) -> Iterator[ReadRow]:
    starts = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*TY  ?-", line)]
    for place, entry in enumerate(rispy.load(StringIO(text), skip_unknown_tags=True)):
        told = {
            "title": _first(entry, "title", "primary_title", "short_title"),
            "year": _first(entry, "year", "publication_year", "date"),
            "url": _first(entry, "urls", "url", "file_attachments1"),
            "doi": _first(entry, "doi"),
            "isbn": _first(entry, "issn", "isbn"),
            "publishers": _first(entry, "publisher", "custom1"),
            "languages": _first(entry, "language"),
            "summary": _first(entry, "abstract", "notes_abstract"),
            "kind": RIS_KINDS.get(str(entry.get("type_of_reference", "")), ""),
            "license": "",
        }
        told["isbn"] = told["isbn"] if address_key(told["isbn"]).startswith("isbn:") else ""
        yield ReadRow(starts[place] if place < len(starts) else place + 1, typed_of(told))


def _from_bibtex(text: str) -> Iterator[ReadRow]:
    if text.count("@") > MOST_ROWS * 20:
        raise Refused(
            _("A batch may have %(most)s rows; this file has more. Split it.") % {"most": MOST_ROWS}
        )
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    for block in library.blocks:
        if isinstance(block, ParsingFailedBlock):
            yield ReadRow(
                (block.start_line or 0) + 1, {}, (_("This entry is broken and could not be read."),)
            )
    for entry in library.entries:
        held = {key.lower(): str(each.value) for key, each in entry.fields_dict.items()}
        told = {
            "title": held.get("title", ""),
            "year": held.get("year") or held.get("date", ""),
            "url": held.get("url") or held.get("howpublished", ""),
            "doi": held.get("doi", ""),
            "isbn": held.get("isbn", ""),
            "publishers": held.get("institution") or held.get("publisher") or held.get("organization", ""),
            "languages": held.get("language") or held.get("langid", ""),
            "summary": held.get("abstract", ""),
            "kind": BIBTEX_KINDS.get(entry.entry_type.lower(), ""),
        }
        if address_key(told["url"]).startswith(("isbn", "doi")) or not address_key(told["url"]):
            told["url"] = told["url"] if "://" in told["url"] else ""
        told = {name: re.sub(r"[{}]", "", value) for name, value in told.items()}
        yield ReadRow((entry.start_line or 0) + 1, typed_of(told))


def _first(entry: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = entry.get(name)
        if isinstance(value, list):
            value = next((each for each in value if isinstance(each, str)), "")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def typed_of(told: Mapping[str, str]) -> dict[str, Any]:
    """What a row tells, as somebody would have typed it into the form; what is missing may be guessed."""
    short = {name: _kept(name, value[:LONGEST_CELL]) for name, value in told.items() if value.strip()}
    typed: dict[str, Any] = {name: value for name, value in short.items() if name not in _NAMES_FOR}
    typed["year"] = _year(short.get("year", ""))
    typed["kind"] = _named(short.get("kind", ""), Kind)
    typed["publishers"] = "\n".join(cells(short.get("publishers", "")))
    for name, choices in _NAMES_FOR.items():
        typed[name] = [_named(part, choices) for part in cells(short.get(name, ""))]
    if typed.get("doi"):
        typed["doi"] = doi_in(typed["doi"]) or typed["doi"]
    languages = typed.get("languages", "")
    tag = short.get("title_language") or (languages if is_language(languages) else "")
    typed["title_language"] = tag or language_of(typed.get("title", ""))
    typed["languages"] = languages or typed["title_language"]
    return {name: value for name, value in typed.items() if value}


def _kept(name: str, value: str) -> str:
    """Lines count in what is long; control characters never do."""
    if name in ("summary", "publishers"):
        return "\n".join(filter(None, map(clean, value.splitlines())))
    return clean(value)


def cells(text: str) -> list[str]:
    """The parts of a cell that holds several."""
    return list(dict.fromkeys(part for part in map(clean, re.split(r"[;|\n]", text)) if part))


def _year(text: str) -> str:
    """The year of a date; what is no date is left for the form to say so."""
    found = re.fullmatch(r"(?:.*?[^\d])?((?:1[89]|20)\d\d)(?:[^\d].*)?", text[:60])
    return found[1] if found else text


def _named(text: str, choices: type[TextChoices]) -> str:
    """The value somebody named by its key or its label; else what was written, for the form to refuse."""
    known = {folded(str(label)): value for value, label in choices.choices} | {
        value: value for value in choices.values
    }
    return known.get(text) or known.get(text.lower()) or known.get(folded(text), text)


_identifiers: list[LanguageIdentifier] = []


def language_of(text: str) -> str:
    """The language a text is probably in; empty for a few words or when it is not likely."""
    if len(text.split()) < 3 and text.isascii():
        return ""
    if not _identifiers:
        _identifiers.append(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    tag, likelihood = _identifiers[0].classify(text[:500])
    return str(tag) if likelihood >= 0.6 and is_language(str(tag)) else ""


def alike_in(rows: Iterable[ReadRow]) -> dict[int, int]:
    """Line → an earlier line of the file with the same address, or the same telling title and year."""
    seen: dict[str, int] = {}
    found: dict[int, int] = {}
    for row in rows:
        title = str(row.typed.get("title", ""))
        keys = [address_key(str(row.typed.get(name, ""))) for name in ("url", "doi", "isbn")]
        if is_telling(title):
            keys.append(f"{title_key(title)} {row.typed.get('year', '')} {row.typed.get('languages', '')}")
        for key in filter(None, keys):
            if key in seen:
                found.setdefault(row.line, seen[key])
            else:
                seen[key] = row.line
    return found
