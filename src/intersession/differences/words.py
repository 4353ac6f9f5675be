"""Cutting a text into words, for every script.

A token is a word, a number, or one mark of punctuation, with the white space that follows it. Scripts that
are written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) are cut letter by letter with the marks that
belong to each, so that a change of one letter shows as one. Two tokens are the same word when they are equal
without that white space: a paragraph that was only wrapped anew has not changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

# Letters that are words of their own: their scripts put no space between words.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that stand on a letter without being one: accents, vowel signs, joiners, variation selectors.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903"
    "\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_TOKEN = re.compile(rf"(?:[{_ALONE}][{_MARKS}]*|(?:[^\W{_ALONE}]|[{_MARKS}])+|[^\w\s])\s*|\s+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut up: `words[i]` begins at `starts[i]` and is followed by white space up to the next start.

    White space before the first word is a token with an empty word.
    """

    text: str
    words: list[str]
    starts: list[int]

    def between(self, first: int, last: int) -> str:
        """The text of the tokens first … last-1, white space and all."""
        if first >= last:
            return ""
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        return self.text[self.starts[first] : end]


def cut(text: str) -> Tokens:
    """The tokens of a text. Every character belongs to exactly one of them."""
    tokens = _TOKEN.findall(text)
    words = [token.rstrip() for token in tokens]
    starts = list(accumulate(map(len, tokens), initial=0))[: len(tokens)]
    return Tokens(text, words, starts)


def count_words(text: str) -> int:
    """How many words a text has. Punctuation is none."""
    return sum(1 for word in cut(text).words if word[:1].isalnum())
