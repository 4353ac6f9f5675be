"""What pages and feeds ask about events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import VISITOR, Actor
from intersession.events.models import CalendarEvent, Material, Participation
from intersession.events.words import days_in_words
from intersession.people.models import Organisation
from intersession.places.models import WORLD

# Of what happens every year, so many years are listed at most.
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody asks for. Without days: those to come."""

    series: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.series or self.sort or self.region or self.country or self.since or self.until)

    @property
    def is_backwards(self) -> bool:
        """Whether the latest comes first: nobody said from when, only until when."""
        return self.since is None and self.until is not None

    def fits(self, one: Occurrence, *, but: str = "") -> bool:
        """Whether it is asked for, not counting the filter called `but`."""
        return all(
            name == but or not chosen or value in chosen
            for name, chosen, value in (
                ("series", self.series, one.series),
                ("sort", self.sort, one.sort),
                ("region", self.region, one.region),
                ("country", self.country, one.country),
            )
        )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event in one year: by its key, with what filters ask of it."""

    pk: int
    starts_on: date
    ends_on: date
    series: str
    sort: str
    country: str
    region: str
    # All that is known is the year, or that it is one of many months.
    is_vague: bool = False

    @property
    def order(self) -> tuple[date, int]:
        """Where it stands: at the end of the time in which it may be, if that is all that is known."""
        return (self.ends_on if self.is_vague else self.starts_on), self.pk

    @property
    def heading(self) -> tuple[date, bool]:
        """The first day of its month, and False; of its year, and True."""
        day = self.ends_on if self.is_vague else self.starts_on
        return (day.replace(month=1, day=1), True) if self.is_vague else (day.replace(day=1), False)


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the calendar shows it."""

    event: CalendarEvent
    starts_on: date
    days: str
    taking_part: int


@dataclass(frozen=True, slots=True)
class Month:
    """The lines that begin in one month, or of which only the year is known."""

    first: date
    is_year: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What fits, in order, and how many there are of each value of a filter."""

    found: list[Occurrence]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def visible(actor: Actor) -> QuerySet[CalendarEvent]:
    """Every event this actor may see, with its place and organisation."""
    found: QuerySet[CalendarEvent] = CalendarEvent.objects.filter(actor.scope("events.view_event"))
    return found.select_related("place", "organisation").fetch_mode(settings.PAGE_FETCH_MODE)


def public_events() -> QuerySet[CalendarEvent]:
    """What is in the calendar for everybody."""
    return visible(VISITOR)


def in_year(day: date, year: int) -> date:
    """The same day of another year; the last of February where that year has no 29th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _expanded(first: date, last: date, since: date | None, until: date | None) -> Iterator[tuple[date, date]]:
    """The days of every occurrence of a yearly event within the days asked for."""
    today = timezone.localdate()
    begin = max(first.year, (since or first).year - 1)
    end = min((until or max(today, since or today) + timedelta(days=365)).year, begin + MOST_YEARS)
    for year in range(begin, end + 1):
        starts_on = in_year(first, year)
        ends_on = starts_on + (last - first)
        late = until or max(today, since or today) + timedelta(days=365)
        if (since is None or ends_on >= since) and starts_on <= late:
            yield starts_on, ends_on


def calendar(wanted: Wanted) -> Calendar:
    """What fits in the calendar. One query, however many filters."""
    since = wanted.since
    if since is None and wanted.until is None:
        since = timezone.localdate()
    window = Q()
    if since is not None:
        window &= Q(ends_on__gte=since)
    if wanted.until is not None:
        window &= Q(starts_on__lte=wanted.until)
    rows = (
        public_events()
        .filter(window | Q(is_yearly=True))
        .values_list(
            *("pk", "starts_on", "ends_on", "is_yearly", "is_day_known"),
            *("series", "sort", "place_id", "place__region"),
        )
    )
    every: list[Occurrence] = []
    for pk, starts_on, ends_on, is_yearly, is_day_known, series, sort, country, region in rows:
        is_vague = not is_day_known and starts_on.replace(day=1) != ends_on.replace(day=1)
        days: Iterable[tuple[date, date]] = [(starts_on, ends_on)]
        if is_yearly:
            days = _expanded(starts_on, ends_on, since, wanted.until)
        every += [
            Occurrence(pk, first, last, series, sort, country, region or WORLD, is_vague)
            for first, last in days
        ]
    every.sort(key=lambda each: each.order, reverse=wanted.is_backwards)
    counts = {
        name: Counter(getattr(each, name) for each in every if wanted.fits(each, but=name))
        for name in ("series", "sort", "region", "country")
    }
    return Calendar([each for each in every if wanted.fits(each)], counts)


def months_of(occurrences: Iterable[Occurrence]) -> list[Month]:
    """The occurrences with their events, by month. Two queries, however many."""
    listed = list(occurrences)
    keys = {each.pk for each in listed}
    events = {each.pk: each for each in public_events().filter(pk__in=keys)}
    parts = Counter(
        Participation.objects.filter(event__in=keys, ended_at__isnull=True).values_list("event", flat=True)
    )
    months: dict[tuple[date, bool], list[Line]] = {}
    for each in listed:
        event = events[each.pk]
        line = Line(
            event, each.starts_on, days_in_words(event, each.starts_on, each.ends_on), parts[event.pk]
        )
        months.setdefault(each.heading, []).append(line)
    return [Month(first, is_year, lines) for (first, is_year), lines in months.items()]


def events_of(occurrences: Iterable[Occurrence]) -> list[CalendarEvent]:
    """The events themselves, each once, in order: what feeds and tables hold."""
    keys = list(dict.fromkeys(each.pk for each in occurrences))
    events = {each.pk: each for each in public_events().filter(pk__in=keys)}
    return [events[key] for key in keys]


def event_for(actor: Actor, slug: str) -> CalendarEvent:
    """The event at an address; 404 with a sentence else."""
    found = visible(actor).filter(slug=slug).select_related("proposed_by").first()
    if found is None:
        raise Http404(_("There is no event at this address."))
    return found


def taking_part(event: CalendarEvent) -> list[Participation]:
    """Who takes part, by name."""
    found = Participation.objects.filter(event=event, ended_at__isnull=True).select_related(
        "organisation__place"
    )
    return list(found.order_by("organisation__name", "pk").fetch_mode(settings.PAGE_FETCH_MODE))


def materials_of(event: CalendarEvent) -> list[Material]:
    """What belongs to it and was not withdrawn, as it was added."""
    found = Material.objects.filter(
        event=event, resource__published_at__isnull=False, resource__withdrawn_at__isnull=True
    ).select_related("resource")
    return list(found.order_by("pk").fetch_mode(settings.PAGE_FETCH_MODE))


def takes_part(actor: Actor, event: CalendarEvent) -> bool:
    """Whether the organisation one acts for is listed."""
    return bool(
        actor.organisation
        and Participation.objects.filter(
            event=event, organisation=actor.organisation, ended_at__isnull=True
        ).exists()
    )


def proposals() -> QuerySet[CalendarEvent]:
    """What waits for the secretariat, the oldest first."""
    found: QuerySet[CalendarEvent] = CalendarEvent.objects.waiting().select_related(
        "place", "organisation", "proposed_by"
    )
    return found.order_by("changed_at", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def own_proposals(actor: Actor) -> QuerySet[CalendarEvent]:
    """What the organisation one acts for proposed and is not in the calendar: returned ones, and those that wait."""
    found: QuerySet[CalendarEvent] = CalendarEvent.objects.filter(
        organisation=actor.organisation, published_at__isnull=True, cancelled_at__isnull=True
    )
    if actor.organisation is None:
        found = found.none()
    return found.select_related("place").order_by("-changed_at").fetch_mode(settings.PAGE_FETCH_MODE)


def returned_to(organisation: Organisation | None) -> QuerySet[CalendarEvent]:
    """What came back to an organisation with a note."""
    found: QuerySet[CalendarEvent] = CalendarEvent.objects.filter(
        returned_at__isnull=False, cancelled_at__isnull=True, organisation__isnull=False
    ).filter(organisation=organisation)
    return found.order_by("returned_at")
