"""Somebody who speaks for each invented member of the demo, so that groups and regions have voices to count."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from intersession.access.actor import Actor
from intersession.members.actions import grant_mandate, welcome_person
from intersession.members.cast import DOMAIN
from intersession.people.models import Mandate, MandateRole, Organisation, Person

# The organisation's slug, and who represents it. All of it is invented.
REPRESENTATIVES = (
    ("demo-north-star-helpline", "Gil Demo"),
    ("demo-escuela-segura", "Hana Demo"),
    ("demo-savanna-signal", "Ife Demo"),
    ("demo-amal", "Jun Demo"),
    ("demo-lotus-lab", "Kai Demo"),
    ("demo-blue-atoll", "Mei Demo"),
    ("demo-playwell", "Noa Demo"),
    ("demo-jeunes-en-ligne", "Sol Demo"),
)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Give each invented member without a representative one."""
    added = 0
    for slug, name in REPRESENTATIVES:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None or Mandate.objects.current().filter(organisation=organisation).exists():
            continue
        email = f"{name.split()[0].lower()}@{DOMAIN}"
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = welcome_person(actor, email, name, is_fictional=True)
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        grant_mandate(actor, person, organisation, MandateRole.REPRESENTATIVE)
        added += 1
    return f"{added} invented members got a representative" if added else ""
