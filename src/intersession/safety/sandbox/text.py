"""Plain text and CSV: decoded, checked for what no text holds, kept as UTF-8."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import Any

from charset_normalizer import from_bytes

from intersession.safety.kinds import BYTES_LOOKED_AT, Kind, Why, first_sight
from intersession.safety.sandbox.answers import NotTaken, Taken

# Left-to-right and right-to-left marks belong to Arabic and Hebrew texts; overrides only deceive.
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
WESTERN_SIGNS = frozenset("€‚„…†‡‰‹‘’“”•–—™›¡¢£¥§©«®°±²³´µ·¹»¼½¾¿×÷\xa0\xad")
# What a spreadsheet program would run or fetch when the file is opened in it.
FORMULA = re.compile(r"^[\s'\"]*(=|[+\-@]\s*[A-Za-z_][\w.]*\s*[(|!])")


def take(data: bytes, order: dict[str, Any]) -> Taken:
    """The text in UTF-8; a table when its name says so and its content bears it out."""
    text = decoded(data)
    # What hides its first bytes from sight in another encoding shows them now.
    if first_sight(text[:BYTES_LOOKED_AT].lstrip("\ufeff \t\r\n").encode()) in (Why.WEB_PAGE, Why.DRAWING):
        raise NotTaken(Why.WEB_PAGE)
    text = OVERRIDES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if order.get("ending") in (".csv", ".tsv") and is_table(text):
        if row := first_formula(text):
            raise NotTaken(Why.FORMULA, row)
        return Taken(Kind.CSV, text.encode(), 0)
    return Taken(Kind.TEXT, text.encode(), 1)


def decoded(data: bytes) -> str:
    """The text, if it is one: no zeros, no control characters, in an encoding that fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = tried(data, "utf-16")
    elif b"\x00" in data:
        raise NotTaken(Why.UNKNOWN)
    else:
        text = tried(data, "utf-8-sig")
    if text is None:
        text = in_western_letters(data)
    if text is None:
        best = from_bytes(data).best()
        text = str(best) if best is not None else None
    if text is None:
        raise NotTaken(Why.UNKNOWN)
    odd = sum(
        unicodedata.category(character) == "Cc" and character not in "\t\n\r\f\x85" for character in text
    )
    if odd or "\ufffd" in text:
        raise NotTaken(Why.UNKNOWN)
    if not text.strip("\ufeff \t\r\n\f"):
        raise NotTaken(Why.NO_TEXT)
    return text


def in_western_letters(data: bytes) -> str | None:
    """The text in Windows' western encoding, where a few accented letters stand among plain ones.

    Few bytes tell a guesser little: "Guía" alone reads as well in Chinese.
    """
    beyond = sum(byte > 127 for byte in data)
    text = tried(data, "cp1252")
    if text is None or beyond * 6 > len(data):
        return None
    return text if all(each.isalpha() or each in WESTERN_SIGNS for each in text if ord(each) > 127) else None


def tried(data: bytes, encoding: str) -> str | None:
    """The text in this encoding, or nothing."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def dialect_of(text: str) -> type[csv.Dialect] | csv.Dialect:
    """How the cells of a table are divided: by what its first lines have most evenly."""
    sample = text[:20_000]
    try:
        return csv.Sniffer().sniff(sample, delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def is_table(text: str) -> bool:
    """Whether it reads as rows of cells, more than one cell in most of them or one in all."""
    rows = [row for row in csv.reader(io.StringIO(text), dialect_of(text)) if row]
    return bool(rows) and max(map(len, rows)) < 5_000


def first_formula(text: str) -> int:
    """The first row with a cell that a spreadsheet program would run; 0 when there is none."""
    for number, row in enumerate(csv.reader(io.StringIO(text), dialect_of(text)), start=1):
        if any(FORMULA.match(cell) for cell in row):
            return number
    return 0
