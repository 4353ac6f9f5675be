"""Signing in by hand: the code from the mail the terminal shows, the code of the app, a passkey."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def codes_in(log: Path, email: str) -> list[str]:
    """Every code the terminal showed for an address so far."""
    return re.findall(rf"✉ {re.escape(email)} · .* · (\S+)$", log.read_text(), re.MULTILINE)


def code_shown(log: Path, email: str, page: Page, earlier: int = 0) -> str:
    """The newest code the terminal showed for an address beyond `earlier` ones; waits up to ten seconds for it."""
    for _ in range(50):
        shown = codes_in(log, email)
        if len(shown) > earlier:
            return shown[-1]
        page.wait_for_timeout(200)
    pytest.fail(f"no code for {email} in:\n{log.read_text()[-2000:]}")


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
    """Press a button of the page's main part."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, home: Path, email: str, *, has_app: bool = False) -> None:
    """By mailed code, and by the code of the app where somebody has one."""
    page.goto("/en/account/login/")
    earlier = len(codes_in(home / "serve.log", email))
    page.get_by_label("Mail address").fill(email)
    submit(page, "Mail me a code")
    expect(page.get_by_role("heading", level=1)).to_have_text("Type the code from your mail")
    page.get_by_label("Code").fill(code_shown(home / "serve.log", email, page, earlier))
    submit(page, "Sign in")
    if has_app:
        expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
        second_step(page, home, email)
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_have_count(0)


def second_step(page: Page, home: Path, email: str) -> None:
    """Type the code of the app. A code counts once: after somebody just used it, the next one is waited for."""
    used = ""
    for _ in range(40):
        code = app_code(home, email)
        if code != used:
            page.get_by_label("Code").fill(code)
            submit(page, "Sign in")
            if page.get_by_role("heading", level=1).inner_text() != "Second step":
                return
            used = code
        page.wait_for_timeout(1000)
    pytest.fail(f"no code of the app lets {email} in")
