"""What partner sites may take: a country's help as JSON, and its QR code."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from intersession.helplines.queries import HelpPage, Section, ShownChannel, ShownService
from intersession.helplines.words import sureness_words, what_it_is
from intersession.places.models import Place

SHAPE_VERSION = 1


def short_address(place: Place) -> str:
    """The address to print on a poster; it leads to the reader's own language."""
    return f"{settings.SITE_URL}{reverse('short:address', args=[place.slug])}"


def page_address(place: Place) -> str:
    """The full address of the help page in the current language."""
    return f"{settings.SITE_URL}{reverse('helplines:country', args=[place.slug])}"


def qr_code(place: Place) -> bytes:
    """The short address as a QR code, an SVG picture in black on white (a phone reads no other)."""
    picture = io.BytesIO()
    segno.make(short_address(place), error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, dark="#000", light="#fff", title=short_address(place)
    )
    return picture.getvalue()


def as_json(page: HelpPage) -> dict[str, Any]:
    """A help page for programs. The shape is described on the page for partner sites."""
    return {
        "version": SHAPE_VERSION,
        "country": {"code": page.place.code, "name": page.place.name},
        "language": get_language(),
        "page": page_address(page.place),
        "short_address": short_address(page.place),
        "emergency": {
            "numbers": list(page.emergency.numbers),
            "source": f"libphonenumber short-number metadata, phonenumbers {page.emergency.version}",
            "checked": False,
        },
        "needs": [_section(section) for section in page.sections],
        "withdrawn": [
            {
                "id": service.slug,
                "name": service.name,
                "withdrawn_on": str(service.withdrawn_on),
                "reason": service.withdrawal_reason,
            }
            for service in page.withdrawn
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "need": section.need.value,
        "heading": str(section.need.label),
        "none_known": not section.services,
        "unsure": section.is_unsure,
        "services": [_service(shown) for shown in section.services],
        "worldwide": [_service(shown) for shown in section.worldwide],
    }


def _service(shown: ShownService) -> dict[str, Any]:
    service = shown.service
    return {
        "id": service.slug,
        "kind": service.kind,
        "what_it_is": what_it_is(service, [each.channel for each in shown.channels]),
        "name": service.name,
        "name_language": service.name_language or None,
        "operator": service.operator,
        "for_whom": service.audiences,
        "anonymous": service.anonymous,
        "languages": service.languages,
        "channels": [_channel(each) for each in shown.channels],
        "confidence": service.confidence,
        "as_of": service.as_of,
        "source": service.source_url or None,
        "how_sure": sureness_words(service),
    }


def _channel(shown: ShownChannel) -> dict[str, Any]:
    channel, check = shown.channel, shown.check
    return {
        "medium": channel.medium,
        "value": channel.value or None,
        "link": channel.href or None,
        "note": channel.note or None,
        "hours": channel.hours or None,
        "languages": channel.languages,
        "last_check": {"on": str(check.at.date()), "how": check.how, "outcome": check.outcome}
        if check
        else None,
    }
