"""`intersession demo`: clearly fictional people, and how to sign in as them."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from intersession.access.actor import SYSTEM
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.config.demo_people import CAST, ORGANISATION, DemoPerson, how_to_sign_in
from intersession.people.models import (
    Confidence,
    Mandate,
    Organisation,
    Person,
    RoleGrant,
    StakeholderGroup,
)


def run(arguments: Namespace) -> int:
    """Fill in what is missing and print how to sign in, or only the current codes."""
    if not settings.IS_DEMO:
        print("Refused: this installation is not a demo. Start with INTERSESSION_DEMO=1.", file=sys.stderr)
        return 1
    if arguments.code:
        print(current_codes() or "No demo person has a second step yet: intersession demo")
        return 0
    print(fill() or "Everybody is here already.")
    print(how_to_sign_in(settings.SITE_URL, "" if settings.MAIL_URL.scheme else str(settings.MAIL_HOME)))
    return 0


@transaction.atomic
def fill() -> str:
    """Add the people of the demo who are not there yet, each with a line in the log."""
    there = set(
        Person.objects.filter(email__in=[person.email for person in CAST]).values_list("email", flat=True)
    )
    missing = [person for person in CAST if person.email not in there]
    if missing:
        organisation = demo_organisation()
        for person in missing:
            join(person, organisation)
    return f"{len(missing)} fictional people added" if missing else ""


def demo_organisation() -> Organisation:
    """The member organisation of the demo."""
    organisation, is_new = Organisation.objects.get_or_create(
        slug="harbour-lights-fictional",
        defaults={
            "name": ORGANISATION,
            "place_id": "ZZ",
            "stakeholder_group": StakeholderGroup.CIVIL_SOCIETY,
            "confidence": Confidence.LOW,
            "source": "Invented for the demo",
            "member_since": date(2020, 1, 1),
        },
    )
    if is_new:
        record(SYSTEM, Verb.ORGANISATION_LOADED, organisation, fictional=True)
    return organisation


def join(fictional: DemoPerson, organisation: Organisation) -> None:
    """One person with a confirmed address, and the mandate, office and second step that go with the part."""
    person = Person.objects.create_user(fictional.email, name=fictional.name, is_fictional=True)
    EmailAddress.objects.create(user=person, email=fictional.email, verified=True, primary=True)
    record(SYSTEM, Verb.PERSON_JOINED, person, fictional=True)
    if fictional.mandate:
        mandate = Mandate.objects.create(person=person, organisation=organisation, role=fictional.mandate)
        record(SYSTEM, Verb.MANDATE_GRANTED, mandate, role=fictional.mandate, fictional=True)
    if fictional.office:
        grant = RoleGrant.objects.create(person=person, office=fictional.office)
        record(SYSTEM, Verb.OFFICE_GRANTED, grant, office=fictional.office, fictional=True)
        TOTP.activate(person, generate_totp_secret())


def current_codes() -> str:
    """The code each fictional person's second step asks for now, and for how many seconds more."""
    counter, passed = divmod(int(time.time()), app_settings.TOTP_PERIOD)
    held = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP,
        user__is_fictional=True,
        user__email__in=[person.email for person in CAST],
    )
    return "\n".join(
        f"{one.user.email:20} {format_hotp_value(hotp_value(decrypt(one.data['secret']), counter))}"
        f"   for {app_settings.TOTP_PERIOD - passed} s more"
        for one in held.select_related("user").order_by("user__email")
    )
