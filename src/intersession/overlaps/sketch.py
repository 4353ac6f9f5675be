"""What somebody has typed so far, and what was found to overlap with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Sketch:
    """Something new, as far as it is known. `titles` map a language (`und` when unknown) to a title.

    `addresses` are links, DOIs and ISBNs; all else is as in `search.documents.Document`.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    text: str = ""
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    form: str = ""
    year: int | None = None
    until: int | None = None
    audiences: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing yet to compare."""
        return not (
            self.addresses or self.text.strip() or any(title.strip() for title in self.titles.values())
        )

    @property
    def has_facts(self) -> bool:
        """Whether it says what it is about and where: enough to look without a title."""
        return bool(self.concepts and self.places)


class Nearness(StrEnum):
    """What an overlap probably is, the surest first."""

    SAME = "same"
    TRANSLATION = "translation"
    VERSION = "version"
    CLOSE = "close"

    @property
    def words(self) -> Promise:
        """How it is called."""
        return _WORDS[self]


_WORDS: dict[Nearness, Promise] = {
    Nearness.SAME: _("Probably the same"),
    Nearness.TRANSLATION: _("Perhaps the same work in another language"),
    Nearness.VERSION: _("Perhaps another version of it"),
    Nearness.CLOSE: _("Close to it"),
}


@dataclass(frozen=True, slots=True)
class Overlap:
    """A published record that overlaps, how, and why, in words of the reader's language."""

    kind: str
    key: str
    path: str
    title: str
    language: str
    nearness: Nearness
    reasons: tuple[str, ...]
    points: float
    languages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    form: str = ""
    year: int | None = None

    @property
    def is_likely(self) -> bool:
        """Whether it asks for an answer: the same work, or another language or version of it."""
        return self.nearness is not Nearness.CLOSE


@dataclass(frozen=True, slots=True)
class Found:
    """The overlaps, nearest first. Without an index nobody could look; without an encoder, only for words."""

    overlaps: tuple[Overlap, ...] = ()
    has_looked: bool = True
    has_meaning: bool = True
