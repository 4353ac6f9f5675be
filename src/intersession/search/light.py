"""The light factors of a document in one number, read from a column without touching the document.

From the lowest bit: nine bits for languages, one for services, two for confidence, eight for the year.
"""

from __future__ import annotations

from collections.abc import Iterable

LANGUAGES = ("en", "fr", "es", "ar", "pt", "ru", "zh", "sw", "de")
_SERVICE = 1 << len(LANGUAGES)
_CONFIDENCE = len(LANGUAGES) + 1
_YEAR = _CONFIDENCE + 2
_SURE = {"high": 3, "medium": 2, "low": 1}
FIRST_YEAR = 1900

SAME_LANGUAGE = 1.0
SERVICE_FOR_HELP = 2.5
# Help that speaks one's language is another help.
HELP_ONE_CAN_TALK_TO = 3.0
CONFIDENCE = (0.2, 0.0, 0.3, 0.5)
RECENT = 0.6


def light_of(kind: str, languages: Iterable[str], confidence: str, year: int | None) -> int:
    """The number of a document."""
    tags = {tag.split("-")[0] for tag in languages}
    bits = sum(1 << place for place, tag in enumerate(LANGUAGES) if tag in tags)
    bits |= _SERVICE if kind == "service" else 0
    bits |= _SURE.get(confidence, 0) << _CONFIDENCE
    return bits | (min(255, max(1, year - FIRST_YEAR)) << _YEAR if year else 0)


def mask_of(languages: Iterable[str]) -> int:
    """The bits of these languages."""
    wanted = set(languages)
    return sum(1 << place for place, tag in enumerate(LANGUAGES) if tag in wanted)


def points(light: int, languages: int, *, is_for_help: bool, this_year: int) -> float:
    """What the light factors are worth: below 8 in all. What is ten years old or has no date gets none."""
    found = SAME_LANGUAGE if light & languages else 0.0
    if is_for_help and light & _SERVICE:
        found += SERVICE_FOR_HELP + (HELP_ONE_CAN_TALK_TO if light & languages else 0.0)
    found += CONFIDENCE[light >> _CONFIDENCE & 3]
    year = light >> _YEAR
    if year:
        age = this_year - (year + FIRST_YEAR)
        found += RECENT * max(0.0, 1.0 - max(0, age) / 10)
    return found
