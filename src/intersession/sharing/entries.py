"""Rows of a batch as forms, two entries as one, and whether the library has a row already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intersession.library.contribution_forms import ResourceForm
from intersession.library.entries import Entry
from intersession.overlaps.engine import same_as


def joined_entry(held: Entry, typed: Entry) -> Entry:
    """What is held, with what was typed where nothing is; lists take in what they lack."""
    told, more = held.plain(), typed.plain()
    fields = {name: value or more[name] for name, value in told.items()}
    # The title, its language and how sure we are stay those of the record.
    slugs = {slug for slug, _name, _is_periodical in held.publishers}
    return replace(
        held,
        fields=fields,
        publishers=held.publishers or tuple(each for each in typed.publishers if each[0] not in slugs),
        languages=tuple(dict.fromkeys((*held.languages, *typed.languages))),
        places=tuple(dict.fromkeys((*held.places, *typed.places))),
        audiences=tuple(dict.fromkeys((*held.audiences, *typed.audiences))),
        topics=tuple(dict.fromkeys((*held.topics, *typed.topics))),
        concepts={**typed.concepts, **held.concepts},
    )


def form_of(typed: Mapping[str, object]) -> ResourceForm:
    """The form of a row, as if somebody had typed it."""
    return ResourceForm({name: value for name, value in typed.items() if name != "faults"})


def held_by_library(typed: Mapping[str, object]) -> set[str]:
    """The keys of resources with the same address, or the same telling title."""
    addresses = [str(typed.get(name, "")) for name in ("url", "doi", "isbn")]
    titles = [str(typed.get(name, "")) for name in ("title", "title_en")]
    return same_as(filter(None, addresses), filter(None, titles))
