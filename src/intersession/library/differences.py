"""What differs between two revisions, field by field, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intersession.differences.compare import Block, Run, compare
from intersession.kit.languages import language_name
from intersession.library.entries import LISTS, PLAIN, Stated, whole_stated
from intersession.library.models import Audience, Kind, Topic
from intersession.library.queries import Names
from intersession.library.words import FIELD_NAMES
from intersession.people.models import Confidence
from intersession.places.names import place_name

# Texts are compared word by word; everything else is one value that takes the place of another.
TEXTS = frozenset({"title", "title_en", "notes", "summary", "source_words"})
CHOICES: Mapping[str, Mapping[str, object]] = {
    "kind": dict(Kind.choices),
    "confidence": dict(Confidence.choices),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs.

    `runs` are the words of a text with their fate; `gone` and `come` are values, `kept` how many stayed.
    """

    name: str
    label: object
    runs: tuple[Run, ...] = ()
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    kept: int = 0
    is_reordered: bool = False


def between(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> list[Difference]:
    """The fields in which two revisions differ, in the order of the form."""
    earlier, later = whole_stated(before), whole_stated(after)
    found = []
    for name in (*PLAIN, *LISTS, "concepts"):
        old, new = earlier.get(name), later.get(name)
        if old != new:
            found.append(_difference(name, old, new, names))
    return found


def _difference(name: str, old: Any, new: Any, names: Names) -> Difference:
    label = FIELD_NAMES[name]
    if name in TEXTS:
        pieces = compare(_block(old), _block(new)).pieces
        return Difference(name, label, runs=tuple(run for piece in pieces for run in piece.runs))
    if name in PLAIN:
        return Difference(name, label, gone=_shown(name, old), come=_shown(name, new))
    before, after = list(old or []), list(new or [])
    words = {key: _word(name, key, names) for key in (*before, *after)}
    gone = tuple(words[key] for key in before if key not in after)
    come = tuple(words[key] for key in after if key not in before)
    kept = sum(key in after for key in before)
    return Difference(name, label, gone=gone, come=come, kept=kept, is_reordered=not (gone or come))


def _block(text: str | None) -> list[Block]:
    """A text as one block, whatever became of it; nothing for one that says nothing."""
    return [Block("text", text)] if text else []


def _shown(name: str, value: Any) -> tuple[str, ...]:
    """A plain value as one word of the comparison; nothing for a field that says nothing."""
    if value in ("", None):
        return ()
    if name == "title_language":
        return (language_name(value),)
    return (str(CHOICES.get(name, {}).get(value, value)),)


def _word(name: str, key: Any, names: Names) -> str:
    match name:
        case "languages":
            return language_name(key)
        case "places":
            return place_name(key)
        case "audiences":
            return str(dict(Audience.choices).get(key, key))
        case "topics":
            return str(dict(Topic.choices).get(key, key))
    known: Mapping[Any, str] = getattr(names, name)
    return known.get(key, str(key))


def keys_of(stated: Iterable[Stated]) -> tuple[set[str], set[str], set[int]]:
    """The publishers, concepts and files that these revisions name."""
    publishers: set[str] = set()
    concepts: set[str] = set()
    files: set[int] = set()
    for each in stated:
        publishers |= set(each.get("publishers", ()))
        concepts |= set(each.get("concepts", ()))
        files |= set(each.get("files", ()))
    return publishers, concepts, files
