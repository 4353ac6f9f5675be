"""Sentences, and those among them that conclude or ask something. Nothing of Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(
    r"(?:(?<![.!?…])[.!?…]+[\"'”’»)\]]*\s+(?=[^a-zà-ÿ\s])|(?<![。！？])[。！？]+[”’」』）]*\s*|(?<![؟۔])[؟۔]+\s+)"
)
_SHORT = re.compile(
    r"(?:^|[\s(\[“\"'])(?:[A-Z]|mr|mrs|ms|dr|prof|st|no|nos|vs|etc|e\.g|i\.e|fig|art|para|approx|sr|sra|m|mme)\.$",
    re.IGNORECASE,
)
LONGEST, WANTED = 1_200, 900


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a text, in order; nothing of it is lost."""
    start = 0
    for end in _END.finditer(text):
        # Only its end is looked at: a text of initials alone would else be read again for each of them.
        if _SHORT.search(text[max(start, end.end() - 16) : end.end()].rstrip()):
            continue
        yield text[start : end.end()].strip()
        start = end.end()
    if rest := text[start:].strip():
        yield rest


def stretches_of(text: str) -> list[str]:
    """A long paragraph as stretches that can be quoted, broken at the ends of sentences where there are any."""
    if len(text) <= LONGEST:
        return [text] if text else []
    found: list[str] = []
    waiting = ""
    for sentence in sentences_of(text):
        for piece in _bearable(sentence):
            if waiting and len(waiting) + len(piece) >= WANTED:
                found.append(waiting)
                waiting = piece
            else:
                waiting = f"{waiting} {piece}".strip()
    return [*found, waiting] if waiting else found


def _bearable(sentence: str) -> Iterator[str]:
    """A sentence that never ends, in pieces."""
    while len(sentence) > LONGEST:
        cut = sentence.rfind(" ", WANTED // 2, LONGEST)
        cut = cut if cut > 0 else LONGEST
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence


_AGREED = re.compile(
    r"\b(?:(?:it was|it has been|was|were|we|members|participants|all|everybody)\s+(?:all\s+|also\s+|then\s+)?"
    r"(?:agreed|decided|resolved|recommended|proposed|concluded)\b"
    r"|action (?:points?|items?)\b|next steps?\b|as a follow[- ]up\b"
    r"|il a été (?:convenu|décidé|recommandé|proposé)|nous avons (?:convenu|décidé)"
    r"|se (?:acordó|decidió|recomendó|propuso)|(?:hemos acordado|acordamos|decidimos))",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"\b(?:we|the (?:chair|coalition|coordinator|secretariat|members))(?: of the \w+)?\s+(?:will|shall)\s+"
    r"(?!be able|see|hear|have a|go to|come back|start|begin|now|be)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:should|must|ought to|needs? to|calls? (?:on|upon)|urges?|recommends?|needs to be taken up|"
    r"il faut|doit|doivent|devrait|devraient|debe|deben|debería|deberían|hay que)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:(?:one|two|three|four|five|six|first|second|third|fourth|fifth|finally)(?:ly)?[,:]|\d{1,2}[.):])\s",
    re.IGNORECASE,
)


def concluded(sentence: str, *, is_report: bool) -> str:
    """Why a sentence may be a conclusion or an ask: `agreed`, `will`, `asks`, or nothing.

    What people say they should do is said a hundred times a session; only reports are read for that.
    """
    if sentence.endswith("?") or len(sentence.split()) < 4:
        return ""
    if _AGREED.search(sentence):
        return "agreed"
    if _WILL.search(sentence):
        return "will"
    return "asks" if is_report and _ASKS.search(sentence) else ""


def is_counted(sentence: str) -> bool:
    """Whether it is a point of a list that was said: “Two, find a co-chair.”"""
    return _COUNTED.match(sentence) is not None
