"""A transcript or an old page, understood: title, date, place, form fields, speakers, passages. Nothing of Django here.

What is not understood is reported with the number of its line. Nothing is guessed: a line that may be a name and may
be none stays text, and is reported. Mail addresses are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from intersession.transcripts import labels, layouts
from intersession.transcripts.cues import has_cues, read_cues
from intersession.transcripts.dates import find_date
from intersession.transcripts.names import key_of
from intersession.transcripts.sentences import concluded, is_counted, sentences_of, stretches_of
from intersession.transcripts.understood import (
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_FIELDS,
    MOST_PASSAGES,
    MOST_PROPOSALS,
    MOST_UNREAD,
    NOTE,
    PARAGRAPH,
    SPEECH,
    Field,
    Line,
    Passage,
    Proposal,
    Understood,
    Unread,
)

_SOURCE = re.compile(r"^\s*SOURCE:\s*(.*)$", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\(([^()\s]{0,500}(?:\([^()\s]*\)[^()\s]*)*)\)")
_ADDRESS = re.compile(r"^<?(?:https?://|www\.)\S+>?\s*…?$")
_FORMAT = re.compile(r"^[A-Z][\w /-]{2,40} - \d{1,3} min(?:utes)?\.?$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-•*–·]\s*|\(?\d{1,2}[.)]\s+)")
_BULLET = re.compile(r"^\s*[-•*–·]\s*")
_AT_FORUM = re.compile(
    r"\bat the (?:IGF|Internet Governance Forum)\s*(?:\d{4})?,?\s+(?:in\s+)?([A-Z][\w' .-]{2,60}?)\s*[,.]?$"
)
_IN_PLACE = re.compile(r"\bin\s+([A-Z][\w'’. -]{1,50}(?:,\s*[A-Z][\w'’. -]{1,50})?)\s*\.?$")
_OPEN_END = re.compile(r"[^.!?:;…”\"')\]]$")
LONGEST_TITLE = 250


def understand(texts: list[str]) -> Understood:
    """Everything that can be understood of the lines of a file, and what cannot."""
    found = Understood(lines=len(texts))
    lines = _without_source(texts, found)
    if has_cues([line.text for line in lines]):
        said, around = read_cues([line.text for line in lines])
        found.layout = "cues"
        _header(around, found)
        _speak(layouts.turns_by_cues(said, layouts.known_names(said)), found)
    elif layouts.has_marks(lines):
        found.layout = "captions"
        before, turns = layouts.turns_by_marks(lines, found.unread)
        _header(before, found)
        _speak(turns, found)
    elif (names := layouts.known_names(lines)) and layouts.is_by_names(lines, names):
        found.layout = "names"
        before, turns = layouts.turns_by_names(lines, names, found.unread)
        _header(before, found)
        _speak(turns, found)
    else:
        _report(lines, found)
    _propose(found)
    if not found.title:
        found.unread.append(Unread(0, "", "no-title"))
    if not found.starts_on and not any(each.why in ("no-such-day", "unclear-date") for each in found.unread):
        found.unread.append(Unread(0, "", "no-date"))
    if not found.passages:
        found.unread.append(Unread(0, "", "no-passages"))
    found.unread = sorted(dict.fromkeys(found.unread), key=lambda each: each.line)[:MOST_UNREAD]
    found.fields, found.proposals = found.fields[:MOST_FIELDS], found.proposals[:MOST_PROPOSALS]
    return found


def _without_source(texts: list[str], found: Understood) -> list[Line]:
    """The lines with their numbers; one that says where the text is from is kept apart."""
    lines = []
    for number, text in enumerate(texts, 1):
        if number <= 3 and not found.source and (source := _SOURCE.match(text)):
            found.source = source[1].strip()[:2_000]
            text = ""
        lines.append(Line(number, text))
    return lines


# ── what stands above ───────────────────────────────────────────────────────────────────────────


def _header(lines: Iterable[Line], found: Understood) -> None:
    """Title, date and place from the lines before anybody speaks; the rest is reported."""
    for line in layouts.without_furniture(lines):
        text = plain(line.text).lstrip("# ")
        if not text:
            continue
        if _take_date(text, line.number, found):
            continue
        split = labels.split_label(text, inside_prose=False)
        if split is not None and (split[0] or split[2]) and not _is_title(text, found):
            _take_field(split[0], split[1], split[2], line.number, found)
        elif _ADDRESS.match(text):
            found.fields.append(Field("address", "", text, line.number))
            if text.endswith("…"):
                found.unread.append(Unread(line.number, text[:120], "cut-off"))
        elif _is_title(text, found):
            found.title = text.strip(" ,")
        else:
            found.unread.append(Unread(line.number, text[:300], "before-speech"))


def _is_title(text: str, found: Understood) -> bool:
    letters = sum(map(str.isalpha, text))
    is_short = 8 <= letters and len(text) <= LONGEST_TITLE and len(text.split()) > 1
    is_sentence = text.endswith(".") or re.search(r"[a-z]{3}[.!?]\s+[A-Z]", text) is not None
    return not found.title and is_short and not is_sentence and not labels.key_of(text.partition(":")[0])


def _take_date(text: str, number: int, found: Understood, *, is_field: bool = False) -> bool:
    """Take the date a line consists of, and the place after it. A date inside a sentence is none of the session's."""
    day = find_date(text)
    if day is None or (
        not is_field and (day.start > 40 or len(text) > 200 or len(text[: day.start].split()) > 3)
    ):
        return False
    if day.why:
        found.unread.append(Unread(number, text[:120], day.why))
        return True
    assert day.starts_on is not None
    assert day.ends_on is not None
    if not found.starts_on:
        found.starts_on, found.ends_on = day.starts_on.isoformat(), day.ends_on.isoformat()
    rest = text[day.end :].strip(" ,;.-–—()")
    if place := _IN_PLACE.search(text[day.end :]):
        found.place = found.place or place[1].strip()
    elif rest and not is_field:
        found.unread.append(Unread(number, rest[:120], "after-date"))
    return True


def _take_field(key: str, label: str, value: str, number: int, found: Understood) -> None:
    value = value[:LONGEST_VALUE]
    if key == "date" and value:
        _take_date(value, number, found, is_field=True)
    elif key == "place" and value and not found.place:
        found.place = value.split("\n")[0][:200]
    elif key == "title" and value and not found.title:
        found.title = value.split("\n")[0][:300]
    found.fields.append(Field(key, label[:300], value, number))


def plain(text: str) -> str:
    """A line without links, marks of weblogs and pictures: words stay, addresses only where they are the words."""

    def words(link: re.Match[str]) -> str:
        address = link[2].replace("\\", "")
        is_address = re.match(r"\s*(?:https?:|www\.)", link[1]) is not None
        return address if is_address and address.startswith("http") else link[1]

    text = layouts.MAIL.sub("[mail address]", _LINK.sub(words, text.replace("\xa0", " ")))
    kept = "".join(
        each
        for each in text
        if unicodedata.category(each) not in ("So", "Cf", "Cc") or each in "\t\u200c\u200d°"
    )
    return re.sub(r"\\([_*\[\]()#])", r"\1", kept).strip()


# ── what was said ───────────────────────────────────────────────────────────────────────────────


def _speak(turns: list[layouts.Turn], found: Understood) -> None:
    """Turns as passages, stage notes apart; a name is listed when it first speaks."""
    known: dict[str, str] = {}
    for turn in turns:
        name = turn.speaker[:LONGEST_NAME]
        if name:
            name = known.setdefault(key_of(name), name)
        for paragraph in turn.paragraphs:
            if not paragraph:
                continue
            text = layouts.joined(paragraph)
            number = paragraph[0].number
            seconds = next((int(line.seconds) for line in paragraph if line.seconds is not None), None)
            if layouts.STAGE.match(text):
                found.passages.append(Passage(NOTE, "", text.strip(), number, seconds))
                continue
            for stretch in stretches_of(text):
                found.passages.append(Passage(SPEECH, name, stretch, number, seconds))
                # The time is that of the beginning; of what follows in the paragraph it is not known.
                seconds = None
        if len(found.passages) > MOST_PASSAGES:
            found.unread.append(
                Unread(turn.paragraphs[0][0].number if turn.paragraphs[0] else 0, "", "too-long")
            )
            del found.passages[MOST_PASSAGES:]
            break
    spoke = {key_of(each.speaker) for each in found.passages if each.speaker}
    found.speakers = [name for key, name in known.items() if key in spoke]
    silent = sum(each.kind == SPEECH and not each.speaker for each in found.passages)
    if silent:
        first = next(each for each in found.passages if each.kind == SPEECH and not each.speaker)
        found.unread.append(Unread(first.line, str(silent), "no-speaker"))


# ── reports and pages ───────────────────────────────────────────────────────────────────────────


def _report(lines: list[Line], found: Understood) -> None:
    """Fields and paragraphs under their labels. A text without any label is prose."""
    known = sum(labels.is_label(line.text) for line in lines)
    inline = sum(bool(labels.key_of(line.text.partition(":")[0])) and ":" in line.text for line in lines)
    found.layout = "report" if known + inline > 1 else "prose"
    key = label = ""
    at = 0
    waiting: list[Line] = []
    # A label with its value on the same line ends with that paragraph; one that stood alone, with the next label.
    is_one_line = is_asked = False
    for line in [*lines, Line(len(lines) + 1, "{tab end}")]:
        is_end = line.number > len(lines)
        text = line.text.strip() if is_end else plain(line.text)
        if not is_end and layouts.FURNITURE.match(text) and text:
            continue
        is_first = not at and not found.fields and not any(each.text for each in waiting)
        if not is_end and is_first and _is_title(text, found) and not labels.is_label(line.text):
            submitted = re.match(r"submitted by\b", text, re.IGNORECASE)
            if (
                not submitted and labels.split_label(line.text, inside_prose=True) is None
            ) or line.text.startswith("#"):
                found.title = text.lstrip("# ").strip(" ,")
                if place := _AT_FORUM.search(text):
                    found.place = found.place or place[1].strip()
                continue
        if not is_end and (submitted := re.match(r"(submitted by)\s+(.*)", text, re.IGNORECASE)):
            found.fields.append(Field("submitted", submitted[1], submitted[2], line.number))
            continue
        if not is_end and _FORMAT.match(text):
            found.fields.append(Field("type", "", text, line.number))
            continue
        if not text and is_one_line:
            _take_section(key, label, at, waiting, found)
            key, label, at, waiting, is_one_line = "", "", 0, [], False
            continue
        split = labels.split_label(text, inside_prose=key in labels.PROSE) if text else None
        is_answer = is_asked and ":" not in text and not is_end and not any(each.text for each in waiting)
        if split is None or is_answer:
            waiting.append(Line(line.number, text))
            continue
        _take_section(key, label, at, waiting, found)
        key, label, at = split[0], split[1], line.number
        waiting = [Line(line.number, split[2])] if split[2] else []
        is_one_line = bool(split[2]) and split[0] not in labels.PROSE
        is_asked = text.endswith(":")


def _take_section(key: str, label: str, at: int, lines: list[Line], found: Understood) -> None:
    """What stands under a label: a field, and, where it is prose, paragraphs that can be quoted."""
    if not at and not any(line.text for line in lines):
        return
    paragraphs = list(_paragraphs(lines, found))
    value = "\n".join(text for _number, text in paragraphs)
    if at:
        _take_field(key, label, value, at, found)
    if key in labels.PEOPLE:
        names = (_person(text) for _number, text in paragraphs)
        known = {key_of(each) for each in found.speakers}
        found.speakers += [name for name in dict.fromkeys(names) if name and key_of(name) not in known]
    if key in labels.PROSE or not at or (not key and len(value) > 300):
        for number, text in paragraphs:
            for stretch in stretches_of(text):
                if len(found.passages) < MOST_PASSAGES:
                    found.passages.append(Passage(PARAGRAPH, "", stretch, number, None, label))


def _person(text: str) -> str:
    """The name before the first comma of a line that lists people; nothing where it is no name."""
    from_list = re.sub(r"\s*\((?:onsite|online|remote)\)\s*$", "", text).partition(",")[0].strip()
    words = from_list.split()
    is_name = 1 < len(words) <= 5 and all(word[:1].isupper() for word in words) and "@" not in from_list
    return from_list if (is_name and "," in text) or (is_name and len(text) <= 40) else ""


def _paragraphs(lines: list[Line], found: Understood) -> Iterable[tuple[int, str]]:
    """Paragraphs with their lines; a sentence that was broken in the middle by empty lines is whole again."""
    blocks: list[list[Line]] = []
    is_open = False
    for line in lines:
        if not line.text:
            is_open = False
            continue
        is_item = _ITEM.match(line.text) is not None
        runs_on = (
            bool(blocks) and _OPEN_END.search(blocks[-1][-1].text) is not None and line.text[:1].islower()
        )
        if blocks and not is_item and (runs_on or (is_open and _looks_wrapped(blocks[-1][-1].text))):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        is_open = True
    for place, block in enumerate(blocks):
        text = layouts.joined(block)
        ends_open = len(text) > 120 and _OPEN_END.search(text) and place + 1 < len(blocks)
        if ends_open and not _ITEM.match(blocks[place + 1][0].text):
            found.unread.append(Unread(block[-1].number, text[-120:], "no-end"))
        yield block[0].number, _BULLET.sub("", text)


def _looks_wrapped(text: str) -> bool:
    """Whether a line was broken because it was full, not because it was over."""
    return 55 <= len(text) <= 100 and _OPEN_END.search(text) is not None


# ── conclusions and asks ────────────────────────────────────────────────────────────────────────


def _propose(found: Understood) -> None:
    """The sentences that conclude or ask something, for a person to confirm."""
    headings = {each.label: each.key for each in found.fields}
    seen: set[str] = set()
    counting = False
    for number, passage in enumerate(found.passages, 1):
        if passage.kind == NOTE or len(found.proposals) >= MOST_PROPOSALS:
            continue
        of_list = labels.CONCLUDING.get(headings.get(passage.heading, ""), "") if passage.heading else ""
        if of_list:
            text = _ITEM.sub("", passage.text).strip()
            text = re.sub(r"^\d{1,2}[.)]\s*", "", text)
            _add(found, seen, text, of_list, passage, number)
            continue
        for sentence in sentences_of(passage.text):
            why = concluded(sentence, is_report=passage.kind == PARAGRAPH)
            if not why and counting and is_counted(sentence):
                why = "agreed"
            elif not is_counted(sentence):
                counting = why == "agreed"
            if why:
                _add(found, seen, sentence, why, passage, number)


def _add(found: Understood, seen: set[str], text: str, why: str, passage: Passage, number: int) -> None:
    if text and (key := key_of(text)) not in seen:
        seen.add(key)
        found.proposals.append(Proposal(text.rstrip(" ;"), why, passage.line, number))
