"""Fills a database with generated organisations and people, then measures pages over it. Prints JSON."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench._list_page import milliseconds
from intersession.audit.record import record_many
from intersession.audit.verbs import Verb
from intersession.members.models import (
    OrganisationConcept,
    OrganisationKey,
    OrganisationLanguage,
    OrganisationPlace,
    PersonConcept,
    PersonLanguage,
)
from intersession.members.names import keys_of
from intersession.people.models import Mandate, Organisation, Person, StakeholderGroup
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

BATCH = 2000
ADDRESSES = {
    "directory": "/en/organisations/",
    "directory, narrowed": "/en/organisations/?group=academia&region=002&concept=grooming&language=fr",
    "directory, words": "/en/organisations/?q=harbour+12",
    "directory, active": "/en/organisations/?activity=active",
    "organisation page": "/en/organisations/generated-7/",
    "find expertise": "/en/expertise/?q=who+knows+about+grooming+in+Latin+America,+in+Spanish",
    "coverage": "/en/coverage/",
}
TAGS = ("en", "fr", "es", "ar", "pt", "sw")
NAMES = ("Harbour", "Light", "Beacon", "Signal", "Shield", "Compass", "Bridge", "River", "Safe", "Young")


def fill(count: int) -> None:
    """So many organisations, each with lines, and as many people with mandates. The same every time."""
    chance = Random(7)
    places = list(Place.objects.order_by("code").values_list("code", flat=True))
    concepts = list(Concept.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, count, BATCH):
        numbers = range(start, min(count, start + BATCH))
        with transaction.atomic():
            batch(numbers, chance, places, concepts)


def batch(numbers: range, chance: Random, places: list[str], concepts: list[str]) -> None:
    """A few thousand of them in one transaction."""
    bodies = Organisation.objects.bulk_create(
        Organisation(
            slug=f"generated-{number}",
            name=f"{chance.choice(NAMES)} {chance.choice(NAMES)} {number}",
            place_id=chance.choice(places),
            stakeholder_group=chance.choice(StakeholderGroup.values),
            confidence="medium",
            member_since=date(2015, 1, 1) + timedelta(days=chance.randrange(4000))
            if chance.random() < 0.5
            else None,
            first_seen_year=chance.randrange(2007, 2026),
            relation="member",
        )
        for number in numbers
    )
    people = Person.objects.bulk_create(
        Person(
            email=f"generated-{number}@bench.example",
            name=f"Person {number}",
            shows_name=chance.random() < 0.5,
            takes_contact=chance.random() < 0.5,
        )
        for number in numbers
    )
    Mandate.objects.bulk_create(
        Mandate(person=person, organisation=body, role="representative")
        for person, body in zip(people, bodies, strict=True)
    )
    OrganisationConcept.objects.bulk_create(
        OrganisationConcept(organisation=each, concept_id=concept)
        for each in bodies
        for concept in chance.sample(concepts, 3)
    )
    PersonConcept.objects.bulk_create(
        PersonConcept(person=each, concept_id=concept)
        for each in people
        for concept in chance.sample(concepts, 3)
    )
    OrganisationLanguage.objects.bulk_create(
        OrganisationLanguage(organisation=each, language=tag)
        for each in bodies
        for tag in chance.sample(TAGS, 2)
    )
    PersonLanguage.objects.bulk_create(
        PersonLanguage(person=each, language=tag) for each in people for tag in chance.sample(TAGS, 2)
    )
    OrganisationPlace.objects.bulk_create(
        OrganisationPlace(organisation=each, place_id=chance.choice(places)) for each in bodies
    )
    OrganisationKey.objects.bulk_create(
        OrganisationKey(organisation=each, key=key, is_whole=is_whole)
        for each in bodies
        for key, is_whole in sorted(keys_of([each.name]))
    )
    active = [each for each in bodies if chance.random() < 0.3]
    for each in active:
        record_many(_For(each), Verb.ORGANISATION_ADMITTED, [(each, {})])


class _For:
    """Somebody who acts for an organisation, as far as the log is concerned."""

    person = None

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation


def main(number: str) -> dict[str, object]:
    """Fill, open each address, count its queries and its time."""
    count = int(number)
    fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(headers={"host": "localhost"})
    queries, cpu = {}, {}
    for name, address in ADDRESSES.items():
        for _ in range(2):
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries[name] = len(captured)
        ask: Callable[[], object] = partial(client.get, address)
        cpu[name] = milliseconds(ask, times=5)
    return {"queries": queries, "cpu": cpu}
