"""Reading what is in a file: its text page by page, or its rows. Always in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from intersession.access.errors import Refused
from intersession.safety.examining import guess
from intersession.safety.kinds import TABLES, Kind, Why
from intersession.safety.models import StoredFile
from intersession.safety.running import Failed, run
from intersession.safety.sentences import sentence

MOST_ROWS, MOST_COLUMNS = 5_000, 100


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file. `reason` says why there is none: `scanned`, `encrypted`, `damaged`, `no-text`,
    `too-much`, `removed`; it is empty when there is text. `language` is a guess, empty when unsure."""

    pages: list[str] = field(default_factory=list)
    language: str = ""
    reason: str = ""


def reading_of(stored: StoredFile) -> Reading:
    """The pages of a file with a guess of their language; never raises for what the file holds."""
    if stored.is_removed:
        return Reading(reason="removed")
    try:
        with default_storage.open(stored.path) as file:
            outcome = run("read", file, media_type=stored.media_type)
    except FileNotFoundError:
        return Reading(reason="removed")
    except Failed as failure:
        return Reading(reason="too-much" if failure.why in (Why.TOO_MUCH, Why.BUSY) else "damaged")
    with outcome.result:
        answer = outcome.answer
    pages = answer.get("pages")
    return Reading(
        pages=[str(page) for page in pages] if isinstance(pages, list) else [],
        language=str(answer.get("language", ""))[:12],
        reason=str(answer.get("reason", ""))[:20],
    )


def pages_of(stored: StoredFile) -> list[str]:
    """Only the text, page by page."""
    return reading_of(stored).pages


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, as text. `has_more` when only the first ones are here."""

    rows: list[list[str]]
    has_more: bool


def rows_of(upload: File[Any], *, most: int = MOST_ROWS) -> Rows:
    """The rows of an uploaded CSV or XLSX table, which is not kept. Raises `Refused` with a sentence."""
    try:
        kind = guess(upload, TABLES | {Kind.TEXT})
        outcome = run(
            "rows",
            upload,
            kind=kind,
            ending=PurePath(upload.name or "").suffix.lower()[:10],
            rows=most,
            columns=MOST_COLUMNS,
            pixels=settings.UPLOADS["pixels"],
            pictures=0,
        )
    except Failed as failure:
        raise Refused(sentence(failure.why, failure.fact)) from failure
    with outcome.result:
        answer = outcome.answer
    rows = answer.get("rows")
    return Rows(
        [[str(cell) for cell in row] for row in rows if isinstance(row, list)]
        if isinstance(rows, list)
        else [],
        bool(answer.get("more")),
    )


def opened(stored: StoredFile) -> IO[bytes]:
    """The bytes of a file, for whoever may have them. Raises FileNotFoundError when they are gone."""
    if stored.is_removed:
        raise FileNotFoundError(stored.key)
    return default_storage.open(stored.path)
