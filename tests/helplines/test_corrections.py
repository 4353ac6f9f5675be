"""Anybody may say what is wrong; nothing of it is published, and nothing about them is kept."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.helplines.actions import answer_correction, suggest_correction
from intersession.helplines.models import Correction, Need, Service
from intersession.helplines.queries import help_place
from intersession.helplines.views import CORRECTIONS_PER_HOUR
from tests.world import World


@pytest.fixture(autouse=True)
def _nobody_knocked_before() -> None:
    cache.clear()


WORDS = "The number rings at a bakery now."
HERE = {"sec-fetch-site": "same-origin"}


def a_correction(world: World) -> Correction:
    place = help_place("ke")
    assert place
    return suggest_correction(world.actor("visitor"), place, WORDS, need=Need.TALK)


def test_a_visitor_tells_us_and_it_waits_unseen(client: Client, world: World) -> None:
    response = client.post("/en/help/ke/correct/", {"need": "talk", "text": f"  {WORDS} "}, headers=HERE)
    assert (response.status_code, response["Location"]) == (302, "/en/help/ke/correct/thanks/")
    assert not response.cookies
    correction = Correction.objects.get()
    assert (correction.place_id, correction.need, correction.text) == ("KE", "talk", WORDS)
    assert correction.is_open
    assert WORDS not in client.get("/en/help/ke/").content.decode()
    event = Event.objects.latest("id")
    assert event.verb == "correction.suggested"
    assert not event.is_public
    assert event.person is None
    assert WORDS not in str(event.facts), (
        "the log cannot be changed, so it does not hold what strangers write"
    )
    assert "Thank you" in client.get("/en/help/ke/correct/thanks/").content.decode()


def test_a_correction_can_be_about_one_service(client: Client, world: World) -> None:
    service = Service.objects.get(name="Child Helpline 116 / Childline Kenya")
    path = f"/en/help/ke/correct/{service.slug}/"
    assert "Childline Kenya" in client.get(path).content.decode()
    client.post(path, {"text": WORDS}, headers=HERE)
    assert Correction.objects.get().service == service
    worldwide = Service.objects.filter(place_id="ZZ").first()
    assert worldwide
    assert client.get(f"/en/help/ke/correct/{worldwide.slug}/").status_code == 200
    elsewhere = Service.objects.filter(place_id="FR").first()
    assert elsewhere
    assert client.get(f"/en/help/ke/correct/{elsewhere.slug}/").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["", "    ", "a", "x" * 1501, "zero \x00 byte"],
    ids=["nothing", "blanks", "short", "long", "zero"],
)
def test_what_cannot_be_taken_comes_back_as_typed(client: Client, world: World, text: str) -> None:
    response = client.post("/en/help/ke/correct/", {"need": "police", "text": text}, headers=HERE)
    assert response.status_code == 400
    page = response.content.decode()
    assert "Nothing you typed is lost." in page
    assert '<option value="police" selected>' in page
    assert text.strip()[:4] in page
    assert Correction.objects.count() == 0


def test_an_unknown_need_or_country_is_refused(client: Client, world: World) -> None:
    assert (
        client.post("/en/help/ke/correct/", {"need": "money", "text": WORDS}, headers=HERE).status_code == 400
    )
    assert client.post("/en/help/xx/correct/", {"text": WORDS}, headers=HERE).status_code == 404
    assert Correction.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused(world: World, headers: dict[str, str]) -> None:
    browser = Client(headers={"host": "localhost", **headers})
    assert browser.post("/en/help/ke/correct/", {"text": WORDS}).status_code == 403
    assert Correction.objects.count() == 0


def test_an_older_browser_that_only_says_its_origin_is_heard(world: World) -> None:
    browser = Client(headers={"host": "localhost", "origin": "http://localhost"})
    assert browser.post("/en/help/ke/correct/", {"text": WORDS}).status_code == 302
    assert Correction.objects.count() == 1


def test_a_program_that_fills_every_field_is_thanked_and_forgotten(client: Client, world: World) -> None:
    response = client.post("/en/help/ke/correct/", {"text": WORDS, "second_text": "buy"}, headers=HERE)
    assert response.status_code == 302
    assert Correction.objects.count() == 0


def test_too_many_from_one_place_are_asked_to_wait(client: Client, world: World) -> None:
    for _ in range(CORRECTIONS_PER_HOUR):
        assert client.post("/en/help/ke/correct/", {"text": WORDS}, headers=HERE).status_code == 302
    response = client.post("/en/help/ke/correct/", {"text": WORDS}, headers=HERE)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert WORDS in response.content.decode(), "what was typed is kept"
    assert Correction.objects.count() == CORRECTIONS_PER_HOUR
    other = client.post("/en/help/ke/correct/", {"text": WORDS}, headers=HERE, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 302


def test_answering_takes_it_off_the_desk_and_is_remembered(world: World) -> None:
    correction = answer_correction(
        world.actor("vic"), a_correction(world), " Called; the number is 117 now. "
    )
    assert not correction.is_open
    assert correction.answered_by == world.people["vic"]
    assert correction.answer == "Called; the number is 117 now."
    event = Event.objects.latest("id")
    assert (event.verb, event.person) == ("correction.answered", world.people["vic"])
    with pytest.raises(Refused):
        answer_correction(world.actor("ada"), correction, "Again.")


def test_an_answer_has_words(world: World) -> None:
    with pytest.raises(Refused):
        answer_correction(world.actor("vic"), a_correction(world), "  ")


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "chi", "vera"])
def test_only_the_desk_answers(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        answer_correction(world.actor(name), a_correction(world), "Done.")
