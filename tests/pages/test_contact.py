"""Anybody may write to the coalition; only the secretariat reads it, and it is forgotten in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.access.waiting import LISTS
from intersession.audit.chain import verify
from intersession.audit.models import Event
from intersession.pages.actions import answer_message, forget_messages, send_message
from intersession.pages.clock import tick
from intersession.pages.contact import MESSAGES_PER_HOUR
from intersession.pages.models import Message
from intersession.pages.tasks import mail_answer, tell_secretariat
from tests.world import World

type SignIn = Callable[[str], Client]
SEND = "/en/coalition/contact/send/"
WORDS = "May a school join the coalition?"
FIELDS = {"name": "Rosa", "email": "rosa@school.example", "text": WORDS}


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    """Nobody knocked before; tasks are run by the tests themselves; mail stays in memory."""
    cache.clear()
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}


def a_message(world: World, **changes: str) -> Message:
    return send_message(world.actor("visitor"), **{**FIELDS, "language": "en", **changes})


def test_a_visitor_writes_and_is_told_what_happens_next(client: Client, world: World) -> None:
    response = client.post(SEND, FIELDS)
    assert response["Location"] == "/en/coalition/contact/sent/"
    assert not response.cookies
    message = Message.objects.get()
    assert (message.name, message.email, message.text, message.language) == (*FIELDS.values(), "en")
    page = client.get(response["Location"]).content.decode()
    assert "What happens next" in page
    assert "within 14 days" in page
    event = Event.objects.latest("id")
    assert (event.verb, event.is_public, event.person, event.facts) == ("message.received", False, None, {})


def test_help_stands_before_the_form_and_no_address_stands_on_the_page(client: Client, world: World) -> None:
    page = client.get("/en/coalition/contact/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.index("/en/help/") < main.index("<form")
    assert "@" not in main


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": "abc"},
        {"text": "x" * 4001},
        {"text": "a\x00bcdef"},
        {"email": "rosa"},
        {"name": "n" * 201},
    ],
    ids=["nothing", "short", "long", "zero", "no address", "long name"],
)
def test_what_cannot_be_taken_comes_back_as_typed(
    client: Client, world: World, changes: dict[str, str]
) -> None:
    response = client.post(SEND, {**FIELDS, **changes})
    assert response.status_code == 400
    page = response.content.decode()
    assert "Nothing you typed is lost." in page
    assert ("Rosa" in page) or "name" in changes
    assert Message.objects.count() == 0


def test_a_line_break_in_an_address_or_name_reaches_no_mail_head(client: Client, world: World) -> None:
    client.post(SEND, {**FIELDS, "email": "rosa@school.example\nBcc: all@far.example"})
    assert Message.objects.count() == 0


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "null"}, {}])
def test_a_form_sent_from_elsewhere_is_refused(world: World, headers: dict[str, str]) -> None:
    browser = Client(headers={"host": "localhost", **headers})
    assert browser.post(SEND, FIELDS).status_code == 403
    assert Message.objects.count() == 0


def test_a_program_that_fills_every_field_is_thanked_and_forgotten(client: Client, world: World) -> None:
    assert client.post(SEND, {**FIELDS, "second_text": "buy"}).status_code == 302
    assert Message.objects.count() == 0


def test_too_many_from_one_place_wait_and_keep_what_they_typed(client: Client, world: World) -> None:
    for _ in range(MESSAGES_PER_HOUR):
        assert client.post(SEND, FIELDS).status_code == 302
    response = client.post(SEND, FIELDS)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    page = response.content.decode()
    assert WORDS in page
    assert "rosa@school.example" in page
    assert Message.objects.count() == MESSAGES_PER_HOUR


def test_the_secretariat_is_told_without_what_was_written(world: World) -> None:
    message = a_message(world)
    assert tell_secretariat.call(message.pk) == 1
    (sent,) = mail.outbox
    assert sent.to == [world.people["ada"].email]
    for secret in FIELDS.values():
        assert secret not in f"{sent.body} {sent.subject}"
    assert "/desk/messages/" in sent.body
    answer_message(world.actor("ada"), message, "Yes.")
    assert tell_secretariat.call(message.pk) == 0


def test_an_answer_is_mailed_to_whoever_left_an_address(world: World) -> None:
    message = a_message(world, language="fr")
    assert not mail_answer.call(message.pk), "not before there is an answer"
    answered = answer_message(world.actor("ada"), message, " Yes, it may. ")
    assert (answered.answer, answered.answered_by) == ("Yes, it may.", world.people["ada"])
    assert mail_answer.call(message.pk)
    (sent,) = mail.outbox
    assert sent.to == ["rosa@school.example"]
    assert "Yes, it may." in sent.body
    assert "/fr/coalition/contact/" in sent.body
    nameless = a_message(world, email="")
    answer_message(world.actor("ada"), nameless, "Noted.")
    assert not mail_answer.call(nameless.pk)


def test_a_message_is_answered_once_and_with_words(world: World) -> None:
    message = a_message(world)
    with pytest.raises(Refused):
        answer_message(world.actor("ada"), message, "  ")
    answer_message(world.actor("ada"), message, "Yes.")
    with pytest.raises(Refused):
        answer_message(world.actor("ada"), message, "No.")


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "chi", "vic", "vera"])
def test_nobody_else_reads_or_answers(sign_in: SignIn, world: World, name: str) -> None:
    message = a_message(world)
    with pytest.raises(NotAllowed):
        answer_message(world.actor(name), message, "Yes.")
    with pytest.raises(NotAllowed):
        forget_messages(world.actor(name))
    assert WORDS not in sign_in(name).get("/en/desk/messages/").content.decode()


def test_messages_are_forgotten_some_time_after_the_answer(world: World, settings: Any) -> None:
    old, fresh, waiting = (a_message(world) for _ in range(3))
    for message in (old, fresh):
        answer_message(world.actor("ada"), message, "Yes.")
    long_ago = timezone.now() - timedelta(days=settings.MESSAGES_KEPT_DAYS + 1)
    Message.objects.filter(pk=old.pk).update(answered_at=long_ago)
    Message.objects.filter(pk=waiting.pk).update(created_at=long_ago)
    assert tick(SYSTEM) == 1
    assert set(Message.objects.all()) == {fresh, waiting}
    assert Event.objects.latest("id").verb == "message.forgotten"
    assert tick(SYSTEM) == forget_messages(SYSTEM) == 0
    assert verify().is_whole


def test_the_desk_of_messages_shows_the_oldest_first_and_what_was_answered(
    sign_in: SignIn, world: World
) -> None:
    first, second = a_message(world, text="The first one"), a_message(world, text="Turned \u202e around")
    browser = sign_in("ada")
    page = browser.get("/en/desk/messages/").content.decode()
    assert page.index("The first one") < page.index("Turned [U+202E] around")
    response = browser.post(f"/en/desk/messages/{first.pk}/answer/", {f"answer-{first.pk}-answer": ""})
    assert response.status_code == 400
    response = browser.post(
        f"/en/desk/messages/{first.pk}/answer/",
        {f"answer-{first.pk}-answer": "Welcome.", "next": "/en/desk/messages/?state=answered"},
    )
    assert response["Location"] == "/en/desk/messages/?state=answered"
    assert "Welcome." in browser.get(response["Location"]).content.decode()
    response = browser.post(
        f"/en/desk/messages/{second.pk}/answer/",
        {f"answer-{second.pk}-answer": "Welcome.", "next": "https://far.example/"},
    )
    assert response["Location"] == "/en/desk/messages/"
    assert browser.post("/en/desk/messages/999999/answer/").status_code == 404


def test_messages_wait_at_the_desk_with_their_age_and_a_step(world: World) -> None:
    waiting = LISTS["messages"]
    a_message(world, text="y" * 400)
    a_message(world, name="", email="")
    assert waiting.count(world.actor("ada")) == 2
    first, second = waiting.entries(world.actor("ada"), 5)
    assert (first.title, str(second.title)) == ("Rosa", "Somebody without a name")
    assert len(str(first.note)) < 200
    assert first.due
    assert first.due > first.since
    assert first.steps[0].ask
    assert len(list(waiting.entries(world.actor("ada"), 1))) == 1
