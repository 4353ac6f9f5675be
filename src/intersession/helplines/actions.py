"""Every write: loading services, checking channels, withdrawing, suggesting and answering corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record, record_many
from intersession.audit.verbs import Verb
from intersession.helplines.models import Channel, Check, Correction, Service
from intersession.helplines.reading import ChannelRow, ServiceRow
from intersession.places.models import Place

# Two checks of one channel within this time are one check sent twice.
SAME_CHECK = timedelta(seconds=60)
CHANNEL_FIELDS = ("hours", "languages", "position", "withdrawn_on")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many services a load added, changed and left as they were."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load_services(actor: Actor, rows: Sequence[ServiceRow]) -> Loaded:
    """Bring services and channels to what the rows say, all or nothing.

    Checks are never touched. A channel the file no longer names is closed, not deleted; a service that was
    withdrawn stays so; a service the file no longer names stays as it is, for somebody to look at. A row
    under a new name that reaches the same place by the same channel is the same service, renamed.
    """
    actor.require("helplines.load_services")
    present = {
        service.slug: service
        for service in Service.objects.select_for_update().filter(slug__in=[row.slug for row in rows])
    }
    present |= _renamed([row for row in rows if row.slug not in present], present)
    channels: dict[int, dict[tuple[str, str, str], Channel]] = {}
    for channel in Channel.objects.filter(service__in=present.values()):
        channels.setdefault(channel.service_id, {})[(channel.medium, channel.value, channel.note)] = channel

    fresh = [
        Service(place_id=row.place, slug=row.slug, **row.fields) for row in rows if row.slug not in present
    ]
    differing: list[tuple[Service, list[str]]] = []
    for row in rows:
        service = present.get(row.slug)
        names = [name for name, value in row.fields.items() if service and getattr(service, name) != value]
        if service and names:
            for name in names:
                setattr(service, name, row.fields[name])
            differing.append((service, names))
    Service.objects.bulk_create(fresh, batch_size=200)
    if differing:
        written = sorted({name for _service, names in differing for name in names})
        Service.objects.bulk_update([service for service, _names in differing], written, batch_size=100)

    of_row = present | {service.slug: service for service in fresh}
    rewired = _write_channels(
        [(of_row[row.slug], row.channels, channels.get(of_row[row.slug].pk, {})) for row in rows]
    )
    by_slug = {service.slug: service for service in of_row.values()}
    changes: dict[str, list[str]] = {service.slug: names for service, names in differing}
    for slug in rewired - {service.slug for service in fresh}:
        changes.setdefault(slug, []).append("channels")
    record_many(
        actor,
        Verb.SERVICE_LOADED,
        [(service, {"change": "added"}) for service in fresh]
        + [
            (by_slug[slug], {"change": "changed", "fields": sorted(names)}) for slug, names in changes.items()
        ],
    )
    return Loaded(len(fresh), len(changes), len(rows) - len(fresh) - len(changes))


def _renamed(rows: Sequence[ServiceRow], named: Mapping[str, Service]) -> dict[str, Service]:
    """The services that rows of an unknown name mean: same place and kind, a channel in common, no doubt.

    Their addresses stay as they are: people may have kept them. Two services that fit, or two rows that
    mean the same service, are too much doubt: the rows are then taken as new.
    """
    wanted = {row.slug: {(channel.medium, channel.value) for channel in row.channels} for row in rows}
    places = {row.place for row in rows}
    left = Service.objects.select_for_update().filter(place__in=places, withdrawn_on=None)
    left = left.exclude(pk__in=[service.pk for service in named.values()])
    reached: dict[int, set[tuple[str, str]]] = {}
    for channel in Channel.objects.filter(service__in=left, withdrawn_on=None):
        reached.setdefault(channel.service_id, set()).add((channel.medium, channel.value))
    services = list(left)
    meant: dict[str, Service] = {}
    for row in rows:
        fitting = [
            service
            for service in services
            if (service.place_id, service.kind) == (row.place, row.fields["kind"])
            and reached.get(service.pk, set()) & wanted[row.slug]
        ]
        if len(fitting) == 1:
            meant[row.slug] = fitting[0]
    times = Counter(service.pk for service in meant.values())
    return {slug: service for slug, service in meant.items() if times[service.pk] == 1}


def _write_channels(
    wanted: list[tuple[Service, list[ChannelRow], dict[tuple[str, str, str], Channel]]],
) -> set[str]:
    """Write what differs; return the slugs of services whose channels did."""
    fresh: list[Channel] = []
    differing: list[Channel] = []
    touched: set[str] = set()
    today = timezone.now().date()
    for service, rows, present in wanted:
        for position, row in enumerate(rows):
            values: dict[str, Any] = {
                "hours": row.hours, "languages": row.languages, "position": position, "withdrawn_on": None
            }  # fmt: skip
            channel = present.get((row.medium, row.value, row.note))
            if channel is None:
                fresh.append(
                    Channel(service=service, medium=row.medium, value=row.value, note=row.note, **values)
                )
                touched.add(service.slug)
            elif any(getattr(channel, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(channel, name, value)
                differing.append(channel)
                touched.add(service.slug)
        named = {(row.medium, row.value, row.note) for row in rows}
        for key, channel in present.items():
            if key not in named and channel.withdrawn_on is None:
                channel.withdrawn_on = today
                differing.append(channel)
                touched.add(service.slug)
    Channel.objects.bulk_create(fresh, batch_size=300)
    Channel.objects.bulk_update(differing, CHANNEL_FIELDS, batch_size=200)
    return touched


@transaction.atomic
def check_channel(actor: Actor, channel: Channel, how: str, outcome: str, note: str = "") -> Check:
    """Record that a channel was tried. Shown on the country page at once; the note is not.

    Refused for a channel or service no longer listed, and when the same channel was checked just now.
    Raises ValidationError when something is wrong and the note does not say what.
    """
    channel = Channel.objects.select_for_update(of=("self",)).select_related("service").get(pk=channel.pk)
    actor.require("helplines.check_channel")
    if channel.withdrawn_on or channel.service.withdrawn_on:
        raise Refused(_("This is no longer listed, so there is nothing to check."))
    now = timezone.now()
    if Check.objects.filter(channel=channel, at__gt=now - SAME_CHECK).exists():
        raise Refused(_("This was checked less than a minute ago. The first check was kept."))
    check = Check(
        channel=channel,
        checked_by=actor.person,
        organisation=actor.organisation,
        how=how,
        at=now,
        outcome=outcome,
        note=note.strip(),
    )
    check.full_clean()
    check.save()
    record(actor, Verb.CHANNEL_CHECKED, channel, how=how, outcome=outcome, service=channel.service.slug)
    return check


@transaction.atomic
def withdraw_service(actor: Actor, service: Service, reason: str) -> Service:
    """Take a service off the pages; a line stays that says so and why."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    actor.require("helplines.withdraw_service", service)
    if service.withdrawn_on:
        raise Refused(_("This service is no longer listed already."))
    if not reason.strip():
        raise Refused(_("A service that is withdrawn says why."))
    service.withdrawn_on = timezone.now().date()
    service.withdrawal_reason = reason.strip()[:500]
    service.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    record(actor, Verb.SERVICE_WITHDRAWN, service, reason=service.withdrawal_reason)
    return service


@transaction.atomic
def suggest_correction(
    actor: Actor, place: Place, text: str, *, service: Service | None = None, need: str = ""
) -> Correction:
    """Take in what somebody tells us. It waits at the desk; no page shows it and the log does not hold it."""
    actor.require("helplines.suggest_correction")
    correction = Correction(place=place, service=service, need=need, text=text.strip())
    correction.full_clean()
    correction.save()
    record(actor, Verb.CORRECTION_SUGGESTED, correction, place=place.code, need=need)
    return correction


@transaction.atomic
def answer_correction(actor: Actor, correction: Correction, answer: str) -> Correction:
    """Say what was done about a correction, and take it off the desk."""
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    actor.require("helplines.answer_correction", correction)
    if not correction.is_open:
        raise Refused(_("Somebody has answered this already."))
    if not answer.strip():
        raise Refused(_("Say in a few words what was done."))
    correction.answered_at = timezone.now()
    correction.answered_by = actor.person
    correction.answer = answer.strip()[:1500]
    correction.save(update_fields=["answered_at", "answered_by", "answer"])
    record(actor, Verb.CORRECTION_ANSWERED, correction, place=correction.place_id)
    return correction
