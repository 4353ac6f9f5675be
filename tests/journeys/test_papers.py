"""A position from its proposal to its endorsement, with one objection that stays; its record is checked."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import in_the_site
from tests.journeys.signing import submit

TITLE = "Chat rooms that children leave safely (invented)"
ADDRESS = "/papers/chat-rooms-that-children-leave-safely-invented/"
TEXT = """# What we ask

Services let a child leave a chat without asking why.

- Whoever blocks somebody is not told on.
- Moderators answer within one day."""
REASON, RESOLUTION = "One day is too long at night (invented).", "Answer at night within an hour (invented)."
# Whose votes are cast without a browser, so that each stakeholder group has spoken.
OTHERS = ("ben", "sol", "gil", "hana", "ife", "jun", "kai", "mei", "noa")


def let_time_pass(home: Path) -> None:
    """The clock of the paper has run out."""
    in_the_site(
        home,
        f"""
from datetime import timedelta
from django.utils import timezone
from intersession.papers.models import Paper
now = timezone.now()
Paper.objects.filter(title={TITLE!r}).update(
    state_since=now - timedelta(days=60), state_until=now - timedelta(days=1))""",
    )


def others_vote(home: Path) -> None:
    """Every organisation that has not spoken votes yes; then voting is over."""
    in_the_site(
        home,
        f"""
from datetime import timedelta
from django.utils import timezone
from intersession.access.requests import actor_of
from intersession.access.actor import SYSTEM
from intersession.decisions.clock import tick
from intersession.decisions.models import Decision, Voter
from intersession.decisions.voices import Said, cast_vote
from intersession.people.models import Mandate
decision = Decision.objects.latest("pk")
names = {OTHERS!r}
for voter in Voter.objects.filter(decision=decision, has_spoken=False):
    for held in Mandate.objects.current().filter(organisation=voter.organisation).select_related("person"):
        if held.person.email.partition("@")[0] in names and held.role != "observer":
            who = actor_of(held.person, two_step=False, acting_for=held.organisation_id)
            cast_vote(who, decision, voter.organisation, Said("yes"))
            break
now = timezone.now()
Decision.objects.filter(pk=decision.pk).update(opens_at=now - timedelta(days=8), closes_at=now)
tick(SYSTEM)""",
    )


def move(page: Page, name: str, *, reason: str = "") -> None:
    """One step of the paper's way."""
    page.goto(f"/en{ADDRESS}")
    page.get_by_role("link", name=name).click()
    if reason:
        page.get_by_label("Reason").fill(reason)
    submit(page, name)


def test_a_position_goes_its_whole_way(
    people: Callable[..., Page], desk: Page, home: Path, barriers: Callable[..., list[str]], tmp_path: Path
) -> None:
    ben, ada = people("ben"), people("ada", has_app=True)
    ben.goto("/en/papers/propose/")
    ben.get_by_label("What it is", exact=True).select_option("position")
    ben.get_by_label("Title").fill(TITLE)
    ben.get_by_label("What it is for").fill("Invented for the demonstration.")
    ben.get_by_role("textbox", name="Text", exact=True).fill(TEXT)
    submit(ben, "Save the draft")
    noa = people("noa", viewport={"width": 360, "height": 740})
    noa.goto(f"/en{ADDRESS}")
    submit(noa, "Stand behind it")
    move(ada, "Publish the draft and open it for comments")

    # On a phone, in Arabic: a comment with words of one's own.
    noa.goto(f"/ar{ADDRESS}")
    assert noa.locator("html").get_attribute("dir") == "rtl"
    noa.locator(".paper-block .paper-anchor").nth(2).click()
    noa.locator("textarea[name=text]").fill("من يجيب ليلاً؟ (خيالي)")
    noa.locator("main form button").last.click()
    expect(noa.locator("article.comment")).to_contain_text("من يجيب ليلاً؟")
    assert barriers(noa) == []

    ben.goto(f"/en{ADDRESS}comments/?show=open")
    ben.get_by_role("link", name=re.compile("Comment [0-9]+: reply")).first.click()
    ben.get_by_label("Partly accepted").check()
    ben.get_by_label("Why", exact=False).first.fill("The last call asks about the night (invented).")
    submit(ben, "Save the disposition")

    let_time_pass(home)
    move(ada, "Close the comments and revise the text")
    ben.goto(f"/en{ADDRESS}draft/")
    ben.get_by_role("link", name="Edit paragraph 2").click()
    ben.get_by_role("textbox", name="Text", exact=True).fill(
        "Services let a child leave a chat at once, without asking why."
    )
    submit(ben, "Save")
    ben.get_by_role("link", name=re.compile("Name 1 change")).click()
    ben.get_by_label("What does this change do?").first.select_option("2")
    submit(ben, "Save")
    ada.goto(f"/en{ADDRESS}draft/changes/")
    submit(ada, "I have checked these changes")
    move(ada, "Publish the revision and call for last objections")
    let_time_pass(home)
    ada.goto(f"/en{ADDRESS}")
    ada.get_by_role("link", name="Put it to the members for decision").click()
    ada.get_by_label("Majority in each stakeholder group", exact=False).check()
    ada.get_by_label("Voting closes (UTC)").fill(
        ada.evaluate("new Date(Date.now() + 9e8).toISOString().slice(0, 16)")
    )
    submit(ada, "Put it to the members for decision")

    # The ballot: one objects and sustains it.
    tui = people("tui")
    tui.goto(f"/en{ADDRESS}")
    tui.get_by_role("link", name="The question, and what is needed to pass").click()
    question = tui.url
    tui.get_by_role("main").get_by_role("link", name="Vote", exact=True).click()
    tui.locator("input[name=position][value=no]").check()
    tui.get_by_label("Your objection: why?").fill(REASON)
    tui.get_by_label("What would resolve it?").fill(RESOLUTION)
    submit(tui, "Cast the vote")
    ada.goto(question)
    ada.get_by_role("main").get_by_role("link", name=re.compile("^Answer")).click()
    ada.get_by_label("Your answer").fill(
        "The night is a question of money; it comes back in a year (invented)."
    )
    submit(ada, "Answer")
    tui.goto(question)
    tui.get_by_role("main").get_by_role("link", name="Resolved or sustained?").click()
    submit(tui, "We sustain it")
    others_vote(home)
    ada.goto(question)
    ada.get_by_role("main").get_by_role("link", name="Write the outcome").click()
    ada.get_by_label("The outcome").fill("Adopted with one objection (invented).")
    submit(ada, "Write the outcome")
    move(ada, "Record that it was adopted")

    # Dissent stands on the page in both languages, and in the PDF.
    for language in ("en", "ar"):
        desk.goto(f"/{language}{ADDRESS}")
        expect(desk.locator("#dissent")).to_contain_text(REASON)
    pdf = pdf_of(desk, tmp_path)
    words = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    assert REASON in " ".join(words.split())

    # Another organisation endorses it.
    noa.goto(f"/en{ADDRESS}commitments/commit/")
    noa.get_by_label("What your organisation will do").fill("We answer at night, too (invented).")
    submit(noa, "Commit")
    desk.goto(f"/en{ADDRESS}commitments/")
    expect(desk.get_by_role("main")).to_contain_text("Playwell Games")
    assert barriers(desk) == []

    # The record is checked without the site; one byte less, and it fails.
    with desk.expect_download() as waiting:
        desk.goto(question)
        desk.get_by_role("link", name="Download the record").first.click()
    record = tmp_path / "record.json"
    waiting.value.save_as(record)
    assert verified(record) == 0
    record.write_bytes(record.read_bytes().replace(b"yes", b"no", 1))
    assert verified(record) != 0


def pdf_of(page: Page, folder: Path) -> Path:
    """The PDF of the newest version, once the worker has made it."""
    for _ in range(60):
        page.goto(f"/en{ADDRESS}")
        answer = page.request.get(f"/en{ADDRESS}versions/2/paper.pdf")
        if answer.status == 200:
            (folder / "paper.pdf").write_bytes(answer.body())
            return folder / "paper.pdf"
        page.wait_for_timeout(500)
    pytest.fail("the PDF was not made")


def verified(record: Path) -> int:
    """What `intersession verify` says of a file."""
    command = [sys.executable, "-m", "intersession.config.command", "verify", str(record)]
    return subprocess.run(command, capture_output=True, check=False).returncode


GUIDELINE = "/papers/report-buttons-that-children-find-demonstration/"


def adopt_second_edition(home: Path) -> None:
    """The demo's guideline: its first edition is put into French, then the members adopt the second."""
    in_the_site(
        home,
        """
from datetime import timedelta
from django.utils import timezone
from intersession.access.actor import SYSTEM
from intersession.access.requests import actor_of
from intersession.decisions.actions import Question, conclude_decision
from intersession.decisions.clock import tick
from intersession.decisions.models import Decision, Voter
from intersession.decisions.voices import Said, cast_vote
from intersession.papers.actions import move_paper
from intersession.papers.models import Paper
from intersession.people.models import Mandate, Person
from intersession.reviews.actions import answer_comment
from intersession.reviews.queries import unanswered
from intersession.translations.actions import offer_translation
from intersession.translations.queries import text_of
now = timezone.now()
paper = Paper.objects.get(slug="report-buttons-that-children-find-demonstration")
first = paper.versions.get(number=2)
def acting(mandate):
    return actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)
held = Mandate.objects.current().exclude(role="observer").select_related("person")
tui = acting(held.get(person__email="tui@demo.example"))
for part in text_of(first, "fr").everything:
    text = part.source_text if part.kind in ("table", "list", "heading") else "(Inventé) Un paragraphe en français."
    offer_translation(tui, first, "fr", part.key, text, seen=0)
ada = actor_of(Person.objects.get(email="ada@demo.example"), two_step=True)
Paper.objects.filter(pk=paper.pk).update(state_since=now - timedelta(days=60), state_until=now)
paper.refresh_from_db()
for comment in unanswered(paper):
    answer_comment(ada, comment, "not", "In the next edition (invented).")
question = Question("The second edition?", "As it stands.", "majority", closes_at=now + timedelta(days=8))
move_paper(ada, paper, "put_to_decision", question=question)
decision = Decision.objects.latest("pk")
for voter in Voter.objects.filter(decision=decision):
    mandate = held.filter(organisation=voter.organisation).first()
    if mandate and not Voter.objects.get(pk=voter.pk).has_spoken:
        cast_vote(acting(mandate), decision, voter.organisation, Said("yes"))
Decision.objects.filter(pk=decision.pk).update(opens_at=now - timedelta(days=8), closes_at=timezone.now())
tick(SYSTEM)
decision.refresh_from_db()
conclude_decision(ada, decision, "Adopted (invented).")
paper.refresh_from_db()
move_paper(ada, paper, "adopt")""",
    )


def test_a_second_edition_says_who_must_act(
    people: Callable[..., Page], desk: Page, home: Path, barriers: Callable[..., list[str]]
) -> None:
    adopt_second_edition(home)
    tui = people("tui")
    tui.goto("/en/you/")
    waiting = tui.get_by_role("main")
    expect(waiting).to_contain_text("What your organisation committed to")
    waiting.get_by_role("link", name="Report buttons that children find (demonstration)").first.click()
    expect(tui.get_by_role("main")).to_contain_text(
        "It is for the earlier version: version 3 asks otherwise."
    )
    tui.get_by_role("link", name="Renew it for the newest version").click()
    assert barriers(tui) == []
    desk.goto(f"/en{GUIDELINE}commitments/")
    expect(desk.get_by_role("main")).to_contain_text("for the earlier version 2")
    desk.goto(f"/en{GUIDELINE}versions/3/in/fr/")
    expect(desk.get_by_role("main")).to_contain_text("Not translated yet: 1")
    assert barriers(desk) == []
