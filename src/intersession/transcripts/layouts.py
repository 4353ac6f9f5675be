"""Turns of speech: who spoke when, in the layouts captions and transcripts come in. Nothing of Django here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from intersession.transcripts import labels
from intersession.transcripts.cues import seconds_of
from intersession.transcripts.names import is_all_capitals, key_of, looks_like_name, tidy_name, words
from intersession.transcripts.understood import Line, Unread

# Where somebody else begins to speak, as people who caption mark it.
MARK = re.compile(r">>+|&gt;&gt;|≫")
_NAME = re.compile(r"^\s*([^:：\n]{1,110}?)\s*[:：](?!//)\s*")
_CODE = re.compile(r"^\s*[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?[\])]?\s*[-–—]?\s+(?=\S)")
_CODE_ALONE = re.compile(r"^\s*[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?[\])]?\s*$")
_NAME_THEN_CODE = re.compile(r"^\s*(\S[^:\n]{0,58}\S)\s+[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[\])]?\s*$")
STAGE = re.compile(r"^\s*(?:\([^()]{1,120}\)|\[[^\[\]]{1,120}\]|\*[^*]{1,80}\*)[.\s]*$")
# What the archives of the forum print around every transcript.
FURNITURE = re.compile(
    r"^[\s*_=~·—–-]*$"
    r"|^(?:un)?finished\s+(?:transcript|copy)|^(?:rough|raw|edited|unedited)\s+(?:transcript|copy|draft)"
    r"|^welcome to the united nations|^(?:full )?(?:session )?transcript$|^also available in:?$"
    r"|^check-?in and access this session|^click here|^skip to main content|^page \d+(?: of \d+)?$|^\d{1,4}$"
    r"|^make sure you are logged in|^-?\s*\d\)\s+(?:make sure you are logged in|after login)|^copyright\b",
    re.IGNORECASE,
)
# A hyphen at the end of a line is kept after these.
KEPT = words(
    "self non co pre post multi anti cyber e well long short high low cross inter age peer end on off"
)
# Nobody's contact data is kept.
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A name and its colon stand within so many letters.
LONGEST_HEAD = 160
LEAST_MARKS, LEAST_TURNS, LEAST_SHARE = 2, 3, 0.3


@dataclass(slots=True)
class Turn:
    """What one person said in a row: paragraphs, each a list of lines. No name: nobody wrote one."""

    speaker: str
    paragraphs: list[list[Line]] = field(default_factory=lambda: [[]])

    def add(self, line: Line) -> None:
        if line.text.strip():
            self.paragraphs[-1].append(line)

    def close_paragraph(self) -> None:
        if self.paragraphs[-1]:
            self.paragraphs.append([])


def joined(lines: Iterable[Line]) -> str:
    """Lines as one paragraph; words broken at the ends of lines are whole again."""
    parts: list[str] = []
    for line in lines:
        piece = MAIL.sub("[mail address]", " ".join(line.text.split()))
        if not piece:
            continue
        broken = re.search(r"(\w+)-$", parts[-1][-40:]) if parts else None
        if broken and piece[0].islower():
            parts[-1] = parts[-1] if broken[1].lower() in KEPT else parts[-1][:-1]
            parts.append(piece)
        else:
            parts += [" ", piece] if parts else [piece]
    return "".join(parts)


def has_marks(lines: list[Line]) -> bool:
    """Whether somebody marked each change of speaker. One mark is enough where a name follows."""
    marked = [part for line in lines for part in MARK.split(line.text)[1:]]
    return len(marked) >= LEAST_MARKS or any(name_before(part) for part in marked)


def is_double_spaced(lines: list[Line]) -> bool:
    """Whether every line is followed by an empty one although sentences run on: the empty ones mean nothing."""
    full = [place for place, line in enumerate(lines) if line.text.strip()]
    if len(full) < 6:
        return False
    followed = sum(place + 1 < len(lines) and not lines[place + 1].text.strip() for place in full)
    open_ended = sum(not re.search(r"[.!?:)\]*\"”]\s*$", lines[place].text) for place in full)
    long = sum(len(lines[place].text) > 100 for place in full)
    return followed >= 0.8 * len(full) and open_ended >= 0.2 * len(full) and long <= 0.05 * len(full)


def name_before(text: str) -> tuple[str, str] | None:
    """(name, what follows) where a text begins with a name and a colon."""
    text = text.lstrip()
    found = _NAME.match(text[:LONGEST_HEAD])
    if found is None:
        return None
    name = tidy_name(found[1])
    return (name, text[found.end() :]) if name and looks_like_name(name) else None


def turns_by_marks(lines: list[Line], unread: list[Unread]) -> tuple[list[Line], list[Turn]]:
    """What stands before the first mark, and the turns. Lines may have been lost: marks are looked for anywhere."""
    before: list[Line] = []
    turns: list[Turn] = []
    doubled = is_double_spaced(lines)
    for line in lines:
        if not line.text.strip():
            if turns and not doubled:
                turns[-1].close_paragraph()
            continue
        first, *others = MARK.split(line.text)
        if first.strip():
            if not turns:
                before.append(Line(line.number, first, line.seconds, line.speaker))
            elif not _is_furniture(first):
                if (doubled and re.match(r"\s{2,}", first)) or STAGE.match(first):
                    turns[-1].close_paragraph()
                turns[-1].add(Line(line.number, first, line.seconds))
                if STAGE.match(first):
                    turns[-1].close_paragraph()
        for part in others:
            named = name_before(part)
            if named is None and re.match(r"^\s*[^\s:]{1,40}\s*:", part):
                unread.append(Unread(line.number, part.strip()[:120], "unsure-speaker"))
            name, rest = named or ("", part)
            turns.append(Turn(name or line.speaker))
            turns[-1].add(Line(line.number, rest, line.seconds))
    return before, turns


def known_names(lines: list[Line]) -> dict[str, str]:
    """Names that begin lines, by their key: in capitals, beside a time, or at least twice. Labels of forms are none."""
    found: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    sure: set[str] = set()
    for line in lines:
        text = _CODE.sub("", line.text)
        with_code = _NAME_THEN_CODE.match(line.text)
        is_timed = text != line.text or with_code is not None
        if with_code is None:
            named = name_before(text)
        else:
            named = (tidy_name(with_code[1]), "") if looks_like_name(with_code[1]) else None
        if named is None:
            continue
        name = named[0]
        label = labels.key_of(name)
        if label and label not in labels.SPEAKING:
            continue
        key = key_of(name)
        found[key] += 1
        spelt.setdefault(key, name)
        if is_timed or (is_all_capitals(name) and not label):
            sure.add(key)
    return {key: spelt[key] for key, count in found.items() if count > 1 or key in sure}


def turns_by_names(
    lines: list[Line], names: dict[str, str], unread: list[Unread]
) -> tuple[list[Line], list[Turn]]:
    """The same where names and colons begin the turns, or names with a time stand on lines of their own."""
    before: list[Line] = []
    turns: list[Turn] = []
    doubled = is_double_spaced(lines)
    at: float | None = None
    for line in lines:
        text = line.text
        if not text.strip():
            if turns and not doubled:
                turns[-1].close_paragraph()
            continue
        if alone := _CODE_ALONE.match(text):
            at = seconds_of(alone[1], alone[2], alone[3])
            continue
        if with_code := _NAME_THEN_CODE.match(text):
            name = tidy_name(with_code[1])
            if key_of(name) in names:
                at = seconds_of(with_code[2], with_code[3], with_code[4])
                turns.append(Turn(name))
                continue
        if coded := _CODE.match(text):
            at = seconds_of(coded[1], coded[2], coded[3])
            text = text[coded.end() :]
        seconds, at = at if line.seconds is None else line.seconds, None
        marked = MARK.match(text.lstrip())
        if marked:
            text = text.lstrip()[marked.end() :]
        named = name_before(text)
        if named is not None and key_of(named[0]) in names:
            turns.append(Turn(named[0]))
            turns[-1].add(Line(line.number, named[1], seconds))
        elif marked:
            turns.append(Turn(""))
            turns[-1].add(Line(line.number, text, seconds))
        elif not turns:
            before.append(line)
        elif not _is_furniture(text):
            if named is not None and len(named[0].split()) < 6:
                unread.append(Unread(line.number, text.strip()[:120], "unsure-speaker"))
            if STAGE.match(text):
                turns[-1].close_paragraph()
            turns[-1].add(Line(line.number, text, seconds))
            if STAGE.match(text):
                turns[-1].close_paragraph()
    return before, turns


def turns_by_cues(lines: list[Line], names: dict[str, str]) -> list[Turn]:
    """Cues as turns: a voice, a mark or a name begins one; without any of them everything is one turn."""
    turns: list[Turn] = []
    for line in lines:
        first, *others = MARK.split(
            re.sub(r"^\s*[-–—]\s+", ">> ", line.text) if line.text[:1] in "-–—" else line.text
        )
        if first.strip():
            named = name_before(first)
            if named is not None and key_of(named[0]) in names:
                turns.append(Turn(named[0]))
                first = named[1]
            elif line.speaker and (not turns or turns[-1].speaker != line.speaker):
                turns.append(Turn(line.speaker))
            elif not turns:
                turns.append(Turn(""))
            if STAGE.match(first):
                turns[-1].close_paragraph()
            turns[-1].add(Line(line.number, first, line.seconds))
            if STAGE.match(first) or (
                re.search(r"[.!?؟。]\s*$", first) and _length(turns[-1].paragraphs[-1]) > 400
            ):
                turns[-1].close_paragraph()
        for part in others:
            name, rest = name_before(part) or (line.speaker, part)
            turns.append(Turn(name))
            turns[-1].add(Line(line.number, rest, line.seconds))
    return turns


def is_by_names(lines: list[Line], names: dict[str, str]) -> bool:
    """Whether names begin enough of the lines to be what divides the text."""
    full = [line for line in lines if line.text.strip()]
    begun = sum(_begins_with(line.text, names) for line in full)
    letters = sum(len(line.text) for line in full) or 1
    return begun >= LEAST_TURNS and (begun >= LEAST_SHARE * len(full) or letters / begun < 3_000)


def _begins_with(text: str, names: dict[str, str]) -> bool:
    if (with_code := _NAME_THEN_CODE.match(text)) and key_of(tidy_name(with_code[1])) in names:
        return True
    named = name_before(_CODE.sub("", text))
    return named is not None and key_of(named[0]) in names


def _length(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _is_furniture(text: str) -> bool:
    return FURNITURE.match(text.strip()) is not None


def without_furniture(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that say something."""
    return (line for line in lines if line.text.strip() and not _is_furniture(line.text))
