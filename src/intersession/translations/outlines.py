"""How a version stands in a language, block by block, without its words.

Pages that only count (the paper's own page, one's own page) ask here; pages that show the words build on it. The
words of two states of a block are compared only where a translation was made from another version than the one
looked at, so that counting a long paper in ten languages stays cheap. Six queries, however much is asked about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from intersession.papers.models import Block, Paper, Version
from intersession.translations.models import TITLE, Check, Rendition, Translation
from intersession.translations.standing import Candidate, Source, Standing, best, tally

DONE = (Standing.CURRENT, Standing.REWORDED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many blocks (the title counts as one) stand how. Machine text is not counted as translated."""

    counts: Mapping[Standing, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return sum(self.counts[standing] for standing in DONE)

    @property
    def is_complete(self) -> bool:
        return self.done == self.total

    @property
    def begun(self) -> int:
        """Blocks that have any text in the language."""
        return self.total - self.counts[Standing.MISSING]

    @property
    def needing(self) -> int:
        """Blocks a translator should look at: all but those that say what the paper says."""
        return self.total - self.done

    def lines(self) -> list[tuple[Standing, int]]:
        """The standings that occur, with how many there are of each."""
        return [(standing, count) for standing, count in self.counts.items() if count]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, or the title (then `block` is None), and the translation chosen for it. `writer` is a person's id."""

    key: str
    block: int | None
    standing: Standing
    translation: int | None
    writer: int | None

    @property
    def is_shown(self) -> bool:
        """Machine text of words that mean something else now is offered to translators, not shown."""
        return self.standing is not Standing.MISSING


@dataclass(frozen=True, slots=True)
class Outline:
    """A version in a language: how each block stands, and who checked it as it is now."""

    version: Version
    language: str
    rendition: Rendition | None
    placed: list[Placed]
    checks: list[Check] = field(default_factory=list)

    @property
    def progress(self) -> Progress:
        return Progress(tally(each.standing for each in self.placed))

    @property
    def has_machine_text(self) -> bool:
        return any(each.standing is Standing.MACHINE for each in self.placed)

    @property
    def writers(self) -> set[int]:
        """Ids of the people whose words are shown."""
        return {each.writer for each in self.placed if each.writer is not None and each.is_shown}

    @property
    def fingerprint(self) -> str:
        """What is shown, by the ids of texts that never change: another one as soon as a word is another."""
        shown = (f"{each.block}:{each.translation if each.is_shown else 0}" for each in self.placed)
        return hashlib.sha256("\n".join([self.language, *shown]).encode()).hexdigest()

    @property
    def is_checked(self) -> bool:
        """Two people read all of it, or one who wrote none of it: each block was read by a second person."""
        readers = {check.person_id for check in self.checks}
        return self.progress.is_complete and (len(readers) > 1 or bool(readers - self.writers))


@dataclass(frozen=True, slots=True)
class _Row:
    """A current translation without its words."""

    pk: int
    key: str
    source: int | None
    version: int
    is_machine: bool
    person: int
    source_title: str


def outline_of(version: Version, language: str) -> Outline:
    """How a version stands in a language, which nobody needs to have begun."""
    rendition = Rendition.objects.filter(paper_id=version.paper_id, language=language).first()
    return outlines([(version, language, rendition)])[0]


def outlines_of(version: Version) -> list[Outline]:
    """How a version stands in every language somebody began."""
    begun = Rendition.objects.filter(paper_id=version.paper_id).order_by("language")
    return outlines([(version, rendition.language, rendition) for rendition in begun])


def outlines(wanted: Sequence[tuple[Version, str, Rendition | None]]) -> list[Outline]:
    """How versions stand in languages."""
    if not wanted:
        return []
    versions = {version.pk: version for version, _language, _rendition in wanted}
    renditions = {rendition.pk for _version, _language, rendition in wanted if rendition}
    titles = dict(Paper.objects.filter(versions__in=versions).values_list("pk", "title"))
    blocks: dict[int, list[tuple[int, str]]] = {}
    found = Block.objects.filter(version__in=versions).order_by("position", "pk")
    for version_id, pk, key in found.values_list("version_id", "pk", "key"):
        blocks.setdefault(version_id, []).append((pk, key))
    rows = _rows(renditions)
    named = Block.objects.filter(version__paper__in=titles, change_class__isnull=False)
    changes: dict[str, list[tuple[int, int | None]]] = {}
    for key, number, kind in named.values_list("key", "version__number", "change_class"):
        changes.setdefault(key, []).append((number, kind))
    words = _words_that_matter(wanted, blocks, rows)
    checks: dict[tuple[int, int], list[Check]] = {}
    said = Check.objects.filter(rendition__in=renditions, version__in=versions)
    said = said.select_related("person", "organisation").order_by("at", "pk")
    for check in said.fetch_mode(settings.PAGE_FETCH_MODE):
        checks.setdefault((check.rendition_id, check.version_id), []).append(check)
    made = []
    for version, language, rendition in wanted:
        own = rows.get(rendition.pk, {}) if rendition else {}
        placed = [_title(titles[version.paper_id], own.get(TITLE, []))]
        placed += [
            _placed(version, pk, key, own.get(key, []), changes.get(key, ()), words)
            for pk, key in blocks.get(version.pk, ())
        ]
        outline = Outline(version, language, rendition, placed)
        if rendition:
            now = outline.fingerprint
            outline.checks.extend(
                check for check in checks.get((rendition.pk, version.pk), ()) if check.text_hash == now
            )
        made.append(outline)
    return made


def _rows(renditions: Iterable[int]) -> dict[int, dict[str, list[_Row]]]:
    """Current translations by rendition and key: one for each state of a block that was translated."""
    found: dict[int, dict[str, list[_Row]]] = {}
    current = Translation.objects.filter(rendition__in=renditions, is_current=True).order_by("pk")
    fields = ("pk", "key", "source_id", "source__version__number", "is_machine", "person_id", "source_title")
    for rendition, pk, key, source, number, *rest in current.values_list("rendition_id", *fields):
        row = _Row(pk, key, source, number or 0, *rest)
        found.setdefault(rendition, {}).setdefault(key, []).append(row)
    return found


def _words_that_matter(
    wanted: Iterable[tuple[Version, str, Rendition | None]],
    blocks: Mapping[int, list[tuple[int, str]]],
    rows: Mapping[int, Mapping[str, list[_Row]]],
) -> dict[int, str]:
    """The words of blocks that must be compared, because a translation was made from another version."""
    needed: set[int] = set()
    for version, _language, rendition in wanted:
        own = rows.get(rendition.pk, {}) if rendition else {}
        for pk, key in blocks.get(version.pk, ()):
            sources = {row.source for row in own.get(key, ()) if row.source is not None}
            if sources - {pk}:
                needed |= {pk, *sources}
    return dict(Block.objects.filter(pk__in=needed).values_list("pk", "text")) if needed else {}


def _title(title: str, rows: Sequence[_Row]) -> Placed:
    if not rows:
        return Placed(TITLE, None, Standing.MISSING, None, None)
    row = rows[-1]
    if row.source_title != title:
        standing = Standing.MISSING if row.is_machine else Standing.STALE
    else:
        standing = Standing.MACHINE if row.is_machine else Standing.CURRENT
    return Placed(TITLE, None, standing, row.pk, None if row.is_machine else row.person)


def _placed(
    version: Version,
    pk: int,
    key: str,
    rows: Sequence[_Row],
    changes: Sequence[tuple[int, int | None]],
    words: Mapping[int, str],
) -> Placed:
    known = {row.pk: row for row in rows if row.source is not None}
    # Where nothing has to be compared, a block stands for its own words.
    candidates = [
        Candidate(row.pk, Source(row.version, words.get(row.source or 0, str(row.source))), row.is_machine)
        for row in known.values()
    ]
    chosen, standing = best(candidates, Source(version.number, words.get(pk, str(pk))), changes)
    if chosen is None:
        return Placed(key, pk, Standing.MISSING, None, None)
    row = known[chosen.number]
    return Placed(key, pk, standing, row.pk, None if row.is_machine else row.person)
