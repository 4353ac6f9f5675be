"""What codes of the reading are called in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

LAYOUTS = {
    "cues": gettext_lazy("Subtitles with times"),
    "captions": gettext_lazy("Captions with a mark for each speaker"),
    "names": gettext_lazy("Names before what is said"),
    "report": gettext_lazy("A report with labels"),
    "prose": gettext_lazy("Running text"),
}
UNREAD = {
    "no-title": gettext_lazy("No title was found."),
    "no-date": gettext_lazy("No date was found."),
    "no-passages": gettext_lazy("Nothing was found that could be quoted."),
    "no-such-day": gettext_lazy("There is no such day."),
    "unclear-date": gettext_lazy("A date in figures alone can be two days."),
    "after-date": gettext_lazy("What stands after the date was not understood."),
    "before-speech": gettext_lazy(
        "It stands before anybody speaks and is no title, date or label that we know."
    ),
    "cut-off": gettext_lazy("The address is cut off."),
    "unsure-speaker": gettext_lazy("It may be a name or a part of what is said; it was left in the text."),
    "no-speaker": gettext_lazy("Passages whose speaker nobody named, from here:"),
    "no-end": gettext_lazy("The paragraph ends in the middle of a sentence."),
    "too-long": gettext_lazy("The file goes on, but this is as much as one transcript may hold."),
}
WHY_PROPOSED = {
    "conclusion": gettext_lazy("a conclusion"),
    "agreed": gettext_lazy("agreed or decided"),
    "will": gettext_lazy("announced"),
    "asks": gettext_lazy("asked for"),
}
WHY_FLAGGED = {
    "label": gettext_lazy("Captioned as a young person"),
    "own-age": gettext_lazy("Says their age, or that they are at school"),
    "age": gettext_lazy("Named beside an age"),
    "young": gettext_lazy("Named beside a word for young people"),
    "role": gettext_lazy("Listed with a word for young people"),
    "added": gettext_lazy("Added by hand"),
}


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A line that was not understood, in words."""

    line: int
    text: str
    sentence: str


def not_understood(unread: Iterable[dict[str, Any]]) -> list[NotUnderstood]:
    """The lines and sentences for a page or a terminal."""
    return [
        NotUnderstood(int(each["line"]), str(each["text"]), str(UNREAD.get(each["why"], each["why"])))
        for each in unread
    ]


def neutral(number: int, language: str) -> str:
    """What stands in place of a minor’s name, in the language of the transcript where we speak it."""
    base = language.split("-")[0].lower()
    with override(base if base in dict(settings.LANGUAGES) else "en"):
        return _("[young participant %d]") % number
