"""Prints a generated guideline in every format and says how long each took, in JSON."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pypdfium2
import typst

from intersession.formats.printing import printed
from intersession.formats.queries import Document, Piece, words_of_files
from intersession.formats.writers import WRITERS
from intersession.papers.texts import split

SEED, TRIES = 20261125, 5
WORDS_ON_A_PAGE = 505


def main(pages: str) -> dict[str, Any]:
    """The figures: seconds by the clock, the median of some tries."""
    document = guideline(int(pages))
    started = time.perf_counter()
    with printed(document, "a4") as file:
        pdf = file.read()
    first = time.perf_counter() - started
    figures = {name: median(partial(writer.written, document)) for name, writer in WRITERS.items()}
    return {
        "pages": len(pypdfium2.PdfDocument(pdf)),
        "first": first,
        "pdf": median(lambda: printed(document, "a4").close()),
        "bare": median(lambda: bare(document)),
        **figures,
    }


def median(work: Callable[[], object]) -> float:
    """Seconds by the clock: what somebody waits."""
    found = []
    for _ in range(TRIES):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return sorted(found)[TRIES // 2]


def bare(document: Document) -> bytes:
    """The same words by Typst alone: no tags, no numbers, no sandbox."""
    words = "\n\n".join(piece.text for piece in document.pieces)
    source = '#for part in sys.inputs.data.split("\\n\\n") { par(part) }'
    made: bytes = typst.compile(source.encode(), format="pdf", sys_inputs={"data": words}, pdf_tags=False)
    return made


def guideline(pages: int) -> Document:
    """Headings, paragraphs, lists, tables and notes of generated words, with Arabic and Chinese among them."""
    chance = random.Random(SEED)
    vocabulary = ["".join(chance.choices("abcdeilmnoprstu", k=chance.randrange(2, 11))) for _ in range(4_000)]

    def say(count: int) -> str:
        return " ".join(chance.choices(vocabulary, k=count)).capitalize() + "."

    parts: list[str] = []
    words = 0
    while words < pages * WORDS_ON_A_PAGE:
        number = len(parts)
        parts += [
            f"{'#' * (1 + number % 3)} {say(5)}",
            say(90) + f"[^{number}]\n\n[^{number}]: {say(12)}",
            say(110),
        ]
        parts.append("\n".join(f"- {say(14)}" for _ in range(5)))
        words += 300
        if number % 25 == 0:
            rows = "\n".join(f"| {say(4)} | {say(6)} | {chance.randrange(99)} % |" for _ in range(8))
            parts.append(f"| One | Two | Three |\n|---|---|--:|\n{rows}")
            parts += [
                "لا تطلب الخدمات من أحد بيانات أكثر مما يحتاج إليه الفحص.",
                "儿童是指十八岁以下的任何人。",
            ]
            words += 120
    found = [part for text in parts for part in split(text)]
    return Document(
        title="A guideline of generated words",
        kind="Guideline",
        language="en",
        direction="ltr",
        coalition="A coalition",
        short_name="AC",
        version="Version 1",
        status="Not adopted.",
        day="Published on 25 November 2026",
        published_at=datetime(2026, 11, 25, tzinfo=UTC),
        address="http://localhost/papers/a/versions/1/",
        short_address="localhost/papers/a/versions/1/",
        purpose=say(30),
        purpose_language="en",
        changes="",
        pieces=tuple(
            Piece(number, f"key{number:07d}", str(part.kind), part.level, part.text)
            for number, part in enumerate(found, 1)
        ),
        decided="",
        objections=(),
        adopters=(),
        works=(),
        notices=(),
        fingerprint_of_text="ab" * 32,
        words=words_of_files(),
    )
