"""What taking over a translator's file would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from intersession.papers.models import Block
from intersession.translations.models import TITLE, Translation
from intersession.translations.queries import TranslatedBlock, TranslatedText
from intersession.translations.standing import Standing
from intersession.translations.words import fault_of, lost, prepared, same_words


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file. `source` is the block it was made from, which may be of an earlier version."""

    key: str
    source: Block | None
    source_text: str
    target: str
    before: str
    is_machine: bool
    is_taken: bool
    tone: str
    note: str
    lost: tuple[str, ...] = ()
    changed_under: bool = False


def rows_of(text: TranslatedText, units: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows of a file against the text as it stands now. Two queries."""
    units = list(units)
    parts = {each.key: each for each in text.everything}
    older: dict[str, list[Block]] = {}
    public = Block.objects.filter(
        version__paper_id=text.version.paper_id, key__in=[unit["key"] for unit in units]
    )
    public = public.exclude(version__published_at=None).order_by("-version__number")
    for block in public.fetch_mode(settings.PAGE_FETCH_MODE):
        older.setdefault(block.key, []).append(block)
    current: dict[int | None, Translation] = {}
    if text.rendition:
        known = Translation.objects.filter(rendition=text.rendition, is_current=True)
        current = {one.source_id: one for one in known.fetch_mode(settings.PAGE_FETCH_MODE)}
    rows, seen = [], set()
    for unit in units:
        if not unit["target"].strip() and not unit["fault"]:
            continue
        row = _row(parts.get(unit["key"]), older.get(unit["key"], []), current, unit)
        if row.is_taken and row.key in seen:
            row = _refused(unit, _("The file names this paragraph twice; the first row counts."))
        if row.is_taken:
            seen.add(row.key)
        rows.append(row)
    return rows


def _refused(
    unit: Mapping[str, Any],
    note: str,
    tone: str = "warn",
    before: str = "",
    *,
    is_machine: bool | None = None,
) -> Row:
    return Row(
        unit["key"],
        None,
        unit["source"],
        unit["target"],
        before,
        unit["is_machine"] if is_machine is None else is_machine,
        False,
        tone,
        note,
    )


def _row(
    part: TranslatedBlock | None,
    older: list[Block],
    current: Mapping[int | None, Translation],
    unit: Mapping[str, Any],
) -> Row:
    if unit["fault"]:
        return _refused(unit, unit["fault"])
    if part is None and not older:
        return _refused(unit, _("This paper has no such paragraph: nothing is taken from this row."))
    if unit["key"] == TITLE:
        source = None
        if part is None or not same_words(part.source_text, unit["source"]):
            return _refused(unit, _("The title of the paper is another one now. Translate it again."))
    else:
        found = _made_from(part, older, unit["source"])
        if found is None:
            return _refused(
                unit, _("No version has these words in this paragraph: the original in the file is another.")
            )
        source = found
    target = prepared(source, unit["target"])
    fault = fault_of(source, target)
    if fault:
        return _refused(unit, fault)
    last = current.get(source.pk if source else None)
    before = last.text if last else part.previous.text if part and part.previous else ""
    # A machine's text that comes back unchanged is still a machine's, whatever the tool says.
    is_machine = unit["is_machine"] or bool(last and last.is_machine and last.text == target)
    if last and last.text == target and last.is_machine == is_machine:
        return _refused(unit, _("The same as here."), "line", before, is_machine=is_machine)
    if last and is_machine and not last.is_machine:
        note = _("A person translated this already. A machine's text does not take its place.")
        return _refused(unit, note, before=before, is_machine=True)
    if last is None and part and part.previous and part.previous.text == target:
        if part.standing is Standing.REWORDED:
            return _refused(unit, _("The same as here."), "line", before, is_machine=is_machine)
        is_machine = is_machine or part.previous.is_machine
        if not unit["is_confirmed"]:
            note = _(
                "Unchanged although the original changed, and the file does not say that it was looked at."
            )
            return _refused(unit, note, before=before, is_machine=is_machine)
    changed_under = bool(source and part and part.source and source.pk != part.source.pk)
    note = _("Replaces what is here.") if last else _("New.")
    if changed_under or (source and part is None):
        note = _("Made from an earlier version; the original changed since.")
    return Row(
        unit["key"],
        source,
        source.text if source else unit["source"],
        target,
        before,
        is_machine,
        True,
        "ok" if not changed_under else "warn",
        note,
        tuple(lost(source.text, target)) if source else (),
        changed_under,
    )


def _made_from(part: TranslatedBlock | None, older: list[Block], words: str) -> Block | None:
    """The block that has these words: the one looked at, or that of the latest version which has them."""
    if part and part.source and same_words(part.source.text, words):
        return part.source
    return next((block for block in older if same_words(block.text, words)), None)
