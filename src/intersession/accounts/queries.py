"""Everything that is kept of a person, read from the models themselves so that no room is forgotten."""

from __future__ import annotations

from typing import Any

from django.db import models

from intersession.members.models import PersonConcept, PersonLanguage
from intersession.people.models import Person

# What opens doors is never handed out, not even to its owner: a file lies about.
SECRETS = frozenset({"password", "data", "session_key", "token_hash", "ip"})
# Where the person only dealt with somebody else's matter, the matter is not theirs to carry off.
DEALT_WITH = frozenset(
    {
        "answered_by", "granted_by", "merged_by", "undone_by", "cleared_by", "checked_by", "classified_by",
        "published_by", "decided_by", "appointed_by",
    }
)  # fmt: skip


def person_relations() -> list[Any]:
    """Every foreign key of any room that leads to a person."""
    return [
        each for each in Person._meta.get_fields(include_hidden=True) if each.one_to_many or each.one_to_one
    ]


def everything_of(person: Person) -> dict[str, Any]:
    """All rows that are this person's, as plain values. Mail addresses of others are left out."""
    found: dict[str, Any] = {"person": _row(person, person.email or "")}
    for relation in person_relations():
        model, field = relation.related_model, relation.field
        rows = model._default_manager.filter(**{field.name: person.pk}).order_by("pk")
        name = f"{model._meta.label_lower}:{field.name}"
        if field.name in DEALT_WITH:
            kept = [{"id": str(pk)} for pk in rows.values_list("pk", flat=True)]
        else:
            kept = [_row(row, person.email or "") for row in rows.iterator()]
        if kept:
            found[name] = kept
    return found


def _row(row: models.Model, own_address: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    # What is decided about something of theirs and not told yet, by the record's own word.
    held_back: frozenset[str] = getattr(row, "held_back", frozenset())
    for field in row._meta.concrete_fields:
        if field.name in SECRETS or field.name in held_back:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, models.EmailField) and value != own_address:
            continue
        values[field.name] = (
            value if value is None or isinstance(value, bool | int | list | dict) else str(value)
        )
    return values


def languages_of(person: Person) -> list[str]:
    """Languages a person says they can be asked in."""
    return list(
        PersonLanguage.objects.filter(person=person).order_by("pk").values_list("language", flat=True)
    )


def concepts_of(person: Person) -> list[str]:
    """Concepts a person says they know about."""
    return list(
        PersonConcept.objects.filter(person=person).order_by("pk").values_list("concept_id", flat=True)
    )
