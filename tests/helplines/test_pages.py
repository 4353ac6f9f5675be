"""Help pages over HTTP: what stands there, what travels with it, and what does not."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext

from intersession.access.actor import Actor
from intersession.audit.models import Event
from intersession.config.page_cache import PageCache
from intersession.helplines.actions import withdraw_service
from intersession.helplines.models import Correction, Outcome, Service
from tests.helplines.making import make_channel, make_check, make_service
from tests.world import World

PAGES = (
    "/en/help/", "/en/help/ke/", "/ar/help/eg/", "/fr/help/zz/", "/en/help/partners/", "/en/help/ke.json",
    "/en/help/ke/embed/", "/en/help/ke/qr.svg", "/en/help/ke/correct/", "/en/help/worker.js",
)  # fmt: skip


def text_of(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_kenya_in_two_clicks_from_home(client: Client, world: World) -> None:
    home = text_of(client, "/en/")
    assert 'href="/en/help/"' in home
    choice = text_of(client, "/en/help/")
    assert 'href="/en/help/ke/"' in choice
    page = text_of(client, "/en/help/ke/")
    assert 'href="tel:116"' in page
    assert page.index('href="tel:999"') < page.index('href="tel:116"'), "emergency numbers stand on top"
    assert "Not yet checked by us." in page
    assert "Day and night, every day" in page


def test_the_choice_suggests_by_the_browsers_language_and_says_so_to_caches(
    client: Client, world: World
) -> None:
    response = client.get("/en/help/", headers={"accept-language": "sw-KE,sw;q=0.8"})
    assert "Accept-Language" in response["Vary"]
    assert re.search(r'class="suggested"><a [^>]*href="/en/help/ke/"', response.content.decode())
    for nothing in ("", "en", "fr;q=0.5", "xx-QQ", ";;;,,q", "a" * 9000):
        assert 'class="suggested"' not in text_of(client, "/en/help/", **{"accept-language": nothing})


def test_a_name_in_any_of_our_languages_finds_the_country_without_scripts(
    client: Client, world: World
) -> None:
    for words in ("Kenya", "kénya", "Kenia", "كينيا", " KENYA "):
        response = client.get("/en/help/", {"q": words})
        assert (response.status_code, response["Location"]) == (302, "/en/help/ke/"), words
    several = text_of(client, "/en/help/?q=guinea")
    assert "/en/help/gn/" in several.split("All countries")[0]
    assert "/en/help/gq/" in several.split("All countries")[0]
    nothing = text_of(client, "/en/help/?q=atlantis")
    assert "No country is called “atlantis”" in nothing
    assert 'href="/en/help/zz/"' in nothing


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_000,
        "q=%00%01%1b",
        "q=%ff%fe",
        "q=%3Cscript%3E",
        "q=%D9%91",
        "q=&q=2",
        "page=999",
        "q=(((",
    ],
)
def test_odd_words_are_answered_with_a_page(client: Client, world: World, query: str) -> None:
    response = client.get(f"/en/help/?{query}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


@pytest.mark.parametrize("code", ["xx", "kenia", "eu", "x" * 500, "%00", "k%0Ae", "ke.jsn", "%F0%9F%98%80"])
def test_an_unknown_country_is_a_404_that_leads_on(client: Client, world: World, code: str) -> None:
    response = client.get(f"/en/help/{code}/")
    assert response.status_code == 404
    page = response.content.decode()
    assert 'href="/en/help/ke/"' in page, "the list of countries"
    assert "takeitdown.ncmec.org" in page, "the worldwide services"
    assert 'name="robots" content="noindex"' in page


def test_an_unknown_country_of_a_similar_name_is_offered(client: Client, world: World) -> None:
    page = client.get("/en/help/kenia/").content.decode()
    assert "Did you mean" in page
    assert 'href="/en/help/ke/"' in page.split("Did you mean")[1].split("</ul>")[0]


@pytest.mark.parametrize(
    ("given", "meant"),
    [("KE/", "ke/"), ("Ke/", "ke/"), ("INT/", "zz/"), ("int/", "zz/")],
)
def test_a_code_written_otherwise_leads_to_the_one_address(
    client: Client, world: World, given: str, meant: str
) -> None:
    response = client.get(f"/en/help/{given}")
    assert (response.status_code, response["Location"]) == (301, f"/en/help/{meant}")


def test_where_nothing_is_known_the_page_says_so_and_leads_on(client: Client, world: World) -> None:
    page = text_of(client, "/en/help/aq/")
    assert "We know of no service in this country." in page
    assert 'href="tel:112"' in page
    assert "takeitdown.ncmec.org" in page
    assert "report.iwf.org.uk" in page


@pytest.mark.parametrize("path", PAGES)
def test_no_cookie_no_trace_and_no_one_else_asked(client: Client, world: World, path: str) -> None:
    response = client.get(path, headers={"accept-language": "sw-KE"})
    assert response.status_code == 200
    assert not response.cookies
    expected = "same-origin" if path.endswith(("correct/", "worker.js")) else "no-referrer"
    assert response["Referrer-Policy"] == expected
    if "html" in response["Content-Type"]:
        page = response.content.decode()
        loaded = re.findall(r'(?:src|<link rel="stylesheet" href)="([^"]+)"', page)
        assert all(address.startswith(("/", "http://localhost")) for address in loaded)
        assert "style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
        assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize("path", PAGES)
def test_a_visit_leaves_nothing_behind(
    client: Client, world: World, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    events = Event.objects.count()
    with caplog.at_level(logging.DEBUG):
        client.get(path, REMOTE_ADDR="203.0.113.77", headers={"user-agent": "Somebody's phone"})
    assert Event.objects.count() == events
    assert "203.0.113.77" not in caplog.text
    assert "Somebody's phone" not in caplog.text


def wsgi(path: str, **headers: str) -> dict[str, Any]:
    address, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


class Counting:
    """Django, counting how often it is asked."""

    def __init__(self) -> None:
        self.handler = ClientHandler()
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked += 1
        response = self.handler(environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]  # type: ignore[attr-defined]


def ask(application: PageCache, path: str, **headers: str) -> tuple[str, bytes]:
    """The status line and the body of an answer."""
    statuses: list[str] = []

    def start(status: str, sent: list[tuple[str, str]], failure: Any = None) -> Any:
        statuses.append(status)

    body = b"".join(application(wsgi(path, **headers), start))
    return statuses[0], body


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_kept_by_the_page_cache_and_served_byte_for_byte(world: World, path: str) -> None:
    django = Counting()
    cache = PageCache(django, lambda: 1, own_cookies=("sessionid", "csrftoken"))
    first = ask(cache, path, accept_language="sw-KE")
    assert first[0] == "200 OK"
    assert ask(cache, path, accept_language="sw-KE", user_agent="Another", cookie="theirs=1") == first
    assert django.asked == 1


def test_the_kept_choice_never_suggests_another_visitors_country(world: World) -> None:
    cache = PageCache(Counting(), lambda: 1, own_cookies=("sessionid",))

    def suggested(language: str) -> str:
        body = ask(cache, "/en/help/", accept_language=language)[1].decode()
        found = re.search(r'class="suggested"><a [^>]*href="/en/help/(\w\w)/"', body)
        return found[1] if found else ""

    asked = ["sw-KE", "es-CL", "en", "sw-KE", "ar-EG", "en", "es-CL"]
    assert [suggested(language) for language in asked] == ["ke", "cl", "", "ke", "eg", "", "cl"]


def test_leaving_quickly_is_a_plain_link_before_everything_else(client: Client, world: World) -> None:
    for path in ("/en/help/", "/en/help/ke/", "/en/help/ke/correct/", "/en/help/ke/correct/thanks/"):
        page = text_of(client, path)
        link = re.search(r"<a [^>]*data-leave[^>]*>", page)
        assert link
        assert 'href="https://en.wikipedia.org/wiki/Weather"' in link[0]
        assert 'rel="noreferrer nofollow"' in link[0]
        assert page.index("data-leave") < page.index("<header")
        assert "en.wikipedia.org" not in page.replace(link[0], ""), "nothing is loaded from there"
    assert "ar.wikipedia.org" in text_of(client, "/ar/help/")
    unknown = client.get("/en/help/xx/").content.decode()
    assert "data-leave" in unknown


def test_a_check_shows_at_once_and_a_channel_that_is_gone_is_not_to_be_pressed(
    client: Client, world: World
) -> None:
    service = make_service(name="Harbour Line")
    works, gone = make_channel(service, value="0800 111"), make_channel(service, value="0800 222")
    make_check(works, world.people["vic"])
    make_check(gone, world.people["vic"], outcome=Outcome.GONE, note="Disconnected; told us by Mr X.")
    page = text_of(client, "/en/help/ke/")
    assert 'href="tel:0800111"' in page
    assert 'href="tel:0800222"' not in page
    assert "0800 222" in page
    assert "by phone: it works." in page
    assert "No longer there when we checked on" in page
    assert "Mr X" not in page, "notes of the desk are not published"


def test_a_withdrawn_service_leaves_a_line_that_says_why(client: Client, world: World) -> None:
    service = make_service(name="Harbour Line")
    make_channel(service, value="0800 111")
    withdraw_service(world.actor("vic"), service, "It closed in May.")
    page = text_of(client, "/en/help/ke/")
    assert "tel:0800111" not in page
    assert "Harbour Line" in page.split('id="withdrawn"')[1]
    assert "It closed in May." in page


def test_names_are_escaped_and_keep_their_direction(client: Client, world: World) -> None:
    service = make_service(name="<b>خط</b>", name_language="ar", place_id="EG")
    make_channel(service, note="<i>x</i>")
    page = text_of(client, "/en/help/eg/")
    assert '<bdi lang="ar" dir="rtl">&lt;b&gt;خط&lt;/b&gt;</bdi>' in page
    assert "<i>x" not in page


def test_a_page_asks_as_few_questions_for_300_services_as_for_one(client: Client, world: World) -> None:
    vic = world.people["vic"]

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            text_of(client, "/en/help/tv/")
        return len(asked)

    make_check(make_channel(make_service(place_id="TV")), vic)
    one = queries()
    for number in range(60):
        service = make_service(place_id="TV")
        for value in range(5):
            make_check(make_channel(service, value=f"{number}{value}"), vic)
    assert queries() == one <= 6


def test_addresses_without_a_language_lead_to_the_readers_own(client: Client, world: World) -> None:
    response = client.get("/help/", headers={"accept-language": "ar-EG,ar"})
    assert response["Location"] == "/ar/help/"
    assert "Accept-Language" in response["Vary"]
    short = client.get("/h/KE", headers={"accept-language": "fr"})
    assert (short.status_code, short["Location"]) == (302, "/fr/help/ke/")
    assert "Accept-Language" in short["Vary"]
    lost = client.get("/h/nowhere", headers={"accept-language": "xx"})
    assert lost["Location"] == "/en/help/"


def test_nothing_can_be_changed_by_asking(client: Client, world: World) -> None:
    for path in ("/en/help/", "/en/help/ke/", "/en/help/ke.json", "/en/help/ke/embed/"):
        assert client.post(path).status_code in (403, 405)
    assert Correction.objects.count() == 0
    assert Service.objects.count() == 377
    assert Actor().is_visitor
