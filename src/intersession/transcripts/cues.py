"""Subtitles (WebVTT, SRT): cues with a time each. Nothing of Django here."""

from __future__ import annotations

import re
from html import unescape

from intersession.transcripts.understood import Line

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
TIMING = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[\w.-]+)?\s+([^<>\n]{1,120})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|<\d[\d:.]*>|\{\\[^{}\n]*\}")
_APART = ("NOTE", "STYLE", "REGION")


def has_cues(texts: list[str]) -> bool:
    """Whether it is subtitles: at least two timings, or one under the mark of WebVTT."""
    timings = sum(TIMING.match(text) is not None for text in texts)
    return timings > 1 or (
        timings == 1 and any(text.lstrip("\ufeff").startswith("WEBVTT") for text in texts[:3])
    )


def seconds_of(hours: str | None, minutes: str, seconds: str, fraction: str = "0") -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction) / 10 ** len(fraction)


def read_cues(texts: list[str]) -> tuple[list[Line], list[Line]]:
    """The lines that were said, each with its time; and the lines that stand before or between cues.

    Captions that roll show a line twice, in one cue and in the next: it is taken once.
    """
    said: list[Line] = []
    around: list[Line] = []
    at: float | None = None
    is_apart = False
    last = ""
    for number, raw in enumerate(texts, 1):
        text = raw.strip().lstrip("\ufeff")
        if timing := TIMING.match(text):
            at = seconds_of(timing[1], timing[2], timing[3], timing[4])
            is_apart = False
            continue
        if not text:
            at, is_apart = (None, False) if at is not None or is_apart else (at, is_apart)
            continue
        if at is None:
            is_apart = is_apart or text.startswith(_APART)
            # The number or name of a cue stands right before its timing.
            names_a_cue = number < len(texts) and TIMING.match(texts[number]) is not None
            if not (is_apart or names_a_cue or text.startswith("WEBVTT")):
                around.append(Line(number, text))
            continue
        voice = _VOICE.search(text)
        plain = " ".join(unescape(_TAG.sub("", _VOICE.sub("", text))).split())
        if not plain or plain == last or last.endswith(f": {plain}"):
            continue
        last = plain
        said.append(Line(number, plain, at, " ".join(unescape(voice[1]).split()) if voice else ""))
    return said, around
