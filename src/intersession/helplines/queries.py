"""What pages ask: what helps in a country, what is due at the desk, which places have pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, DateTimeField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from intersession.helplines.emergency import Emergency, emergency_of
from intersession.helplines.models import (
    Channel,
    Check,
    Correction,
    Medium,
    Need,
    Outcome,
    Service,
    ServiceKind,
)
from intersession.helplines.words import RECHECK_AFTER, RECHECK_UNSURE_AFTER, RETRY_AFTER
from intersession.people.models import Confidence
from intersession.places.models import WORLD, Kind, Place
from intersession.places.queries import place_for

KINDS_OF: dict[Need, tuple[str, ...]] = {
    Need.REPORT: (ServiceKind.HOTLINE, ServiceKind.PORTAL),
    Need.TALK: (ServiceKind.HELPLINE,),
    Need.TAKE_DOWN: (ServiceKind.TAKEDOWN,),
    Need.POLICE: (ServiceKind.POLICE,),
    Need.ADVICE: (ServiceKind.AWARENESS,),
}
# What stands beside or instead of a country's own services, the most direct first. No police and no advice
# centre is worldwide: reports made at a hotline reach the police, and helplines advise parents too.
WORLDWIDE_KINDS_OF: dict[Need, tuple[str, ...]] = {
    Need.REPORT: (ServiceKind.PORTAL, ServiceKind.HOTLINE),
    Need.TALK: (ServiceKind.HELPLINE,),
    Need.TAKE_DOWN: (ServiceKind.TAKEDOWN,),
    Need.POLICE: (ServiceKind.PORTAL, ServiceKind.HOTLINE),
    Need.ADVICE: (ServiceKind.HELPLINE,),
}
CONFIDENCE_ORDER = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}
FAILING = (Outcome.DOES_NOT_ANSWER, Outcome.GONE)


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel and the newest check of it, if any."""

    channel: Channel
    check: Check | None

    @property
    def is_gone(self) -> bool:
        return self.check is not None and self.check.outcome == Outcome.GONE

    @property
    def leads_somewhere(self) -> bool:
        """One press reaches it, as far as we know."""
        return bool(self.channel.href) and not (self.check and self.check.outcome in FAILING)


@dataclass(frozen=True, slots=True)
class ShownService:
    """A service and its channels."""

    service: Service
    channels: list[ShownChannel]

    @property
    def newest_check(self) -> Check | None:
        checks = [shown.check for shown in self.channels if shown.check]
        return max(checks, key=lambda check: check.at, default=None)

    @property
    def works_as_checked(self) -> bool:
        """A check found a channel working, and not so long ago that it means little."""
        horizon = timezone.now() - RECHECK_AFTER
        return any(
            shown.check and shown.check.outcome not in FAILING and shown.check.at > horizon
            for shown in self.channels
        )

    @property
    def is_sure(self) -> bool:
        """May stand alone before a person in trouble: one press reaches it, and its source states it."""
        if not any(shown.leads_somewhere for shown in self.channels):
            return False
        return self.works_as_checked or self.service.confidence != Confidence.LOW

    @property
    def order(self) -> tuple[object, ...]:
        """The most useful first: reachable, sure, checked, recently; then by name."""
        check = self.newest_check
        as_sure = CONFIDENCE_ORDER[Confidence(self.service.confidence)]
        return (
            not any(shown.leads_somewhere for shown in self.channels),
            # What we found working ourselves is as good as the best source.
            0 if self.works_as_checked else as_sure,
            not self.works_as_checked,
            -(check.at.timestamp() if check else 0),
            -int(self.service.as_of[:4]),
            self.service.name,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """What is known for one need: the country's own services, and the worldwide ones to stand beside them."""

    need: Need
    services: list[ShownService]
    worldwide: list[ShownService]

    @property
    def is_unsure(self) -> bool:
        """There are services of the country, but none of them may stand alone."""
        return bool(self.services) and not any(shown.is_sure for shown in self.services)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """All that the page of a country shows."""

    place: Place
    emergency: Emergency
    sections: list[Section]
    withdrawn: list[Service]

    @property
    def is_worldwide(self) -> bool:
        return self.place.code == WORLD

    @property
    def has_own_services(self) -> bool:
        return any(section.services for section in self.sections)


def help_place(code: str) -> Place | None:
    """The country, territory or "ZZ" a help page exists for; regional bodies have none."""
    place = place_for(code)
    return place if place and (place.is_on_the_map or place.kind == Kind.WORLD) else None


def help_page(place: Place) -> HelpPage:
    """What helps in a place, by need. Four queries, however much there is."""
    shown = shown_services(Service.objects.filter(Q(place=place) | Q(place_id=WORLD), withdrawn_on=None))
    own = [each for each in shown if each.service.place_id == place.code]
    worldwide = [each for each in shown if each.service.place_id == WORLD]
    sections = [section_of(need, own, worldwide, place.code == WORLD) for need in Need]
    withdrawn = Service.objects.filter(place=place, withdrawn_on__isnull=False).order_by(
        "-withdrawn_on", "name"
    )
    return HelpPage(place, emergency_of(place.code), sections, list(withdrawn))


def section_of(
    need: Need, own: Iterable[ShownService], worldwide: Iterable[ShownService], is_worldwide: bool
) -> Section:
    """One need. The worldwide services stand there unless the country has one that may stand alone;
    for pictures always, since what is taken down is seldom in one country only."""
    services = sorted(
        (each for each in own if each.service.kind in KINDS_OF[need]), key=lambda each: each.order
    )
    if is_worldwide and services:
        return Section(need, services, [])
    kinds = WORLDWIDE_KINDS_OF[need]
    beside = sorted(
        (each for each in worldwide if each.service.kind in kinds),
        key=lambda each: (kinds.index(each.service.kind), each.order),
    )
    is_enough = any(each.is_sure for each in services) and need != Need.TAKE_DOWN
    return Section(need, services, [] if is_enough else beside)


def shown_services(services: QuerySet[Service]) -> list[ShownService]:
    """Services with their channels in order, each with its newest check. Three queries."""
    found = list(services.select_related("place").fetch_mode(settings.PAGE_FETCH_MODE))
    channels = list(
        Channel.objects.filter(service__in=found, withdrawn_on=None)
        .order_by("service_id", "position", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    newest = newest_checks(channels)
    by_service: dict[int, list[ShownChannel]] = {}
    for channel in channels:
        by_service.setdefault(channel.service_id, []).append(ShownChannel(channel, newest.get(channel.pk)))
    return [ShownService(service, by_service.get(service.pk, [])) for service in found]


def newest_checks(channels: Sequence[Channel]) -> dict[int, Check]:
    """The newest check of each channel that has one."""
    rows = Check.objects.filter(channel__in=channels).order_by("at", "pk")
    # Later rows replace earlier ones: a channel is checked about once a year, so few are read in vain.
    return {check.channel_id: check for check in rows}


def _with_last_check(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    newest = Check.objects.filter(channel=OuterRef("pk")).order_by("-at", "-pk")
    return channels.annotate(
        last_check_at=Subquery(newest.values("at")[:1], output_field=DateTimeField()),
        last_outcome=Subquery(newest.values("outcome")[:1]),
    )


def due_channels() -> QuerySet[Channel]:
    """Channels to check now, the longest unseen first: never checked, or not for a year; three months
    where we are unsure; a week where nobody answered. What only a text describes cannot be tried."""
    now = timezone.now()

    def not_since(span: timedelta) -> Q:
        return Q(last_check_at__lt=now - span)

    listed = Channel.objects.filter(withdrawn_on=None, service__withdrawn_on=None).exclude(
        medium=Medium.OTHER
    )
    due = (
        Q(last_check_at__isnull=True)
        | not_since(RECHECK_AFTER)
        | (Q(service__confidence=Confidence.LOW) & not_since(RECHECK_UNSURE_AFTER))
        | (Q(last_outcome=Outcome.DOES_NOT_ANSWER) & not_since(RETRY_AFTER))
    )
    return (
        _with_last_check(listed)
        # Not `exclude`: for a channel never checked, NULL = 'gone' is unknown, and so is its negation.
        .filter(due, Q(last_outcome__isnull=True) | ~Q(last_outcome=Outcome.GONE))
        .select_related("service__place")
        .order_by(
            F("last_check_at").asc(nulls_first=True), "service__as_of", "service__slug", "position", "pk"
        )
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def due_since(channel: Channel) -> datetime:
    """When a channel of `due_channels` fell due: at once when it came, else some time after its last check."""
    # Annotated by the query, so the type knows nothing of them.
    last_check_at: datetime | None = channel.last_check_at  # type: ignore[attr-defined]
    last_outcome: str | None = channel.last_outcome  # type: ignore[attr-defined]
    if last_check_at is None:
        return channel.created_at
    span = RECHECK_UNSURE_AFTER if channel.service.confidence == Confidence.LOW else RECHECK_AFTER
    if last_outcome == Outcome.DOES_NOT_ANSWER:
        span = min(span, RETRY_AFTER)
    return last_check_at + span


def channel_for(pk: int) -> Channel | None:
    """A channel with its service and place."""
    return Channel.objects.select_related("service__place").filter(pk=pk).first()


def service_for(place: Place, slug: str) -> Service | None:
    """A listed service of a place, or of the whole world."""
    return Service.objects.filter(slug=slug, place_id__in=[place.code, WORLD], withdrawn_on=None).first()


def open_corrections() -> QuerySet[Correction]:
    """What waits for an answer, the oldest first."""
    return (
        Correction.objects.filter(answered_at=None)
        .select_related("place", "service")
        .order_by("created_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def correction_for(pk: int) -> Correction | None:
    """A correction, open or answered."""
    return Correction.objects.select_related("place", "service").filter(pk=pk).first()


def service_counts() -> dict[str, int]:
    """How many services are listed, by the code of the place."""
    rows = Service.objects.filter(withdrawn_on=None).values_list("place_id").annotate(count=Count("pk"))
    return dict(rows)


def sitemap_pages() -> list[tuple[str, date | None]]:
    """(code in addresses, day of the newest check or none) of every help page, the worldwide one included."""
    newest = dict(Check.objects.values_list("channel__service__place_id").annotate(newest=Max("at")))
    places = Place.objects.inhabited() | Place.objects.filter(code=WORLD)
    return [
        (place.slug, newest[place.code].date() if place.code in newest else None)
        for place in places.order_by("code")
    ]
