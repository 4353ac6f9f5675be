"""The tour: a few short pages, for everybody, to be left at any time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from intersession.access.errors import NotAllowed
from intersession.pages.actions import end_tour
from intersession.pages.models import TourVisit
from intersession.pages.tour import STOPS
from tests.world import World

type SignIn = Callable[[str], Client]


def test_the_tour_leads_from_page_to_page_and_asks_a_visitors_browser_for_nothing(
    client: Client, world: World
) -> None:
    assert "/en/tour/1/" in client.get("/en/tour/").content.decode()
    for number in range(1, len(STOPS) + 1):
        response = client.get(f"/en/tour/{number}/")
        page = response.content.decode()
        assert f"Page {number} of {len(STOPS)}" in page
        assert (f"/en/tour/{number + 1}/" in page.partition("<details")[2]) == (number < len(STOPS))
        assert f'value="{number}" max="{len(STOPS)}"' in page
        assert not response.cookies
        assert "/en/tour/end/" not in page
    assert client.get("/en/tour/0/").status_code == 404
    assert client.get(f"/en/tour/{len(STOPS) + 1}/").status_code == 404


def test_everything_the_tour_leads_to_is_there(client: Client, world: World) -> None:
    for number in range(1, len(STOPS) + 1):
        page = client.get(f"/en/tour/{number}/")
        for url, _label in page.context["links"]:
            # 503 is the search without an index.
            assert client.get(url).status_code in (200, 503), url


@pytest.mark.parametrize(("button", "was_skipped"), [("skip", True), ("done", False)])
def test_somebody_signed_in_is_offered_it_until_they_end_it(
    sign_in: SignIn, world: World, button: str, was_skipped: bool
) -> None:
    browser = sign_in("eve")
    assert "/en/tour/end/" in browser.get("/en/tour/1/").content.decode()
    for _ in range(2):
        assert browser.post("/en/tour/end/", {button: "1"}).status_code == 302
    assert TourVisit.objects.get(person=world.people["eve"]).was_skipped == was_skipped


def test_a_visitor_is_not_remembered(client: Client, world: World) -> None:
    with pytest.raises(NotAllowed):
        end_tour(world.actor("visitor"), was_skipped=True)
    assert client.post("/en/tour/end/").status_code == 403
