"""The first texts of the pages every coalition needs. Written once; what the coalition makes of them stays.

Each file of `first_texts/` is named `<kind>.<language>.md`; its first line is the title as a heading.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.pages.actions import FirstText, Text, load_first_texts
from intersession.pages.models import PageKind
from intersession.pages.queries import written_pages

FOLDER = Path(__file__).parent / "first_texts"


def load(actor: Actor, folder: Path) -> list[LoadReport]:
    """Write the texts that are missing. `folder`, where the reference data is, holds none of them."""
    there = written_pages()
    texts = first_texts()
    missing = [each for each in texts if (each.kind.value, each.text.language) not in there]
    report = LoadReport("first texts")
    report.added = load_first_texts(actor, missing) if missing else 0
    report.unchanged = len(texts) - report.added
    return [report]


def first_texts() -> list[FirstText]:
    """Every text that comes with the software."""
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        kind, language = path.stem.split(".")
        head, _line, body = path.read_text(encoding="utf-8").partition("\n")
        with override(language):
            note = _("First text, to be confirmed by the coalition")
        text = Text(language, head.removeprefix("# ").strip(), body.strip() + "\n", note)
        found.append(FirstText(PageKind(kind), text))
    return found
