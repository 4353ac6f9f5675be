"""What a stranger does first, with and without JavaScript, by mouse and by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import a_page

HEAVIEST_HOME = 60_000


def test_help_is_two_clicks_away(visitor: Page) -> None:
    visitor.goto("/en/")
    visitor.get_by_role("banner").get_by_role("link", name="Get help or report").click()
    visitor.get_by_role("main").get_by_role("link", name="Kenya", exact=True).first.click()
    expect(visitor).to_have_url(re.compile(r"/en/help/ke/$"))
    assert visitor.locator("main a[href^='tel:']").count() > 0
    assert visitor.context.cookies() == []


def test_the_box_on_every_page_searches(visitor: Page) -> None:
    visitor.goto("/en/organisations/")
    box = visitor.get_by_label("Search everything").first
    box.fill("helpline")
    box.press("Enter")
    expect(visitor).to_have_url(re.compile(r"/en/search/\?q=helpline"))
    assert visitor.get_by_role("main").get_by_role("heading").count() > 1


def test_a_language_is_one_click_and_keeps_the_place(visitor: Page) -> None:
    visitor.goto("/en/organisations/?group=academia")
    visitor.get_by_role("contentinfo").get_by_role("link", name="العربية").click()
    expect(visitor).to_have_url(re.compile(r"/ar/organisations/\?group=academia$"))
    expect(visitor.locator("html")).to_have_attribute("dir", "rtl")


def test_filters_work_without_a_form(visitor: Page) -> None:
    visitor.goto("/en/organisations/")
    academia = visitor.get_by_role("link", name=re.compile(r"^Academia"))
    count = academia.locator("span").last.inner_text()
    academia.click()
    expect(visitor.get_by_role("status")).to_contain_text(f"{count} organisations")
    visitor.get_by_role("link", name=re.compile("remove this filter")).click()
    expect(visitor).to_have_url(re.compile(r"/en/organisations/$"))


def test_the_menu_of_a_phone_opens_without_scripts(browser: Browser, server: str) -> None:
    for page in a_page(browser, server, viewport={"width": 360, "height": 740}, java_script_enabled=False):
        page.goto("/en/")
        link = page.locator(".menu").get_by_role("link", name="Library", exact=True)
        expect(link).to_be_hidden()
        page.locator(".menu > summary").click()
        link.click()
        expect(page).to_have_url(re.compile(r"/en/library/$"))


def test_the_keyboard_leads_past_the_shell_and_through_a_door(desk: Page) -> None:
    desk.goto("/en/")
    desk.keyboard.press("Tab")
    skip = desk.locator(".skip")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    desk.keyboard.press("Enter")
    expect(desk.locator("#main")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.locator(".door").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/en/help/$"))


def test_the_front_page_is_light_and_waits_for_one_sheet_only(desk: Page) -> None:
    network = desk.context.new_cdp_session(desk)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    desk.goto("/en/", wait_until="networkidle")
    assert 0 < sum(sizes) <= HEAVIEST_HOME, f"{sum(sizes):.0f} bytes in {len(sizes)} answers"
    assert desk.locator("head link[rel=stylesheet]").count() == 1
    blocking = desk.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.renderBlockingStatus === 'blocking').length"
    )
    assert blocking == 1
