"""More fictional member organisations for the demo, so that groups and regions have voices to count."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.members.actions import (
    admit_organisation,
    grant_mandate,
    load_organisations,
    welcome_person,
)
from intersession.members.cast import DOMAIN
from intersession.people.models import Confidence, MandateRole, Organisation, Person, StakeholderGroup

# Slug, name, place, group, and who represents it. All of it is invented.
MORE = (
    ("open-harbour-fictional", "Open Harbour Foundation (fictional)", "KE", "civil-society", "Ife Demo"),
    ("ministry-of-tides-fictional", "Ministry of Tides (fictional)", "CL", "government", "Gil Demo"),
    ("bay-regulator-fictional", "Bay Regulator (fictional)", "IN", "government", "Hana Demo"),
    ("cable-and-coral-fictional", "Cable and Coral (fictional)", "FR", "private-sector", "Jun Demo"),
    ("young-sailors-fictional", "Young Sailors (fictional)", "BR", "youth", "Kai Demo"),
)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Admit the organisations that are missing, each with its representative."""
    there = set(Organisation.objects.filter(slug__in=[row[0] for row in MORE]).values_list("slug", flat=True))
    added = [row for row in MORE if row[0] not in there]
    for slug, name, place, group, person in added:
        _join(actor, slug, name, place, group, person)
    return f"{len(added)} more fictional organisations added" if added else ""


def _join(actor: Actor, slug: str, name: str, place: str, group: str, representative: str) -> None:
    row = Organisation(
        slug=slug,
        name=name,
        place_id=place,
        stakeholder_group=StakeholderGroup(group),
        source="Invented for the demonstration",
        confidence=Confidence.LOW,
        is_fictional=True,
    )
    load_organisations(actor, LoadReport("demo"), [(1, row, ())])
    organisation = admit_organisation(actor, Organisation.objects.get(slug=slug), date(2021, 1, 1))
    email = f"{representative.split()[0].lower()}@{DOMAIN}"
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = welcome_person(actor, email, representative, is_fictional=True)
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    grant_mandate(actor, person, organisation, MandateRole.REPRESENTATIVE)
