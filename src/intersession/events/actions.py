"""The only place that writes events, who takes part in them, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record, record_many
from intersession.audit.verbs import Verb
from intersession.events.models import (
    CalendarEvent,
    Material,
    Participation,
    Series,
    is_shown_by_clocks,
)
from intersession.library.models import Resource
from intersession.library.permissions import publishes_at_once
from intersession.people.letters import address_of, write
from intersession.people.models import Confidence, Organisation
from intersession.places.models import Place
from intersession.places.names import fold


@dataclass(slots=True)
class Loaded:
    """How many events were added, changed and left."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def load_events(actor: Actor, rows: Sequence[dict[str, Any]]) -> Loaded:
    """Bring the calendar to what the rows say, all or nothing. Events that no row names stay as they are."""
    actor.require("events.load_events")
    now = timezone.now()
    present = {
        each.slug: each
        for each in CalendarEvent.objects.select_for_update(of=("self",)).filter(
            slug__in=[row["slug"] for row in rows]
        )
    }
    fresh = [
        CalendarEvent(published_at=now, changed_at=now, **row) for row in rows if row["slug"] not in present
    ]
    differing = []
    for row in rows:
        before = present.get(row["slug"])
        names = [name for name, value in row.items() if before and getattr(before, name) != value]
        if before and names:
            for name in names:
                setattr(before, name, row[name])
            before.changed_at, before.sequence = now, before.sequence + 1
            differing.append((before, names))
    for event in [*fresh, *(event for event, _names in differing)]:
        event.clean_fields(exclude=["place", "organisation"])
    CalendarEvent.objects.bulk_create(fresh, batch_size=200)
    for event, names in differing:
        event.save(update_fields=[*names, "changed_at", "sequence"])
    record_many(
        actor,
        Verb.CALENDAR_EVENT_LOADED,
        [(event, {"change": "added"}) for event in fresh]
        + [(event, {"change": "changed", "fields": names}) for event, names in differing],
    )
    return Loaded(len(fresh), len(differing), len(rows) - len(fresh) - len(differing))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of an event. Hours and their zone come together or not at all."""

    title: str
    title_language: str
    sort: str
    place: Place
    starts_on: date
    ends_on: date
    city: str = ""
    starts_time: time | None = None
    ends_time: time | None = None
    zone: str = ""
    organisers: str = ""
    url: str = ""
    notes: str = ""


def _write(event: CalendarEvent, said: Said) -> list[str]:
    """Set what was said; gives the names of what changed. Refuses hours that no clock shows."""
    names = [
        each.name for each in fields(said) if getattr(event, each.name, None) != getattr(said, each.name)
    ]
    for name in names:
        setattr(event, name, getattr(said, name))
    event.full_clean(exclude=["place", "organisation", "proposed_by", "slug"])
    for day, hour in ((said.starts_on, said.starts_time), (said.ends_on, said.ends_time)):
        if hour is not None and not is_shown_by_clocks(day, hour, said.zone):
            raise Refused(
                _("On this day the clocks there jump over %(hour)s. Choose an hour that they show.")
                % {"hour": hour.strftime("%H:%M")}
            )
    if event.starts_at and event.ends_at and event.ends_at <= event.starts_at:
        raise Refused(_("Hours need a beginning, an end after it, and the time zone."))
    return names


def _free_slug(said: Said) -> str:
    """The year and the title, with a number where another event has it."""
    base = f"{said.starts_on.year}-{slugify(fold(said.title))[:90].strip('-') or 'event'}"
    taken = set(CalendarEvent.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 2, base
    while slug in taken:
        number, slug = number + 1, f"{base}-{number}"
    return slug


@transaction.atomic
def propose_event(actor: Actor, said: Said) -> CalendarEvent:
    """Propose an event. It is public at once where a trusted organisation or the secretariat says it."""
    actor.require("events.propose_event")
    now = timezone.now()
    organisation = actor.organisation
    event = CalendarEvent(
        slug=_free_slug(said),
        series=Series.MEMBERS,
        as_of=now.date().isoformat(),
        confidence=Confidence.HIGH,
        source_words=organisation.name if organisation else "The secretariat",
        organisation=organisation,
        proposed_by=actor.person,
        proposed_at=now,
        changed_at=now,
        is_fictional=bool(organisation and organisation.is_fictional),
    )
    _write(event, said)
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError as error:
        raise Refused(_("Somebody proposed an event of this name just now. Try again.")) from error
    record(actor, Verb.CALENDAR_EVENT_PROPOSED, event)
    if publishes_at_once(actor) or actor.may("events.answer_event", event):
        _publish(actor, event)
    return event


def _publish(actor: Actor, event: CalendarEvent) -> None:
    event.published_at = timezone.now()
    event.returned_at, event.returned_because = None, ""
    event.save(update_fields=["published_at", "returned_at", "returned_because"])
    record(actor, Verb.CALENDAR_EVENT_PUBLISHED, event)


def _locked(actor: Actor, event: CalendarEvent, permission: str) -> CalendarEvent:
    """The event, locked, if this actor may and it was not cancelled."""
    found: CalendarEvent = (
        CalendarEvent.objects.select_for_update(of=("self",))
        .select_related("organisation", "proposed_by", "place")
        .get(pk=event.pk)
    )
    actor.require(permission, found)
    if found.cancelled_at is not None:
        raise Refused(_("This event was cancelled."))
    return found


@transaction.atomic
def change_event(actor: Actor, event: CalendarEvent, said: Said) -> CalendarEvent:
    """Say something else of it. One that was returned waits for the secretariat again."""
    found = _locked(actor, event, "events.change_event")
    names = _write(found, said)
    was_returned = found.returned_at is not None
    if not names and not was_returned:
        return found
    found.changed_at, found.sequence = timezone.now(), found.sequence + 1
    found.as_of = found.changed_at.date().isoformat()
    found.returned_at, found.returned_because = None, ""
    found.save()
    is_public = found.published_at is not None
    verb = Verb.CALENDAR_EVENT_CHANGED if is_public else Verb.CALENDAR_EVENT_PROPOSED
    record(actor, verb, found, fields=names)
    if not is_public and publishes_at_once(actor):
        _publish(actor, found)
    return found


@transaction.atomic
def publish_event(actor: Actor, event: CalendarEvent) -> CalendarEvent:
    """Put a proposal into the calendar."""
    found = _locked(actor, event, "events.answer_event")
    if found.published_at is not None:
        raise Refused(_("This event is in the calendar already."))
    _publish(actor, found)
    return found


@transaction.atomic
def return_event(actor: Actor, event: CalendarEvent, reason: str) -> CalendarEvent:
    """Give a proposal back with a note that is mailed to who wrote it."""
    found = _locked(actor, event, "events.answer_event")
    if found.published_at is not None:
        raise Refused(_("This event is in the calendar already."))
    if found.returned_at is not None:
        raise Refused(_("This event was returned already."))
    if not reason.strip():
        raise Refused(_("Say what is missing."))
    found.returned_at, found.returned_because = timezone.now(), reason.strip()[:500]
    found.save(update_fields=["returned_at", "returned_because"])
    record(actor, Verb.CALENDAR_EVENT_RETURNED, found)
    if found.proposed_by is not None and found.proposed_by.email:
        language = found.proposed_by.language or "en"
        write(
            found.proposed_by.email,
            language,
            "events/letters/returned.txt",
            {
                "title": found.title,
                "reason": found.returned_because,
                "url": address_of(language, "events:change_event", found.slug),
            },
        )
    return found


@transaction.atomic
def cancel_event(actor: Actor, event: CalendarEvent, reason: str) -> CalendarEvent:
    """Say that it does not take place, or take a proposal back. A published one stays in the calendar and says so."""
    found = _locked(actor, event, "events.cancel_event")
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."))
    found.cancelled_at, found.cancelled_because = timezone.now(), reason.strip()[:500]
    found.changed_at, found.sequence = found.cancelled_at, found.sequence + 1
    found.save(update_fields=["cancelled_at", "cancelled_because", "changed_at", "sequence"])
    record(actor, Verb.CALENDAR_EVENT_CANCELLED, found)
    return found


@transaction.atomic
def take_part(actor: Actor, event: CalendarEvent, words: str = "") -> Participation:
    """Say that the organisation one acts for takes part."""
    found = _locked(actor, event, "events.take_part")
    assert actor.organisation is not None
    assert actor.person is not None
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation.pk)
    part = Participation(
        event=found,
        organisation=organisation,
        said_by=actor.person,
        said_at=timezone.now(),
        words=words.strip(),
    )
    part.full_clean(exclude=["event", "organisation", "said_by"], validate_constraints=False)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError as error:
        raise Refused(_("Your organisation is listed already.")) from error
    record(actor, Verb.PARTICIPATION_SAID, part, event=found.pk)
    return part


@transaction.atomic
def end_participation(actor: Actor, event: CalendarEvent) -> Participation:
    """Say that the organisation one acts for does not take part after all."""
    actor.require("events.take_part", event)
    part: Participation | None = (
        Participation.objects.select_for_update(of=("self",))
        .filter(event=event, organisation=actor.organisation, ended_at__isnull=True)
        .first()
    )
    if part is None:
        raise Refused(_("Your organisation is not listed."))
    part.ended_at = timezone.now()
    part.save(update_fields=["ended_at"])
    record(actor, Verb.PARTICIPATION_ENDED, part, event=event.pk)
    return part


@transaction.atomic
def add_material(actor: Actor, event: CalendarEvent, resource: Resource) -> Material:
    """Say that a resource of the library belongs to it."""
    found = _locked(actor, event, "events.add_material")
    if not resource.is_published:
        raise Refused(_("This resource is not in the library."))
    material = Material(event=found, resource=resource, added_by=actor.person)
    try:
        with transaction.atomic():
            material.save()
    except IntegrityError as error:
        raise Refused(_("This resource is listed already.")) from error
    record(actor, Verb.EVENT_MATERIAL_ADDED, material, event=found.pk, resource=resource.pk)
    return material


@transaction.atomic
def take_material_out(actor: Actor, event: CalendarEvent, resource: Resource) -> CalendarEvent:
    """Say that a resource does not belong to it. The log keeps that it did."""
    found = _locked(actor, event, "events.add_material")
    taken, _each = Material.objects.filter(event=found, resource=resource).delete()
    if not taken:
        raise Refused(_("This resource is not listed."))
    record(actor, Verb.EVENT_MATERIAL_TAKEN_OUT, found, resource=resource.pk)
    return found
