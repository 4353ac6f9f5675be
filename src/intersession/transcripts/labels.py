"""Labels of report forms and of pages about sessions. Nothing of Django here."""

from __future__ import annotations

import re

from intersession.transcripts.names import words

# What a label is to us. Under those of PROSE stand paragraphs, under the others a word or a few lines.
LABELS: tuple[tuple[str, str], ...] = (
    ("type", r"(?:meeting|session) type|type of (?:meeting|session)|format"),
    ("date", r"dates?|time|when|date and time|day"),
    ("place", r"room|venue|place|location|host city|where"),
    ("coalition", r"dc|dynamic coalition"),
    ("title", r"(?:meeting|session|workshop)? ?title"),
    ("description", r"(?:meeting|session|workshop)? ?description|introduction|background"),
    ("transcript", r"(?:full )?(?:session )?transcript(?:ion)?"),
    ("report", r"report|session report|report of the session"),
    ("reporter", r"report(?:ed)? by|rapporteurs?"),
    ("submitted", r"submitted by"),
    ("summary", r"(?:a )?(?:brief |short )?(?:substantive )?summary(?: of .*| and .*)?"),
    ("conclusions", r"conclusions?(?: and .*)?|outcomes?|outputs?|recommendations?|ways? forward|next steps"),
    ("gender_card", r"gender report card"),
    ("women", r"please estimate the overall number of women.*|(?:overall )?number of women.*"),
    ("gender", r"to what extent did the session (?:discuss|address) gender.*|gender(?: equality)?"),
    (
        "organisers",
        r"(?:provide the )?names? of the organi[sz]er.*|organi[sz]ers?|organi[sz]ed by|organi[sz]ing institution",
    ),
    ("earlier", r"have you organi[sz]ed .*before.*|.*links? to (?:the )?reports?(?:\(s\))?"),
    ("remote_moderators", r"names? of (?:the )?(?:remote|online) moderator.*|(?:remote|online) moderators?"),
    ("moderators", r"(?:on-?site )?moderators?|chair(?:person)?"),
    ("speakers", r"speakers?|panell?ists?|list of speakers"),
    ("new_attendees", r"new attendees?|new participants"),
    ("attendees", r"attendees?|participants|attendance"),
    ("new_members", r"new members?"),
    ("subthemes", r"sub-?themes?(?:\(s\))?|themes?"),
    ("goals", r"sdgs?|sustainable development goals?"),
    ("targets", r"targets?"),
    ("takeaways", r"key (?:takeaways?|messages?|points)"),
    ("asks", r"calls? to action"),
    ("aims", r"aims?(?: of .*)?"),
    ("objectives", r"(?:key )?objectives?"),
    ("actions", r"action (?:items?|points?)(?: .*)?"),
    ("note", r"note|disclaimer"),
    ("also", r"also available in"),
)
PROSE = words("description report summary conclusions takeaways asks aims objectives actions title") - {
    "title"
}
# Each paragraph under these is a conclusion or an ask by itself.
CONCLUDING = {"conclusions": "conclusion", "takeaways": "conclusion", "asks": "asks", "actions": "asks"}
# Labels that stand before what somebody says, too.
SPEAKING = frozenset({"moderators", "speakers", "attendees"})
PEOPLE = frozenset({"speakers", "moderators", "remote_moderators", "reporter"})
# Our labels that are common words: they count alone on a line, or with a colon, never as a part of one.
_COMPILED = tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in LABELS)
_HINT = re.compile(r"\s*(?:\([^()]*\)|\(\s*\*.*|-\s*click on .*)\s*$", re.IGNORECASE)
LONGEST, MOST_WORDS_INLINE = 220, 5


def bare(label: str) -> str:
    """A label without marks, hints in brackets and colons."""
    text = re.sub(r"^[#*\s]+|[*\s]+$", "", label)
    for _turn in range(3):
        shorter = (
            _HINT.sub("", text).rstrip(" :：?*") if not text.lower().endswith("(s)") else text.rstrip(" :")
        )
        if shorter == text:
            break
        text = shorter
    return text.strip()


def key_of(label: str) -> str:
    """What a label is to us, or nothing."""
    if len(label) > LONGEST:
        return ""
    text = " ".join(bare(label).split())
    plain = text.replace("(s)", "s")
    for key, pattern in _COMPILED:
        if pattern.fullmatch(text) or pattern.fullmatch(plain):
            return key
    return ""


def split_label(line: str, *, inside_prose: bool) -> tuple[str, str, str] | None:
    """(key, label, value) where a line is or begins with a label; nothing else.

    Unknown labels are taken where they stand alone and end with a colon, or where a few words before a colon begin
    with a capital; under a label of prose such lines are prose.
    """
    text = line.strip()
    if not text or len(text) > LONGEST * 3:
        return None
    if tab := re.fullmatch(r"\{tab\s+([^{}]{1,80})\}", text):
        return key_of(tab[1]), tab[1], ""
    is_heading = text.startswith("#")
    text = text.lstrip("# ")
    if len(text) <= LONGEST and (key := key_of(text)):
        return key, bare(text), ""
    if is_heading and len(text) <= LONGEST:
        return "", bare(text), ""
    head, colon, rest = text.partition(":")
    if not colon or "//" in rest[:2] or (re.search(r"\d$", head) and re.match(r"\d\d", rest)):
        return None
    if (key := key_of(head)) and len(head.split()) <= 8:
        return key, bare(head), rest.strip()
    if re.match(r"submitted by\b", text, re.IGNORECASE):
        return None
    if not rest.strip():
        starts_item = re.match(r"[-•*–]|\d+[.)]", text)
        return None if starts_item or inside_prose or len(head) > LONGEST else ("", bare(head), "")
    few = (
        len(head.split()) <= MOST_WORDS_INLINE
        and head[:1].isupper()
        and not re.search(r"[.!?,;()\[\]]", head)
    )
    return ("", head.strip(), rest.strip()) if few and not inside_prose else None


def is_label(line: str) -> bool:
    """Whether the whole line is a label that we know."""
    text = line.strip()
    return len(text) <= LONGEST and (text.startswith("{tab ") or bool(key_of(text)))
