"""What a load of reference data did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class LoadReport:
    """The rows of one file: how many were added, changed, left; and which were rejected, and why.

    `rejected` holds (line number in the file, sentence); lines count from 2, the header being line 1.
    """

    name: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)

    @property
    def has_written(self) -> bool:
        return bool(self.added or self.changed)
