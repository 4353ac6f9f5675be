"""Clearly fictional people of the demo, made through the same actions as real ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.reports import LoadReport
from intersession.members.actions import (
    Description,
    admit_organisation,
    describe_organisation,
    grant_mandate,
    grant_office,
    load_organisations,
    welcome_person,
)
from intersession.members.cast import CAST, ORGANISATIONS, DemoOrganisation, DemoPerson
from intersession.people.models import (
    Confidence,
    MandateRole,
    Office,
    Organisation,
    Person,
)


def demo_people() -> QuerySet[Person]:
    """The people of the demo who are there, by address."""
    return Person.objects.filter(is_fictional=True, email__in=[part.email for part in CAST]).order_by("email")


@transaction.atomic
def build_demo(actor: Actor) -> list[Person]:
    """Add the people of the demo who are missing; returns those added. Refused outside a demo."""
    if not settings.IS_DEMO:
        raise Refused("This installation is not a demo.")
    there = set(demo_people().values_list("email", flat=True))
    missing = [part for part in CAST if part.email not in there]
    organisations = [_organisation(actor, each) for each in ORGANISATIONS] if missing else []
    return [_join(actor, part, organisations) for part in missing]


def _join(actor: Actor, part: DemoPerson, organisations: list[Organisation]) -> Person:
    """One person with a confirmed address, and the mandates, office and second step that go with the part."""
    person = welcome_person(actor, part.email, part.name, is_fictional=True)
    EmailAddress.objects.create(user=person, email=part.email, verified=True, primary=True)
    Person.objects.filter(pk=person.pk).update(shows_name=part.shows_name, takes_contact=part.shows_name)
    for number, role in part.mandates:
        grant_mandate(actor, person, organisations[number], MandateRole(role))
    if part.office:
        grant_office(actor, person, Office(part.office))
        TOTP.activate(person, _secret_of(person))
    return person


def _organisation(actor: Actor, part: DemoOrganisation) -> Organisation:
    found = Organisation.objects.filter(slug=part.slug).first()
    if found is None:
        row = Organisation(
            slug=part.slug,
            name=part.name,
            place_id=part.place,
            stakeholder_group=part.group,
            source="Invented for the demonstration",
            confidence=Confidence.LOW,
            is_fictional=True,
        )
        load_organisations(actor, LoadReport("demo"), [(1, row, ())])
        Organisation.objects.filter(slug=part.slug).update(
            is_fictional=True, name_language=part.name_language
        )
        found = admit_organisation(actor, Organisation.objects.get(slug=part.slug), date(2020, 1, 1))
        describe_organisation(
            actor,
            found,
            Description(
                name_en=part.name_en,
                summary=part.summary,
                summary_language="en",
                languages=part.languages,
                places=part.places,
                concepts=part.concepts,
            ),
        )
    return found


def _secret_of(person: Person) -> str:
    """The secret of a demo person's authenticator app: the same whenever the demo is built anew."""
    key = hmac.new(settings.SECRET_KEY.encode(), f"demo:{person.email}".encode(), hashlib.sha256).digest()
    return base64.b32encode(key[:20]).decode()


def demo_code(person: Person) -> str:
    """The digits that this person's authenticator app shows now; empty without an app. Demo only."""
    if not settings.IS_DEMO or not person.is_fictional:
        raise Refused("Only people of a demo have codes that others may see.")
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if app is None:
        return ""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(decrypt(app.data["secret"]), counter)))


def seconds_left() -> int:
    """For how long the codes of this moment stay right."""
    return int(app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD)
