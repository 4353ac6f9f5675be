"""Whether an entry can be written, asked before anything is. The words are those of the form."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from intersession.library.entries import Entry
from intersession.library.models import (
    Audience,
    FiledBecause,
    Resource,
    Topic,
    is_language_tag,
)
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

MOST_LINES = 60
# Columns that are not the entry's.
NOT_STATED = (
    "slug", "contributed_by", "contributed_for", "work", "submitted_at", "returned_at", "published_at",
    "withdrawn_at", "withdrawn_because",
)  # fmt: skip


def check(entry: Entry) -> None:
    """Raise ValidationError with every fault, by field; two queries for an entry without one."""
    faults: dict[str, list[str]] = {}
    resource = Resource(slug="unsaid", **entry.plain())
    try:
        resource.clean_fields(exclude=NOT_STATED)
        resource.validate_constraints(exclude={"slug"})
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            faults.setdefault(name, []).extend(messages)
    for name, values, known in (
        ("languages", entry.languages, frozenset(filter(_is_tag, entry.languages))),
        ("audiences", entry.audiences, frozenset(Audience.values)),
        ("topics", entry.topics, frozenset(Topic.values)),
        ("places", entry.places, _known(Place, entry.places)),
        ("concepts", tuple(entry.concepts), _known(Concept, entry.concepts)),
    ):
        faults.setdefault(name, []).extend(_faults_of(values, known))
    if set(entry.concepts.values()) - set(FiledBecause.values):
        faults["concepts"].append(_("A resource is filed under a concept for a reason we know."))
    faults["publishers"] = _faults_of([slug for slug, _name, _is in entry.publishers], None)
    for slug, name, _is_periodical in entry.publishers:
        if not slug or not name.strip() or len(name) > 300 or len(slug) > 120:
            faults["publishers"].append(_("A publisher has a name of at most 300 characters."))
    if not entry.languages:
        faults["languages"].append(_("Say in which languages it can be read."))
    told = {name: messages for name, messages in faults.items() if messages}
    if told:
        raise ValidationError(told)


def _is_tag(text: str) -> bool:
    try:
        is_language_tag(text)
    except ValidationError:
        return False
    return len(text) <= 12


def _known(model: type[Place] | type[Concept], keys: Iterable[str]) -> frozenset[str]:
    wanted = [key for key in keys if "\x00" not in key]
    return (
        frozenset(model.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else frozenset()
    )


def _faults_of(values: Iterable[str], known: frozenset[str] | None) -> list[str]:
    listed = list(values)
    found = []
    if len(listed) > MOST_LINES:
        found.append(_("At most %(most)s can be given.") % {"most": MOST_LINES})
    if len(set(listed)) < len(listed):
        found.append(_("Something is given twice."))
    if known is not None:
        found += [
            _("We do not know “%(value)s”.") % {"value": value[:40]} for value in listed if value not in known
        ]
    return found
