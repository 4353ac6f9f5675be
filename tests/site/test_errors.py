"""Errors are pages that help, in the language of the address."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from intersession.access.errors import NotAllowed, Refused, TooOften
from intersession.config import urls as site_urls
from tests.world import World


def failing(error: BaseException) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("en/try/400/", failing(BadRequest("odd"))),
    path("en/try/403/", failing(PermissionDenied())),
    path("en/try/not-allowed/", failing(NotAllowed("site.view_site"))),
    path("en/try/409/", failing(Refused("This ballot has closed."))),
    path("en/try/429/", failing(TooOften(90))),
    path("en/try/500/", failing(RuntimeError("broken"))),
    *site_urls.urlpatterns,
]
handler400 = "intersession.site.errors.bad_request"
handler403 = "intersession.site.errors.forbidden"
handler404 = "intersession.site.errors.not_found"
handler500 = "intersession.site.errors.server_error"


@pytest.fixture
def browser(db: None) -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("400", 400, "cannot be read"),
        ("403", 403, "not open to you"),
        ("not-allowed", 403, "not open to you"),
        ("409", 409, "This ballot has closed."),
        ("429", 429, "90 seconds"),
        ("500", 500, "Something broke on our side"),
    ],
)
def test_an_error_is_a_page_with_a_way_on(browser: Client, name: str, status: int, words: str) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        response = browser.get(f"/en/try/{name}/")
    text = response.content.decode()
    assert response.status_code == status
    assert words in text
    assert "/help/" in text
    assert response.headers.get("Retry-After") == ("90" if status == 429 else None)
    assert not response.cookies


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_nothing_at_an_address_is_said_in_its_language(browser: Client, language: str) -> None:
    response = browser.get(f"/{language}/nothing-here/")
    text = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    assert 'name="robots" content="noindex"' in text
    assert 'rel="canonical"' not in text


@pytest.mark.parametrize(
    "address",
    [
        "/en/%ff%fe/",
        "/%c3%28",
        "/en/library/%00/",
        "/xx/",
        "/en/?page=%ff",
        "/en/" + "a" * 5000,
        "/en/organisations/%ff/",
    ],
)
def test_an_address_of_broken_bytes_is_answered_calmly(browser: Client, address: str) -> None:
    assert browser.get(address).status_code in (200, 301, 302, 400, 404)


def test_a_form_from_elsewhere_is_refused_with_a_sentence(world: World) -> None:
    browser = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    response = browser.post("/en/account/login/", {"email": "ben@cast.example"})
    assert response.status_code == 403
    assert "Go back, load the page again" in response.content.decode()


def test_an_office_without_its_second_step_is_told_what_to_do(world: World) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(world.people["vera"])
    response = browser.get(reverse("helplines:desk"))
    assert response.status_code == 403
    assert "waits for the second step" in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing_that_could_fail(browser: Client) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        text = browser.get("/en/try/500/").content.decode()
    for language in ("fr", "es", "ar"):
        assert f'lang="{language}"' in text
    assert "<script" not in text
