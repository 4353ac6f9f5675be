"""Signing in by mailed code, with and without a second step, and without a word too many."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.world import World

LOGIN = "/en/account/login/"
CONFIRM = "/en/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def _mail_in_memory(settings: Any) -> Iterator[None]:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    cache.clear()
    mail.outbox = []
    yield
    cache.clear()


def code_in(message: Any) -> str:
    found = re.search(r"^(\d{6})$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def asked(client: Client, email: str) -> Any:
    return client.post(LOGIN, {"email": email})


def test_a_mailed_code_opens_a_session(client: Client, world: World) -> None:
    assert asked(client, "ben@cast.example").headers["Location"].endswith(CONFIRM)
    (message,) = mail.outbox
    assert message.to == ["ben@cast.example"]
    response = client.post(CONFIRM, {"code": code_in(message)})
    assert response.headers["Location"] == "/en/you/"
    assert "Ben" in client.get("/en/account/").content.decode()


def test_the_site_answers_alike_whether_an_address_is_known(client: Client, world: World) -> None:
    known, unknown = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    answers = [asked(known, "ben@cast.example"), asked(unknown, "nobody@cast.example")]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    pages = [
        browser.get(CONFIRM).content.decode().replace(email, "ADDRESS")
        for browser, email in ((known, "ben@cast.example"), (unknown, "nobody@cast.example"))
    ]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", pages[0]) == token.sub("", pages[1])
    wrong = [browser.post(CONFIRM, {"code": "AAAA-AAAA"}).content.decode() for browser in (known, unknown)]
    assert [("not the code we are waiting for" in text) for text in wrong] == [True, True]
    assert [message.subject for message in mail.outbox] == [
        "Your sign-in code",
        "No account uses this address",
    ]


def test_a_code_guessed_wrong_three_times_is_dead(client: Client, world: World) -> None:
    asked(client, "ben@cast.example")
    for _ in range(3):
        response = client.post(CONFIRM, {"code": "AAAA-AAAA"})
    assert response.status_code == 302
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert client.get("/en/account/").status_code == 302


def test_an_office_is_led_to_its_second_step(client: Client, world: World) -> None:
    asked(client, "vera@cast.example")
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert response.headers["Location"] == reverse("mfa_index")
    text = client.get(reverse("mfa_index")).content.decode()
    assert "waiting for a second step" in text
    assert reverse("mfa_add_webauthn") in text
    assert client.get(reverse("helplines:desk")).status_code == 403


def test_the_second_step_opens_the_office(client: Client, world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.people["vera"], secret)
    asked(client, "vera@cast.example")
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("helplines:desk")).status_code == 302
    assert (
        "This code is not right"
        in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    )
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("helplines:desk")).status_code == 200


def test_the_secret_of_an_app_is_not_stored_in_the_clear(world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.people["vera"], secret)
    stored = Authenticator.objects.get(user=world.people["vera"]).data["secret"]
    assert secret not in stored


def test_the_secret_outlives_a_change_of_the_sites_key(world: World, settings: Any) -> None:
    secret = generate_totp_secret()
    kept = TOTP.activate(world.people["vera"], secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether"
    assert kept.validate_code(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_next_address_elsewhere_is_not_followed(client: Client, world: World) -> None:
    client.post(
        f"{LOGIN}?next=https://evil.example/", {"email": "ben@cast.example", "next": "https://evil.example/"}
    )
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0]), "next": "https://evil.example/"})
    assert response.headers["Location"] == "/en/you/"


def test_too_many_requests_get_a_page_that_says_so(client: Client, world: World) -> None:
    statuses = [asked(client, f"someone{number}@cast.example").status_code for number in range(40)]
    assert 429 in statuses or all(status in (200, 302) for status in statuses)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize(
    "name", ["account_login", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"]
)
def test_pages_of_sign_in_look_like_the_site(world: World, language: str, name: str) -> None:
    browser = Client(headers={"host": "localhost"})
    if name != "account_login":
        browser.force_login(world.people["ben"])
    path = reverse(name).replace("/en/", f"/{language}/", 1)
    text = browser.get(path).content.decode()
    assert 'class="top"' in text
    assert 'class="entrance"' in text
    assert f'lang="{language}"' in text
    assert "style=" not in text
    assert not re.search(r"\son[a-z]+=", text)
