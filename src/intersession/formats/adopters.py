"""Who adopted or endorses a version. The seam to the room of commitments."""

from __future__ import annotations

from dataclasses import dataclass

from intersession.papers.models import Version


@dataclass(frozen=True, slots=True)
class Adopter:
    """One row of the list: who, of which group, what, and since when (words of the reader's language)."""

    name: str
    group: str
    what: str
    since: str


def adopters_of(version: Version) -> list[Adopter]:
    """Everybody who committed to this version, in the order of the list."""
    return []
