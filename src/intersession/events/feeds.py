"""Events as iCalendar (RFC 5545), for Thunderbird, Google, Outlook and others.

Hours are written with the name of the venue's zone and its rules (VTIMEZONE), so that a program with newer rules of
its own shows the clock on the wall right. Of a day that nobody knows there is nothing to write: such events are left
out. A cancelled event stays, as cancelled, so that copies learn of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from intersession.events.models import CalendarEvent
from intersession.events.zones import zone_rules
from intersession.people.models import Confidence

# Programs are asked to look again after so long.
REFRESH = timedelta(hours=12)


def uid_of(slug: str, kind: str = "calendar") -> str:
    """What programs know an entry by, for good."""
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"{slug}@{kind}.{host}"


def entry_of(event: CalendarEvent) -> Event:
    """The event in the words of RFC 5545."""
    entry = Event()
    entry.add("uid", uid_of(event.slug))
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("created", event.published_at or event.changed_at)
    entry.add("sequence", event.sequence)
    entry.add("summary", event.title, parameters={"LANGUAGE": event.title_language})
    if event.starts_time is not None and event.ends_time is not None:
        zone = ZoneInfo(event.zone)
        entry.add("dtstart", datetime.combine(event.starts_on, event.starts_time, tzinfo=zone))
        entry.add("dtend", datetime.combine(event.ends_on, event.ends_time, tzinfo=zone))
    else:
        entry.add("dtstart", event.starts_on)
        # The first day after it, as the standard wants.
        entry.add("dtend", event.ends_on + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    if event.is_yearly:
        entry.add("rrule", {"freq": "yearly"})
    where = ", ".join(filter(None, (event.city, "" if event.is_worldwide else event.place.name)))
    entry.add("location", where or (_("online or worldwide") if event.is_worldwide else ""))
    entry.add("categories", [str(event.get_series_display()), str(event.get_sort_display())])
    entry.add("url", f"{settings.SITE_URL}{event.get_absolute_url()}")
    entry.add("description", description_of(event))
    is_sure = event.confidence != Confidence.LOW and event.is_end_known
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED" if is_sure else "TENTATIVE")
    return entry


def description_of(event: CalendarEvent) -> str:
    """What a program shows below the title: why it was cancelled, who, what, and how sure that is."""
    parts = [
        f"{_('Cancelled:')} {event.cancelled_because}" if event.cancelled_at else "",
        str(_("fictional, for the demonstration")) if event.is_fictional else "",
        event.organisers,
        event.notes,
        "" if event.is_end_known else str(_("The last day is not known.")),
        str(event.get_confidence_display()),
        event.url,
        event.source_url or event.source_words,
    ]
    return "\n".join(part for part in parts if part)


def feed(events: Iterable[CalendarEvent], name: str) -> bytes:
    """A calendar of these events; the same events make the same bytes."""
    listed = [each for each in events if each.is_day_known]
    years: dict[str, list[int]] = {}
    for each in listed:
        if each.has_hours:
            years.setdefault(each.zone, []).extend((each.starts_on.year, each.ends_on.year))
    return calendar_of(map(entry_of, listed), years, name)


def calendar_of(entries: Iterable[Event], years: Mapping[str, Iterable[int]], name: str) -> bytes:
    """A calendar with the rules of every zone its entries name, for the years they name it in."""
    out = Calendar()
    out.add("prodid", f"-//{settings.COALITION['name']}//Intersession//{(get_language() or 'en').upper()}")
    out.add("version", "2.0")
    out.add("calscale", "GREGORIAN")
    out.add("method", "PUBLISH")
    out.add("x-wr-calname", name)
    out.add("name", name)
    out.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    out.add("x-published-ttl", "PT12H")
    for zone in sorted(years):
        # A year on either side: some programs want the change of the clocks before the event.
        out.add_component(Timezone.from_ical(zone_rules(zone, min(years[zone]) - 1, max(years[zone]) + 1)))
    for each in entries:
        out.add_component(each)
    return out.to_ical()


def ical_response(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """A calendar as an answer; programs that have it already hear so."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
