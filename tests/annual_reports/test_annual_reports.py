"""The annual report: figures equal to those of the rooms, frozen for good, in four languages, and one page of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.action_items.queries import counts
from intersession.annual_reports import actions, queries
from intersession.annual_reports.clock import print_annual_reports
from intersession.annual_reports.figures import figures_of
from intersession.annual_reports.models import AnnualReport, Place, Text
from intersession.annual_reports.writing import booklet_of
from intersession.audit.canonical import digest
from intersession.decisions.queries import seen_by
from intersession.formats.booklets import as_pdf, as_summary, as_word
from intersession.meetings.queries import visible
from intersession.openness.queries import contributions, measures
from intersession.people.models import Organisation
from tests.action_items.making import make_item
from tests.annual_reports.making import make_annual_report, make_published
from tests.papers.making import with_dissent
from tests.reports.making import make_published as make_session_report
from tests.world import World, make_organisation

type SignIn = Callable[[str], Client]
LANGUAGES = ("en", "fr", "es", "ar")


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def pages_in(pdf: bytes) -> int:
    """Pages of a PDF, by the root of its page tree."""
    return max(int(each) for each in re.findall(rb"/Type/Pages/Count (\d+)", pdf))


# ── figures ─────────────────────────────────────────────────────────────────────────────────────


def test_figures_are_those_of_the_rooms(world: World) -> None:
    make_session_report(world)
    make_item(world)
    version = with_dissent(world)
    today = timezone.now().date()
    figures = figures_of(today - timedelta(days=365), today)
    assert figures["members"]["total"] == Organisation.objects.members().count()
    # The page of openness counts members by group and region, too.
    shown = contributions()
    assert sorted(figures["members"]["groups"].values()) == sorted(
        each.organisations for each in shown.groups if each.organisations
    )
    assert sorted(figures["members"]["regions"].values()) == sorted(
        each.organisations for each in shown.regions if each.organisations
    )
    assert (
        len(figures["sessions"]["list"])
        == visible(VISITOR).filter(starts_on__range=(today - timedelta(days=365), today)).count()
    )
    assert figures["sessions"]["reports"] == {"due": 0, "in_time": 0, "late": 0, "missing": 0}
    assert len(figures["decisions"]) == seen_by(VISITOR).filter(concluded_at__isnull=False).count()
    assert figures["papers"]["adopted"] == 1
    assert figures["papers"]["list"][0][0] == version.paper.title
    assert figures["action_items"]["states"] == counts(VISITOR)
    assert [each["key"] for each in figures["openness"]] == [each.key for each in measures()]
    assert figures["youth"]["young"] is None
    assert [each[2] for each in figures["youth"]["told"]] == ["None took part."]


def test_a_member_is_new_from_its_first_day_and_gone_on_its_last(world: World) -> None:
    today = timezone.now().date()
    first = today - timedelta(days=30)
    make_organisation("came", name="Came", member_since=first)
    make_organisation("left", name="Left", member_until=today)
    make_organisation("before", name="Before", member_since=first - timedelta(days=1))
    figures = figures_of(first, today)["members"]
    assert [name for name, _path in figures["new"]] == ["Came"]
    assert figures["left"] == 1
    assert figures["total"] == Organisation.objects.members().count()


def test_the_number_of_queries_does_not_grow_with_the_record(world: World) -> None:
    today = timezone.now().date()
    with CaptureQueriesContext(connection) as few:
        figures_of(today - timedelta(days=365), today)
    for number in range(4):
        make_organisation(f"more-{number}", name=f"More {number}")
        make_item(world)
    with CaptureQueriesContext(connection) as many:
        figures_of(today - timedelta(days=365), today)
    assert len(few) == len(many)


# ── frozen ──────────────────────────────────────────────────────────────────────────────────────


def test_a_published_annual_report_never_changes(world: World) -> None:
    report = make_published(world)
    before = AnnualReport.objects.filter(pk=report.pk).values().get()
    ada = world.actor("ada")
    tries: list[Callable[[], object]] = [
        lambda: actions.write_annual_report(ada, report, "en", {Place.FOREWORD: "Another year."}),
        lambda: actions.publish_annual_report(ada, report),
    ]
    for attempt in tries:
        with pytest.raises(Refused, match="published"):
            attempt()
    make_organisation("late", name="Late")
    Text.objects.create(
        report=report, place=Place.FOREWORD, language="en", text="Slipped in", written_at=timezone.now()
    )
    assert AnnualReport.objects.filter(pk=report.pk).values().get() == before
    assert digest(before["content"]) == before["fingerprint"]
    told = " ".join(part.text for part in booklet_of(AnnualReport.objects.get(pk=report.pk), "en").parts)
    assert "A good year." in told
    assert "Slipped in" not in told
    for wrong in ({"content": None}, {"published_at": None}, {"fingerprint": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnnualReport.objects.filter(pk=report.pk).update(**wrong)


def test_a_period_that_is_not_over_is_not_published(world: World) -> None:
    today = timezone.now().date()
    ada = world.actor("ada")
    report = actions.begin_annual_report(ada, today, today + timedelta(days=1))
    with pytest.raises(Refused, match="not over"):
        actions.publish_annual_report(ada, report)
    with pytest.raises(Refused, match="already"):
        actions.begin_annual_report(ada, today, today + timedelta(days=1))
    with pytest.raises(Refused, match="end after"):
        actions.begin_annual_report(ada, today, today - timedelta(days=1))
    with pytest.raises(NotAllowed):
        actions.begin_annual_report(world.actor("ben"), today, today)


# ── languages, dissent, files ───────────────────────────────────────────────────────────────────


def test_frozen_figures_hold_no_word_of_ours(world: World) -> None:
    with_dissent(world)
    report = make_published(world)
    assert report.content is not None
    told = json.dumps(report.content["figures"], ensure_ascii=False)
    for word in ("Members", "Passed", "Done", "Open membership", "kept in"):
        assert word not in told
    titles = {booklet_of(report, language).parts[1].text for language in LANGUAGES}
    assert titles == {"A good year."}
    assert len({booklet_of(report, language).direction for language in LANGUAGES}) == 2


def test_dissent_is_in_every_language_and_on_the_one_page(world: World) -> None:
    with_dissent(world)
    report = make_published(world)
    for language in LANGUAGES:
        booklet = booklet_of(report, language)
        assert "The proof is deleted after a day." in [part.text for part in booklet.parts]
        assert any("Lake Signal" in line for _title, lines in booklet.short for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_the_plenary_is_one_page(world: World, language: str) -> None:
    report = make_annual_report(world, "A long foreword. " * 500)
    for number in range(30):
        make_organisation(f"long-{number}", name=f"{'Long name ' * 20}{number}")
    booklet = booklet_of(report, language)
    assert pages_in(as_summary(booklet)) == 1
    if language in ("en", "ar"):
        assert pages_in(as_pdf(booklet)) > 1
        assert as_word(booklet) == as_word(booklet)


def test_pdfs_are_made_once_and_kept(world: World, client: Client) -> None:
    report = make_published(world)
    address = f"/es/annual-reports/{report.pk}/summary.pdf"
    assert client.get(address).status_code == 202
    assert print_annual_reports(SYSTEM) == 6
    assert print_annual_reports(SYSTEM) == 0
    answer: Any = client.get(address)
    assert answer.status_code == 200
    answer.close()


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def test_an_annual_report_is_written_and_published_through_pages(world: World, sign_in: SignIn) -> None:
    ada = sign_in("ada")
    today = timezone.now().date()
    wrong = ada.post("/en/annual-reports/begin/", {"first_on": today, "last_on": today - timedelta(days=1)})
    assert wrong.status_code == 400
    ada.post("/en/annual-reports/begin/", {"first_on": today - timedelta(days=90), "last_on": today})
    report = AnnualReport.objects.get()
    ada.post(f"/en/annual-reports/{report.pk}/write/?language=ar", {"foreword": "عام جيد"})
    assert queries.texts_of(report) == {"foreword": {"ar": "عام جيد"}}
    assert "عام جيد" in words(ada.get(f"/fr/annual-reports/{report.pk}/"))
    ada.post(f"/en/annual-reports/{report.pk}/publish/")
    shown = words(ada.get(f"/en/annual-reports/{report.pk}/"))
    assert "Members by stakeholder group" in shown
    assert "Write</a>" not in shown


def test_a_draft_is_seen_by_the_secretariat_only(world: World, client: Client, sign_in: SignIn) -> None:
    report = make_annual_report(world)
    assert client.get(f"/en/annual-reports/{report.pk}/").status_code == 404
    assert sign_in("ben").get(f"/en/annual-reports/{report.pk}/report.docx").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(world: World, client: Client) -> None:
    actions.publish_annual_report(world.actor("ada"), make_annual_report(world))
    with CaptureQueriesContext(connection) as one:
        client.get("/en/annual-reports/")
    for days in (30, 60):
        actions.publish_annual_report(world.actor("ada"), make_annual_report(world, days=days))
    with CaptureQueriesContext(connection) as many:
        client.get("/en/annual-reports/")
    assert len(one) == len(many)
