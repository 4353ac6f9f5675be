"""The only place that writes the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from intersession.access.actor import Actor
from intersession.audit.record import record_many
from intersession.audit.reports import LoadReport
from intersession.audit.verbs import Verb
from intersession.vocabulary.models import Concept, Kind, Label, OtherLabel

LABEL_FIELDS = ("text", "source_url", "source", "confidence")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: what one concept is called in one language. `others` are (text, kind)."""

    line: int
    concept_id: str
    broader_id: str | None
    label: Label
    others: tuple[tuple[str, Kind], ...]

    @property
    def language(self) -> str:
        return self.label.language


@dataclass(frozen=True, slots=True)
class Held:
    """What the database holds before a load."""

    concepts: dict[str, Concept]
    labels: dict[tuple[str, str], Label]
    others: dict[tuple[str, str], list[tuple[str, str]]]


@transaction.atomic
def load_concepts(actor: Actor, report: LoadReport, rows: Iterable[Row]) -> LoadReport:
    """Bring concepts and labels to what the rows say. Rows that contradict a rule are rejected and named.

    A concept without a row stays as it is. Of a concept with rows, labels in a language no row names go;
    but a file with any fault takes nothing away, since the fault may be why a row is not there.
    """
    # Locked so that two loads at once do one after the other what the second finds done.
    held = _held()
    actor.require("vocabulary.load_concepts")
    rows_of = _sound(report, rows, held)
    happenings: dict[str, dict[str, Any]] = {}
    _write_concepts(rows_of, held, happenings)
    _write_labels(report, rows_of, held, happenings)
    if not report.rejected:
        _forget_labels(report, rows_of, held, happenings)
    report.rejected.sort()
    record_many(
        actor,
        Verb.CONCEPT_LOADED,
        [
            (Concept(id=concept_id), happenings[concept_id])
            for concept_id in rows_of
            if concept_id in happenings
        ],
    )
    return report


def _held() -> Held:
    concepts = {concept.pk: concept for concept in Concept.objects.select_for_update().order_by("pk")}
    labels = {(label.concept_id, label.language): label for label in Label.objects.all()}
    others: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for other in OtherLabel.objects.order_by("position"):
        others.setdefault((other.concept_id, other.language), []).append((other.text, other.kind))
    return Held(concepts, labels, others)


def _sound(report: LoadReport, rows: Iterable[Row], held: Held) -> dict[str, list[Row]]:
    """The rows that can be taken, by concept in the order of the file; what cannot goes to the report."""
    sound: dict[str, list[Row]] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        first = sound[row.concept_id][0] if row.concept_id in sound else row
        sentence = _fault(row)
        if not sentence and (row.concept_id, row.language) in seen:
            sentence = f"{row.concept_id} has a second preferred label in “{row.language}”"
        if not sentence and row.broader_id != first.broader_id:
            sentence = (
                f"an earlier line puts {row.concept_id} under “{first.broader_id or ''}”, "
                f"this one under “{row.broader_id or ''}”"
            )
        if sentence:
            report.rejected.append((row.line, sentence))
            continue
        seen.add((row.concept_id, row.language))
        sound.setdefault(row.concept_id, []).append(row)
    return _without_lost(report, sound, held)


def _fault(row: Row) -> str:
    """Why a row cannot be taken whatever the others say, or nothing."""
    avoided = [text for text, kind in row.others if kind == Kind.TO_AVOID]
    if row.label.text in avoided:
        return f"“{row.label.text}” cannot be preferred and to avoid at once"
    records = [
        row.label,
        *(OtherLabel(language=row.language, text=text, kind=kind) for text, kind in row.others),
    ]
    try:
        Concept(id=row.concept_id).full_clean(validate_unique=False, validate_constraints=False)
        for record in records:
            record.full_clean(exclude=["concept"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return "; ".join(error.messages)
    return ""


def _without_lost(report: LoadReport, sound: dict[str, list[Row]], held: Held) -> dict[str, list[Row]]:
    """Take out concepts under an unknown or looping broader one, until nothing points at what was taken out.

    Ends, since every round takes at least one out and the database by itself holds no loop.
    """
    before = {concept.pk: concept.broader_id for concept in held.concepts.values()}
    while True:
        after = before | {concept_id: rows[0].broader_id for concept_id, rows in sound.items()}
        lost = {concept_id: sentence for concept_id in sound if (sentence := _misplaced(concept_id, after))}
        if not lost:
            return sound
        for concept_id, sentence in lost.items():
            report.rejected.extend((row.line, sentence) for row in sound.pop(concept_id))


def _misplaced(concept_id: str, broader_of: Mapping[str, str | None]) -> str:
    """What is wrong with where a concept stands, or nothing."""
    above = broader_of[concept_id]
    if above is not None and above not in broader_of:
        return f"the broader concept {above} is not known"
    passed: set[str] = set()
    while above is not None and above not in passed:
        if above == concept_id:
            return f"{concept_id} would be broader than itself"
        passed.add(above)
        above = broader_of.get(above)
    return ""


def _write_concepts(rows_of: dict[str, list[Row]], held: Held, happenings: dict[str, dict[str, Any]]) -> None:
    """Write where each concept stands. Added first without a broader one, which may come later in the file."""
    moved: list[Concept] = []
    added: list[Concept] = []
    for position, (concept_id, rows) in enumerate(rows_of.items()):
        concept = held.concepts.get(concept_id)
        if concept is None:
            concept = Concept(id=concept_id, position=position)
            added.append(concept)
            happenings[concept_id] = {"is_new": True}
        if (concept.broader_id, concept.position) != (rows[0].broader_id, position):
            happenings.setdefault(concept_id, {"is_new": False})
            concept.broader_id, concept.position = rows[0].broader_id, position
            moved.append(concept)
    Concept.objects.bulk_create(Concept(id=concept.pk, position=concept.position) for concept in added)
    Concept.objects.bulk_update(moved, ["broader", "position"])


def _write_labels(
    report: LoadReport, rows_of: dict[str, list[Row]], held: Held, happenings: dict[str, dict[str, Any]]
) -> None:
    """Write what each concept is called, and count the lines."""
    added: list[Label] = []
    changed: list[Label] = []
    stale: list[tuple[str, str]] = []
    others: list[OtherLabel] = []
    for concept_id, rows in rows_of.items():
        is_moved = concept_id in happenings
        for row in rows:
            key = (concept_id, row.language)
            label = held.labels.get(key)
            has_other_others = held.others.get(key, []) != [(text, kind.value) for text, kind in row.others]
            if label is None:
                row.label.concept_id = concept_id
                added.append(row.label)
            elif any(getattr(label, name) != getattr(row.label, name) for name in LABEL_FIELDS):
                for name in LABEL_FIELDS:
                    setattr(label, name, getattr(row.label, name))
                changed.append(label)
            if has_other_others:
                stale.append(key)
                others += [
                    OtherLabel(
                        concept_id=concept_id, language=row.language, text=text, kind=kind, position=at
                    )
                    for at, (text, kind) in enumerate(row.others)
                ]
            if label is None:
                report.added += 1
            elif has_other_others or changed[-1:] == [label] or (is_moved and row is rows[0]):
                report.changed += 1
            else:
                report.unchanged += 1
                continue
            facts = happenings.setdefault(concept_id, {"is_new": False})
            facts.setdefault("languages", []).append(row.language)
    for concept_id, language in stale:
        if (concept_id, language) in held.others:
            OtherLabel.objects.filter(concept_id=concept_id, language=language).delete()
    Label.objects.bulk_create(added)
    Label.objects.bulk_update(changed, LABEL_FIELDS)
    OtherLabel.objects.bulk_create(others)


def _forget_labels(
    report: LoadReport, rows_of: dict[str, list[Row]], held: Held, happenings: dict[str, dict[str, Any]]
) -> None:
    """Take away labels of the file's concepts that the file names no more; the log keeps their words."""
    named = {(concept_id, row.language) for concept_id, rows in rows_of.items() for row in rows}
    for (concept_id, language), label in held.labels.items():
        if concept_id in rows_of and (concept_id, language) not in named:
            OtherLabel.objects.filter(concept_id=concept_id, language=language).delete()
            label.delete()
            facts = happenings.setdefault(concept_id, {"is_new": False})
            facts.setdefault("forgotten", {})[language] = label.text
            report.changed += 1
