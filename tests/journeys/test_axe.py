"""Every public page, in English and Arabic, wide and narrow: nobody is kept out, nothing sticks out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import a_page

PAGES = (
    "/",
    "/-/patterns/",
    "/help/",
    "/help/ke/",
    "/help/tv/",
    "/help/zz/",
    "/help/partners/",
    "/help/ke/correct/",
    "/help/ke/embed/",
    "/library/",
    "/library/?kind=guideline&country=KE",
    "/library/guidelines-for-children-on-child-online-protection-2009/",
    "/collections/",
    "/questions/",
    "/follow/?kind=country&key=KE",
    "/countries/",
    "/countries/ke/",
    "/countries/compare/?c=KE&c=PH&c=BR&c=EG",
    "/laws/",
    "/treaties/",
    "/treaties/opsc/",
    "/criteria/",
    "/criteria/simple_possession/",
    "/consent-ages/",
    "/vocabulary/",
    "/vocabulary/grooming/",
    "/organisations/",
    "/organisations/thorn/",
    "/coalition/",
    "/coalition/about/",
    "/coalition/contact/",
    "/coalition/contact/sent/",
    "/coalition/accessibility/",
    "/coalition/about/history/",
    "/coalition/about/en/1/",
    "/tour/",
    "/tour/3/",
    "/search/?q=helpline",
    "/search/?q=zzzzqqqq",
    "/join/",
    "/join/organisation/",
    "/join/individual/",
    "/coverage/",
    "/expertise/?q=age+assurance+in+Latin+America,+in+Spanish",
    "/decisions/",
    "/decisions/shall-the-coalition-adopt-the-fictional-position-on-age-assurance/",
    "/papers/",
    "/papers/report-buttons-that-children-find-demonstration/",
    "/papers/report-buttons-that-children-find-demonstration/commitments/",
    "/papers/report-buttons-that-children-find-demonstration/circulation/",
    "/papers/report-buttons-that-children-find-demonstration/files/",
    "/sessions/",
    "/sessions/demo-forms-that-children-understand/",
    "/sessions/demo-forms-that-children-understand/live/",
    "/sessions/demo-what-children-tell-us/programme/",
    "/sessions/demo-forms-that-children-understand/transcript/",
    "/sessions/passages/?q=words",
    "/calls/",
    "/calls/what-shall-our-next-session-be-about-invented/",
    "/calls/helplines-what-worked-last-year-invented/results/",
    "/actions/",
    "/projects/",
    "/projects/grid/",
    "/plan/",
    "/reports/",
    "/reports/1/",
    "/years/",
    "/annual-reports/1/",
    "/calendar/",
    "/openness/",
    "/account/login/",
)
# Pages behind a door, as somebody who may open them sees them.
OFFICE = (
    "/desk/",
    "/desk/helplines/",
    "/desk/applications/",
    "/desk/applications/1/",
    "/desk/library/",
    "/desk/library/1/",
    "/desk/messages/",
    "/desk/transcripts/2/",
    "/decisions/propose/",
    "/desk/calls/new/",
    "/sessions/demo-what-children-tell-us/programme/compose/",
    "/sessions/plan/",
    "/desk/calls/what-shall-our-next-session-be-about-invented/",
    "/desk/questionnaires/1/",
)
MEMBER = (
    "/calls/helplines-what-works-invented/answer/",
    "/you/",
    "/share/",
    "/share/new/",
    "/my/resources/",
    "/account/",
    "/account/acting/",
    "/account/profile/",
    "/account/sessions/",
    "/account/erase/",
    "/account/organisation/",
    "/organisations/lagoon-line-fictional/letter/",
    "/questions/ask/",
    "/collections/new/",
    "/papers/propose/",
    "/projects/enter/",
    "/actions/new/",
)
MISSING = ("/nothing-here/", "/organisations/?group=wizards")
# Signing in needs a cookie; nothing else does.
MAY_SET_A_COOKIE = ("/account/login/",)
WIDTHS = (1280, 360)
# axe is slow and is asked of every page once: of one in English on a wide screen, of the next in Arabic on a narrow
# one, and the other way round with INTERSESSION_AXE=turned. Whether a page fits is looked at in both.
TURN = os.environ.get("INTERSESSION_AXE") == "turned"
ASKED = {
    path: ("ar", 360) if number % 2 != TURN else ("en", 1280)
    for number, path in enumerate((*PAGES, *OFFICE, *MEMBER))
}
type Barriers = Callable[..., list[str]]


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """A visitor who likes light or dark pages and no movement."""
    yield from a_page(browser, server, color_scheme=request.param, reduced_motion="reduce")


def sticks_out(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_keeps_nobody_out_and_fits(desk: Page, barriers: Barriers, language: str, path: str) -> None:
    response = desk.goto(f"/{language}{path}")
    assert response is not None
    assert response.status == 200
    assert desk.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert desk.locator("h1").count() == 1
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 900})
        assert sticks_out(desk) <= 0, f"at {width} pixels"
        if (language, width) == ASKED[path]:
            assert barriers(desk) == [], f"at {width} pixels"
    if path not in MAY_SET_A_COOKIE:
        assert desk.context.cookies() == []


@pytest.mark.parametrize("path", [*OFFICE, *MEMBER])
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_a_page_behind_a_door_keeps_nobody_out_and_fits(
    browser: Browser,
    server: str,
    state_of: Callable[..., Any],
    barriers: Barriers,
    language: str,
    width: int,
    path: str,
) -> None:
    who, has_app = ("ada@demo.example", True) if path in OFFICE else ("ben@demo.example", False)
    options = {"storage_state": state_of(who, has_app=has_app), "viewport": {"width": width, "height": 900}}
    for page in a_page(browser, server, **options):
        response = page.goto(f"/{language}{path}")
        assert response is not None
        assert response.status == 200
        assert page.locator("h1").count() == 1
        if (language, width) == ASKED[path]:
            assert barriers(page) == []
        assert sticks_out(page) <= 0


@pytest.mark.parametrize(
    "path", ["/", "/-/patterns/", "/help/ke/", "/library/", "/countries/ke/", "/search/?q=law"]
)
def test_a_page_keeps_nobody_out_in_the_dark_either(reader: Page, barriers: Barriers, path: str) -> None:
    reader.goto(f"/en{path}")
    assert barriers(reader) == []


@pytest.mark.parametrize("path", MISSING)
def test_a_page_that_is_not_there_keeps_nobody_out(
    browser: Browser, server: str, barriers: Barriers, path: str
) -> None:
    # The browser itself logs an error for every 404, so this page is not watched like the others.
    context = browser.new_context(base_url=server)
    page = context.new_page()
    response = page.goto(f"/ar{path}")
    assert response is not None
    assert response.status == 404
    assert barriers(page) == []
    assert context.cookies() == []
    context.close()


def test_a_rule_that_is_skipped_is_not_asked(desk: Page, barriers: Barriers) -> None:
    desk.goto("/en/account/login/")
    desk.evaluate("document.querySelector('h1').style.color = 'color-mix(in srgb, currentcolor 8%, Canvas)'")
    assert any(problem.startswith("color-contrast") for problem in barriers(desk))
    assert barriers(desk, "color-contrast") == []
