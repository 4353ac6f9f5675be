"""Measures the desk inside one process, with so many things in each list. Prints JSON."""

import statistics
import time

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intersession.config.loads import load_all_places
from intersession.helplines.models import Channel, Correction, Medium, Service, ServiceKind
from intersession.pages.models import Message
from intersession.people.models import Confidence, Office, Person, RoleGrant

TIMES = 15
ADDRESSES = ("/en/desk/", "/en/you/")


@transaction.atomic
def fill(rows: int) -> Person:
    """So many hints, messages and channels that were never checked, and somebody who sees them all."""
    load_all_places(settings.REFERENCE_DATA)
    services = Service.objects.bulk_create(
        Service(
            place_id="KE",
            kind=ServiceKind.HELPLINE,
            slug=f"made-{number}",
            name=f"Made Helpline {number}",
            source_url="https://source.example/",
            as_of="2024",
            confidence=Confidence.HIGH,
        )
        for number in range(rows)
    )
    Channel.objects.bulk_create(
        Channel(service=service, medium=Medium.PHONE, value="116", languages=["en"]) for service in services
    )
    Correction.objects.bulk_create(
        Correction(place_id="KE", text=f"Hint {number}.") for number in range(rows)
    )
    Message.objects.bulk_create(Message(text=f"Question {number}?", language="en") for number in range(rows))
    person = Person.objects.create_user("ada@bench.example", "Ada")
    RoleGrant.objects.create(person=person, office=Office.SECRETARIAT)
    return person


def main(number: str) -> dict[str, object]:
    """Fill, sign in with a second step, open each address a few times, then measure it."""
    rows = int(number)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(fill(rows))
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    queries, cpu = {}, {}
    for address in ADDRESSES:
        for _ in range(3):
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        queries[address] = len(captured)
        taken = []
        for _ in range(TIMES):
            started = time.process_time()
            browser.get(address)
            taken.append((time.process_time() - started) * 1000)
        cpu[address] = statistics.median(taken)
    return {"queries": queries, "cpu": cpu}
