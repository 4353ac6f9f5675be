"""How open the coalition is: counted, never asserted, and written down once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM, VISITOR, Actor
from intersession.access.errors import NotAllowed
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.decisions.models import Objection, Voter
from intersession.events.actions import take_part
from intersession.joining.models import Application
from intersession.openness import actions, clock, queries
from intersession.openness.models import Snapshot, Standing
from intersession.openness.survey import survey
from intersession.papers.models import Version
from intersession.people.models import Organisation
from tests.commitments.making import adopted
from tests.events.making import make_event
from tests.world import World, make_organisation

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_application(**changes: Any) -> Application:
    """An application of last month that nobody answered."""
    then = timezone.now() - 30 * DAY
    fields: dict[str, Any] = {
        "name": "River Watch (fictional)",
        "place_id": "KE",
        "stakeholder_group": "academia",
        "summary": "We study.",
        "person_name": "Kim",
        "email": "kim@river.example",
        "confirmed_at": then,
        "waits_since": then,
        **changes,
    }
    return Application.objects.create(**fields)


def test_a_silent_application_is_a_breach_and_an_answered_one_counts_its_days(world: World) -> None:
    assert queries.membership().standing == Standing.KEPT
    assert queries.membership().figures["days"] is None
    found = make_application()
    breach = queries.membership()
    assert (breach.standing, breach.figures["silent"]) == (Standing.BREACH, 1)
    assert "1 application has waited" in breach.breach
    assert found.confirmed_at is not None
    for days in (4, 6):
        make_application(welcomed_at=found.confirmed_at + days * DAY)
    make_application(declined_at=found.confirmed_at + 20 * DAY, reason="No organisation.")
    # The next move of this one is the applicant's.
    Application.objects.filter(pk=found.pk).update(asked_at=timezone.now())
    kept = queries.membership()
    assert kept.standing == Standing.KEPT
    assert kept.figures == {"applications": 4, "welcomed": 2, "declined": 1, "days": 6.0, "silent": 0}


def test_every_archive_opens_to_a_visitor(client: Client) -> None:
    found = queries.archives()
    assert found.standing == Standing.KEPT
    for url, _words in found.links:
        assert client.get(url).status_code == 200, url
    assert not queries.is_open_to_all("events:proposals")


def test_fewer_than_three_active_groups_are_a_breach(world: World) -> None:
    assert queries.groups().standing == Standing.BREACH
    for number, group in enumerate(("government", "academia")):
        other = make_organisation(f"other-{number}", name=f"Other {number}", stakeholder_group=group)
        record(Actor(organisation=other), Verb.RESOURCE_PUBLISHED, other)
    assert queries.groups().figures["groups"] == 2
    take_part(world.actor("ben"), make_event(world))
    assert queries.groups().figures == {"groups": 3, "organisations": 3}
    assert queries.groups().standing == Standing.KEPT
    # Whoever left does not count, nor what is older than a year.
    Organisation.objects.filter(slug="other-0").update(member_until=timezone.now().date())
    assert queries.groups().standing == Standing.BREACH


def test_an_objection_that_nobody_answered_is_a_breach_and_no_text_is_not_known(world: World) -> None:
    Version.objects.filter(adopted_at__isnull=False).delete()
    assert queries.dissent().standing == Standing.UNKNOWN
    version = adopted(world).versions.exclude(decision=None).get()
    assert queries.dissent().standing == Standing.KEPT
    voter = Voter.objects.get(decision=version.decision, organisation=world.other)
    Objection.objects.create(
        decision=voter.decision,
        voter=voter,
        organisation=world.other,
        raised_by=world.people["lou"],
        raised_at=timezone.now(),
        reason="Not so.",
        resolution="Say it otherwise.",
    )
    assert queries.dissent().standing == Standing.BREACH
    assert queries.dissent().figures["unanswered"] == 1


def test_what_no_record_tells_is_not_known() -> None:
    assert queries.report().standing == queries.mailing_lists().standing == Standing.UNKNOWN


def test_contributions_add_up_by_group_and_by_region(world: World) -> None:
    take_part(world.actor("ben"), make_event(world))
    found = queries.contributions()
    assert found.total > 0
    assert (
        sum(each.number for each in found.groups) == sum(each.number for each in found.regions) == found.total
    )
    members = Organisation.objects.members().count()
    assert sum(each.organisations for each in found.groups) == members
    assert sum(each.organisations for each in found.regions) == members
    assert found.silent == members - len(queries.active_organisations())


def test_a_snapshot_is_written_once_a_day_and_never_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed):
        actions.keep_snapshot(VISITOR)
    with pytest.raises(NotAllowed):
        actions.keep_snapshot(world.actor("ada"))
    monkeypatch.setattr(clock, "_next", 0.0)
    assert clock.tick(SYSTEM) == 1
    before = Snapshot.objects.get()
    make_application()
    monkeypatch.setattr(clock, "_next", 0.0)
    assert clock.tick(SYSTEM) == 0
    assert not actions.keep_snapshot(SYSTEM)
    assert Snapshot.objects.get().measures == before.measures
    assert before.measures["report"] == {"standing": "unknown"}


def test_the_page_says_breaches_in_plain_words_and_how_it_was(world: World, client: Client) -> None:
    make_application()
    actions.keep_snapshot(SYSTEM)
    content = client.get("/en/openness/").content.decode()
    assert "1 application has waited longer than promised." in content
    assert "rules are not kept:" in content
    assert "not known" in content
    found = client.get("/en/openness/openness.json").json()
    assert [each["key"] for each in found["measures"]] == [each().key for each in queries.MEASURES]


def test_the_page_asks_as_often_for_many_as_for_one(world: World, client: Client) -> None:
    make_event(world)
    with CaptureQueriesContext(connection) as few:
        client.get("/en/openness/")
    for number in range(30):
        make_organisation(f"more-{number}", name=f"More {number}")
        make_application()
        Snapshot.objects.create(day=(timezone.now() - (number + 2) * DAY).date(), measures={})
    with CaptureQueriesContext(connection) as many:
        assert client.get("/en/openness/").status_code == 200
    assert len(many) == len(few) <= 25


def test_the_survey_is_answered_from_the_record(world: World, client: Client) -> None:
    found = {each.key: each for each in survey()}
    assert "2015, 2016, 2017" in found["pause"].answer[0]
    assert found["members"].answer[0] == str(Organisation.objects.members().count())
    assert "2" in found["members"].answer[1]
    assert len(found["regions"].answer) == 6
    page = client.get("/en/openness/survey/").content.decode()
    for each in found.values():
        assert each.question in page
    assert client.get("/en/openness/survey/survey.csv").content.decode().count("\r\n") == len(found) + 1
    answered = client.get("/en/openness/survey/survey.json").json()["questions"]
    assert [each["key"] for each in answered] == list(found)
