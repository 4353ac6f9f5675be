"""Ada signs in by mailed code and app, adds a passkey, and comes back with it alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.signing import DEVICE, code_shown, codes_in, second_step, submit


def test_a_passkey_takes_the_place_of_mail_and_app(
    desk: Page, home: Path, barriers: Callable[[Page], list[str]]
) -> None:
    device = desk.context.new_cdp_session(desk)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    desk.goto("/en/account/login/")
    earlier = len(codes_in(home / "serve.log", "ada@demo.example"))
    desk.get_by_label("Mail address").fill("ada@demo.example")
    submit(desk, "Mail me a code")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Type the code from your mail")
    assert barriers(desk) == []
    desk.get_by_label("Code").fill(code_shown(home / "serve.log", "ada@demo.example", desk, earlier))
    submit(desk, "Sign in")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Second step")
    assert barriers(desk) == []
    second_step(desk, home, "ada@demo.example")
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
