"""What programs read of organisations: schema.org on the page, JSON and CSV for lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from intersession.directory.queries import Lines
from intersession.members.words import FORMER, MEMBER
from intersession.people.models import Organisation, OrganisationAlias
from intersession.places.models import WORLD
from intersession.places.names import place_name
from intersession.vocabulary.models import Concept

# Inside <script> the browser looks for "</script" and "<!--" whatever the type says.
UNSAFE_IN_SCRIPT = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def address_of(organisation: Organisation) -> str:
    """The address of the page as programs keep it."""
    return f"{settings.SITE_URL}{reverse('directory:organisation', args=[organisation.slug])}"


def schema_org(
    organisation: Organisation, names: Iterable[OrganisationAlias], lines: Lines, concepts: Iterable[Concept]
) -> SafeString:
    """The organisation as schema.org says it, fit to stand in a page. What we do not know is left out."""
    also = [organisation.name_en, organisation.acronym, *(alias.name for alias in names)]
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address_of(organisation),
        "name": organisation.name,
        "alternateName": list(dict.fromkeys(name for name in also if name and name != organisation.name)),
        "description": organisation.summary,
        "url": organisation.url,
        "areaServed": [place_name(code) for code in (organisation.place_id, *lines.places)],
        "knowsAbout": [concept.label for concept in concepts],
        "knowsLanguage": lines.languages,
    }
    if organisation.place_id != WORLD:
        said["location"] = {"@type": "Place", "name": organisation.place.name}
    if organisation.is_member:
        said["memberOf"] = {"@type": "Organization", "name": str(settings.COALITION["name"])}
    said = {name: value for name, value in said.items() if value}
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(UNSAFE_IN_SCRIPT))


COLUMNS = (
    "slug", "name", "name_language", "name_en", "acronym", "country", "region_m49", "un_group",
    "stakeholder_group", "standing", "member_since", "member_until", "first_seen_year", "relation",
    "concepts", "expertise_tags", "languages", "works_in", "summary", "url", "source", "confidence",
    "is_fictional", "page",
)  # fmt: skip


def record_of(organisation: Organisation, lines: Lines) -> dict[str, Any]:
    """An organisation as programs take it home: codes, not words, and always source and confidence.

    `standing` is `member`, `former` or `seen`; a tie that the records name is `relation`.
    """
    standing: str = organisation.standing  # type: ignore[attr-defined]
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "name_language": organisation.name_language,
        "name_en": organisation.name_en,
        "acronym": organisation.acronym,
        "country": organisation.place_id,
        "region_m49": organisation.place.region,
        "un_group": organisation.place.un_group,
        "stakeholder_group": organisation.stakeholder_group,
        "standing": {MEMBER: "member", FORMER: "former"}.get(standing, "seen"),
        "member_since": _day(organisation.member_since),
        "member_until": _day(organisation.member_until),
        "first_seen_year": organisation.first_seen_year,
        "relation": organisation.relation,
        "concepts": lines.concepts,
        "expertise_tags": list(organisation.expertise),
        "languages": lines.languages,
        "works_in": lines.places,
        "summary": organisation.summary,
        "url": organisation.url,
        "source": organisation.source,
        "confidence": organisation.confidence,
        "is_fictional": organisation.is_fictional,
        "page": address_of(organisation),
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def cells_of(record: dict[str, Any]) -> Sequence[Any]:
    """A record as the cells of a table."""
    return [
        ";".join(value) if isinstance(value, list) else int(value) if isinstance(value, bool) else value
        for value in (record[name] for name in COLUMNS)
    ]
