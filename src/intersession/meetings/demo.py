"""A session of the demo, held between the real ones. All of it is invented, and its page says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.meetings.actions import load_meetings
from intersession.meetings.models import Meeting

SLUG = "demo-forms-that-children-understand"


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the session where it is missing: a few weeks ago, on line."""
    if Meeting.objects.filter(slug=SLUG).exists():
        return ""
    day = timezone.now().date() - timedelta(days=40)
    load_meetings(
        SYSTEM,
        [
            {
                "slug": SLUG,
                "title": "(Invented) Reporting forms that children understand",
                "relation": "own",
                "form": "round-table",
                "minutes": 90,
                "year": day.year,
                "place_id": "ZZ",
                "starts_on": day,
                "ends_on": day,
                "starts_at": datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC),
                "ends_at": datetime(day.year, day.month, day.day, 13, 30, tzinfo=UTC),
                "zone": "Africa/Nairobi",
                "organisers": "North Star Helpline (invented)",
                "has_transcript": "yes",
                "source_words": "invented for this demonstration",
                "as_of": day.isoformat(),
                "confidence": "high",
                "is_fictional": True,
            }
        ],
    )
    return "a session"
