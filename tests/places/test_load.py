"""Reading data/places.csv."""

import csv
from pathlib import Path

import pytest

from intersession.places.load import SOURCE, load_places
from intersession.places.models import Kind, Place

pytestmark = pytest.mark.django_db
DATA = SOURCE.parent


def test_loading_twice_changes_nothing_the_second_time() -> None:
    load_places()
    again = load_places()
    assert (again.added, again.changed, again.rejected) == (0, 0, [])
    assert again.unchanged == Place.objects.count() > 250


def test_the_united_nations_are_complete() -> None:
    load_places()
    sizes = {
        group: Place.objects.filter(un_group=group).count()
        for group in (
            "africa",
            "asia-pacific",
            "eastern-europe",
            "latin-america-caribbean",
            "western-europe-others",
        )
    }
    assert list(sizes.values()) == [54, 54, 23, 33, 29]
    assert Place.objects.filter(kind=Kind.COUNTRY).count() == 195, "193 members and two observer States"
    assert Place.objects.get(code="TR").un_group == "western-europe-others"
    assert Place.objects.get(code="KI").un_group == "asia-pacific"
    assert Place.objects.get(code="XK").un_group == ""


def test_every_code_of_the_reference_files_is_a_place() -> None:
    load_places()
    known = set(Place.objects.values_list("code", flat=True))
    for path in DATA.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column in ("country", "region", "countries"):
                    if path.name in ("places.csv", "criteria_totals.csv"):
                        continue
                    for code in (row.get(column) or "").split(";"):
                        assert not code or code == "INT" or code in known, f"{path.name}: {code}"


def test_a_wrong_row_is_rejected_with_its_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "code,kind,name_en,alpha3,m49,region,subregion,un_group,un_group_note,also_called,source,as_of\n"
        "XA,country,Atlantis,,,002,014,africa,,,test,2026\n"
        "XA,country,Atlantis again,,,002,014,africa,,,test,2026\n"
        "QQ,planet,Nowhere,,,,,,,,test,2026\n"
        "xx,country,Lower,,,,,,,,test,2026\n"
        "COE,organisation,Council of Europe,,,,,africa,,,test,2026\n"
    )
    report = load_places(path)
    assert report.added == 1
    assert sorted(line for line, _reason in report.rejected) == [3, 4, 5, 6]
    assert "twice" in report.rejected[0][1]


def test_a_changed_row_is_told_apart_from_an_unchanged_one(tmp_path: Path) -> None:
    load_places()
    path = tmp_path / "places.csv"
    path.write_text(
        SOURCE.read_text(encoding="utf-8").replace("KE,country,Kenya,", "KE,country,Republic of Kenya,")
    )
    report = load_places(path)
    assert (report.added, report.changed) == (0, 1)
    assert [place.code for place in report.touched] == ["KE"]
