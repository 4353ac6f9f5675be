"""Who may be a minor: found by words, for a person to answer. Finds too many rather than too few.

Nothing of Django here. A name is also taken out here, from one text after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from intersession.transcripts.names import SMALL, TITLES, key_of, words
from intersession.transcripts.sentences import sentences_of

YOUNG = (
    r"youth|youths|young (?:participant|person|people|speaker|internet user|user|girl|boy|man|woman|delegate|expert|"
    r"ambassador|panell?ist|advocate|activist)s?|child participant|teen(?:ager)?s?|pupils?|"
    r"school ?(?:girl|boy|student)s?|"
    r"high school|minors?|student|jeunes? (?:participant|ambassad|délégu)\w*|élève|lycéen\w*|"
    r"collégien\w*|adolescente?s?|"
    r"joven|jóvenes|estudiante|alumn[oa]|menor(?: de edad)?|شاب|شابة|طالبة?|تلميذة?|يافعة?|ممثلة? الشباب"
)
_YOUNG = re.compile(rf"(?<!\w)(?:{YOUNG})(?!\w)", re.IGNORECASE)
# 5 to 17, in figures or in words; older is no minor.
_AGE = r"(?:[5-9]|1[0-7]|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
_OWN_AGE = re.compile(
    rf"\b(?:I am|I'm|I’m|my age is)\s+(?:only\s+|just\s+|now\s+)?{_AGE}\b"
    r"(?!\s*(?:%|percent|minutes|hours|months|weeks|points))"
    rf"|\bj[’']ai\s+{_AGE}\s+ans\b|\btengo\s+{_AGE}\s+años\b|عمري\s+{_AGE}\b"
    r"|\bI(?: am|'m|’m) (?:in|at) (?:high |secondary |middle )?school\b",
    re.IGNORECASE,
)
_AGED = re.compile(
    rf"\baged?\s+{_AGE}\b(?!\s*(?:-|–|to|and)\s*\d)|\b{_AGE}[- ]years?[- ]old\b|,\s*{_AGE}\s*,|\({_AGE}\)"
    rf"|\b(?:is|was|only)\s+{_AGE}\s+years\b|\b(?:de\s+)?{_AGE}\s+(?:ans|años)\b|\bgrade\s+{_AGE}\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][\w'’‑-]+(?:\s+(?:(?:de|da|van|von|bin|al|el|der|den|le|la|ten)\s+){0,2}[A-ZÀ-ÖØ-Þ][\w'’‑-]+){0,3}"
)
NO_NAME = words(
    "the this that these those we i you he she they it our my your and but or so if when where what who "
    "how why yes no good thank thanks please welcome hello now then here there also as at in on for from "
    "to with by of an a after before because since one two three many some all every each not let may can "
    "will would could should do does did is are was were has have had internet governance forum igf un "
    "unicef itu unesco ngo ngos eu europe africa asia america latin north south east west english french "
    "spanish arabic monday tuesday wednesday thursday friday saturday sunday january february march april "
    "june july august september october november december child children youth young dynamic coalition "
    "online safety convention rights committee chair moderator speaker audience participant question "
    "facebook google microsoft instagram tiktok youtube whatsapp snapchat roblox minecraft"
)
SPEAKER, MENTION, ADDED = "speaker", "mention", "added"
MOST = 300


@dataclass(slots=True)
class Suspect:
    """A name somebody must answer for: why, and in which passages (counted from 1) it was noticed."""

    name: str
    sort: str
    why: str
    passages: list[int] = field(default_factory=list)


def suspects(passages: Sequence[tuple[str, str]], roles: Iterable[str] = ()) -> list[Suspect]:
    """Those who may be minors, in (speaker, text) of each passage and in lines of roles, such as lists of speakers."""
    found: dict[str, Suspect] = {}

    def note(name: str, sort: str, why: str, number: int) -> None:
        name = name.strip(" ,.:")
        if not name or len(found) >= MOST:
            return
        suspect = found.setdefault(key_of(name), Suspect(name, sort, why))
        if sort == SPEAKER:
            suspect.sort = SPEAKER
        if number and number not in suspect.passages:
            suspect.passages.append(number)

    for number, (speaker, text) in enumerate(passages, 1):
        if speaker and _YOUNG.search(speaker):
            note(speaker, SPEAKER, "label", number)
        if not (_YOUNG.search(text) or _OWN_AGE.search(text) or _AGED.search(text)):
            continue
        for sentence in sentences_of(text):
            if speaker and _OWN_AGE.search(sentence):
                note(speaker, SPEAKER, "own-age", number)
            for pattern, why in ((_AGED, "age"), (_YOUNG, "young")):
                for hit in pattern.finditer(sentence):
                    for name in names_near(sentence, hit.start(), hit.end()):
                        note(name, MENTION, why, number)
    for line in roles:
        if _YOUNG.search(line) and (named := names_near(line, 0, len(line))):
            note(named[0], MENTION, "role", 0)
    return list(found.values())


def names_near(sentence: str, start: int, end: int, reach: int = 70) -> list[str]:
    """Names right before or after a stretch of a sentence."""
    near = sentence[max(0, start - reach) : end + reach]
    begins = start <= reach
    names = []
    for match in _NAME.finditer(near):
        words = [word for word in match[0].split() if not re.match(r"[IJ]['’]", word)]
        while words and words[0].lower() in NO_NAME:
            words = words[1:]
        while words and words[-1].lower() in NO_NAME:
            words = words[:-1]
        is_cut = match.start() == 0 and not begins and sentence[max(0, start - reach) - 1].isalnum()
        if words and not is_cut and not all(len(word) > 1 and word.isupper() for word in words):
            names.append(" ".join(words))
    return list(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Removal:
    """How a name is taken out: its spellings, and parts of it that are left because they may be others' or words."""

    swap: Callable[[str], str]
    left: list[str]


def removal_of(name: str, instead: str, others: Iterable[str], texts: Iterable[str]) -> Removal:
    """Take a name out, whole and by its parts, and put neutral words in its place.

    A part that another speaker is called by, or that also stands in small letters, is left where it stands alone:
    a person looks at those.
    """
    parts = [part.strip(".,") for part in name.split()]
    wanted = [
        part
        for part in parts
        if len(part) > 2
        and part.lower() not in SMALL | TITLES | NO_NAME
        and len(parts) > 1
        and any(map(str.isalpha, part))
    ]
    taken = {part for other in others if key_of(other) != key_of(name) for part in key_of(other).split()}
    everything = "\n".join(texts)
    left: list[str] = []
    alone: list[str] = []
    for part in dict.fromkeys(wanted):
        is_word = re.search(rf"(?<!\w){re.escape(part.lower())}(?!\w)", everything) is not None
        has_capitals = part.lower() != part.upper()
        (left if key_of(part) in taken or (is_word and has_capitals) else alone).append(part)
    spellings = [r"\s+".join(map(re.escape, name.split())), *(re.escape(part) for part in alone)]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spellings)})(?!\w)", re.IGNORECASE)
    again = re.compile(rf"{re.escape(instead)}(?:\s+{re.escape(instead)})+")
    return Removal(lambda text: again.sub(instead, pattern.sub(instead, text)), left)
