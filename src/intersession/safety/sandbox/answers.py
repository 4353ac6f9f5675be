"""What a job gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from intersession.safety.kinds import Kind, Why


class NotTaken(Exception):
    """The file is not taken, and why. `fact` is a number the sentence mentions, if any."""

    def __init__(self, why: Why, fact: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.fact = fact


@dataclass(slots=True)
class Taken:
    """A file written anew: its kind, the bytes, how many pages, what was left out, and its pictures' hashes."""

    kind: Kind
    data: bytes
    pages: int = 0
    left_out: list[str] = field(default_factory=list)
    hashes: list[list[str]] = field(default_factory=list)
    """For each picture that could be hashed its PDQ hashes, turned and mirrored."""
    pictures: int = 0
