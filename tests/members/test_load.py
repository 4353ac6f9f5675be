"""Organisations from the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.members.load import load, read_source
from intersession.people.models import Organisation
from tests.world import World

FILE = settings.REFERENCE_DATA / "members.csv"
HEADER = FILE.read_text(encoding="utf-8").splitlines()[0]


def a_file(folder: Path, *lines: str) -> Path:
    (folder / "members.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return folder


def test_a_second_load_changes_nothing(world: World, tmp_path: Path) -> None:
    shutil.copy(FILE, tmp_path)
    events = Event.objects.count()
    (report,) = load(SYSTEM, tmp_path)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 71)
    assert report.rejected == []
    assert Event.objects.count() == events


def test_bad_rows_are_named_and_good_ones_taken(world: World, tmp_path: Path) -> None:
    a_file(
        tmp_path,
        "Good One,GO,KE,academia,a;b,https://good.example,2020,member,report,high",
        "Nowhere,,QQ,academia,,,2020,member,report,high",
        "Odd group,,KE,wizards,,,2020,member,report,high",
        "Odd year,,KE,academia,,,20x0,member,report,high",
        "Odd link,,KE,academia,,javascript:alert(1),2020,member,report,high",
        "Good One,,KE,academia,,,2020,member,report,high",
        ",,KE,academia,,,2020,member,report,high",
    )
    (report,) = load(SYSTEM, tmp_path)
    assert report.added == 1
    assert sorted(line for line, _sentence in report.rejected) == [3, 4, 5, 6, 7, 8]
    assert all(sentence for _line, sentence in report.rejected)
    good = Organisation.objects.get(slug="good-one")
    assert good.expertise == ["a", "b"]
    assert [alias.name for alias in good.aliases.all()] == ["GO"]


def test_a_changed_row_changes_the_record(world: World, tmp_path: Path) -> None:
    a_file(tmp_path, "Thorn,,US,technical,,https://www.thorn.org,2019,member,report,low")
    (report,) = load(SYSTEM, tmp_path)
    thorn = Organisation.objects.get(slug="thorn")
    assert (report.changed, thorn.stakeholder_group, thorn.domain) == (1, "technical", "thorn.org")


def test_a_member_speaks_for_itself_whatever_the_file_says(world: World, tmp_path: Path) -> None:
    a_file(tmp_path, "Thorn,,US,technical,,https://www.thorn.org,2019,member,report,low")
    Organisation.objects.filter(slug="thorn").update(member_since="2021-01-01", name="Thorn, renamed")
    (report,) = load(SYSTEM, tmp_path)
    thorn = Organisation.objects.get(slug="thorn")
    assert (report.unchanged, thorn.name) == (1, "Thorn, renamed")
    assert thorn.stakeholder_group != "technical"


def test_worldwide_is_one_place(world: World) -> None:
    assert Organisation.objects.get(slug="ecpat-international").place_id == "ZZ"


def test_only_the_system_loads(world: World) -> None:
    with pytest.raises(NotAllowed):
        load(world.actor("ada"), settings.REFERENCE_DATA)


def test_a_source_never_sends_a_reader_through_signing_out() -> None:
    address = "https://intgovforum.org/en/user/logout?destination=content%2Figf-2023-ws-559"
    assert read_source(address) == "https://intgovforum.org/en/content/igf-2023-ws-559"
    assert not any(
        "texts/" in source
        for source in [read_source("texts/related_igf2020_open_forum_50_end_violence_EXCERPT.txt")]
    )
