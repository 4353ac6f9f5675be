"""From lines of the reference files to fields of records. What cannot be read is refused with a sentence.

Nothing here touches the database. Each reader gives the fields of one or more records for a line, or
raises `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from intersession.atlas.models import (
    AgeKind,
    LawKind,
    LawStatus,
    RatificationStatus,
    Topic,
    Value,
    check_partial_date,
)
from intersession.atlas.titles import language_of_title
from intersession.atlas.words import CRITERION_WORDS
from intersession.people.models import Confidence

type Line = Mapping[str, str]
type Fields = dict[str, Any]


class Unreadable(ValueError):
    """A line that cannot become a record; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Known:
    """The codes a line may point at."""

    places: frozenset[str]
    treaties: frozenset[str] = frozenset()


# In laws.csv a region is written with the letters people use. As codes they are Albania and Australia.
REGIONS = {"AL": "LAS", "AU": "AFU"}
# Topics of the library, as this room files them; others have no counterpart here.
LIBRARY_TOPICS = {"privacy": "data-protection", "advertising": "contract"}


def text(line: Line, name: str) -> str:
    return " ".join((line.get(name) or "").split())


def one_of(line: Line, name: str, allowed: Iterable[str]) -> str:
    value = text(line, name)
    if value not in allowed:
        raise Unreadable(f"{name}: “{value}” is not one of {', '.join(sorted(allowed))}")
    return value


def place(line: Line, name: str, known: Known) -> str:
    value = text(line, name)
    code = "ZZ" if value == "INT" else value
    if code not in known.places:
        raise Unreadable(f"{name}: “{value}” is not a known country or region code")
    return code


def address(line: Line, name: str) -> str:
    value = text(line, name)
    if value and not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise Unreadable(f"{name}: “{value[:80]}” is not a web address (http or https)")
    return value


def partial_date(line: Line, name: str) -> str:
    value = text(line, name)
    if value:
        try:
            check_partial_date(value)
        except ValidationError as error:
            raise Unreadable(f"{name}: {error.messages[0]}") from None
    return value


def whole_date(line: Line, name: str) -> date | None:
    value = text(line, name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Unreadable(f"{name}: {value} is not a date.") from None


def number(line: Line, name: str) -> int | None:
    value = text(line, name)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise Unreadable(f"{name}: “{value}” is not a whole number")
    return int(value)


def needed(line: Line, name: str) -> str:
    value = text(line, name)
    if not value:
        raise Unreadable(f"{name} is empty")
    return value


def framed(topics: list[str]) -> str:
    """Topics as `Law.topics` stores them."""
    return f";{';'.join(dict.fromkeys(topics))};" if topics else ""


def rests_on(line: Line) -> Fields:
    """What every fact rests on."""
    return {
        "source_url": address(line, "source_url"),
        "confidence": one_of(line, "confidence", Confidence.values),
        "note": text(line, "note"),
    }


def read_treaty(line: Line, known: Known) -> list[Fields]:
    return [
        {
            "id": needed(line, "id"),
            "title": needed(line, "title"),
            "short_title": needed(line, "short_title"),
            "body": needed(line, "body"),
            "is_binding": one_of(line, "binding", ("binding", "soft-law")) == "binding",
            "adopted_on": whole_date(line, "adopted"),
            "in_force_on": whole_date(line, "in_force"),
            "url": address(line, "url"),
            **rests_on(line),
        }
    ]


def read_ratification(line: Line, known: Known) -> list[Fields]:
    return [
        {
            "treaty_id": one_of(line, "treaty", known.treaties),
            "place_id": place(line, "country", known),
            "reading": text(line, "reading"),
            "status": one_of(line, "status", RatificationStatus.values),
            "date": partial_date(line, "date"),
            "as_of": partial_date(line, "as_of"),
            **rests_on(line),
        }
    ]


def read_law(line: Line, known: Known) -> list[Fields]:
    if bool(text(line, "country")) == bool(text(line, "region")):
        raise Unreadable("a law has either a country or a region")
    if region := text(line, "region"):
        code = place({"region": REGIONS.get(region, region)}, "region", known)
    else:
        code = place(line, "country", known)
    topics = [topic for topic in text(line, "topics").split(";") if topic]
    for topic in topics:
        if topic not in Topic.values:
            raise Unreadable(f"topics: “{topic}” is not a topic")
    title, title_en = needed(line, "title"), text(line, "title_en")
    return [
        {
            "id": needed(line, "id"),
            "place_id": code,
            "title": title,
            "title_language": language_of_title(title, title_en, code),
            "title_en": title_en,
            "year": number(line, "year"),
            "kind": one_of(line, "kind", LawKind.values),
            "status": one_of(line, "status", LawStatus.values),
            "topics": framed(topics),
            "url": address(line, "url"),
            "as_of": partial_date(line, "as_of"),
            **rests_on(line),
        }
    ]


def read_instrument(line: Line, known: Known) -> list[Fields]:
    """A law from the library's file, put together with its row of the list of instruments.

    Such rows say neither whether the law is in force nor when somebody looked; their source is sometimes
    a file name, which goes to the note.
    """
    source = text(line, "source_url")
    is_address = source.startswith(("http://", "https://"))
    notes = [text(line, "notes"), "" if is_address or not source else f"source: {source}"]
    topics = [LIBRARY_TOPICS.get(topic, topic) for topic in text(line, "topics").split(";")]
    return read_law(
        {
            **line,
            "country": "" if text(line, "region") else text(line, "countries"),
            "status": LawStatus.UNKNOWN,
            "topics": ";".join(dict.fromkeys(topic for topic in topics if topic in Topic.values)),
            "source_url": source if is_address else "",
            "note": "; ".join(note for note in notes if note),
        },
        known,
    )


def read_assessment(line: Line, known: Known) -> list[Fields]:
    return [
        {
            "place_id": place(line, "country", known),
            "criterion_id": one_of(line, "criterion", CRITERION_WORDS),
            "value": one_of(line, "value", Value.values),
            "edition": needed(line, "edition"),
            "as_of": partial_date(line, "as_of"),
            **rests_on(line),
        }
    ]


def read_ages(line: Line, known: Known) -> list[Fields]:
    """One line holds up to two records: the age of digital consent and the social-media age."""
    code = place(line, "country", known)
    found: list[Fields] = []
    if text(line, "digital_consent_age") or text(line, "legal_basis"):
        found.append(
            {
                "place_id": code,
                "kind": AgeKind.DIGITAL_CONSENT.value,
                "age": number(line, "digital_consent_age"),
                "proposed_age": None,
                "status": "",
                "basis": text(line, "legal_basis"),
                "as_of": partial_date(line, "as_of"),
                **rests_on(line),
            }
        )
    if text(line, "social_media_status") or text(line, "social_media_min_age"):
        found.append(
            {
                "place_id": code,
                "kind": AgeKind.SOCIAL_MEDIA.value,
                "age": number(line, "social_media_min_age"),
                "proposed_age": number(line, "social_media_proposed_age"),
                "status": text(line, "social_media_status"),
                "basis": text(line, "social_media_basis"),
                "as_of": partial_date(line, "social_media_as_of"),
                "source_url": address(line, "social_media_source_url"),
                "confidence": one_of(line, "social_media_confidence", Confidence.values),
                "note": "",
            }
        )
    if not found:
        raise Unreadable("the line holds neither an age nor a status")
    return found


def read_total(line: Line, known: Known) -> list[Fields]:
    count = number(line, "countries")
    if count is None:
        raise Unreadable("countries is empty")
    return [
        {
            "publisher": needed(line, "publisher"),
            "edition": needed(line, "edition"),
            "measure": needed(line, "measure"),
            "countries": count,
            **rests_on(line),
        }
    ]


type Reader = Callable[[Line, Known], list[Fields]]
