"""The year of the coalition: what was said becomes an action item, and a project meets its twin."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from tests.journeys.signing import submit

type People = Callable[..., Page]
SESSION = "(Invented) Reporting forms that children understand"
# Captions of a session in the WebVTT that video services give. Everything in them is invented.
CAPTIONS = """WEBVTT

00:00:02.000 --> 00:00:09.000
<v Hana Demo>Welcome. Everything in this text is invented.</v>

00:00:10.000 --> 00:00:19.000
<v Ife Demo>It was agreed that Lagoon Line writes down which words children did not understand.</v>

00:00:20.000 --> 00:00:29.000
<v Hana Demo>Thank you. We meet again next year.</v>
"""
AGREED = "Write down which words children did not understand (invented)"


def test_what_was_said_becomes_an_action_item(people: People, tmp_path: Path, desk: Page) -> None:
    secretariat = people("ada", has_app=True)
    file = tmp_path / "captions.vtt"
    file.write_text(CAPTIONS)
    secretariat.goto("/en/desk/transcripts/import/")
    secretariat.get_by_label("File").set_input_files(file)
    submit(secretariat, "Read the file")
    expect(secretariat.get_by_role("heading", level=1)).to_have_text("What was understood")
    expect(secretariat.get_by_text("It was agreed that Lagoon Line").first).to_be_visible()
    secretariat.get_by_label("Session").select_option(label=option_of(secretariat, "2024"))
    submit(secretariat, "Store it")
    submit(secretariat, "Save: I looked, and no other minor is named")
    submit(secretariat, "Publish it")
    expect(secretariat.get_by_text("Welcome. Everything in this text is invented.")).to_be_visible()
    whole = secretariat.url
    secretariat.goto(f"{whole}p2/")
    secretariat.get_by_role("link", name="Write down what was agreed").click()
    expect(secretariat.get_by_label("The words in which it was agreed")).to_have_value(
        "It was agreed that Lagoon Line writes down which words children did not understand."
    )
    secretariat.get_by_label("What is to be done").fill(AGREED)
    secretariat.get_by_label("Which organisation does it").fill("/organisations/lagoon-line-fictional/")
    submit(secretariat, "Put it on record")
    # Everybody sees it, with the way back to the words.
    desk.goto("/en/actions/")
    desk.get_by_role("link", name=AGREED).click()
    desk.get_by_role("link", name="Where they stand").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Passage 2")
    # Captions are an aid, and every page of them says so.
    expect(desk.get_by_text("not a record").first).to_be_visible()


def option_of(page: Page, year: str) -> str:
    """The first session of a year in the list of sessions."""
    options = page.get_by_label("Session").locator("option").all_inner_texts()
    return next(each for each in options if each.startswith(year) or f"({year})" in each or year in each)


def test_a_project_meets_its_twin_in_another_language(people: People) -> None:
    page = people("ben")
    page.goto("/en/projects/enter/")
    page.get_by_label("What is the project called?").fill("Teachers in Kenya learn to recognise grooming")
    page.get_by_label("Where is it done?").fill("Kenya, Uganda")
    page.get_by_label("From").fill("2026-02-01")
    twin = page.locator("#overlaps").get_by_text("Formar a docentes contra el grooming (ficticio)")
    expect(twin).to_be_visible()
    expect(page.locator("#overlaps")).to_contain_text("grooming")


def test_the_openness_page_counts_and_the_year_says_where_we_are(desk: Page) -> None:
    desk.goto("/en/openness/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("How open we are")
    expect(desk.get_by_text("How it is counted:").first).to_be_visible()
    desk.goto("/en/years/")
    expect(desk.locator(".cycle-stage")).not_to_have_count(0)


def test_a_call_says_what_came_of_every_idea(desk: Page) -> None:
    desk.goto("/en/calls/what-shall-our-next-session-be-about-invented/")
    expect(desk.get_by_role("heading", name="What came of it")).to_be_visible()
    # Two were merged: both who had the idea are named.
    expect(desk.get_by_role("main")).to_contain_text("Harbour Lights (fictional) · Faro del Sur (ficticio)")
    expect(desk.get_by_role("main")).to_contain_text("Declined: 1")


def test_the_next_session_opens_with_what_is_overdue(people: People, desk: Page) -> None:
    overdue = "(Invented) Write down in plain words what happens after a report"
    desk.goto("/en/sessions/demo-what-children-tell-us/")
    expect(desk.get_by_text("Overdue before this session")).to_be_visible()
    page = people("ada", has_app=True)
    page.goto("/en/sessions/demo-what-children-tell-us/programme/compose/")
    expect(page.get_by_text("What is missing")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=overdue).first).to_be_visible()


def test_a_report_of_a_session_is_printed_with_its_dissent(desk: Page) -> None:
    desk.goto("/en/sessions/demo-forms-that-children-understand/")
    desk.get_by_role("link", name="Read the report").click()
    expect(desk.get_by_role("heading", name="Objections that were not resolved")).to_be_visible()
    # The worker prints it soon after it was published.
    for _ in range(40):
        made = desk.request.get(f"{desk.url}report.pdf")
        if made.headers["content-type"] == "application/pdf":
            break
        desk.wait_for_timeout(500)
    with pypdfium2.PdfDocument(made.body()) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "Objections that were not resolved" in text
    assert "Gender report card" in text


def test_the_annual_report_of_last_year_is_one_page_for_the_plenary_and_a_file(desk: Page) -> None:
    desk.goto("/en/annual-reports/")
    desk.get_by_role("main").get_by_role("link", name=re.compile("Annual report")).last.click()
    expect(desk.get_by_role("heading", name="Members", exact=True)).to_be_visible()
    for name, pages in (("summary", 1), ("report", 2)):
        for _ in range(60):
            made = desk.request.get(f"{desk.url}{name}.pdf")
            if made.headers["content-type"] == "application/pdf":
                break
            desk.wait_for_timeout(500)
        with pypdfium2.PdfDocument(made.body()) as pdf:
            assert len(pdf) == 1 if pages == 1 else len(pdf) >= pages
    assert desk.request.get(f"{desk.url}report.docx").ok
