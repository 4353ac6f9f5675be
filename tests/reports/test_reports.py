"""The report of a session: drafted from the record, within its limits, read by the panel, frozen with all dissent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.canonical import digest
from intersession.formats.booklets import as_pdf, as_word
from intersession.papers.models import Version
from intersession.programme.actions import pin_paper
from intersession.reports import actions, queries
from intersession.reports.clock import print_reports
from intersession.reports.fields import BY_KEY, Key
from intersession.reports.models import Entry, Outcome, Report, Said
from intersession.reports.writing import booklet_of
from tests.action_items.making import make_item
from tests.papers.making import with_dissent
from tests.programme.making import confirm, make_meeting
from tests.reports.making import make_answer, make_held, make_published, make_report
from tests.world import World

type SignIn = Callable[[str], Client]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def value(report: Report, key: Key) -> dict[str, Any]:
    return queries.value_of(queries.content_of(report), key)


# ── what the record knows ───────────────────────────────────────────────────────────────────────


def test_a_draft_says_what_the_record_knows_and_where_it_is_from(world: World) -> None:
    meeting = make_meeting(1, slug="held-session")
    confirm(world, meeting, "Ben", "moderator")
    meeting.starts_on = meeting.ends_on = timezone.now().date() - timedelta(days=3)
    meeting.starts_at = meeting.ends_at = None
    meeting.save()
    report = make_report(world, meeting)
    item = make_item(world, meeting=meeting)
    assert value(report, Key.TITLE)["text"] == meeting.title
    assert value(report, Key.MODERATORS)["text"] == "Ben (Harbour Lights (fictional))"
    assert value(report, Key.IN_ROOM) == {
        "key": "in-room",
        "number": 12,
        "source": "/sessions/held-session/programme/",
    }
    assert [each[1] for each in value(report, Key.ACTION_ITEMS)["links"]] == [f"/actions/{item.pk}/"]


def test_a_correction_says_why_who_and_when_and_can_be_taken_back(world: World) -> None:
    report = make_report(world)
    with pytest.raises(Refused, match="why"):
        actions.write_report(world.actor("ada"), report, {Key.IN_ROOM: "15"})
    actions.write_report(world.actor("ada"), report, {Key.IN_ROOM: "15"}, {Key.IN_ROOM: "Three came late"})
    held = value(report, Key.IN_ROOM)
    assert held["text"] == "15"
    assert held["corrected"] == {
        "because": "Three came late",
        "by": "Ada",
        "on": timezone.now().date().isoformat(),
    }
    actions.write_report(world.actor("ada"), report, {Key.IN_ROOM: ""})
    assert value(report, Key.IN_ROOM)["number"] == 12
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(report=report, key=Key.TITLE, text="Else", written_at=timezone.now())


@pytest.mark.parametrize("key", [Key.SUMMARY, Key.LANGUAGES])
def test_what_is_too_long_is_said_in_a_sentence_and_stays_typed(
    world: World, sign_in: SignIn, key: Key
) -> None:
    report = make_report(world)
    field = BY_KEY[key]
    long = "word " * (field.words + 1) if field.words else "x" * (field.letters + 1)
    answer = sign_in("ada").post(f"/en/reports/{report.pk}/write/", {key.value: long, "due_on": ""})
    assert answer.status_code == 400
    assert "the form takes" in words(answer)
    assert long.strip() in answer.content.decode()
    with pytest.raises(Refused, match="the form takes"):
        actions.write_report(world.actor("ada"), report, {key: long})


def test_a_session_to_come_has_no_report_and_one_that_was_held_one_draft(world: World) -> None:
    with pytest.raises(Refused, match="not been held"):
        actions.draft_report(world.actor("ada"), make_meeting(), "en")
    report = make_report(world)
    with pytest.raises(Refused, match="already"):
        actions.draft_report(world.actor("ada"), report.meeting, "en")
    with pytest.raises(NotAllowed):
        actions.draft_report(world.actor("ben"), report.meeting, "en")


# ── the panel ───────────────────────────────────────────────────────────────────────────────────


def test_the_panel_answers_by_the_link_of_its_letter(world: World, client: Client) -> None:
    mail.outbox.clear()
    report = make_report(world)
    reviewer = actions.ask_review(world.actor("ada"), report, actions.Asked("Pia", "pia@cast.example", "fr"))
    link = f"/en/reports/read/{queries.token_of(reviewer)}/"
    assert "Members told what they did." in words(client.get(link))
    answer = client.post(link, {"said": "change", "text": ""})
    assert answer.status_code == 400
    assert "Say what should change." in words(answer)
    client.post(link, {"said": "change", "text": "Name the forms."})
    assert [each.text for each in queries.open_answers(report)] == ["Name the forms."]
    assert client.get("/en/reports/read/nonsense/").status_code == 404


def test_nothing_is_published_before_every_answer_has_a_disposition(world: World) -> None:
    answer = make_answer(world)
    report = answer.reviewer.report
    with pytest.raises(Refused, match="every answer"):
        actions.publish_report(world.actor("ada"), report)
    with pytest.raises(Refused, match="why"):
        actions.dispose_answer(world.actor("ada"), report, answer, Outcome.NOT_TAKEN_UP)
    actions.dispose_answer(world.actor("ada"), report, answer, Outcome.NOT_TAKEN_UP, "They are secret.")
    published = actions.publish_report(world.actor("ada"), report)
    assert published.reviewers.get().email == ""
    assert queries.content_of(published)["dissent"]["panel"] == [
        {"name": "Pia", "text": "Name the forms.", "reply": "They are secret."}
    ]


def test_a_form_that_is_not_complete_is_not_published(world: World) -> None:
    report = actions.draft_report(world.actor("ada"), make_held(), "en")
    with pytest.raises(Refused, match="Summary of what was said"):
        actions.publish_report(world.actor("ada"), report)
    with pytest.raises(NotAllowed):
        actions.publish_report(world.actor("ben"), report)


# ── dissent ─────────────────────────────────────────────────────────────────────────────────────


def pin_dissent(world: World, report: Report) -> Version:
    version = with_dissent(world)
    pin_paper(world.actor("ada"), report.meeting, version)
    return version


@pytest.mark.parametrize(("of_decision", "outcome"), list(product([False, True], ["", *Outcome.values[1:]])))
def test_dissent_is_never_missing(world: World, of_decision: bool, outcome: str) -> None:
    report = make_report(world)
    if of_decision:
        pin_dissent(world, report)
    if outcome:
        answer = make_answer(world, text="What the panel wants.")
        actions.dispose_answer(world.actor("ada"), report, answer, outcome, "The reply to the panel.")
    report = actions.publish_report(world.actor("ada"), report)
    expected = []
    if of_decision:
        expected += ["The proof is deleted after a day.", "Lake Signal (fictional)"]
    if outcome in (Outcome.IN_PART, Outcome.NOT_TAKEN_UP):
        expected += ["What the panel wants.", "The reply to the panel."]
    for language in ("en", "fr", "es", "ar"):
        booklet = booklet_of(report, language)
        told = " ".join(f"{part.text} {part.links}" for part in booklet.parts)
        assert all(each in told for each in expected), language
        assert any(part.key == "dissent" for part in booklet.parts)
    assert ("What the panel wants." in told) == (outcome in (Outcome.IN_PART, Outcome.NOT_TAKEN_UP))


def test_page_pdf_and_word_are_made_of_the_same_booklet(world: World, client: Client) -> None:
    report = make_report(world)
    pin_dissent(world, report)
    report = actions.publish_report(world.actor("ada"), report)
    assert "The proof is deleted after a day." in words(client.get(f"/en/reports/{report.pk}/"))
    booklet = booklet_of(report, "en")
    made = as_pdf(booklet)
    assert made.startswith(b"%PDF")
    assert made == as_pdf(booklet)
    assert as_word(booklet).startswith(b"PK")


# ── frozen ──────────────────────────────────────────────────────────────────────────────────────


def test_a_published_report_never_changes(world: World) -> None:
    report = make_published(world)
    before = Report.objects.filter(pk=report.pk).values().get()
    reviewer = report.reviewers.create(name="Pia", asked_at=timezone.now())
    answer = reviewer.answers.create(said=Said.AGREE, at=timezone.now())
    ada = world.actor("ada")
    tries: list[Callable[[], object]] = [
        lambda: actions.write_report(ada, report, {Key.SUMMARY: "Else"}),
        lambda: actions.ask_review(ada, report, actions.Asked("Pia", "p@cast.example")),
        lambda: actions.answer_review(ada, reviewer, Said.AGREE),
        lambda: actions.dispose_answer(ada, report, answer, Outcome.NOTED),
        lambda: actions.publish_report(ada, report),
    ]
    for attempt in tries:
        with pytest.raises(Refused, match="published"):
            attempt()
    # What the record says later does not reach it.
    report.meeting.title = "Another title"
    report.meeting.save()
    actions.file_report(ada, report, timezone.now().date())
    assert Report.objects.filter(pk=report.pk).values().get() == before
    assert digest(before["content"]) == before["fingerprint"]
    assert booklet_of(Report.objects.get(pk=report.pk), "en").title != "Another title"
    for wrong in ({"content": None}, {"published_at": None}, {"fingerprint": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**wrong)


def test_it_is_filed_once_and_not_before_it_is_published(world: World) -> None:
    report = make_report(world)
    with pytest.raises(Refused, match="Publish"):
        actions.file_report(world.actor("ada"), report, timezone.now().date())
    report = actions.publish_report(world.actor("ada"), report)
    with pytest.raises(Refused, match="not after today"):
        actions.file_report(world.actor("ada"), report, timezone.now().date() + timedelta(days=1))
    actions.file_report(world.actor("ada"), report, timezone.now().date())
    with pytest.raises(Refused, match="already"):
        actions.file_report(world.actor("ada"), report, timezone.now().date())
    day = timezone.now().date()
    assert queries.due_between(day, day + timedelta(days=9), day).in_time == 1


def test_the_pdf_is_kept_byte_for_byte(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    report = make_published(world)
    address = f"/ar/reports/{report.pk}/report.pdf"
    assert client.get(address).status_code == 202
    assert print_reports(SYSTEM) == 4
    assert print_reports(SYSTEM) == 0
    first, second = client.get(address), client.get(address)
    got = [b"".join(each.streaming_content) if each.streaming else each.content for each in (first, second)]  # type: ignore[attr-defined]
    assert got[0] == got[1]
    assert got[0].startswith(b"%PDF")


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_seen_by_its_writers_only(world: World, client: Client, sign_in: SignIn) -> None:
    report = make_report(world)
    addresses = (f"/en/reports/{report.pk}/", f"/en/reports/{report.pk}/report.pdf")
    assert [client.get(each).status_code for each in addresses] == [404, 404]
    assert "The session that was held" not in words(client.get("/en/reports/"))
    ada = sign_in("ada")
    assert [ada.get(each).status_code for each in addresses] == [200, 200]


def test_a_session_is_reported_on_through_pages(world: World, sign_in: SignIn) -> None:
    meeting = make_held()
    ada = sign_in("ada")
    assert "Begin the report" in words(ada.get(f"/en/sessions/{meeting.slug}/"))
    ada.post(f"/en/sessions/{meeting.slug}/report/", {"language": "en", "due_on": ""})
    report = Report.objects.get()
    texts = {"summary": "S", "conclusions": "C", "women": "W", "gender": "G", "youth": "Y"}
    assert ada.post(f"/en/reports/{report.pk}/write/", texts).status_code == 302
    ada.post(f"/en/reports/{report.pk}/publish/")
    today = timezone.now().date().isoformat()
    ada.post(f"/en/reports/{report.pk}/filed/", {"filed_on": today, "url": ""})
    assert "Handed to the forum on" in words(ada.get(f"/en/reports/{report.pk}/"))
    assert "Handed to the forum on" in words(ada.get(f"/en/sessions/{meeting.slug}/"))


def test_the_list_asks_as_often_for_many_as_for_one(world: World, client: Client) -> None:
    make_published(world)
    with CaptureQueriesContext(connection) as one:
        client.get("/en/reports/")
    for number in range(3):
        make_published(world, make_held(slug=f"held-{number}", title=f"Held {number}"))
    with CaptureQueriesContext(connection) as many:
        assert "Held 2" in words(client.get("/en/reports/"))
    assert len(one) == len(many)
