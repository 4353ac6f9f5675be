"""Fills a database with one open and one secret decision, and measures their counting. Prints JSON."""

import hashlib
import json
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.ballots.records import lines_of
from intersession.ballots.tally import tally
from intersession.decisions.actions import Question, announce_decision, propose_decision
from intersession.decisions.counting import tally_of
from intersession.decisions.models import Decision, Urn, Vote, Voter
from intersession.decisions.recording import record_of
from intersession.people.models import Organisation, Person

TIMES = 15
GROUPS = ("academia", "government", "technical", "civil-society")
PLACES = ("KE", "CL", "IN", "FR")
SAID = ("yes", "yes", "no", "abstain", "yes")
PLAIN = (
    "SELECT v.group, v.region, b.position, COUNT(*) FROM decisions_voter v LEFT JOIN decisions_vote b "
    "ON b.id = v.vote_id WHERE v.decision_id = %s GROUP BY 1, 2, 3"
)


def milliseconds(do: Callable[[], object]) -> float:
    """Median time of one call."""
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        do()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def decision(title: str, *, is_secret: bool = False) -> Decision:
    closes_at = timezone.now() + timedelta(days=3)
    asked = Question(title=title, text="Counted.", method="groups", closes_at=closes_at, is_secret=is_secret)
    return announce_decision(SYSTEM, propose_decision(SYSTEM, asked))


def fill(found: Decision, person: Person) -> None:
    """A vote of every voter, straight into the tables."""
    voters = list(Voter.objects.filter(decision=found).order_by("pk"))
    votes = Vote.objects.bulk_create(
        Vote(
            voter=voter,
            organisation_id=voter.organisation_id,
            cast_by=person,
            by="mandate",
            position=SAID[place % len(SAID)],
            at=timezone.now(),
        )
        for place, voter in enumerate(voters)
    )
    for voter, vote in zip(voters, votes, strict=True):
        voter.vote, voter.has_spoken = vote, True
    Voter.objects.bulk_update(voters, ["vote", "has_spoken"], batch_size=300)


def main(number: str) -> dict[str, object]:
    """Fill and measure."""
    ballots = int(number)
    person = Person.objects.create_user("bench@cast.example", "Bench", is_fictional=True)

    def members(numbers: range) -> None:
        Organisation.objects.bulk_create(
            Organisation(
                slug=f"bench-{number}",
                name=f"Bench {number} (fictional)",
                place_id=PLACES[number // 4 % 4],
                stakeholder_group=GROUPS[number % 4],
                confidence="low",
                member_since=date(2020, 1, 1),
            )
            for number in numbers
        )

    members(range(1))
    one = decision("One")
    fill(one, person)
    members(range(1, ballots))
    many, secret = decision("Many"), decision("Secret", is_secret=True)
    fill(many, person)
    Voter.objects.filter(decision=secret).update(has_spoken=True)
    cast = sorted(
        [hashlib.sha256(b"%d" % place).hexdigest(), SAID[place % len(SAID)], group]
        for place, group in enumerate(Voter.objects.filter(decision=secret).values_list("group", flat=True))
    )
    Urn.objects.filter(decision=secret).update(content=json.dumps(cast))
    record = record_of(many, {})
    client = Client(headers={"host": "localhost"})

    def queries(of: Decision) -> int:
        address = f"/en/decisions/{of.slug}/"
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN.replace("v.group", 'v."group"'), [many.pk])
            cursor.fetchall()

    assert tally_of(many).total.spoke == ballots == tally_of(secret).total.spoke
    return {
        "open": milliseconds(lambda: tally_of(many)),
        "secret": milliseconds(lambda: tally_of(secret)),
        "record": milliseconds(lambda: tally(many.current_rules, lines_of(record))),
        "sql": milliseconds(plain),
        "queries": queries(many),
        "queries_of_one": queries(one),
    }
