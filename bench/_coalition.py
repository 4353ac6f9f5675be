"""The whole coalition: organisations, people and ten times as many resources; who signs in sees a lot. Prints JSON."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import _directory
from bench._list_page import milliseconds
from intersession.access.actor import SYSTEM
from intersession.audit.record import record_many
from intersession.audit.verbs import Verb
from intersession.library.models import Kind, Resource
from intersession.people.models import Confidence, Mandate, Office, Person, RoleGrant

BATCH = 5000
SHARES = 10
ADDRESSES = {
    "directory": "/en/organisations/",
    "organisation page": "/en/organisations/generated-7/",
    "library": "/en/library/",
    "desk": "/en/desk/",
    "own page": "/en/you/",
}


def main(number: str) -> dict[str, object]:
    """Fill, sign in as somebody of the secretariat who acts for an organisation, open each address, measure it."""
    _directory.fill(int(number))
    share(int(number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = signed_in()
    queries, cpu = {}, {}
    for name, address in ADDRESSES.items():
        for _ in range(2):
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        queries[name] = len(captured)
        ask: Callable[[], object] = partial(browser.get, address)
        cpu[name] = milliseconds(ask, times=5)
    return {"queries": queries, "cpu": cpu, "resources": Resource.objects.count()}


def share(organisations: int) -> None:
    """Ten resources for each of them, published over ten years; each hundredth still waits to be looked at."""
    chance = Random(11)
    mandates = list(Mandate.objects.order_by("pk").values_list("person", "organisation")[:organisations])
    since = datetime(2016, 1, 1, tzinfo=UTC)
    wanted = organisations * SHARES
    for start in range(0, wanted, BATCH):
        rows = []
        for number in range(start, min(wanted, start + BATCH)):
            person, organisation = mandates[number % organisations]
            moment = since + timedelta(minutes=chance.randrange(5_000_000))
            rows.append(
                Resource(
                    slug=f"made-{number}",
                    title=f"Made resource {number}",
                    title_language="en",
                    title_en=f"Made resource {number}",
                    kind=chance.choice(Kind.values),
                    year=moment.year,
                    confidence=Confidence.MEDIUM,
                    contributed_by_id=person,
                    contributed_for_id=organisation,
                    submitted_at=moment,
                    published_at=None if number % 100 == 0 else moment,
                )
            )
        with transaction.atomic():
            made = Resource.objects.bulk_create(rows)
            # The log knows those of the newest batch, as it would those of the last days.
            if start + BATCH >= wanted:
                record_many(SYSTEM, Verb.RESOURCE_PUBLISHED, [(each, {}) for each in made])


def signed_in() -> Client:
    """Somebody who represents the seventh organisation and keeps the desk, with a second step."""
    person = Person.objects.get(email="generated-7@bench.example")
    RoleGrant.objects.create(person=person, office=Office.SECRETARIAT)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    return browser
