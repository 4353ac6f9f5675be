"""What the search knows of a record, and which rooms have some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a file that belongs to a document. `path` is the address where its words are shown."""

    number: int
    text: str
    path: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One record as the search sees it.

    `path` is the address without the language prefix. `titles` and `bodies` map a language tag (`und` when
    unknown) to text; the first title is the one shown, unless the reader's language has one. `places` are
    place codes, `form` is a sort within the kind such as `guideline`, `year` a calendar year;
    what lasts longer says the last one in `until`. `addresses` say
    where the work itself is (links, DOIs, ISBNs): what has one of them too is the same work (`sameness`).
    """

    kind: str
    key: str
    path: str
    titles: Mapping[str, str]
    bodies: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    publisher: tuple[str, ...] | str = ()
    form: str = ""
    year: int | None = None
    until: int | None = None
    confidence: str = ""
    as_of: str | date | None = None
    added_on: date | None = None
    leaves: tuple[Leaf, ...] = ()

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers, whether one was given or several."""
        if isinstance(self.publisher, str):
            return (self.publisher,) if self.publisher else ()
        return self.publisher


type Produce = Callable[[Iterable[str] | None], Iterator[Document]]
type Affected = Callable[[list[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of document and where it comes from.

    `subject` is the log's name of the records (`library.resource`). `also` maps the names of other records
    to a function that says which documents of this kind their change touches.
    """

    name: str
    label: object
    subject: str
    produce: Produce
    also: Mapping[str, Affected] = field(default_factory=dict)
    # What a leaf is called where it is no page of a file, with `%(number)s`.
    leaf: object = ""


KINDS: dict[str, Kind] = {}


def declare(
    kind: str,
    label: object,
    subject: str,
    produce: Produce,
    also: Mapping[str, Affected] | None = None,
    leaf: object = "",
) -> None:
    """Say that a room's records can be found. `produce(None)` yields all published ones."""
    if kind in KINDS:
        raise ValueError(f"the kind {kind} is declared twice")
    KINDS[kind] = Kind(kind, label, subject, produce, also or {}, leaf)


def discover() -> None:
    """Import `documents` of every room of ours, once all apps are loaded.

    The vocabulary stands below the search and cannot declare; its documents are in `search.concepts`.
    """
    for config in apps.get_app_configs():
        own = config.name == "intersession.search"
        module = "intersession.search.concepts" if own else f"{config.name}.documents"
        if config.name.startswith("intersession.") and find_spec(module):
            import_module(module)


def touched_by(events: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The documents (kind → keys) that changes of these records (subject type, key) concern."""
    by_subject: dict[str, list[str]] = {}
    for subject, key in events:
        by_subject.setdefault(subject, []).append(key)
    found: dict[str, list[str]] = {}
    for kind in KINDS.values():
        keys = dict.fromkeys(by_subject.get(kind.subject, []))
        for subject, affected in kind.also.items():
            if subject in by_subject:
                keys.update(dict.fromkeys(str(key) for key in affected(by_subject[subject])))
        if keys:
            found[kind.name] = list(keys)
    return found
