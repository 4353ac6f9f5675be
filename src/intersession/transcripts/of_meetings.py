"""What the page of a session shows of its transcript and its old report."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.meetings.beside import Panel, declare
from intersession.meetings.models import Meeting
from intersession.transcripts import queries
from intersession.transcripts.models import Sort


def panel(actor: Actor, meeting: Meeting) -> Panel | None:
    """Links to what this actor may read."""
    found = [each for each in queries.visible(actor).filter(meeting=meeting) if not each.is_withdrawn]
    if not found:
        return None
    links = [
        (
            each.get_absolute_url(),
            str(Sort(each.sort).label)
            if each.is_public
            else _("%s (not public yet)") % Sort(each.sort).label,
        )
        for each in sorted(found, key=lambda each: each.sort, reverse=True)
    ]
    return Panel(_("What was said"), _("Brought in from a file. Captions are an aid, not a record."), links)


def mark(meetings: Iterable[Meeting]) -> dict[int, tuple[str, str]]:
    """A link for each session with something to read."""
    return {
        key: (each.get_absolute_url(), str(Sort(each.sort).label))
        for key, each in queries.of_meetings(meetings).items()
    }


declare(panel, mark)
