"""The desk and one's own page: what waits, how old it is, whose move it is; cleared in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.waiting import LISTS, Step, Waiting, WaitingList, declare, lists_for
from intersession.helplines.models import Check, Correction, Outcome
from intersession.pages.models import Message
from intersession.site.desks import OLDEST, what_waits
from tests.helplines.making import make_channel, make_check, make_service
from tests.world import World

type SignIn = Callable[[str], Client]


def corrections(count: int) -> list[Correction]:
    return Correction.objects.bulk_create(
        [Correction(place_id="KE", text=f"Hint number {number}.") for number in range(count)], batch_size=1000
    )


def messages(count: int) -> list[Message]:
    return Message.objects.bulk_create(
        [Message(text=f"Question number {number}?", language="en") for number in range(count)],
        batch_size=1000,
    )


@pytest.fixture
def errands() -> Iterator[WaitingList]:
    """A personal list of a made-up room."""

    def entries(actor: Actor, most: int) -> list[Waiting]:
        began = timezone.now() - timedelta(days=9)
        return [
            Waiting(
                title=f"Errand {number}",
                url="/en/",
                since=began,
                whose="yours",
                due=began + timedelta(days=number),
                steps=(Step("Do it", "/en/errands/", fields=(("which", str(number)),)),),
            )
            for number in range(1, 13)
        ][:most]

    errand_list = WaitingList(
        "errands", "Errands", "site.view_own_page", lambda actor: 12, entries, is_personal=True
    )
    declare(errand_list)
    yield errand_list
    del LISTS["errands"]


def test_every_list_says_its_page_and_permission_and_can_be_read(world: World) -> None:
    ada = world.actor("ada")
    assert {"corrections", "channels-due", "messages"} <= {
        each.name for each in lists_for(ada, is_personal=False)
    }
    for each in LISTS.values():
        assert re.fullmatch(r"[a-z0-9._-]+", each.name)
        if ada.holds(each.permission):
            assert each.count(ada) >= len(list(each.entries(ada, 3)))
            # What says whether a list is empty says the same as what counts it.
            assert each.rows is None or each.rows(ada).count() == each.count(ada)


def test_the_desk_shows_the_oldest_of_each_list_and_how_many_wait(sign_in: SignIn, world: World) -> None:
    old, *_rest = corrections(7)
    Correction.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=12))
    page = sign_in("ada").get("/en/desk/").content.decode()
    assert page.index("Hint number 0.") < page.index("Hint number 1.")
    assert "Hint number 5." not in page
    assert "waits for 12 days" in page
    assert "next move: whoever checks services" in page
    assert 'What people told us about services <span class="tag" data-tone="plain">7</span>' in page
    assert "Nothing waits in:" in page


def test_a_verifier_sees_what_is_a_verifiers_and_no_more(sign_in: SignIn, world: World) -> None:
    corrections(1)
    messages(1)
    page = sign_in("vic").get("/en/desk/").content.decode()
    assert "Hint number 0." in page
    assert "Question number" not in page
    assert sign_in("vic").get("/en/desk/?list=messages").status_code == 404


def test_a_broken_promise_is_said_and_stands_first(sign_in: SignIn, world: World) -> None:
    (message,) = messages(1)
    corrections(1)
    names = [each.of.name for each in what_waits(world.actor("ada"), is_personal=False)]
    assert names.index("corrections") < names.index("messages")
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(days=15))
    assert what_waits(world.actor("ada"), is_personal=False)[0].of.name == "messages"
    page = sign_in("ada").get("/en/desk/").content.decode()
    assert "was due on" in page
    assert "1 overdue" in page


def test_a_step_clears_in_place_and_leads_back(sign_in: SignIn, world: World) -> None:
    (correction,) = corrections(1)
    browser = sign_in("vic")
    page = browser.get("/en/desk/").content.decode()
    action = f"/en/desk/helplines/corrections/{correction.pk}/answer/"
    assert f'action="{action}"' in page
    data = {f"answer-{correction.pk}-answer": "Corrected.", "next": "/en/desk/#list-corrections"}
    assert f'name="answer-{correction.pk}-answer"' in page
    response = browser.post(action, data)
    assert response["Location"] == "/en/desk/#list-corrections"
    page = browser.get("/en/desk/").content.decode()
    assert "Answered, and off the desk." in page
    assert "Hint number" not in page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
        " ",
    ],
)
def test_a_step_never_leads_elsewhere(sign_in: SignIn, world: World, elsewhere: str) -> None:
    (correction,) = corrections(1)
    response = sign_in("vic").post(
        f"/en/desk/helplines/corrections/{correction.pk}/answer/",
        {f"answer-{correction.pk}-answer": "Corrected.", "next": elsewhere},
    )
    assert response["Location"] == "/en/desk/helplines/"


def test_a_step_without_the_words_it_needs_loses_nothing(sign_in: SignIn, world: World) -> None:
    (correction,) = corrections(1)
    response = sign_in("vic").post(
        f"/en/desk/helplines/corrections/{correction.pk}/answer/",
        {f"answer-{correction.pk}-answer": "", "next": "/en/desk/"},
    )
    assert response.status_code == 400
    correction.refresh_from_db()
    assert correction.is_open


def test_a_channel_that_works_is_checked_from_the_desk(sign_in: SignIn, world: World) -> None:
    channel = make_channel(make_service(name="A very old line", as_of="1990"))
    entry = next(
        each
        for each in LISTS["channels-due"].entries(world.actor("vic"), 5000)
        if each.title == "A very old line"
    )
    assert entry.since == channel.created_at
    (step,) = entry.steps
    response = sign_in("vic").post(step.url, {**dict(step.fields), "next": "/en/desk/"})
    assert response["Location"] == "/en/desk/"
    assert Check.objects.get(channel=channel).outcome == Outcome.WORKS


def test_a_channel_falls_due_some_time_after_its_last_check(world: World) -> None:
    channel = make_channel()
    at = timezone.now() - timedelta(days=400)
    make_check(channel, world.people["vic"], at=at)
    found = {each.url: each for each in LISTS["channels-due"].entries(world.actor("vic"), 5000)}
    assert found[f"/en/desk/helplines/#channel-{channel.pk}"].since == at + timedelta(days=365)


def test_a_list_without_a_page_of_its_own_is_shown_at_length(
    sign_in: SignIn, world: World, errands: WaitingList
) -> None:
    browser = sign_in("eve")
    page = browser.get("/en/you/").content.decode()
    assert page.count('<li class="item wait">') == OLDEST
    assert "?list=errands" in page
    assert '<input type="hidden" name="which" value="1">' in page
    at_length = browser.get("/en/you/?list=errands").content.decode()
    assert at_length.count('<li class="item wait">') == 12
    assert "What you follow" not in at_length
    assert browser.get("/en/you/?list=nothing").status_code == 404
    assert "Errand" not in sign_in("ada").get("/en/desk/").content.decode()


def test_ones_own_page_says_for_whom_one_acts(sign_in: SignIn, world: World) -> None:
    page = sign_in("ben").get("/en/you/").content.decode()
    assert world.organisation.name in page
    assert "Representative" in page
    assert "You act for no organisation." in sign_in("eve").get("/en/you/").content.decode()


def test_ones_own_page_shows_what_ones_organisation_shared(sign_in: SignIn, world: World) -> None:
    page = sign_in("ben").get("/en/you/").content.decode()
    assert "What you shared" in page
    assert "/en/my/resources/" in page
    assert "What you shared" not in sign_in("eve").get("/en/you/").content.decode()


def test_ones_own_page_offers_the_tour_until_it_is_ended(sign_in: SignIn, world: World) -> None:
    browser = sign_in("eve")
    assert "Take the tour" in browser.get("/en/you/").content.decode()
    assert browser.post("/en/tour/end/", {"skip": "1"})["Location"] == "/en/you/"
    assert "Take the tour" not in browser.get("/en/you/").content.decode()


def test_an_office_that_waits_for_a_second_step_is_told(sign_in: SignIn, world: World) -> None:
    page = sign_in("vera").get("/en/you/").content.decode()
    assert "second step" in page
    assert "/en/desk/" not in page


def test_neither_page_is_kept_by_anybody(sign_in: SignIn, world: World) -> None:
    browser = sign_in("ada")
    for address in ("/en/desk/", "/en/you/"):
        assert "no-store" in browser.get(address)["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "address"), [("ada", "/en/desk/"), ("vic", "/en/desk/"), ("ada", "/en/you/")]
)
def test_ten_thousand_wait_and_no_more_is_asked_than_for_ten(
    sign_in: SignIn, world: World, name: str, address: str
) -> None:
    browser = sign_in(name)

    def queries() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    corrections(10)
    messages(10)
    few = queries()
    corrections(10_000)
    messages(10_000)
    assert queries() == few
    # Two for each list, and those that say who is asking.
    assert few <= 2 * len(lists_for(world.actor(name), is_personal=address == "/en/you/")) + 10
    assert few <= 20
