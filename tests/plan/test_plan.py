"""The plan: who writes it, how its lights follow from dates and notes, and what its pages show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.access.actor import VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.plan import actions, queries
from intersession.plan.actions import Aim, Noted
from intersession.plan.lights import LAG, SILENT, Last, Light, due, reached, standing_of
from intersession.plan.models import Going, Undertaking
from tests.plan.making import TASK, make_objective, make_undertaking
from tests.world import World

NOTED = Noted("well", "Forty came.", "en")
TODAY = date(2026, 7, 1)


def one(**changes: object) -> Undertaking:
    fields: dict[str, object] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **changes}
    return Undertaking(title="x", **fields)


def test_the_secretariat_writes_the_plan_and_nobody_else(world: World) -> None:
    objective = make_objective(world)
    for name in ("ben", "chi", "eve", "visitor"):
        with pytest.raises(NotAllowed):
            actions.write_objective(world.actor(name), Aim("Mine", "en"))
        with pytest.raises(NotAllowed):
            actions.write_undertaking(world.actor(name), objective, TASK)


def test_objectives_stand_in_two_levels(world: World) -> None:
    top = make_objective(world)
    below = make_objective(world, "Lessons", top)
    with pytest.raises(Refused, match="two levels"):
        make_objective(world, "Too deep", below)
    with pytest.raises(Refused, match="under none"):
        actions.write_objective(world.actor("ada"), Aim("Top", "en", "", make_objective(world, "Other")), top)


def test_whoever_leads_says_how_it_goes(world: World) -> None:
    made = make_undertaking(world, indicator="Teachers", target=200)
    for name in ("lou", "eve", "visitor"):
        with pytest.raises(NotAllowed):
            actions.note_progress(world.actor(name), made, NOTED)
    actions.note_progress(world.actor("chi"), made, Noted("well", "Forty came.", "en", 40))
    actions.note_progress(world.actor("ada"), made, NOTED)
    assert [note.number for note in queries.notes_of(made)] == [2, 1]
    assert queries.undertaking_for(VISITOR, made.slug).last_value == 40  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="to come"):
        actions.note_progress(
            world.actor("ben"),
            made,
            Noted("well", "x", "en", None, timezone.now().date() + timedelta(days=2)),
        )
    with pytest.raises(ValidationError):
        actions.note_progress(world.actor("ben"), make_undertaking(world), Noted("well", "x", "en", 3))


def test_what_is_done_or_given_up_changes_no_more(world: World) -> None:
    done, dropped = make_undertaking(world), make_undertaking(world)
    actions.close_undertaking(world.actor("ben"), done)
    actions.close_undertaking(world.actor("ben"), dropped, "No money.")
    with pytest.raises(NotAllowed):
        actions.close_undertaking(world.actor("lou"), make_undertaking(world))
    for each, light in ((done, Light.DONE), (dropped, Light.DROPPED)):
        each.refresh_from_db()
        assert standing_of(each, None, TODAY).light is light
        for attempt in (
            lambda each=each: actions.note_progress(world.actor("ben"), each, NOTED),
            lambda each=each: actions.close_undertaking(world.actor("ben"), each),
            lambda each=each: actions.write_undertaking(world.actor("ada"), each.objective, TASK, each),
        ):
            with pytest.raises(Refused):
                attempt()


@pytest.mark.parametrize(
    ("changes", "last", "light"),
    [
        ({"starts_on": date(2026, 8, 1)}, None, Light.NOT_BEGUN),
        ({"ends_on": date(2026, 6, 30)}, Last(date(2026, 6, 30), Going.WELL), Light.LATE),
        ({}, Last(TODAY, Going.STUCK), Light.LATE),
        ({}, Last(TODAY, Going.SLOWLY), Light.AT_RISK),
        ({}, Last(TODAY - timedelta(days=SILENT), Going.WELL), Light.ON_TRACK),
        ({}, Last(TODAY - timedelta(days=SILENT + 1), Going.WELL), Light.AT_RISK),
        ({}, None, Light.AT_RISK),
        ({"starts_on": date(2026, 6, 1)}, None, Light.ON_TRACK),
        ({"indicator": "x", "target": 100}, Last(TODAY, Going.WELL, 10), Light.AT_RISK),
        ({"indicator": "x", "target": 100}, Last(TODAY, Going.WELL, 45), Light.ON_TRACK),
        ({"done_on": TODAY}, Last(TODAY, Going.STUCK), Light.DONE),
    ],
)
def test_a_light_follows_from_dates_notes_and_what_is_measured(
    changes: dict[str, object], last: Last | None, light: Light
) -> None:
    standing = standing_of(one(**changes), last, TODAY)
    assert standing.light is light
    assert standing.why


@given(value=st.integers(0, 300), days=st.integers(0, 364))
@settings(max_examples=60)
def test_more_reached_never_makes_a_light_worse(value: int, days: int) -> None:
    measured, today = one(indicator="x", target=200), date(2026, 1, 1) + timedelta(days=days)
    less, more = (
        standing_of(measured, Last(today, Going.WELL, each), today).light for each in (value, value + 10)
    )
    order = [Light.AT_RISK, Light.ON_TRACK]
    assert order.index(less) <= order.index(more)
    share = reached(measured, value)
    assert share is not None
    assert (less is Light.AT_RISK) == (share + LAG < due(measured, today))


def test_the_plan_shows_the_years_asked_for_with_bars_and_words(world: World, client: Client) -> None:
    top = make_objective(world)
    make_undertaking(
        world, make_objective(world, "Lessons", top), title="Long one", ends_on=date(2028, 6, 30)
    )
    make_undertaking(
        world, top, title="Only in 2027", starts_on=date(2027, 1, 1), ends_on=date(2027, 6, 30), lead=None
    )
    text = client.get("/en/plan/?year=2026").text
    assert "Long one" in text
    assert "Only in 2027" not in text
    text = client.get("/en/plan/?year=2026&until=2028").text
    assert "1.1" in text
    assert "nobody yet" in text
    assert "Only in 2027" in client.get("/en/plan/document/?year=2027").text
    assert "2026–2028" in client.get("/en/plan/list.csv?year=2026").content.decode()
    for query in ("year=abc", "year=99999999999", "until=1"):
        assert client.get(f"/en/plan/?{query}").status_code == 404
    assert client.get("/ar/plan/?year=2026").text.count('width="100.0"') == 1


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), length=st.integers(0, 3000))
@settings(max_examples=60)
def test_a_bar_never_leaves_the_years_shown(start: date, length: int) -> None:
    made = one(starts_on=start, ends_on=start + timedelta(days=length))
    made.last_on = made.last_going = made.last_value = None  # type: ignore[attr-defined]
    line = queries.line_of(made, start.replace(month=1, day=1), date(start.year, 12, 31), TODAY)
    assert line.start >= 0
    assert line.start + line.width <= 101


def test_the_plan_asks_the_same_for_one_action_and_for_many(world: World, client: Client) -> None:
    objective = make_objective(world)
    made = make_undertaking(world, objective)
    actions.note_progress(world.actor("ben"), made, NOTED)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/en/plan/?year=2026").status_code == 200
        return len(seen)

    asked()
    once = asked()
    for number in range(3):
        more = make_undertaking(world, make_objective(world, f"O {number}"), title=f"T {number}")
        actions.note_progress(world.actor("ben"), more, NOTED)
    assert asked() == once


def test_forms_of_the_plan_keep_what_was_typed(world: World, sign_in: Callable[[str], Client]) -> None:
    browser, objective = sign_in("ada"), make_objective(world)
    typed = {"title": "Train them", "language": "en", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    address = f"/en/plan/objectives/{objective.pk}/actions/add/"
    wrong = browser.post(address, typed)
    assert wrong.status_code == 400
    assert "Train them" in wrong.text
    assert browser.post(address, {**typed, "ends_on": "2026-12-01", "target": "5"}).status_code == 400
    right = {**typed, "ends_on": "2026-12-01", "target": "5", "indicator": "Schools"}
    assert browser.post(address, right).status_code == 302
    made = Undertaking.objects.get()
    note = {"going": "slowly", "text": "Rain.", "language": "en", "value": "2"}
    assert browser.post(f"/en/plan/actions/{made.slug}/note/", note).status_code == 302
    assert "Rain." in browser.get(f"/en/plan/actions/{made.slug}/").text
    assert browser.post(f"/en/plan/actions/{made.slug}/note/", {**note, "text": ""}).status_code == 400
    assert browser.post(f"/en/plan/actions/{made.slug}/give-up/", {"because": "No money."}).status_code == 302
    assert "No money." in browser.get(f"/en/plan/actions/{made.slug}/").text
