"""Services, channels and checks for tests; defaults only."""

from __future__ import annotations

from itertools import count

from intersession.helplines.models import Channel, Check, How, Medium, Outcome, Service, ServiceKind
from intersession.people.models import Confidence, Person

_numbers = count(1)


def make_service(**changes: object) -> Service:
    """A helpline in Kenya whose source states it."""
    number = next(_numbers)
    fields: dict[str, object] = {
        "place_id": "KE",
        "kind": ServiceKind.HELPLINE,
        "slug": f"made-{number}",
        "name": f"Made Helpline {number}",
        "languages": ["en"],
        "source_url": "https://source.example/",
        "as_of": "2024",
        "confidence": Confidence.HIGH,
        **changes,
    }
    return Service.objects.create(**fields)


def make_channel(service: Service | None = None, **changes: object) -> Channel:
    """A phone of the service."""
    fields: dict[str, object] = {"medium": Medium.PHONE, "value": "116", "languages": ["en"], **changes}
    return Channel.objects.create(service=service or make_service(), **fields)


def make_check(channel: Channel, person: Person, **changes: object) -> Check:
    """A call that was answered."""
    fields: dict[str, object] = {"how": How.PHONE, "outcome": Outcome.WORKS, **changes}
    return Check.objects.create(channel=channel, checked_by=person, **fields)
