"""From what somebody typed to what the index is asked.

The language of a query is small: words; "words in quotes" that must stand side by side; -word or
-"words" that must not occur; OR between two alternatives. Everything else is just words. Field names cannot
be typed, so nothing restricted can be reached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from intersession.search.analysis import STOPWORDS, fold, words_of

LONGEST = 300
MOST_WORDS = 32
_PIECE = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "＂": '"'})


class BadQuery(ValueError):
    """What was asked cannot be answered; carries a sentence for the person."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a typed query. `slots` are groups of alternatives: each group must be met by one word."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    alternatives: dict[int, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases)

    @property
    def is_plain(self) -> bool:
        """Just words. Whoever uses an operator wants exactly that, and gets nothing by likeness."""
        return not (self.phrases or self.without or self.alternatives)


def parse(text: str) -> Asked:
    """Take a typed query apart. Raises `BadQuery` with a sentence when nothing can be looked for."""
    if len(text) > LONGEST:
        raise BadQuery(
            _("This is too long to search for. Use up to 300 characters; a few telling words find more.")
        )
    clean = _CONTROL.sub(" ", text).translate(_QUOTES)
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    alternatives: dict[int, int] = {}
    joined = False
    for minus_phrase, phrase, minus_word, word in _PIECE.findall(clean):
        if phrase:
            found = tuple(words_of(phrase))
            if found:
                (without if minus_phrase else phrases).append(found)
            joined = False
        elif word == "OR":
            joined = bool(words)
        elif word:
            found = tuple(words_of(word))
            if minus_word and found:
                without.append(found)
            elif found:
                if joined and len(found) == 1:
                    # Points at the word it may stand in for; chains (a OR b OR c) point at the first.
                    before = len(words) - 1
                    alternatives[len(words)] = alternatives.get(before, before)
                words += found
            joined = False
    if len(words) > MOST_WORDS:
        raise BadQuery(_("These are too many words. A few telling ones find more."))
    if clean.strip() and not (words or phrases):
        raise BadQuery(
            _("There is no word to look for in this. Type a word, or words in quotes for an exact phrase.")
        )
    return Asked(tuple(words), tuple(phrases), tuple(without), alternatives)


def telling(words: tuple[str, ...]) -> list[int]:
    """Places of the words that carry meaning; all of them when none does."""
    kept = [place for place, word in enumerate(words) if fold(word) not in STOPWORDS]
    return kept or list(range(len(words)))
