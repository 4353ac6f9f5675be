"""In which languages a version can be had, and its words in each. The seam to the room of translations."""

from __future__ import annotations

from dataclasses import dataclass

from intersession.papers.models import Version


@dataclass(frozen=True, slots=True)
class Worded:
    """A version in one language: its title, and for each lasting key the Markdown."""

    title: str
    texts: dict[str, str]
    is_whole: bool = True
    """Whether every block is there and none is out of date; what is not stays in the paper's own language."""


def languages_of(version: Version) -> list[str]:
    """The languages it can be had in, its own first."""
    return [version.paper.language]


def worded(version: Version, language: str) -> Worded | None:
    """The words of a translation; None for the paper's own language."""
    return None
