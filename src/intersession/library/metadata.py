"""What programs read on a resource page: schema.org, Dublin Core."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from intersession.library.models import Kind, Resource
from intersession.library.rows import named_places
from intersession.places.models import WORLD
from intersession.vocabulary.models import Concept

SCHEMA_TYPES = {
    Kind.DATASET: "Dataset",
    Kind.REPORT: "Report",
    Kind.RESEARCH: "Report",
    Kind.LAW_REVIEW: "Report",
    Kind.CURRICULUM: "LearningResource",
    Kind.TOOLKIT: "LearningResource",
}
LICENSES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC BY-NC-SA 4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC BY-NC-ND 4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    "Open Government Licence v3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "Licence Ouverte 2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
}
# Inside <script> the browser looks for "</script" and "<!--" whatever the type says.
UNSAFE_IN_SCRIPT = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def address_of(resource: Resource) -> str:
    """The address of the page as programs keep it."""
    return f"{settings.SITE_URL}{resource.get_absolute_url()}"


def places_of(resource: Resource) -> list[tuple[str, str]]:
    """(code, name) of the places, in the reader's order."""
    return named_places(place.code for place in resource.places.all())


def license_url(resource: Resource) -> str:
    """Where a licence is written down, for those that have one such place."""
    return LICENSES.get(resource.license, "")


def schema_org(resource: Resource, concepts: list[Concept]) -> dict[str, Any]:
    """The resource as schema.org says it. What we do not know is left out."""
    address = address_of(resource)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES.get(Kind(resource.kind), "CreativeWork"),
        "@id": address,
        "mainEntityOfPage": address,
        "name": resource.title,
        "inLanguage": [line.language for line in resource.language_lines.all()],
        "genre": str(resource.get_kind_display()),
        "sdPublisher": {"@type": "Organization", "name": str(settings.COALITION["name"])},
    }
    if resource.has_english_title:
        data["alternateName"] = {"@language": "en", "@value": resource.title_en}
    if resource.url:
        data["url"] = resource.url
    if resource.year:
        data["datePublished"] = str(resource.year)
    if resource.license:
        data["license"] = license_url(resource) or resource.license
    if resource.published_at:
        data["sdDatePublished"] = resource.published_at.date().isoformat()
    publishers = [line.publisher for line in resource.publisher_lines.all()]
    if publishers:
        data["publisher"] = [
            {"@type": "Periodical" if each.is_periodical else "Organization", "name": each.name}
            for each in publishers
        ]
    audiences = [str(line.get_audience_display()) for line in resource.audience_lines.all()]
    if audiences:
        data["audience"] = [{"@type": "Audience", "audienceType": each} for each in audiences]
    if concepts:
        data["about"] = [
            {
                "@type": "DefinedTerm",
                "termCode": each.pk,
                "name": each.label,
                "url": f"{settings.SITE_URL}{each.get_absolute_url()}",
            }
            for each in concepts
        ]
    places = [(code, name) for code, name in places_of(resource) if code != WORLD]
    if places:
        data["spatialCoverage"] = [
            {"@type": "Place", "name": name, "identifier": code} for code, name in places
        ]
    return data


def as_script(data: dict[str, Any]) -> SafeString:
    """JSON that may stand inside <script type="application/ld+json">: a block of data, not a program."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE_IN_SCRIPT)
    return mark_safe(text)  # every character that could end the element is escaped


def dublin_core(resource: Resource, concepts: list[Concept]) -> list[tuple[str, str, str]]:
    """(element, value, language or nothing) for the <meta> tags."""
    found = [("title", resource.title, resource.title_language)]
    if resource.has_english_title:
        found.append(("title.alternative", resource.title_en, "en"))
    found += [("publisher", line.publisher.name, "") for line in resource.publisher_lines.all()]
    if resource.year:
        found.append(("date", str(resource.year), ""))
    found += [("language", line.language, "") for line in resource.language_lines.all()]
    found.append(("type", str(resource.get_kind_display()), ""))
    found.append(("identifier", address_of(resource), ""))
    if resource.url:
        found.append(("source", resource.url, ""))
    if resource.license:
        found.append(("rights", license_url(resource) or resource.license, ""))
    found += [("subject", concept.label, "") for concept in concepts]
    found += [("coverage", name, "") for _code, name in places_of(resource)]
    found += [("audience", str(line.get_audience_display()), "") for line in resource.audience_lines.all()]
    return found
