"""The only place that writes the atlas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from intersession.access.actor import Actor
from intersession.atlas.models import Criterion
from intersession.atlas.words import CRITERIA
from intersession.audit.record import record_many
from intersession.audit.reports import LoadReport
from intersession.audit.verbs import Verb

type Numbered = tuple[int, dict[str, Any]]


@transaction.atomic
def load_records(
    actor: Actor,
    report: LoadReport,
    verb: Verb,
    model: type[models.Model],
    key: Sequence[str],
    rows: Iterable[Numbered],
) -> LoadReport:
    """Bring the table of `model` to what the rows say: all of them, or on an error none.

    `rows` are (line number, fields); `key` names the fields that tell records apart. Records the rows do
    not name stay: others may point at them. Rows that break a rule are rejected with its sentence.
    """
    actor.require("atlas.load_atlas")
    names: list[str] = []
    present = {tuple(getattr(one, name) for name in key): one for one in model._default_manager.all()}
    seen: set[tuple[Any, ...]] = set()
    fresh: list[tuple[int, models.Model, bool]] = []
    for line, fields in rows:
        names = names or [name for name in fields if name not in key]
        identity = tuple(fields[name] for name in key)
        before = present.get(identity)
        if identity in seen:
            report.rejected.append((line, f"{' '.join(map(str, identity))} stands twice in the file"))
            continue
        seen.add(identity)
        if before is None:
            fresh.append((line, model(**fields), True))
        elif all(getattr(before, name) == fields[name] for name in names):
            report.unchanged += 1
        else:
            for name in names:
                setattr(before, name, fields[name])
            fresh.append((line, before, False))
    fresh = [row for row in fresh if _has_sound_fields(report, row[0], row[1])]
    try:
        with transaction.atomic():
            _write(model, names, fresh)
    except (IntegrityError, DataError):
        # Asking every constraint about every row costs a query each, so only when the database refused one.
        fresh = [row for row in fresh if _keeps_the_rules(report, row[0], row[1])]
        _write(model, names, fresh)
    added = [one for _line, one, is_new in fresh if is_new]
    changed = [one for _line, one, is_new in fresh if not is_new]
    record_many(actor, verb, [(one, {"added": True}) for one in added] + [(one, {}) for one in changed])
    report.added += len(added)
    report.changed += len(changed)
    return report


@transaction.atomic
def note_criteria(actor: Actor) -> list[Criterion]:
    """Keep a record of every criterion the code has words for, so that assessments can point at it."""
    actor.require("atlas.load_atlas")
    present = set(Criterion.objects.values_list("pk", flat=True))
    fresh = [Criterion(id=words.id) for words in CRITERIA if words.id not in present]
    Criterion.objects.bulk_create(fresh)
    record_many(actor, Verb.CRITERION_LOADED, [(one, {"added": True}) for one in fresh])
    return fresh


def _write(model: type[models.Model], names: list[str], fresh: list[tuple[int, models.Model, bool]]) -> None:
    added = [one for _line, one, is_new in fresh if is_new]
    changed = [one for _line, one, is_new in fresh if not is_new]
    model._default_manager.bulk_create(added, batch_size=500)
    if changed:
        model._default_manager.bulk_update(changed, names, batch_size=500)


def _has_sound_fields(report: LoadReport, line: int, one: models.Model) -> bool:
    """Lengths, choices and dates, without asking the database."""
    links = [field.name for field in one._meta.fields if field.is_relation]
    try:
        one.clean_fields(exclude=links)
    except ValidationError as error:
        reasons = [f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
        report.rejected.append((line, "; ".join(reasons)))
        return False
    return True


def _keeps_the_rules(report: LoadReport, line: int, one: models.Model) -> bool:
    try:
        one.validate_constraints()
    except ValidationError as error:
        report.rejected.append((line, "; ".join(error.messages)))
        return False
    return True
