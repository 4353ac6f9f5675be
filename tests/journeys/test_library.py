"""Finding a guideline for a region, and taking its citation home."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_researcher_narrows_the_library_and_cites_what_is_found(visitor: Page) -> None:
    visitor.goto("/en/library/")
    fold = visitor.locator(".fold > summary")
    if fold.is_visible():
        fold.click()
    visitor.locator(".facet a", has_text=re.compile(r"^Guideline \d")).click()
    expect(visitor).to_have_url(re.compile("kind=guideline"))
    visitor.locator(".facet a", has_text=re.compile(r"^Africa \d")).click()
    expect(visitor).to_have_url(re.compile("region=002"))
    expect(visitor.locator(".library-total")).to_contain_text(re.compile("[1-9]"))
    first = visitor.locator(".resource-item h3 a").first
    title = first.inner_text()
    first.click()
    expect(visitor.locator("h1")).to_have_text(title)
    expect(visitor.locator(".citations dd")).to_have_count(3)
    with visitor.expect_download() as saved:
        visitor.get_by_role("link", name="Download BibTeX").click()
    assert saved.value.suggested_filename.endswith(".bib")


def test_a_word_in_one_language_finds_titles_in_others(visitor: Page) -> None:
    visitor.goto("/fr/library/?language=ar")
    visitor.locator("#library-text").fill("droits de l'enfant")
    visitor.locator(".library-search button").click()
    expect(visitor).to_have_url(re.compile("language=ar"))
    expect(visitor.locator(".resource-item a[lang=ar][dir=rtl]").first).to_be_visible()


def test_the_list_and_a_resource_fit_a_phone_in_both_directions(phone: Page) -> None:
    for address in (
        "/en/library/?kind=guideline",
        "/ar/library/",
        "/ar/library/terminology-guidelines-spanish-2016/",
        "/en/library/international-protection-of-the-child-from-internet-dangers-2025/",
    ):
        phone.goto(address)
        spill = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert phone.evaluate(spill) <= 0, address


def test_nothing_in_the_library_keeps_anybody_out(desk: Page, barriers: Callable[[Page], list[str]]) -> None:
    for address in (
        "/en/library/?kind=guideline&country=ZZ",
        "/ar/library/?q=zzqqzz",
        "/en/library/terminology-guidelines-spanish-2016/",
        "/ar/library/international-protection-of-the-child-from-internet-dangers-2025/",
    ):
        desk.goto(address)
        assert barriers(desk) == [], address
    desk.emulate_media(color_scheme="dark")
    desk.goto("/en/library/")
    assert barriers(desk) == []
