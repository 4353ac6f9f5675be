"""Letters: nobody learns an address, nobody is written to against their will, and nothing is kept for long."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.errors import NotAllowed, Refused
from intersession.access.waiting import LISTS
from intersession.audit.models import Event
from intersession.directory import actions, letters
from intersession.directory.models import Letter
from intersession.directory.tasks import deliver_letter, forget_letters
from intersession.people.models import Mandate, Person
from tests.world import World, make_organisation, make_person

TEXT = "We look for somebody who can speak about age assurance in June."


def opened(world: World, *names: str) -> None:
    """These members of the cast take letters and are shown."""
    for name in names:
        person = world.people[name]
        person.takes_contact = person.shows_name = True
        person.save()


def deliver(letter: Letter) -> list[mail.EmailMessage]:
    mail.outbox = []
    deliver_letter.func(letter.pk)
    return list(mail.outbox)


def test_a_letter_names_who_writes_for_whom_and_no_address(world: World) -> None:
    opened(world, "ben", "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    (sent,) = deliver(letter)
    assert sent.to == ["lou@cast.example"]
    assert TEXT in sent.body
    assert "Ben" in sent.body
    assert world.organisation.name in sent.body
    assert "ben@cast.example" not in sent.message().as_string()
    assert sent.reply_to == []


def test_an_answer_comes_back_through_the_platform_once(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    (sent,) = deliver(letter)
    link = re.search(r"https?://[^/]+(/\S+/letters/\S+)", str(sent.body))
    assert link
    browser = sign_in("lou")
    assert TEXT in browser.get(link[1]).content.decode()
    response = browser.post(link[1], {"text": "Gladly, in June."})
    assert response.status_code == 302
    answer = Letter.objects.get(in_reply_to=letter)
    # Ben switched letters off and still gets the answer to his own.
    (back,) = deliver(answer)
    assert back.to == ["ben@cast.example"]
    assert "lou@cast.example" not in back.message().as_string()
    assert browser.post(link[1], {"text": "And once more."}).status_code == 400
    assert Letter.objects.filter(in_reply_to=letter).count() == 1


@pytest.mark.parametrize("name", ["eve", "chi", "ben"])
def test_the_link_of_a_letter_is_worth_nothing_to_others(
    world: World, sign_in: Callable[[str], Client], name: str
) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    path = f"/en/letters/{letters.token_for(letter)}/"
    assert sign_in(name).get(path).status_code == 404
    with pytest.raises(NotAllowed):
        actions.answer_letter(world.actor(name), letter, "Hello")


def test_a_visitor_is_asked_to_sign_in_before_anything_is_shown(client: Client, world: World) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    response = client.get(f"/en/letters/{letters.token_for(letter)}/")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert client.get("/en/organisations/lake-signal/letter/").status_code == 302
    assert client.post("/en/organisations/lake-signal/letter/", {}).status_code == 403


@pytest.mark.parametrize("name", ["visitor", "eve", "obi"])
def test_only_members_write(world: World, name: str) -> None:
    opened(world, "lou")
    with pytest.raises(NotAllowed):
        actions.write_letter(world.actor(name), world.people["lou"], "A question", TEXT)


def test_whoever_takes_no_letters_gets_none_and_cannot_be_told_from_nobody(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    with pytest.raises(Refused):
        actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    browser = sign_in("ben")
    closed = browser.get(f"/en/expertise/people/{world.people['lou'].pk}/letter/")
    nobody = browser.get("/en/expertise/people/999999/letter/")
    assert closed.status_code == nobody.status_code == 404


def test_a_switch_turned_between_writing_and_sending_counts(world: World) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    Person.objects.filter(pk=world.people["lou"].pk).update(takes_contact=False)
    assert deliver(letter) == []


def test_a_letter_is_sent_once_however_often_the_task_runs(world: World) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    assert len(deliver(letter)) == 1
    assert deliver(letter) == []


def test_an_organisation_is_reached_through_those_who_represent_it(world: World) -> None:
    opened(world, "lou", "lea", "obi")
    letter = actions.write_letter(world.actor("ben"), world.other, "A question", TEXT)
    (sent,) = deliver(letter)
    assert sent.to == ["lou@cast.example"]
    assert world.other.name in sent.body
    Mandate.objects.filter(person=world.people["lou"]).update(ends_at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.answer_letter(world.actor("lou"), letter, "I have left")


def test_too_many_letters_are_refused_with_a_sentence(world: World) -> None:
    opened(world, "lou")
    ben = world.actor("ben")
    for number in range(letters.PER_DAY_TO_ONE):
        actions.write_letter(ben, world.people["lou"], f"Question {number}", TEXT)
    with pytest.raises(Refused, match="twice within a day"):
        actions.write_letter(ben, world.people["lou"], "One more", TEXT)
    for number in range(letters.PER_DAY - letters.PER_DAY_TO_ONE):
        other = make_person(f"other{number}", takes_contact=True)
        actions.write_letter(ben, other, "Hello", TEXT)
    with pytest.raises(Refused, match="letters passed on within a day"):
        actions.write_letter(ben, make_person("last", takes_contact=True), "Hello", TEXT)
    Letter.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    actions.write_letter(ben, world.people["lou"], "The day after", TEXT)


@pytest.mark.parametrize(
    "subject", ["Hello\nBcc: all@cast.example", "Hello\r\nX: y", "Hello\x00", "Hello\u202eolleH", "\n", ""]
)
def test_a_subject_cannot_become_a_header(
    world: World, sign_in: Callable[[str], Client], subject: str
) -> None:
    opened(world, "lou")
    response = sign_in("ben").post(
        "/en/organisations/lake-signal/letter/", {"subject": subject, "text": TEXT}
    )
    assert response.status_code == 400
    assert TEXT in response.content.decode()
    assert not Letter.objects.exists()


def test_a_name_cannot_become_a_header_or_a_line_of_the_letter(world: World) -> None:
    opened(world, "lou")
    Person.objects.filter(pk=world.people["ben"].pk).update(name="Ben\nBcc: all@cast.example")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    (sent,) = deliver(letter)
    assert "\nBcc:" not in sent.body
    assert list(sent.recipients()) == ["lou@cast.example"]


def test_a_post_with_more_fields_changes_nothing_else(world: World, sign_in: Callable[[str], Client]) -> None:
    opened(world, "lou", "ben")
    data = {
        "subject": "Hi", "text": TEXT, "sender": world.people["lea"].pk, "to_person": world.people["ada"].pk,
        "sender_organisation": world.other.pk,
    }  # fmt: skip
    sign_in("ben").post("/en/organisations/lake-signal/letter/", data)
    letter = Letter.objects.get()
    assert (letter.sender, letter.to_organisation, letter.to_person) == (
        world.people["ben"],
        world.other,
        None,
    )
    assert letter.sender_organisation == world.organisation


def test_the_log_knows_that_and_never_what(world: World) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A secret subject", TEXT)
    event = Event.objects.get(subject_type="directory.letter", subject_id=str(letter.pk))
    assert event.facts == {"is_answer": False}
    assert not event.is_public


def test_the_words_of_a_letter_are_gone_after_thirty_days(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    opened(world, "lou")
    old = actions.write_letter(world.actor("ben"), world.people["lou"], "Old", TEXT)
    new = actions.write_letter(world.actor("ben"), world.people["lou"], "New", TEXT)
    Letter.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    forget_letters.func()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.subject, old.text, new.text) == ("", "", TEXT)
    assert sign_in("lou").get(f"/en/letters/{letters.token_for(old)}/").status_code == 404
    with pytest.raises(Refused):
        actions.answer_letter(world.actor("lou"), old, "Late")


def test_a_letter_waits_on_the_own_page_until_somebody_answers(world: World) -> None:
    opened(world, "lou")
    waiting, lou = LISTS["letters"], world.actor("lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    (entry,) = waiting.entries(lou, 5)
    assert waiting.count(lou) == 1
    assert letters.token_for(letter).split(":")[0] in entry.url
    assert waiting.count(world.actor("ben")) == 0
    actions.answer_letter(lou, letter, "Gladly")
    assert waiting.count(lou) == 0
    assert waiting.count(world.actor("ben")) == 1


def test_waiting_letters_are_one_query_each_however_many(world: World) -> None:
    opened(world, "lou")
    lou = world.actor("lou")
    for number in range(3):
        writer = make_person(f"writer{number}")
        place = make_organisation(f"place-{number}", name=f"Place {number}")
        Letter.objects.create(
            sender=writer, sender_organisation=place, to_person=lou.person, subject="x", text="y"
        )
    with CaptureQueriesContext(connection) as captured:
        assert len(list(LISTS["letters"].entries(lou, 10))) == 3
    assert len(captured) == 1


def test_nobody_who_left_is_answered(world: World) -> None:
    opened(world, "lou")
    letter = actions.write_letter(world.actor("ben"), world.people["lou"], "A question", TEXT)
    Person.objects.filter(pk=world.people["ben"].pk).update(is_active=False)
    with pytest.raises(Refused, match="has left"):
        actions.answer_letter(world.actor("lou"), letter, "Hello")
