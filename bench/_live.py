"""Opens the session of the benchmark, inside Django: `python -m bench._inside _live`."""

from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.live.actions import open_sitting
from intersession.live.queries import captions_token
from intersession.meetings.actions import load_meetings
from intersession.meetings.models import Meeting


def main() -> dict[str, str]:
    """Open a session in the database of this home: its address and the captioner's token."""
    today = timezone.now().date()
    row = {
        "slug": "bench-live",
        "title": "A session of the benchmark",
        "relation": "own",
        "form": "session",
        "year": today.year,
        "place_id": "ZZ",
        "starts_on": today,
        "ends_on": today,
        "source_words": "invented for the benchmark",
        "as_of": today.isoformat(),
        "confidence": "high",
        "is_fictional": True,
    }
    load_meetings(SYSTEM, [row])
    meeting = Meeting.objects.get(slug="bench-live")
    open_sitting(SYSTEM, meeting)
    return {"slug": meeting.slug, "token": captions_token(meeting)}
