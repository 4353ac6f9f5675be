"""The rows of a table: CSV or a spreadsheet."""

from __future__ import annotations

import csv
import io
from importlib import import_module
from typing import Any

from intersession.safety.kinds import ZIP, Why
from intersession.safety.sandbox.answers import NotTaken
from intersession.safety.sandbox.text import decoded, dialect_of

LONGEST_CELL = 32_000


def load(order: dict[str, Any]) -> None:
    """Bring the libraries for a workbook, where it is one."""
    if order["kind"] == ZIP:
        import_module("openpyxl")
        import_module("intersession.safety.sandbox.office")


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """Rows of text, at most so many; `more` says that there were more. Formulas give what they last gave."""
    most = order["rows"]
    rows = sheet(data, order) if order["kind"] == ZIP else table(data)
    found: list[list[str]] = []
    more = False
    for row in rows:
        if any(row):
            if len(found) == most:
                more = True
                break
            found.append([cell[:LONGEST_CELL] for cell in row[: order["columns"]]])
    return {"rows": found, "more": more}


def table(data: bytes) -> Any:
    """The rows of a CSV file."""
    text = decoded(data).lstrip("\ufeff")
    csv.field_size_limit(10_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), dialect_of(text))
    except csv.Error as error:
        raise NotTaken(Why.DAMAGED) from error


def sheet(data: bytes, order: dict[str, Any]) -> Any:
    """The rows of the first sheet of a workbook that has passed the same checks as one that is kept."""
    taken = import_module("intersession.safety.sandbox.office").take(data, {**order, "hash": False})
    try:
        book = import_module("openpyxl").load_workbook(io.BytesIO(taken.data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=order["columns"]):
            cells = ["" if cell is None else str(cell).strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
    except (NotTaken, MemoryError):
        raise
    except Exception as error:
        raise NotTaken(Why.DAMAGED) from error
