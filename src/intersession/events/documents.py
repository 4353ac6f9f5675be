"""What the search knows of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.events.models import CalendarEvent
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every event in the calendar that was not cancelled, or those of these keys."""
    found = CalendarEvent.objects.published().filter(cancelled_at__isnull=True).order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    for event in found.iterator(chunk_size=500):
        yield Document(
            kind="event",
            key=str(event.pk),
            path=f"/calendar/{event.slug}/",
            titles={event.title_language: event.title},
            bodies={event.title_language: event.notes} if event.notes else {},
            names=tuple(filter(None, (event.city, event.organisers))),
            places=(event.place_id,),
            publisher=event.organisers,
            form=event.sort,
            year=None if event.is_yearly else event.starts_on.year,
            confidence=event.confidence,
            as_of=event.as_of,
        )


declare("event", _("Events"), "events.calendarevent", documents)
