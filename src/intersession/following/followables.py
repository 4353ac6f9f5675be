"""What can be followed, declared by each room in its own `followables.py`, so that this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    # Rooms are asked before their models may be imported from here.
    from intersession.access.actor import Actor

# An index row of PostgreSQL holds some 2700 bytes; keys are ASCII.
LONGEST_KEY = 2000


@dataclass(frozen=True, slots=True)
class Named:
    """A thing as its line shows it. `language` is that of the title; empty for words of the interface."""

    title: object
    url: str
    language: str = ""


type Resolve = Callable[[Actor, Iterable[str]], Mapping[str, Named]]


@dataclass(frozen=True, slots=True)
class Followable:
    """A sort of thing that can be followed.

    `resolve` names those of the keys that exist and that this actor may see, in as many queries for one key
    as for a thousand. `normal` makes one key of all that mean the same, and an empty one of what means nothing.
    """

    kind: str
    label: object
    permission: str
    resolve: Resolve
    normal: Callable[[str], str]


FOLLOWABLES: dict[str, Followable] = {}


def declare(
    kind: str, label: object, permission: str, resolve: Resolve, normal: Callable[[str], str] = str.strip
) -> None:
    """Say that a sort of thing can be followed by whoever holds `permission`."""
    if kind in FOLLOWABLES:
        raise ValueError(f"the followable {kind} is declared twice")
    FOLLOWABLES[kind] = Followable(kind, label, permission, resolve, normal)


def discover() -> None:
    """Import `followables` of every room of ours, once all apps are loaded."""
    for config in apps.get_app_configs():
        module = f"{config.name}.followables"
        if config.name.startswith("intersession.") and find_spec(module):
            import_module(module)


def named(actor: Actor, kind: str, keys: Iterable[str]) -> Mapping[str, Named]:
    """The names of things of one kind, as far as this actor may see them."""
    followable = FOLLOWABLES.get(kind)
    if followable is None or not actor.holds(followable.permission):
        return {}
    return followable.resolve(actor, keys)


def normal_key(kind: str, key: str) -> str:
    """The one key of a thing; empty for what cannot be a key."""
    followable = FOLLOWABLES.get(kind)
    if followable is None or len(key) > 2 * LONGEST_KEY or not key.isprintable():
        return ""
    normal = followable.normal(key)
    return normal if normal.isascii() and len(normal) <= LONGEST_KEY else ""
