"""File names from elsewhere, made safe to store, to show and to send."""

from __future__ import annotations

import re
import unicodedata

from intersession.safety.kinds import ENDINGS, Kind

LONGEST_NAME = 120
MOST_BYTES = 200
# Joiners that Persian, Hindi and others need inside words. All other invisible characters go.
JOINERS = "\u200c\u200d"
# What separates folders somewhere, looks as if it did, or means something to a shell or to Windows.
SEPARATORS = re.compile(r"[/\\∕⁄／＼⧵⧸:*?\"<>|\u2024\ufe52\uff0e]+")
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def clean_name(name: str, kind: Kind) -> str:
    """A name without folders, hidden or turning characters, at most 120 long, ending as the kind does."""
    last = re.split(r"[/\\]", str(name))[-1]
    seen = unicodedata.normalize("NFC", last)
    kept = "".join(
        character
        for character in seen
        if character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    spaced = re.sub(r"\s+", " ", SEPARATORS.sub("-", kept))
    stem = ENDING.sub("", spaced.strip(" .")).strip(" .-" + JOINERS)
    stem = shortened(stem, LONGEST_NAME - len(ENDINGS[kind]))
    if not any(character.isalnum() for character in stem):
        stem = "file"
    if RESERVED.match(stem):
        stem = f"file-{stem}"
    return stem + ENDINGS[kind]


def shortened(text: str, most: int) -> str:
    """At most so many characters and bytes, never ending in half a letter."""
    short = text[:most]
    while len(short.encode()) > MOST_BYTES:
        short = short[:-1]
    # An accent or a joiner is not cut off from its letter: without it, the letter goes, too.
    while short and len(short) < len(text) and is_part(text[len(short)]):
        short = short[:-1]
    return short.strip(" .-" + JOINERS)


def is_part(character: str) -> bool:
    """Whether this belongs to the letter before it."""
    return bool(unicodedata.combining(character)) or character in JOINERS
