"""Reading the atlas's reference files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed
from intersession.atlas import actions, load
from intersession.atlas.models import (
    Assessment,
    ConsentAge,
    Criterion,
    Law,
    PublishedTotal,
    Ratification,
    Treaty,
)
from intersession.audit.models import Event
from intersession.audit.reports import LoadReport
from intersession.audit.verbs import Verb

pytestmark = pytest.mark.django_db

LAWS = "id,country,region,title,title_original,title_en,year,kind,topics,status,url,source_url,as_of,confidence,note"
GOOD = "ke-2030-a-law,KE,,A law,,A law,2030,act,csam;grooming,in-force,https://law.example/,https://s.example/,2026,high,"


def folder_with(tmp_path: Path, name: str, *lines: str) -> Path:
    (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def only(tmp_path: Path, name: str, *lines: str) -> LoadReport:
    """The report of loading one small file."""
    (report,) = load.load(SYSTEM, folder_with(tmp_path, name, *lines))
    return report


def test_everything_of_the_files_is_on_file_and_loading_again_changes_nothing() -> None:
    events = Event.objects.count()
    reports = {report.name: report for report in load.load(SYSTEM, settings.REFERENCE_DATA)}
    assert all((one.added, one.changed, one.rejected) == (0, 0, []) for one in reports.values())
    assert Event.objects.count() == events
    with (settings.REFERENCE_DATA / "laws.csv").open(encoding="utf-8", newline="") as file:
        assert reports["laws.csv"].unchanged == sum(1 for _ in csv.DictReader(file))
    assert Treaty.objects.count() == 18
    assert Assessment.objects.count() == 337
    assert PublishedTotal.objects.count() == 23
    assert ConsentAge.objects.values("place").distinct().count() == 62


def test_letters_of_a_regional_body_are_not_taken_for_a_country() -> None:
    assert Law.objects.get(pk="au-2024-african-union-child-online-safety-and-em").place_id == "AFU"
    assert Law.objects.get(pk="al-2010-arab-convention-on-combating-information").place_id == "LAS"
    assert not Law.objects.filter(place="AL", year=2010).exists()


def test_library_rows_that_are_laws_stand_here_once() -> None:
    law = Law.objects.get(pk="kw-2015-law-no-21-of-2015-on-the-rights-of-the-c")
    assert (law.place_id, law.title_language, law.status) == ("KW", "ar", "unknown")
    assert law.topic_list == ["contract", "data-protection"]
    with (settings.REFERENCE_DATA / "resources_that_are_instruments.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            known = Law.objects.filter(pk=row["id"]).exists() or Treaty.objects.filter(pk=row["id"]).exists()
            assert known, row["id"]
    with (settings.REFERENCE_DATA / "resources.csv").open(encoding="utf-8", newline="") as file:
        assert sum(row["kind"] == "law-review" for row in csv.DictReader(file)) == 44


def test_every_title_has_a_language() -> None:
    assert not Law.objects.filter(title_language="und").exists()
    assert Law.objects.get(pk="cn-2023-regulations-on-the-protection-of-minors").title_language == "zh"
    assert Law.objects.get(pk="es-2021-organic-law-8-2021-on-comprehensive-prot").title_language == "es"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace(",KE,", ",QQ,"), "not a known country"),
        (GOOD.replace(",KE,,", ",KE,EU,"), "either a country or a region"),
        (GOOD.replace(",KE,,", ",,,"), "either a country or a region"),
        (GOOD.replace("https://law.example/", "javascript:alert(1)"), "not a web address"),
        (GOOD.replace("https://s.example/", "data:text/html;x"), "not a web address"),
        (GOOD.replace(",2026,high", ",2026-02-30,high"), "is not a date"),
        (GOOD.replace(",2026,high", ",soon,high"), "is not a date"),
        (GOOD.replace(",2026,high", ",2026-13,high"), "is not a date"),
        (GOOD.replace(",act,", ",edict,"), "not one of"),
        (GOOD.replace(",in-force,", ",forgotten,"), "not one of"),
        (GOOD.replace("csam;grooming", "csam;dragons"), "not a topic"),
        (GOOD.replace(",2030,", ",MMXXX,"), "not a whole number"),
        (GOOD.replace(",2030,", ",1066,"), "between 1800 and 2100"),
        (GOOD.replace(",act,", ",bill,"), "A bill is not in force"),
        (GOOD.replace(",high,", ",certain,"), "not one of"),
        (GOOD.replace("A law,,A law", ",,"), "title is empty"),
        (GOOD.replace("ke-2030-a-law", "ke 2030 a law"), "id:"),
        (GOOD.replace("A law,,A law", f"{'x' * 600},,A law"), "title:"),
    ],
)
def test_a_wrong_row_is_rejected_with_its_reason_and_the_others_stay(
    tmp_path: Path, line: str, reason: str
) -> None:
    report = only(tmp_path, "laws.csv", LAWS, line, GOOD.replace("ke-2030-a-law", "ke-2030-another"))
    assert report.added == 1
    assert not Law.objects.filter(pk="ke-2030-a-law").exists()
    assert [number for number, _why in report.rejected] == [2]
    assert reason in report.rejected[0][1]


def test_a_row_standing_twice_counts_once(tmp_path: Path) -> None:
    report = only(tmp_path, "laws.csv", LAWS, GOOD, GOOD)
    assert report.added == 1
    assert "twice" in report.rejected[0][1]


def test_added_changed_and_unchanged_rows_are_told_apart_and_recorded(tmp_path: Path) -> None:
    last = Event.objects.order_by("-id").first()
    assert last is not None
    first = only(tmp_path, "laws.csv", LAWS, GOOD, GOOD.replace("ke-2030-a-law", "ke-2030-b"))
    second = only(
        tmp_path,
        "laws.csv",
        LAWS,
        GOOD.replace("in-force", "repealed"),
        GOOD.replace("ke-2030-a-law", "ke-2030-b"),
    )
    assert (first.added, first.changed, first.unchanged) == (2, 0, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 1, 1)
    assert Law.objects.get(pk="ke-2030-a-law").status == "repealed"
    events = Event.objects.filter(id__gt=last.id).order_by("id")
    assert [(event.verb, event.subject_id) for event in events] == [
        (Verb.LAW_LOADED, "ke-2030-a-law"),
        (Verb.LAW_LOADED, "ke-2030-b"),
        (Verb.LAW_LOADED, "ke-2030-a-law"),
    ]


def test_a_load_that_is_interrupted_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = Event.objects.count()

    def pulled_plug(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "record_many", pulled_plug)
    with pytest.raises(KeyboardInterrupt):
        only(tmp_path, "laws.csv", LAWS, GOOD)
    assert not Law.objects.filter(pk="ke-2030-a-law").exists()
    assert Event.objects.count() == events


def test_only_a_load_may_write() -> None:
    with pytest.raises(NotAllowed):
        load.load(VISITOR, settings.REFERENCE_DATA)


def test_broken_bytes_and_short_lines_are_rejected_not_fatal(tmp_path: Path) -> None:
    (tmp_path / "laws.csv").write_bytes(f"{LAWS}\nke-1,KE\n".encode() + b"\xff\xfe,KE,,\xff,,,2000,act\n")
    (report,) = load.load(SYSTEM, tmp_path)
    assert (report.added, len(report.rejected)) == (0, 2)


def test_a_second_reading_of_a_ratification_stands_beside_the_first() -> None:
    readings = Ratification.objects.filter(place="BJ", treaty="malabo").order_by("reading")
    assert [(one.status, bool(one.reading)) for one in readings] == [("signatory", False), ("party", True)]


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: Ratification(treaty_id="crc", place_id="SH", status="none", date="2001", confidence="high"),
        lambda: Ratification(treaty_id="crc", place_id="KE", status="party", confidence="high"),
        lambda: Ratification(treaty_id="crc", place_id="SH", status="perhaps", confidence="high"),
        lambda: Assessment(
            place_id="SH", criterion_id="isp_reporting", value="unknown", edition="x", confidence="high"
        ),
        lambda: Assessment(place_id="SH", criterion_id="isp_reporting", value="no", edition="", confidence="high"),
        lambda: ConsentAge(place_id="SH", kind="digital-consent", age=3, confidence="high"),
        lambda: ConsentAge(place_id="SH", kind="digital-consent", confidence="high"),
        lambda: Law(
            id="x", place_id="SH", title="x", kind="act", status="in-force", url="javascript:x", confidence="high"
        ),
        lambda: Law(id="x", place_id="SH", title="x", kind="act", status="in-force", topics="csam", confidence="high"),
        lambda: Treaty(
            id="x", title="x", short_title="x", body="x", is_binding=True, confidence="high",
            adopted_on="2001-01-01", in_force_on="2000-01-01",
        ),
        lambda: PublishedTotal(publisher="x", edition="x", measure="x", countries=251, confidence="high"),
        lambda: PublishedTotal(publisher="x", edition="x", measure="x", countries=1, confidence="sure"),
    ],
)  # fmt: skip
def test_the_database_refuses_impossible_rows(impossible: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        impossible().save(force_insert=True)  # type: ignore[operator]


def test_criteria_are_the_ones_the_code_has_words_for() -> None:
    assert Criterion.objects.count() == 9
    assert actions.note_criteria(SYSTEM) == []
