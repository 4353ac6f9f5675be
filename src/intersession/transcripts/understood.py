"""What came of a file, as plain data: it crosses from the sandbox as JSON. Nothing of Django here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_PASSAGE, LONGEST_NAME, LONGEST_LABEL, LONGEST_VALUE = 4_000, 120, 300, 20_000
MOST_PASSAGES, MOST_FIELDS, MOST_UNREAD, MOST_PROPOSALS = 20_000, 200, 500, 300
SPEECH, NOTE, PARAGRAPH = "speech", "note", "paragraph"
LAYOUTS = ("cues", "captions", "names", "report", "prose")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file. `seconds` and `speaker` where the file itself says them, as subtitles do."""

    number: int
    text: str
    seconds: float | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A label of a form and what stands under it. `key` is ours, empty for a label we do not know."""

    key: str
    label: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of speech, a stage note, or a paragraph of a report under its heading."""

    kind: str
    speaker: str
    text: str
    line: int
    seconds: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence that may be a conclusion or an ask; `passage` counts from 1, 0 where it is in a field only."""

    text: str
    why: str
    line: int
    passage: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not understood, or only in part, and why."""

    line: int
    text: str
    why: str


@dataclass(slots=True)
class Understood:
    """Everything that came of a file."""

    layout: str = "prose"
    source: str = ""
    title: str = ""
    starts_on: str = ""
    ends_on: str = ""
    place: str = ""
    language: str = ""
    fields: list[Field] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    lines: int = 0

    @property
    def is_report(self) -> bool:
        """A report or a page about a session, rather than what was said there."""
        return self.layout in ("report", "prose")

    @property
    def words(self) -> int:
        return sum(len(each.text.split()) for each in self.passages)

    def as_data(self) -> dict[str, Any]:
        """As JSON knows it."""
        return asdict(self)


def from_data(data: Any) -> Understood:
    """The same from JSON that nobody trusts. Raises ValueError where it has not the shape."""
    try:
        found = Understood(
            layout=str(data["layout"]),
            source=_text(data["source"], 2_000),
            title=_text(data["title"], 300),
            starts_on=_text(data["starts_on"], 10),
            ends_on=_text(data["ends_on"], 10),
            place=_text(data["place"], 200),
            language=_text(data["language"], 12),
            fields=[
                Field(
                    _text(each["key"], 40),
                    _text(each["label"], LONGEST_LABEL),
                    _text(each["value"], LONGEST_VALUE),
                    int(each["line"]),
                )
                for each in data["fields"][:MOST_FIELDS]
            ],
            speakers=[_text(each, LONGEST_NAME) for each in data["speakers"][:MOST_PASSAGES]],
            passages=[
                Passage(
                    _text(each["kind"], 10),
                    _text(each["speaker"], LONGEST_NAME),
                    _text(each["text"], LONGEST_PASSAGE),
                    int(each["line"]),
                    None if each["seconds"] is None else max(0, min(int(each["seconds"]), 864_000)),
                    _text(each["heading"], LONGEST_LABEL),
                )
                for each in data["passages"][:MOST_PASSAGES]
            ],
            proposals=[
                Proposal(
                    _text(each["text"], LONGEST_PASSAGE),
                    _text(each["why"], 20),
                    int(each["line"]),
                    int(each["passage"]),
                )
                for each in data["proposals"][:MOST_PROPOSALS]
            ],
            unread=[
                Unread(int(each["line"]), _text(each["text"], 300), _text(each["why"], 30))
                for each in data["unread"][:MOST_UNREAD]
            ],
            lines=int(data["lines"]),
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError("not what a reading looks like") from error
    if found.layout not in LAYOUTS or any(
        each.kind not in (SPEECH, NOTE, PARAGRAPH) for each in found.passages
    ):
        raise ValueError("not what a reading looks like")
    return found


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value.replace("\x00", "")[:most]
