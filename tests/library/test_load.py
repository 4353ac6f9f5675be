"""Reading data/resources.csv into the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from tests.library.making import write_csv

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.library import actions
from intersession.library.load import ResourcesReport, load, title_language
from intersession.library.models import Resource
from intersession.library.queries import slug_of

pytestmark = pytest.mark.django_db


def the_report(folder: Path) -> ResourcesReport:
    (report,) = load(SYSTEM, folder)
    assert isinstance(report, ResourcesReport)
    return report


def test_the_reference_file_is_loaded_but_for_the_laws_and_treaties() -> None:
    report = the_report(settings.REFERENCE_DATA)
    assert (report.added, report.changed, report.rejected) == (0, 0, [])
    assert len(report.left_out) == 22
    assert report.unchanged + len(report.left_out) == 224
    assert "22 laws and treaties" in report.name
    assert not Resource.objects.filter(title__startswith="Convention on the Rights of the Child").exists()
    assert Resource.objects.filter(kind="law-review").count() == 22, "reviews of law stay"


def test_loading_again_writes_nothing() -> None:
    before = Event.objects.count()
    the_report(settings.REFERENCE_DATA)
    assert Event.objects.count() == before


def test_every_resource_came_through_the_log() -> None:
    loaded = Event.objects.filter(verb="resource.loaded").values_list("subject_id", flat=True)
    assert {int(key) for key in loaded} == set(Resource.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("countries", "QQ", "“QQ” is no country"),
        ("countries", "KE;KENYA", "“KENYA” is no country"),
        ("year", "20244", "is no year"),
        ("year", "last", "is no year"),
        ("year", "1066", "is no year"),
        ("url", "javascript:alert(1)", "does not start with http"),
        ("url", "https://", "does not start with http"),
        ("source_url", "JavaScript:alert(1)", "does not start with http"),
        ("source_url", "data:text/html,x", "does not start with http"),
        ("kind", "poem", "is no kind"),
        ("languages", "english", "is not a language tag"),
        ("languages", "", "no language"),
        ("audience", "everybody", "is no audience"),
        ("topics", "weather", "is no topic"),
        ("confidence", "sure", "is no confidence"),
        ("title", "", "the title is missing"),
        ("title", "x" * 501, "at most 500"),
        ("url", "https://exa mple.org/", "Enter a valid URL"),
    ],
)
def test_a_row_with_a_fault_is_rejected_with_its_line_and_the_reason(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    report = the_report(write_csv(tmp_path, {}, {column: value}, {}))
    assert report.added == 2, "the rows around it are loaded"
    ((line, sentence),) = report.rejected
    assert line == 3
    assert reason in sentence


def test_every_fault_of_a_row_is_named_at_once(tmp_path: Path) -> None:
    ((_line, sentence),) = the_report(write_csv(tmp_path, {"year": "x", "kind": "poem"})).rejected
    assert "year" in sentence
    assert "kind" in sentence


def test_a_date_that_does_not_exist_is_rejected(tmp_path: Path) -> None:
    write_csv(tmp_path, {})
    path = tmp_path / "resources.csv"
    header, row = path.read_text().splitlines()
    path.write_text(f"{header},as_of\n{row},2023-02-30\n{row.replace('paths 0', 'paths 1')},2023-02-28\n")
    report = the_report(tmp_path)
    assert report.added == 1
    assert "2023-02-30" in report.rejected[0][1]


def test_a_file_without_a_column_says_which(tmp_path: Path) -> None:
    (tmp_path / "resources.csv").write_text("title,kind\nA,guideline\n")
    ((_line, sentence),) = the_report(tmp_path).rejected
    assert "publisher" in sentence


def test_the_same_work_twice_is_rejected_and_a_namesake_is_not(tmp_path: Path) -> None:
    same = {"title": "Annual report", "title_en": "Annual report"}
    report = the_report(write_csv(tmp_path, same, same, {**same, "publisher": "Other Press"}))
    assert report.added == 2
    assert [line for line, _sentence in report.rejected] == [3]
    slugs = Resource.objects.filter(title="Annual report").order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == ["annual-report-2024", "annual-report-2024-other-press"]
    assert the_report(tmp_path).unchanged == 2


def test_an_address_stays_when_the_english_title_is_put_better(tmp_path: Path) -> None:
    title = {"title": "Caminos seguros", "languages": "es"}
    the_report(write_csv(tmp_path, {**title, "title_en": "Sure ways"}))
    report = the_report(write_csv(tmp_path, {**title, "title_en": "Safe paths"}))
    assert (report.added, report.changed) == (0, 1)
    resource = Resource.objects.get(title="Caminos seguros")
    assert (resource.slug, resource.title_en) == ("sure-ways-2024", "Safe paths")


def test_a_change_is_an_event_that_says_what_was_before(tmp_path: Path) -> None:
    the_report(write_csv(tmp_path, {"countries": "KE"}))
    the_report(write_csv(tmp_path, {"countries": "KE;TZ", "year": "2024", "license": "CC BY 4.0"}))
    facts = Event.objects.filter(verb="resource.loaded").latest("id").facts
    assert facts["changes"] == {
        "license": {"from": "", "to": "CC BY 4.0"},
        "places": {"from": ["KE"], "to": ["KE", "TZ"]},
    }


def test_a_load_that_breaks_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (Resource.objects.count(), Event.objects.count())

    def broken(*_arguments: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(actions.loading, "record_many", broken)
    with pytest.raises(OSError, match="full"):
        load(SYSTEM, write_csv(tmp_path, {}, {}))
    assert (Resource.objects.count(), Event.objects.count()) == before


def test_a_withdrawn_resource_is_not_brought_back_by_a_load(tmp_path: Path) -> None:
    the_report(write_csv(tmp_path, {}))
    actions.withdraw_resource(SYSTEM, Resource.objects.get(slug="safe-paths-0-2024"), "It was replaced.")
    the_report(write_csv(tmp_path, {"license": "CC BY 4.0"}))
    assert Resource.objects.get(slug="safe-paths-0-2024").is_withdrawn


def test_only_the_system_loads(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        load(VISITOR, write_csv(tmp_path, {}))


def test_a_source_in_words_is_kept_and_a_working_note_is_not(tmp_path: Path) -> None:
    rows = (
        {"source_url": "annual report on paper", "notes": "text saved in texts/; year to check"},
        {"source_url": "https:///paths.example/a"},
    )
    the_report(write_csv(tmp_path, *rows))
    first = Resource.objects.get(slug="safe-paths-0-2024")
    assert (first.source_url, first.source_words) == ("", "annual report on paper")
    assert first.notes == "year to check"
    assert Resource.objects.get(slug="safe-paths-1-2024").source_url == "https://paths.example/a"


@pytest.mark.parametrize(
    ("title", "title_en", "languages", "expected"),
    [
        ("Guide", "Guide", ("en",), "en"),
        ("childprotection.lu", "childprotection.lu", ("fr",), "fr"),
        ("Guide", "Guide", ("fr", "en"), "en"),
        ("Terminología apropiada", "Appropriate terminology", ("en", "es"), "es"),
        ("Pesquisa", "Survey", ("pt", "en"), "pt"),
        ("دليل", "Guide", ("en", "fr", "ar"), "ar"),
        ("儿童指南", "Guide", ("en", "zh"), "zh"),
        ("Руководство", "Guide", ("en", "uk"), "uk"),
        ("Руководство", "Guide", ("en", "fr"), "ru"),
    ],
)
def test_a_title_is_in_the_language_its_row_or_its_script_says(
    title: str, title_en: str, languages: tuple[str, ...], expected: str
) -> None:
    assert title_language(title, title_en, languages) == expected


def test_an_address_is_short_and_holds_the_year_once() -> None:
    assert slug_of("Guidelines 2020", "2020") == "guidelines-2020"
    assert slug_of("Guidelines", "2009") == "guidelines-2009"
    assert slug_of("word " * 60, "") == ("word-" * 18)[:-1]
    assert slug_of("指南", "2020") == ""
