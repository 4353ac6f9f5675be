"""What the search knows of meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.meetings.models import Meeting
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every meeting that some source names, or those of these keys."""
    found = Meeting.objects.sourced().order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    for meeting in found.iterator(chunk_size=500):
        yield Document(
            kind="meeting",
            key=str(meeting.pk),
            path=f"/sessions/{meeting.slug}/",
            titles={meeting.title_language: meeting.title},
            bodies={"en": meeting.notes} if meeting.notes else {},
            names=tuple(filter(None, (meeting.city, meeting.organisers))),
            places=(meeting.place_id,),
            publisher=meeting.organisers,
            form=meeting.form,
            year=meeting.year,
            confidence=meeting.confidence,
            as_of=meeting.as_of,
        )


declare("meeting", _("Sessions"), "meetings.meeting", documents)
