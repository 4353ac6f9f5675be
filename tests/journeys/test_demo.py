"""Signing in to the demo as `intersession serve` explains it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from intersession.config.demo_people import how_to_sign_in

SHEETS = ("/en/", "/ar/", "/-/patterns/")


def test_a_person_signs_in_with_the_code_the_terminal_shows(desk: Page, server: str, home: Path) -> None:
    address = re.findall(r"http://\S+", how_to_sign_in(server, ""))[0]
    desk.goto(address)
    desk.get_by_label(re.compile("mail", re.IGNORECASE)).first.fill("ben@demo.example")
    desk.locator("main form button[type=submit]").first.click()
    expect(desk.locator("input[name=code]")).to_be_visible()
    code = code_shown(home / "serve.log", "ben@demo.example", desk)
    desk.locator("input[name=code]").fill(code)
    desk.locator("main form button[type=submit]").first.click()
    desk.wait_for_url(re.compile(r"/en/$"))
    assert any(cookie["name"] == "sessionid" for cookie in desk.context.cookies())


def code_shown(log: Path, email: str, page: Page) -> str:
    """The newest code the terminal showed for an address; waits up to ten seconds for it."""
    for _ in range(50):
        shown = re.findall(rf"✉ {re.escape(email)} · .* · (\S+)$", log.read_text(), re.MULTILINE)
        if shown:
            return str(shown[-1])
        page.wait_for_timeout(200)
    pytest.fail(f"no code for {email} in:\n{log.read_text()[-2000:]}")


@pytest.mark.parametrize("path", SHEETS)
def test_nothing_on_the_page_keeps_anybody_out(
    desk: Page, barriers: Callable[[Page], list[str]], path: str
) -> None:
    desk.goto(path)
    assert barriers(desk) == []
