"""The front page: everything on it is counted from what is stored."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import VISITOR
from intersession.atlas.models import Assessment
from intersession.atlas.words import CRITERIA
from intersession.helplines.models import Service
from intersession.library.models import Resource
from intersession.places.queries import all_places
from intersession.site import queries
from tests.world import World

MOST_QUERIES = 24


def test_figures_are_those_of_the_tables(world: World) -> None:
    figures = queries.figures(VISITOR)
    assert figures.services == Service.objects.filter(withdrawn_on=None).count()
    assert figures.resources == Resource.objects.filter(published_at__isnull=False, withdrawn_at=None).count()


def test_countries_without_a_service_are_asked_for_in_turn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gaps = queries.gaps(all_places())
    helped = set(Service.objects.values_list("place_id", flat=True))
    assert gaps.without_service
    assert all(place.code not in helped and place.kind == "country" for place in gaps.without_service)
    today, shown = timezone.now(), set()
    for day in range(len(gaps.without_service)):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: today + timedelta(days=day))
        assert len(gaps.named) == queries.NAMED
        shown |= {place.code for place in gaps.named}
    assert shown == {place.code for place in gaps.without_service}


def test_a_country_nobody_assessed_never_stands_with_those_that_meet_nothing(world: World) -> None:
    overview = queries.overview(all_places())
    core = [criterion.id for criterion in overview.criteria]
    assessed = set(Assessment.objects.filter(criterion__in=core).values_list("place_id", flat=True))
    assert overview.assessed == len(assessed)
    on_steps = {place.code for step in overview.steps for place in step.places}
    assert on_steps <= assessed
    empty = overview.map.values[-1]
    assert empty.tone == "empty"
    assert not empty.codes & assessed


def test_a_reading_that_another_contradicts_is_not_counted_as_met(world: World) -> None:
    place = queries.overview(all_places()).steps[2].places[0]
    core = [criterion.id for criterion in CRITERIA[: queries.CORE]]
    met = Assessment.objects.get(place=place, value="yes", criterion__in=core)
    met.pk, met.edition, met.value = None, "another reading", "no"
    met.save(force_insert=True)
    steps = queries.overview(all_places()).steps
    assert place not in steps[2].places
    assert place in steps[3].places


def test_additions_come_from_the_log(world: World) -> None:
    additions = queries.additions(VISITOR)
    assert len(additions) == queries.NEW_RESOURCES + queries.NEW_LAWS
    hidden = next(one.record for one in additions if not one.is_law)
    Resource.objects.filter(pk=hidden.pk).update(withdrawn_at=timezone.now(), withdrawn_because="Twice here.")
    assert hidden.pk not in [one.record.pk for one in queries.additions(VISITOR) if not one.is_law]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_front_page_opens_the_three_doors(client: Client, world: World, language: str) -> None:
    text = client.get(f"/{language}/").content.decode()
    for address in ("help/", "library/", "countries/"):
        assert re.search(rf'class="door"[^>]* href="/{language}/{address}"', text)
    assert text.count("<h1") == 1


def test_the_front_page_asks_the_database_little(client: Client, world: World) -> None:
    client.get("/en/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/")
    assert len(asked) <= MOST_QUERIES
