"""Sessions as iCalendar, for calendar programs: in the venue's hours where those are known, else as whole days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event

from intersession.events.feeds import calendar_of, uid_of
from intersession.meetings.models import Meeting
from intersession.people.models import Confidence


def entry_of(meeting: Meeting) -> Event:
    """The session in the words of RFC 5545."""
    entry = Event()
    entry.add("uid", uid_of(meeting.slug, "sessions"))
    entry.add("dtstamp", meeting.created_at)
    entry.add("summary", meeting.title, parameters={"LANGUAGE": meeting.title_language})
    if meeting.starts_at is not None and meeting.ends_at is not None:
        zone = ZoneInfo(meeting.zone)
        entry.add("dtstart", meeting.starts_at.astimezone(zone))
        entry.add("dtend", meeting.ends_at.astimezone(zone))
    else:
        entry.add("dtstart", meeting.starts_on)
        # The first day after it, as the standard wants.
        entry.add("dtend", meeting.ends_on + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    where = (
        _("online")
        if meeting.is_online
        else ", ".join(filter(None, (meeting.room, meeting.city, meeting.place.name)))
    )
    entry.add("location", where)
    entry.add("categories", [str(meeting.get_relation_display()), str(meeting.get_form_display())])
    entry.add("url", f"{settings.SITE_URL}{meeting.get_absolute_url()}")
    entry.add("status", "TENTATIVE" if meeting.confidence == Confidence.LOW else "CONFIRMED")
    told = (
        str(_("fictional, for the demonstration")) if meeting.is_fictional else "",
        meeting.organisers,
        str(meeting.get_confidence_display()),
        meeting.remote_url,
        meeting.url,
        meeting.source_url or meeting.source_words,
    )
    entry.add("description", "\n".join(part for part in told if part))
    return entry


def feed(meetings: Iterable[Meeting], name: str) -> bytes:
    """A calendar of these sessions. One of whose day nothing is known is left out: there is nothing to write."""
    listed = [each for each in meetings if each.is_day_known]
    years: dict[str, list[int]] = {}
    for each in listed:
        if each.local_hours is not None:
            years.setdefault(each.zone, []).extend(hour.year for hour in each.local_hours)
    return calendar_of(map(entry_of, listed), years, name)
