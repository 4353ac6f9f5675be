"""Ada signs in by mailed code and app, adds a passkey, and comes back with it alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.test_demo import code_shown

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def app_code(home: Path, email: str) -> str:
    """What `intersession demo --code` prints for somebody."""
    environment = {**os.environ, "INTERSESSION_HOME": str(home), "INTERSESSION_DEMO": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "intersession.config.command", "demo", "--code"]
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.search(rf"{re.escape(email)}\s+(\d{{6}})", printed)
    assert found, printed
    return found[1]


def submit(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_a_passkey_takes_the_place_of_mail_and_app(
    desk: Page, home: Path, barriers: Callable[[Page], list[str]]
) -> None:
    device = desk.context.new_cdp_session(desk)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    desk.goto("/en/account/login/")
    desk.get_by_label("Mail address").fill("ada@demo.example")
    submit(desk, "Mail me a code")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Type the code from your mail")
    assert barriers(desk) == []
    desk.get_by_label("Code").fill(code_shown(home / "serve.log", "ada@demo.example", desk))
    submit(desk, "Sign in")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Second step")
    assert barriers(desk) == []
    desk.get_by_label("Code").fill(app_code(home, "ada@demo.example"))
    submit(desk, "Sign in")
    expect(desk.get_by_role("contentinfo").get_by_role("link", name="Verification desk")).to_be_visible()

    desk.goto("/en/account/")
    assert barriers(desk) == []
    desk.get_by_role("link", name="Add a passkey").click()
    submit(desk, "Add a passkey")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    desk.goto("/en/account/logout/")
    submit(desk, "Sign out")
    expect(desk.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()

    desk.goto("/en/account/login/")
    submit(desk, "Sign in with a passkey")
    expect(desk.get_by_role("contentinfo").get_by_role("link", name="Verification desk")).to_be_visible()
    desk.goto("/en/desk/helplines/")
    assert desk.get_by_role("heading", level=1).is_visible()
