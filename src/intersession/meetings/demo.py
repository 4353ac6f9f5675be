"""Two sessions of the demo, one held between the real ones and one to come. All of it is invented, and says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.meetings.actions import load_meetings
from intersession.meetings.models import Meeting

SLUG = "demo-forms-that-children-understand"
NEXT_SLUG = "demo-what-children-tell-us"
DAYS_AGO, DAYS_AHEAD = 40, 30


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add what is missing: a session a few weeks ago, on line, and one next month that is being composed."""
    today = timezone.now().date()
    past, ahead = today - timedelta(days=DAYS_AGO), today + timedelta(days=DAYS_AHEAD)
    held = _row(SLUG, "(Invented) Reporting forms that children understand", past)
    to_come = _row(NEXT_SLUG, "(Invented) What children tell us about reporting", ahead)
    there = set(Meeting.objects.filter(slug__in=[SLUG, NEXT_SLUG]).values_list("slug", flat=True))
    rows = [row for row in ({**held, "has_transcript": "yes"}, to_come) if row["slug"] not in there]
    if not rows:
        return ""
    load_meetings(SYSTEM, rows)
    return f"{len(rows)} sessions"


def _row(slug: str, title: str, day: date) -> dict[str, object]:
    return {
        "slug": slug,
        "title": title,
        "relation": "own",
        "form": "round-table",
        "minutes": 90,
        "year": day.year,
        "place_id": "ZZ",
        "starts_on": day,
        "ends_on": day,
        "starts_at": datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC),
        "ends_at": datetime(day.year, day.month, day.day, 13, 30, tzinfo=UTC),
        "starts_time": time(15, 0),
        "ends_time": time(16, 30),
        "zone": "Africa/Nairobi",
        "organisers": "North Star Helpline (invented)",
        "source_words": "invented for this demonstration",
        "as_of": day.isoformat() if day <= timezone.now().date() else timezone.now().date().isoformat(),
        "confidence": "high",
        "is_fictional": True,
    }
