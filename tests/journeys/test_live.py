"""A session live in two browsers: one goes off line while things happen, comes back, and has lost nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import a_page
from tests.journeys.signing import submit

ADDRESS = "/en/sessions/demo-what-children-tell-us/live/"
DECIDED = (
    "One form for all (invented).",
    "Four languages first (invented).",
    "We meet in spring (invented).",
)
QUESTION = "What happens after the button (invented)?"


@pytest.fixture
def office(browser: Browser, server: str, state_of: Callable[..., Any]) -> Iterator[Page]:
    """The secretariat, who runs the session."""
    yield from a_page(browser, server, storage_state=state_of("ada@demo.example", has_app=True))


@pytest.fixture
def traveller(browser: Browser, server: str, state_of: Callable[..., Any]) -> Iterator[BrowserContext]:
    """Somebody on a train. The browser logs every lost connection as an error, so this one is not watched."""
    context = browser.new_context(base_url=server, locale="en-GB", storage_state=state_of("gil@demo.example"))
    yield context
    context.close()


def test_who_was_off_line_misses_nothing_and_is_heard_once(office: Page, traveller: BrowserContext) -> None:
    office.goto(ADDRESS)
    submit(office, "Open the session")
    train = traveller.new_page()
    train.set_default_timeout(10_000)
    train.goto(ADDRESS)
    expect(train.locator("[data-line=on]")).to_be_visible()
    traveller.set_offline(True)
    expect(train.locator("[data-line=off]")).to_be_visible()
    train.get_by_label("Your question").fill(QUESTION)
    submit(train, "Ask")
    expect(train.locator("#live-outbox")).to_contain_text(QUESTION)
    office.get_by_text("Write down a decision").click()
    for number, text in enumerate(DECIDED, start=1):
        office.get_by_label("What the session decided").fill(text)
        office.locator("#live-decide").get_by_role("button").click()
        expect(office.locator("#live-noted li")).to_have_count(number)
    expect(train.locator("#live-noted li")).to_have_count(0)
    traveller.set_offline(False)
    expect(train.locator("#live-noted li")).to_have_text([re.compile(re.escape(text)) for text in DECIDED])
    expect(train.locator("#live-outbox")).to_be_hidden()
    office.reload()
    waiting = office.locator("#live-waiting li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text(QUESTION)
    waiting.get_by_role("button", name="Let it in").click()
    expect(train.locator("#live-questions li")).to_have_text([re.compile(re.escape(QUESTION))])
    submit(office, "Close the session")
    expect(train.get_by_role("main").get_by_text("This session is over.")).to_be_visible()
