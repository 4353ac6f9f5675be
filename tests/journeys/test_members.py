"""A newcomer joins, shares what she knows, and brings a colleague: the whole way, as people walk it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from intersession.safety.test_bank import picture
from tests.journeys.conftest import a_page
from tests.journeys.signing import DEVICE, sign_in, submit
from tests.safety.making import pdf

NAME = "Phare du Lac (fictif)"
SARA, OMAR = "sara@phare.example", "omar@phare.example"
TITLE = "Lignes directrices sur la protection en ligne des enfants, pour les écoles"
PAGES = (
    "Guide pour les écoles, écrit pour la démonstration.",
    "Pourquoi ce guide : ce que les élèves vivent en ligne.",
    "Parler avec les parents avant la rentrée.",
    "Le rôle de la direction de l'école.",
    "Former les enseignants une fois par an.",
    "Garder les preuves sans les montrer.",
    "Quand un élève est menacé de voir ses photos intimes publiées, ne payez jamais et signalez le chantage.",
)


@pytest.fixture
def office(browser: Browser, server: str, state_of: Callable[..., Any]) -> Iterator[Page]:
    """The secretariat, at its own desk."""
    yield from a_page(browser, server, storage_state=state_of("ada@demo.example", has_app=True))


@pytest.fixture
def colleague(browser: Browser, server: str) -> Iterator[Page]:
    """One whose file is refused. The browser logs every 400 as an error, so this page is not watched."""
    context = browser.new_context(base_url=server, locale="en-GB")
    yield context.new_page()
    context.close()


def letters_to(home: Path, email: str) -> Iterator[str]:
    """The words of every mail to somebody, the newest first."""
    for file in sorted((home / "mail").glob("*"), key=lambda each: each.stat().st_mtime, reverse=True):
        for letter in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            message = message_from_bytes(letter.strip() + b"\n", policy=default)
            body = message.get_body(("plain",))
            if email in str(message["To"]) and body is not None:
                yield f"{message['Subject']}\n{body.get_content()}"


def in_mail(home: Path, email: str, pattern: str, page: Page) -> str:
    """What the newest mail to somebody says where the pattern fits; waits up to ten seconds for it."""
    for _ in range(50):
        for words in letters_to(home, email):
            if found := re.search(pattern, words):
                return found[0].rstrip(".>")
        page.wait_for_timeout(200)
    pytest.fail(f"no mail to {email} with {pattern}")


def wait_until_found(page: Page, address: str, words: str) -> None:
    """Ask for a page until it says something; the worker needs a moment to read a file."""
    for _ in range(60):
        page.goto(address)
        if page.get_by_role("main").get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    pytest.fail(f"{address} does not say {words}")


def members_in(page: Page) -> int:
    """How many organisations of the region the coverage page counts in its table."""
    page.goto("/en/coverage/")
    return int(page.locator("table").first.locator("tfoot td, tr:last-child td").last.inner_text())


def test_a_newcomer_joins_shares_and_brings_a_colleague(
    desk: Page, office: Page, colleague: Page, home: Path, barriers: Callable[..., list[str]]
) -> None:
    before = members_in(desk)
    desk.goto("/en/join/organisation/")
    desk.get_by_label("Name of the organisation").fill(NAME)
    desk.get_by_label("Country", exact=True).fill("Senegal")
    desk.get_by_label("Stakeholder group").select_option("civil-society")
    desk.get_by_label("What it does").fill("Invented: helps schools in Dakar when pupils are blackmailed.")
    desk.get_by_label("Your name").fill("Sara Phare")
    desk.get_by_label("Your mail address").fill(SARA)
    submit(desk, "Send the application")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    desk.goto(in_mail(home, SARA, r"https?://\S*/join/applications/\S*", desk))
    submit(desk, "Confirm my address")
    office.goto("/en/desk/applications/")
    office.get_by_role("link", name=NAME).click()
    submit(office, "Welcome")
    device = desk.context.new_cdp_session(desk)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(desk, home, SARA)
    expect(desk.get_by_role("banner")).to_contain_text(f"for {NAME}")
    desk.goto("/en/account/")
    desk.get_by_role("link", name="Add a passkey").click()
    submit(desk, "Add a passkey")
    desk.get_by_role("link", name="Use a passkey").click()
    submit(desk, "Use a passkey")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    desk.goto("/en/share/")
    desk.get_by_label("File", exact=True).set_input_files(
        {"name": "guide.pdf", "mimeType": "application/pdf", "buffer": pdf(*PAGES)}
    )
    submit(desk, "Send the file")
    desk.get_by_label("Title", exact=True).fill(TITLE)
    desk.get_by_label("Kind").select_option("guideline")
    desk.get_by_label("Title", exact=True).press("Tab")
    overlaps = desk.get_by_role("region", name="Is it there already?")
    expect(overlaps).to_contain_text("Guidelines for Policy Makers on Child Online Protection")
    assert barriers(desk) == []
    submit(desk, "Hand in")
    expect(desk.get_by_role("status")).to_contain_text("Submitted. The desk will look at it.")
    expect(desk.get_by_role("article")).to_contain_text("7 pages")

    office.goto("/en/desk/library/")
    office.get_by_role("article").filter(has_text=NAME).get_by_role("link", name=TITLE).click()
    submit(office, "Publish")
    expect(office.get_by_role("status")).to_contain_text("In the library")
    wait_until_found(
        desk, "/es/search/?q=chantaje+a+un+alumno+con+fotos+%C3%ADntimas", "Página 7 de su archivo"
    )

    desk.goto("/en/account/organisation/")
    invite = desk.get_by_role("region", name="Invite somebody")
    invite.get_by_label("Mail address").fill(OMAR)
    invite.get_by_label("As", exact=True).select_option("delegate")
    submit(desk, "Send the invite")
    colleague.goto(in_mail(home, OMAR, r"https?://\S*/invite/\S*", colleague))
    colleague.get_by_label("Your name").fill("Omar Lac")
    submit(colleague, "Accept")
    sign_in(colleague, home, OMAR)
    expect(colleague.get_by_role("banner")).to_contain_text(f"for {NAME}")
    colleague.goto("/en/my/resources/")
    expect(colleague.get_by_role("article")).to_contain_text(TITLE)

    colleague.goto("/en/share/")
    colleague.get_by_label("File", exact=True).set_input_files(
        {"name": "holiday.png", "mimeType": "image/png", "buffer": picture(1)}
    )
    submit(colleague, "Send the file")
    refusal = colleague.get_by_role("region", name="I have a file")
    expect(refusal).to_contain_text("report where you found it")
    assert barriers(colleague) == []
    assert in_mail(home, "gus@demo.example", "Something waits for the safeguarding office", colleague)

    assert members_in(desk) == before + 1
