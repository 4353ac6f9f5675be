"""What pages ask about meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.audit.verbs import Verb
from intersession.meetings.beside import marks_of
from intersession.meetings.models import Meeting
from intersession.meetings.words import days_in_words

FIRST_YEAR = 2007


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in the archive, with links to what there is of it."""

    meeting: Meeting
    days: str
    links: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the archive. In a gap no source says that the coalition met; the current year is none yet."""

    year: int
    lines: list[Line]
    is_gap: bool
    is_current: bool


def visible(actor: Actor) -> QuerySet[Meeting]:
    """Every meeting this actor may see, the latest first, with its place."""
    found: QuerySet[Meeting] = Meeting.objects.filter(actor.scope("meetings.view_meeting"))
    return found.select_related("place").fetch_mode(settings.PAGE_FETCH_MODE)


def archive(actor: Actor, relations: Collection[str] = ()) -> tuple[list[Year], int]:
    """Every year from the first to this one, the latest first, and how many meetings they hold."""
    every = list(visible(actor))
    shown = [each for each in every if not relations or each.relation in relations]
    links = marks_of(shown)
    met = {each.year for each in every if each.is_ours and (each.source_url or each.source_words)}
    by_year: dict[int, list[Line]] = {}
    for meeting in sorted(shown, key=lambda each: (not each.is_ours, each.starts_on, each.pk)):
        by_year.setdefault(meeting.year, []).append(Line(meeting, days_in_words(meeting), links[meeting.pk]))
    current = timezone.localdate().year
    years = [
        Year(year, by_year.get(year, []), year not in met, year >= current)
        for year in range(max([current, *by_year]), min([FIRST_YEAR, *by_year]) - 1, -1)
    ]
    return years, len(shown)


def gaps(actor: Actor) -> list[int]:
    """The years that are over and of which no source says that the coalition met."""
    return [year.year for year in archive(actor)[0] if year.is_gap and not year.is_current]


def relation_counts(actor: Actor) -> dict[str, int]:
    """How many meetings there are of each relation."""
    return dict(Counter(visible(actor).order_by().values_list("relation", flat=True)))


def meeting_for(actor: Actor, slug: str) -> Meeting:
    """The meeting at an address; 404 with a sentence else."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no session at this address."))
    return found


def neighbours(actor: Actor, meeting: Meeting) -> tuple[Meeting | None, Meeting | None]:
    """The coalition's own sessions before and after it."""
    ours = [each for each in visible(actor) if each.is_ours and each.pk != meeting.pk]
    before = next((each for each in ours if each.starts_on <= meeting.starts_on), None)
    after = next((each for each in reversed(ours) if each.starts_on > meeting.starts_on), None)
    return before, after


def free_slug(year: int, title: str) -> str:
    """A lasting address that is not taken."""
    wanted = slugify(f"{year}-{title}")[:110].strip("-")
    taken = set(Meeting.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def with_hours_to_come(today: date) -> QuerySet[Meeting]:
    """Sessions that are still to come and have hours on the wall."""
    found: QuerySet[Meeting] = Meeting.objects.filter(ends_on__gte=today, starts_time__isnull=False)
    return found.order_by("pk")


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody changed of a session, and when: (field, before, after)."""

    at: datetime
    who: str
    fields: list[tuple[str, str, str]]


def changes_of(meeting: Meeting) -> list[Written]:
    """What was changed here, the newest first."""
    found = Event.objects.filter(
        subject_type=subject_label(Meeting), subject_id=str(meeting.pk), verb=Verb.MEETING_CHANGED
    ).select_related("person")
    return [
        Written(
            each.at,
            each.person.public_name if each.person else "",
            [(name, before, after) for name, (before, after) in each.facts["fields"].items()],
        )
        for each in found.order_by("-id")[:50]
    ]
