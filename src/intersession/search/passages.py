"""The passage of a document that shows why it was found, with the words marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from intersession.search.analysis import fold, forms_of, grams, is_cjk, word_spans

LENGTH = 240


def passage(card: Mapping[str, Any], marks: frozenset[str], language: str) -> tuple[str, SafeString]:
    """(language, text with marks) of the best stretch of a body; empty when there is no body."""
    bodies: Mapping[str, str] = card["bodies"]
    best: tuple[int, str, str, list[tuple[int, int]]] | None = None
    for tag, text in bodies.items():
        spans = marked_spans(text, tag, marks)
        rank = len(spans) * 2 + (tag == language)
        if best is None or rank > best[0]:
            best = (rank, tag, text, spans)
    if best is None:
        return "", mark_safe("")
    _rank, tag, text, spans = best
    start = _start(text, spans)
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + LENGTH // 2, end)
        end = space if space > 0 else end
    marked = with_marks(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return tag, mark_safe(before + marked + after)


def marked(text: str, language: str, marks: frozenset[str]) -> SafeString:
    """A whole text, such as a title, with the words marked."""
    return with_marks(text, marked_spans(text, language, marks), 0, len(text))


def marked_spans(text: str, language: str, marks: frozenset[str]) -> list[tuple[int, int]]:
    """Where words of the query stand in a text, by their folded form or stem."""
    if not marks:
        return []
    found = []
    for start, end in word_spans(text):
        word = text[start:end]
        if not word.isascii() and is_cjk(word):
            found += _cjk_spans(word, start, marks)
        elif not marks.isdisjoint(forms_of(word, language)):
            found.append((start, end))
    return found


def _cjk_spans(word: str, start: int, marks: frozenset[str]) -> list[tuple[int, int]]:
    wanted = {gram for mark in marks if is_cjk(mark) for gram in grams(mark)}
    spans: list[tuple[int, int]] = []
    signs = fold(word) if len(fold(word)) == len(word) else word
    for place in range(len(word) - 1):
        if signs[place : place + 2] in wanted:
            if spans and spans[-1][1] > start + place:
                spans[-1] = (spans[-1][0], start + place + 2)
            else:
                spans.append((start + place, start + place + 2))
    return spans


def _start(text: str, spans: list[tuple[int, int]]) -> int:
    """Where the stretch with the most marks begins, at a word."""
    if not spans or len(text) <= LENGTH:
        return 0
    best, most = spans[0][0], 0
    for begin, _end in spans:
        inside = sum(begin <= other < begin + LENGTH for other, _ in spans)
        if inside > most:
            best, most = begin, inside
    start = max(0, best - 40)
    space = text.rfind(" ", 0, start + 1)
    return space + 1 if start and space >= 0 else start


def with_marks(text: str, spans: list[tuple[int, int]], start: int, end: int) -> SafeString:
    """The stretch with `<mark>` around the spans and everything else escaped."""
    pieces, at = [], start
    for begin, stop in spans:
        pieces += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    pieces.append(escape(text[at:end]))
    return mark_safe("".join(pieces))
