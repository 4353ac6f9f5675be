"""Signing in to the demo as `intersession serve` explains it."""

import re
from pathlib import Path

from playwright.sync_api import Page

from intersession.config.demo_people import how_to_sign_in
from tests.journeys.signing import code_shown, codes_in


def test_a_person_signs_in_with_the_code_the_terminal_shows(desk: Page, server: str, home: Path) -> None:
    address = re.findall(r"http://\S+", how_to_sign_in(server, ""))[0]
    desk.goto(address)
    earlier = len(codes_in(home / "serve.log", "ben@demo.example"))
    desk.get_by_label("Mail address").fill("ben@demo.example")
    desk.get_by_role("main").get_by_role("button", name="Mail me a code").click()
    desk.get_by_label("Code").fill(code_shown(home / "serve.log", "ben@demo.example", desk, earlier))
    desk.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    desk.wait_for_url(re.compile(r"/en/you/$"))
    assert any(cookie["name"] == "sessionid" for cookie in desk.context.cookies())
