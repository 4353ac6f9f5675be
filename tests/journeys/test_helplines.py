"""Somebody looks for help: with and without scripts, in a hurry, without a network, on paper."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect


def elsewhere(page: Page) -> None:
    """The page about the weather, answered here: tests ask nobody outside."""
    page.context.route(
        re.compile(r"https://\w+\.wikipedia\.org/.*"),
        lambda route: route.fulfill(body="<title>Weather</title><p>Sunny.", content_type="text/html"),
    )


@pytest.fixture
def guest(browser: Browser, server: str) -> Iterator[Page]:
    """A visitor who may go elsewhere and lose the network; errors on the console are theirs to bear."""
    context: BrowserContext = browser.new_context(base_url=server, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_from_home_to_a_helpline_in_kenya(visitor: Page) -> None:
    visitor.goto("/en/")
    visitor.get_by_role("link", name="Get help or report").first.click()
    visitor.get_by_role("link", name="Kenya", exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Kenya")
    call = visitor.locator("#talk").get_by_role("link", name="Call 116")
    expect(call).to_be_visible()
    assert call.get_attribute("href") == "tel:116"
    assert visitor.context.cookies() == []


def test_a_name_typed_in_another_language_finds_the_country(visitor: Page) -> None:
    visitor.goto("/en/help/")
    visitor.get_by_label("Type the name of the country").fill("مصر")
    visitor.get_by_role("button", name="Find").click()
    visitor.wait_for_url("**/en/help/eg/")
    expect(visitor.get_by_role("link", name="Call 16000")).to_be_visible()


def test_a_correction_is_sent_without_an_account(visitor: Page) -> None:
    visitor.goto("/en/help/ke/")
    visitor.get_by_role("link", name="Something is wrong or missing").click()
    visitor.get_by_label("What is wrong or missing?").fill("The number rings at a bakery now.")
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_role("heading", name="Thank you")).to_be_visible()
    assert visitor.context.cookies() == []


def test_leaving_takes_the_page_out_of_back_and_out_of_store(guest: Page) -> None:
    elsewhere(guest)
    guest.goto("/en/")
    guest.goto("/en/help/ke/")
    wait_until_kept(guest)
    guest.get_by_role("link", name="Leave this page").click()
    guest.wait_for_url("https://en.wikipedia.org/**")
    expect(guest).to_have_title("Weather")
    guest.go_back()
    assert guest.url.endswith("/en/"), "the help page is not in the history of the tab"
    until(guest, "async () => (await caches.keys()).length === 0")


def test_escape_pressed_twice_leaves(guest: Page) -> None:
    elsewhere(guest)
    guest.goto("/en/help/ke/")
    guest.keyboard.press("Escape")
    assert "/en/help/ke/" in guest.url
    guest.keyboard.press("Escape")
    guest.wait_for_url("https://en.wikipedia.org/**")


def test_leaving_works_without_scripts(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    elsewhere(page)
    asked: list[str | None] = []
    page.on("request", lambda sent: asked.append(sent.headers.get("referer")) if "wiki" in sent.url else None)
    page.goto("/en/help/ke/")
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("https://en.wikipedia.org/**")
    assert asked == [None], "the other site does not learn where somebody came from"
    context.close()


def until(page: Page, promised: str) -> None:
    """Until an asynchronous script says yes. `wait_for_function` would take its promise for a yes."""
    for _ in range(150):
        if page.evaluate(promised):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"not within 15 seconds: {promised}")


def wait_until_kept(page: Page) -> None:
    """Until the worker holds this very page."""
    until(
        page,
        "async () => navigator.serviceWorker.controller !== null"
        " && (await caches.match(location.href, {ignoreVary: true})) !== undefined",
    )


def test_a_page_once_visited_is_there_without_a_network(guest: Page) -> None:
    guest.goto("/en/help/ke/")
    wait_until_kept(guest)
    guest.context.set_offline(True)
    guest.reload()
    expect(guest.get_by_role("link", name="Call 116")).to_be_visible()
    colour = guest.locator("#talk .channel-go").first.evaluate("go => getComputedStyle(go).backgroundColor")
    assert colour != "rgba(0, 0, 0, 0)", "the stylesheet is kept too"
    assert guest.locator(".share img").evaluate("picture => picture.naturalWidth") > 0
    guest.goto("/en/help/ug/")
    expect(guest.get_by_role("heading", name="Get help or report")).to_be_visible()
    guest.context.set_offline(False)


def test_only_help_pages_and_what_they_need_are_kept(guest: Page) -> None:
    guest.goto("/en/help/ke/")
    wait_until_kept(guest)
    guest.goto("/en/help/ke/correct/")
    guest.goto("/en/help/?q=guinea")
    guest.goto("/en/")
    guest.wait_for_timeout(300)
    kept = guest.evaluate(
        "async () => { const all = []; for (const name of await caches.keys()) "
        "for (const asked of await (await caches.open(name)).keys()) all.push(new URL(asked.url)); "
        "return all.map(url => url.pathname + url.search); }"
    )
    assert all(re.match(r"/en/help/|/static/(kit/kit|helplines/help)\.", address) for address in kept)
    assert not any("correct" in address or "?" in address for address in kept)


@pytest.mark.parametrize(
    "path", ["/en/help/", "/en/help/ke/", "/en/help/gb/", "/ar/help/eg/", "/en/help/ke/correct/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_help_pages_keeps_anybody_out(
    desk: Page, barriers: Callable[[Page], list[str]], path: str, scheme: str
) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.goto(path)
    assert barriers(desk) == []


@pytest.mark.parametrize("path", ["/en/help/", "/en/help/ke/", "/ar/help/eg/", "/en/help/partners/"])
def test_help_fits_a_narrow_phone(phone: Page, path: str) -> None:
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    for link in phone.locator(".channel-go, .emergency-numbers a, .leave-link").all():
        box = link.bounding_box()
        assert box is None or box["height"] >= 44


@pytest.mark.parametrize(
    "path", ["/en/help/ke/", "/en/help/ph/", "/en/help/nz/", "/en/help/ua/", "/ar/help/eg/"]
)
def test_a_country_prints_on_one_sheet(desk: Page, tmp_path: Path, path: str) -> None:
    desk.goto(path)
    desk.wait_for_load_state("networkidle")
    sheet = tmp_path / "sheet.pdf"
    desk.pdf(path=sheet, prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", str(sheet)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1$", info, re.MULTILINE)
    text = subprocess.run(["pdftotext", str(sheet), "-"], capture_output=True, text=True, check=True).stdout
    assert "Leave this page" not in text
    assert "/h/" in text


@pytest.fixture
def school(server: str) -> Iterator[str]:
    """Another site, which shows our frame."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{server}/en/help/ke/embed/" width="400" height="600">'.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    site = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()
    thread.join()
    site.server_close()


def test_the_frame_and_the_json_serve_another_site(browser: Browser, server: str, school: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(school)
    expect(page.frame_locator("iframe").get_by_role("link", name="116", exact=True)).to_be_visible()
    said = page.evaluate(f"fetch('{server}/en/help/ke.json').then(answer => answer.json())")
    assert said["country"]["code"] == "KE"
    context.close()
