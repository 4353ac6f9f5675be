"""The only place that writes meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record, record_many
from intersession.audit.verbs import Verb
from intersession.events.models import is_shown_by_clocks, on_the_wall
from intersession.meetings.models import Meeting
from intersession.meetings.queries import free_slug, with_hours_to_come
from intersession.people.models import Confidence
from intersession.places.models import Place


@dataclass(slots=True)
class Loaded:
    """How many meetings were added, changed and left."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load_meetings(actor: Actor, rows: Sequence[dict[str, Any]]) -> Loaded:
    """Bring the archive to what the rows say, all or nothing. Meetings that no row names stay as they are.

    What was written here stays, too, whatever the file says.
    """
    actor.require("meetings.load_meetings")
    present = {
        each.slug: each
        for each in Meeting.objects.select_for_update().filter(slug__in=[row["slug"] for row in rows])
    }
    fresh = [Meeting(**row) for row in rows if row["slug"] not in present]
    differing = []
    for row in rows:
        before = present.get(row["slug"])
        names = [
            name
            for name, value in row.items()
            if before and getattr(before, name) != value and name not in before.written_here
        ]
        if before and names:
            for name in names:
                setattr(before, name, row[name])
            differing.append((before, names))
    for meeting in [*fresh, *(meeting for meeting, _names in differing)]:
        meeting.clean_fields(exclude=["place"])
    Meeting.objects.bulk_create(fresh, batch_size=200)
    for meeting, names in differing:
        meeting.save(update_fields=names)
    record_many(
        actor,
        Verb.MEETING_LOADED,
        [(meeting, {"change": "added"}) for meeting in fresh]
        + [(meeting, {"change": "changed", "fields": names}) for meeting, names in differing],
    )
    return Loaded(len(fresh), len(differing), len(rows) - len(fresh) - len(differing))


@dataclass(frozen=True, slots=True)
class Said:
    """What the secretariat says of a session. Hours and their zone come together or not at all."""

    title: str
    title_language: str
    relation: str
    form: str
    starts_on: date
    ends_on: date
    place: Place
    starts_time: time | None = None
    ends_time: time | None = None
    zone: str = ""
    minutes: int | None = None
    city: str = ""
    room: str = ""
    remote_url: str = ""
    organisers: str = ""
    url: str = ""
    source_url: str = ""
    source_words: str = ""


NAMES = tuple(field.name for field in fields(Said))


def _moments(said: Said) -> tuple[datetime | None, datetime | None]:
    """Both ends in UTC, by the rules of the zone as they are known today. Refuses an hour that clocks jump over."""
    if said.starts_time is None or said.ends_time is None:
        return None, None
    for day, hour in ((said.starts_on, said.starts_time), (said.ends_on, said.ends_time)):
        if not is_shown_by_clocks(day, hour, said.zone):
            raise Refused(
                _("On %(day)s the clocks there jump over %(hour)s. Choose another hour.")
                % {"day": day.isoformat(), "hour": f"{hour:%H:%M}"}
            )
    return (
        on_the_wall(said.starts_on, said.starts_time, said.zone),
        on_the_wall(said.ends_on, said.ends_time, said.zone),
    )


def _take(meeting: Meeting, said: Said) -> None:
    for name in NAMES:
        setattr(meeting, name, getattr(said, name))
    meeting.year = said.starts_on.year
    meeting.starts_at, meeting.ends_at = _moments(said)
    if not meeting.source_url and not meeting.source_words:
        meeting.source_words = _("written down by the secretariat")


@transaction.atomic
def plan_meeting(actor: Actor, said: Said, *, slug: str = "", is_fictional: bool = False) -> Meeting:
    """Put a session on record that is to come, or was."""
    actor.require("meetings.plan_meeting")
    meeting = Meeting(
        slug=slug or free_slug(said.starts_on.year, said.title),
        as_of=timezone.now().date().isoformat(),
        confidence=Confidence.HIGH,
        is_fictional=is_fictional,
        written_here=list(NAMES),
    )
    _take(meeting, said)
    meeting.full_clean(exclude=["place"])
    meeting.save()
    record(actor, Verb.MEETING_PLANNED, meeting)
    return meeting


@transaction.atomic
def change_meeting(actor: Actor, meeting: Meeting, said: Said) -> Meeting:
    """Say it otherwise. The log keeps what each field said before and after, who changed it and when."""
    found: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    actor.require("meetings.change_meeting", found)
    before = {name: getattr(found, name) for name in NAMES}
    _take(found, said)
    changed = [name for name in NAMES if getattr(found, name) != before[name]]
    if not changed:
        return found
    found.written_here = sorted({*found.written_here, *changed, "starts_at", "ends_at", "year"})
    found.full_clean(exclude=["place"])
    found.save()
    facts = {name: [_plain(before[name]), _plain(getattr(found, name))] for name in changed}
    record(actor, Verb.MEETING_CHANGED, found, fields=facts)
    return found


def _plain(value: object) -> str:
    """A value as the log keeps it."""
    if value is None:
        return ""
    return value.pk if isinstance(value, Place) else str(value)


@transaction.atomic
def keep_hours(actor: Actor) -> int:
    """Compute anew when sessions to come begin, where the rules of their zone changed: the hour on the wall stays."""
    actor.require("meetings.keep_hours")
    changed = 0
    for meeting in with_hours_to_come(timezone.now().date()).select_for_update(of=("self",)):
        assert meeting.starts_time is not None
        assert meeting.ends_time is not None
        moments = (
            on_the_wall(meeting.starts_on, meeting.starts_time, meeting.zone),
            on_the_wall(meeting.ends_on, meeting.ends_time, meeting.zone),
        )
        if moments != (meeting.starts_at, meeting.ends_at):
            meeting.starts_at, meeting.ends_at = moments
            meeting.save(update_fields=["starts_at", "ends_at"])
            record(actor, Verb.MEETING_HOURS_KEPT, meeting)
            changed += 1
    return changed
