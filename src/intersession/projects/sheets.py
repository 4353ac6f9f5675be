"""Reading a list of projects: a table (CSV, XLSX) or IATI activities (XML), both in the sandbox (ADR 0013).

Nothing is believed: a row is what somebody would have typed into the form, and goes through that form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.core.files import File
from django.utils.translation import gettext as _

from intersession.access.errors import Refused
from intersession.kit.fields import clean_line, clean_paragraphs
from intersession.library.filing import Titles, folded
from intersession.library.queries import every_label
from intersession.projects.actions import Read
from intersession.projects.models import ForWhom, Origin
from intersession.safety.kinds import Why
from intersession.safety.reading import rows_of
from intersession.safety.running import Failed, run
from intersession.safety.sentences import sentence
from intersession.sharing.tables import FORMULA, cells, language_of

JOB = "projects.activities"
MOST_ROWS = 200
MOST_BYTES = 2_000_000
FIELDS = (
    "title", "language", "concepts", "countries", "from", "until", "for_whom", "summary", "url", "led_by", "others",
)  # fmt: skip
# Folded heading → field of the form. The headings of our own downloads are among them.
HEADINGS = {
    "title": "title", "titre": "title", "titulo": "title", "project": "title", "projet": "title", "proyecto": "title",
    "language": "language", "langue": "language", "idioma": "language",
    "concepts": "concepts", "themes": "concepts", "theme": "concepts", "what": "concepts", "temas": "concepts",
    "countries": "places", "country": "places", "where": "places", "pays": "places", "paises": "places",
    "from": "starts_on", "start": "starts_on", "starts on": "starts_on", "de": "starts_on", "desde": "starts_on",
    "until": "ends_on", "end": "ends_on", "ends on": "ends_on", "hasta": "ends_on", "fin": "ends_on",
    "for whom": "audiences", "audience": "audiences", "audiences": "audiences", "public": "audiences",
    "summary": "summary", "resume": "summary", "resumen": "summary", "description": "summary",
    "url": "url", "link": "url", "lien": "url", "enlace": "url",
    "led by": "led_by", "leader": "led_by", "who": "led_by", "others": "others", "partners": "others",
}  # fmt: skip
type Row = tuple[int, dict[str, Any], list[str]]


def read(upload: File[Any]) -> Read:
    """The rows of an uploaded file. Raises `Refused` with a sentence for what cannot be read as a whole."""
    if not upload.size:
        raise Refused(_("This file is empty."))
    if upload.size > MOST_BYTES:
        raise Refused(_("This file is too large. A list may have two megabytes; split it."))
    start = upload.read(4096)
    upload.seek(0)
    rows: Sequence[Row]
    ignored: Sequence[str] = ()
    if re.match(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<", start.replace(b"\x00", b"")):
        origin, rows = Origin.IATI, _activities(upload)
    else:
        origin, (rows, ignored) = Origin.SHEET, _table(upload)
    if not rows:
        raise Refused(_("There is no project in this file that can be read."))
    return Read((upload.name or "")[:200], origin.value, rows, ignored)


def _too_many() -> Refused:
    return Refused(
        _("A list may have %(most)s projects; this file has more. Split it.") % {"most": MOST_ROWS}
    )


def _table(upload: File[Any]) -> tuple[list[Row], list[str]]:
    table = rows_of(upload, most=MOST_ROWS + 50)
    lines = [(number, row) for number, row in enumerate(table.rows, 1) if any(cell.strip() for cell in row)]
    if table.has_more or len(lines) > MOST_ROWS + 1:
        raise _too_many()
    if not lines:
        return [], []
    headings = lines[0][1]
    fields = [HEADINGS.get(folded(heading[:100].replace("_", " ")), "") for heading in headings]
    if "title" not in fields:
        raise Refused(
            _(
                "The first row must name the columns, and one of them must be “title”. Take our template as an example."
            )
        )
    ignored = [
        clean_line(name)[:60]
        for name, known in zip(headings, fields, strict=True)
        if clean_line(name) and not known
    ]
    return [_row(number, row, fields) for number, row in lines[1:]], ignored[:20]


def _row(number: int, row: Sequence[str], fields: Sequence[str]) -> Row:
    told: dict[str, Any] = {}
    faults = []
    for name, cell in zip(fields, row, strict=False):
        text = cell.strip()[:4000]
        if not name or not text:
            continue
        if text.startswith(("'=", "'+", "'-", "'@")):
            text = text[1:]
        if FORMULA.match(text):
            faults.append(
                _("A cell holds a formula: “%(cell)s”. Put its value there.")
                % {"cell": clean_line(text)[:40]}
            )
        told[name] = clean_paragraphs(text) if name in ("summary", "others") else clean_line(text)
    return number, typed_of(told), faults


def typed_of(told: dict[str, Any]) -> dict[str, Any]:
    """What a row tells, as somebody would have typed it; the language may be guessed."""
    typed = dict(told)
    for name, ends in (("starts_on", "01-01"), ("ends_on", "12-31")):
        typed[name] = _day(str(told.get(name, "")), ends)
    typed["audiences"] = [_audience(part) for part in cells(str(told.get("audiences", "")))]
    typed["others"] = "\n".join(cells(str(told.get("others", ""))))
    for name in ("concepts", "places"):
        typed[name] = ", ".join(cells(str(told.get(name, ""))))
    typed["language"] = str(told.get("language", ""))[:12] or language_of(str(told.get("title", ""))) or "en"
    return {name: value for name, value in typed.items() if value}


def _day(text: str, ends: str) -> str:
    """A day; a bare year begins or ends with it. What is no day is left for the form to say so."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return f"{text}-{ends}"
    # Workbooks give a moment.
    return re.sub(r"^(\d{4}-\d\d-\d\d)[T ]00:00(:00)?$", r"\1", text)


def _audience(text: str) -> str:
    known = {folded(str(label)): value for value, label in ForWhom.choices} | {
        folded(value): value for value in ForWhom.values
    }
    return known.get(folded(text), text)


def _activities(upload: File[Any]) -> list[Row]:
    try:
        outcome = run(JOB, upload, rows=MOST_ROWS)
    except Failed as failure:
        told = {
            Why.DAMAGED: _("This is no sound XML file."),
            Why.EMBEDDED: _("This XML file declares a document type. Save it without one."),
        }
        raise Refused(told.get(failure.why) or sentence(failure.why, failure.fact)) from failure
    with outcome.result:
        answer = outcome.answer
    if answer.get("more"):
        raise _too_many()
    found = answer.get("activities")
    titles = Titles.of(every_label())
    return [
        _from_activity(number, each, titles)
        for number, each in enumerate(found if isinstance(found, list) else [], 1)
        if isinstance(each, dict)
    ]


def _from_activity(number: int, told: dict[str, Any], titles: Titles) -> Row:
    def text(name: str) -> str:
        return clean_line(str(told.get(name, "")))[:4000]

    def texts(name: str) -> list[str]:
        value = told.get(name)
        return [clean_line(str(each))[:300] for each in value] if isinstance(value, list) else []

    concepts = set().union(*(titles.concepts_in(words) for words in [text("title"), *texts("words")]))
    places = texts("places") or (["ZZ"] if told.get("regions") else [])
    typed = {
        "title": text("title")[:300],
        "language": text("language").partition("-")[0].lower() or language_of(text("title")) or "en",
        "summary": text("summary")[:2000],
        "starts_on": text("starts_on")[:10],
        "ends_on": text("ends_on")[:10],
        "places": ", ".join(places),
        "concepts": ", ".join(sorted(concepts)),
        "others": "\n".join(texts("others"))[:3000],
        "url": text("url")[:500],
        "identifier": text("identifier")[:200],
    }
    return number, {name: value for name, value in typed.items() if value}, []
