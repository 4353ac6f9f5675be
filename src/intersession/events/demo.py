"""Three events of invented members: one with hours, one that waits for the secretariat, and who takes part."""

from __future__ import annotations

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.events.actions import Said, propose_event, publish_event, take_part
from intersession.events.models import CalendarEvent, Sort
from intersession.events.queries import Wanted, calendar
from intersession.people.models import Mandate, MandateRole
from intersession.places.models import Place


def _speaker(address: str) -> Actor | None:
    held = Mandate.objects.current().filter(
        person__email=address, person__is_fictional=True, role=MandateRole.REPRESENTATIVE
    )
    mandate = held.select_related("person").first()
    if mandate is None:
        return None
    return actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the events where there are none."""
    if CalendarEvent.objects.filter(is_fictional=True).exists():
        return ""
    ife, sol = _speaker("ife@demo.example"), _speaker("sol@demo.example")
    if ife is None or sol is None:
        return ""
    today = timezone.localdate()
    workshop = propose_event(
        ife,
        Said(
            title="(Invented) Two hours on grooming, for teachers",
            title_language="en",
            sort=Sort.WEBINAR,
            place=Place.objects.get(code="KE"),
            city="Nairobi",
            starts_on=today + timedelta(days=40),
            ends_on=today + timedelta(days=40),
            starts_time=time(14),
            ends_time=time(16),
            zone="Africa/Nairobi",
            organisers="Savanna Signal (invented)",
            notes="(Invented) In English and Swahili, with captions.",
        ),
    )
    if workshop.published_at is None:
        workshop = publish_event(actor, workshop)
    propose_event(
        sol,
        Said(
            title="(Ficticio) Encuentro de jóvenes en línea",
            title_language="es",
            sort=Sort.MEETING,
            place=Place.objects.get(code="UY"),
            city="Montevideo",
            starts_on=today + timedelta(days=75),
            ends_on=today + timedelta(days=76),
            organisers="Faro del Sur (ficticio)",
        ),
    )
    take_part(sol, workshop, "(Ficticio) Interpretamos al español.")
    ahead = calendar(Wanted(series=("safer-internet-day",))).found
    for found in ahead[:1]:
        take_part(ife, CalendarEvent.objects.get(pk=found.pk), "(Invented) A day at twelve schools.")
    return "two events of members"
