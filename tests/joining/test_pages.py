"""Applying in a browser: what is typed is kept, what is known is not told, and no page can be guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from intersession.joining.models import SIGNER, Application
from intersession.people.models import Organisation, Person
from tests.joining.making import make_application
from tests.world import World

FORM = {
    "name": "Port Signal (fictional)",
    "name_en": "",
    "place": "Tunisia",
    "stakeholder_group": "hotline-helpline",
    "summary": "Answers children who call.",
    "languages": "Arabic, français",
    "places": "Tunisia; Algeria",
    "url": "port-signal.example",
    "person_name": "Nia",
    "email": "nia@port-signal.example",
}
APPLY = "/en/join/organisation/"


@pytest.fixture(autouse=True)
def _fresh(mailbox: list[Any]) -> None:
    cache.clear()


def applied(client: Client, capture: Any, path: str = APPLY, **changes: str) -> Any:
    with capture(execute=True):
        return client.post(path, {**FORM, **changes})


def page_in(letter: Any) -> str:
    found = re.search(r"http://[^/\s]+(/\S*join/applications/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def test_a_newcomer_applies_and_sees_whose_move_it_is(
    client: Client, world: World, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    assert applied(client, capture).headers["Location"] == "/en/join/sent/"
    assert client.cookies.keys() == set()
    application = Application.objects.get()
    assert (application.languages, application.places, application.url) == (
        ["ar", "fr"],
        ["TN", "DZ"],
        "https://port-signal.example",
    )
    own = page_in(mailbox[0])
    assert "Confirm my address" in client.get(own).content.decode()
    application.refresh_from_db()
    assert application.confirmed_at is None
    with capture(execute=True):
        assert client.post(f"{own}confirm/").headers["Location"] == own
    assert "secretariat’s. It has promised" in client.get(own).content.decode()
    assert mailbox[1].to == ["ada@cast.example"]


def test_a_known_address_is_answered_like_an_unknown_one(
    world: World, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    answers = []
    for email in ("ben@cast.example", "nobody@cast.example"):
        browser = Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})
        answers.append(applied(browser, django_capture_on_commit_callbacks, email=email))
    assert len({(each.status_code, each.headers["Location"]) for each in answers}) == 1
    assert len({(letter.subject, re.sub(r"/applications/\S+", "", letter.body)) for letter in mailbox}) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("place", "Atlantis", "no country called"),
        ("languages", "Arabic, Klingonese", "no language called"),
        ("stakeholder_group", "emperors", "Select a valid choice"),
        ("email", "nobody", "valid email"),
        ("url", "javascript:alert(1)", "valid URL"),
        ("name", "", "required"),
        ("concepts", "no-such-concept", "Select a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    client: Client,
    world: World,
    django_capture_on_commit_callbacks: Any,
    field: str,
    value: str,
    sentence: str,
) -> None:
    response = applied(client, django_capture_on_commit_callbacks, **{field: value})
    text = response.content.decode()
    assert response.status_code == 400
    assert sentence in text
    assert "Answers children who call." in text
    assert not Application.objects.exists()


def test_duplicates_are_asked_for_before_it_is_sent(
    client: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    response = applied(client, capture, name="Lake Signal")
    # Names of the cast carry no keys: they were made without an action.
    assert response.status_code == 302
    response = applied(client, capture, name="Thorn", email="jo@else.example")
    assert response.status_code == 400
    assert 'name="same_as" value="thorn"' in response.content.decode()
    assert applied(client, capture, name="Thorn", same_as="-", email="jo@else.example").status_code == 302
    assert applied(client, capture, name="Thorn", same_as="thorn", email="jo@else.example").status_code == 302
    assert [each.claims_id for each in Application.objects.filter(name="Thorn").order_by("pk")] == [
        None,
        Organisation.objects.get(slug="thorn").pk,
    ]


def test_the_same_is_offered_while_typing(client: Client, world: World) -> None:
    text = client.get("/en/join/alike/", {"name": "Thorn"}).content.decode()
    assert 'value="thorn"' in text
    assert "<html" not in text
    assert client.get("/en/join/alike/").content.decode().strip() == ""


def test_an_application_sets_nothing_but_what_the_form_has(
    client: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    applied(
        client,
        django_capture_on_commit_callbacks,
        confirmed_at="2026-01-01",
        welcomed_at="2026-01-01",
        organisation=str(world.organisation.pk),
        person=str(world.people["ada"].pk),
        is_individual="1",
        is_trusted="1",
        claims=str(world.other.pk),
    )
    made = Application.objects.get()
    assert (made.confirmed_at, made.welcomed_at, made.organisation, made.person, made.claims) == (None,) * 5
    assert made.is_individual is False


def test_a_form_sent_from_elsewhere_is_refused(world: World) -> None:
    browser = Client(headers={"host": "localhost", "sec-fetch-site": "cross-site"})
    assert browser.post(APPLY, FORM).status_code == 403
    application = make_application()
    assert browser.post(f"/en/join/applications/{application.key}/withdraw/").status_code == 403
    assert Client(headers={"host": "localhost"}).post(APPLY, FORM).status_code == 403


def test_a_page_cannot_be_guessed(client: Client, world: World) -> None:
    application = make_application()
    assert client.get(f"/en/join/applications/{application.key}/").status_code == 200
    signature = application.key.partition(".")[2]
    for key in (
        str(application.pk),
        f"{application.pk}.",
        f"{application.pk + 1}.{signature}",
        "x.y",
        SIGNER.sign("abc"),
    ):
        assert client.get(f"/en/join/applications/{key}/").status_code == 404
        assert client.post(f"/en/join/applications/{key}/withdraw/").status_code == 404
    application.refresh_from_db()
    assert application.withdrawn_at is None


def test_a_page_names_its_own_application_only_and_is_never_kept(client: Client, world: World) -> None:
    one, other = make_application(), make_application("other@cast.example", name="Other Shore (fictional)")
    response = client.get(f"/en/join/applications/{one.key}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert other.name not in response.content.decode()


def test_nobody_applies_without_end(
    client: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    statuses = [
        applied(
            client, django_capture_on_commit_callbacks, email=f"n{number}@cast.example", same_as="-"
        ).status_code
        for number in range(7)
    ]
    assert statuses[-1] == 429


def test_a_program_that_fills_every_field_is_thanked_and_forgotten(
    client: Client, world: World, django_capture_on_commit_callbacks: Any, mailbox: list[Any]
) -> None:
    response = applied(client, django_capture_on_commit_callbacks, second_text="x")
    assert (response.status_code, Application.objects.count(), mailbox) == (302, 0, [])


def test_the_secretariat_welcomes_asks_and_declines(
    sign_in: Callable[[str], Client],
    world: World,
    mailbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    ada, application = sign_in("ada"), make_application()
    desk = f"/en/desk/applications/{application.pk}/"
    assert application.name in ada.get("/en/desk/applications/").content.decode()
    assert "nia@port-signal.example" in ada.get(desk).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert ada.post(f"{desk}ask/", {"text": "Since when?"}).status_code == 302
    assert "Since when?" in mailbox[-1].body
    with django_capture_on_commit_callbacks(execute=True):
        assert ada.post(f"{desk}welcome/", {"into": "new"}).status_code == 302
    assert "Sign in with this mail address" in mailbox[-1].body
    assert ada.post(f"{desk}welcome/", {"into": "new"}).status_code == 400
    assert application.name in ada.get("/en/desk/applications/?answered").content.decode()
    second = make_application("x@cast.example", name="Second Shore (fictional)")
    assert ada.post(f"/en/desk/applications/{second.pk}/decline/", {"reason": ""}).status_code == 400
    assert ada.post(f"/en/desk/applications/{second.pk}/decline/", {"reason": "No."}).status_code == 302


def test_the_welcomed_sign_in_with_a_mailed_code(client: Client, world: World, mailbox: list[Any]) -> None:
    from intersession.joining.actions import welcome_application

    welcome_application(world.actor("ada"), make_application())
    client.post("/en/account/login/", {"email": "nia@port-signal.example"})
    code = re.search(r"^(\d{6})$", mailbox[-1].body, re.MULTILINE)
    assert code
    client.post("/en/account/login/code/confirm/", {"code": code[1]})
    assert "for <bdi>" in client.get("/en/").content.decode()
    assert Person.objects.get(email="nia@port-signal.example").name == "Nia Invented"


def test_an_individual_applies_where_the_coalition_lets_them(
    client: Client, world: World, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    path = "/en/join/individual/"
    assert applied(client, django_capture_on_commit_callbacks, path).status_code == 302
    assert Application.objects.get().is_individual
    settings.INDIVIDUALS_MAY_JOIN = False
    assert client.get(path).status_code == 404


def test_the_desk_asks_as_often_for_many_as_for_one(
    sign_in: Callable[[str], Client], world: World, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ada = sign_in("ada")
    make_application()
    ada.get("/en/desk/applications/")
    counts = []
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ada.get("/en/desk/applications/")
        counts.append(len(asked))
        for each in range(8):
            make_application(f"n{number}{each}@cast.example", name=f"Shore {number}{each} (fictional)")
    assert counts[0] == counts[1]
