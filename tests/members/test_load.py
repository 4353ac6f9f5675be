"""Organisations from the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.members.load import EXPERTISE, load, load_expertise, read_source
from intersession.members.models import OrganisationConcept
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


def test_tags_are_filed_under_the_concepts_they_stand_for_and_no_others(world: World, tmp_path: Path) -> None:
    a_file(tmp_path, "Good One,GO,KE,academia,hotline;knitting,https://good.example,2020,member,report,high")
    (tmp_path / EXPERTISE).write_text("tag,concept_id\nhotline,hotline\nknitting,no-such-concept\n")
    filed = load(SYSTEM, tmp_path)[1]
    good = Organisation.objects.get(slug="good-one")
    assert [line.concept_id for line in good.concept_lines.all()] == ["hotline"]
    assert good.expertise == ["hotline", "knitting"]
    assert [line for line, _sentence in filed.rejected] == [3]
    assert load(SYSTEM, tmp_path)[1].has_written is False
    (tmp_path / EXPERTISE).write_text("tag,concept_id\nhotline,helpline\n")
    load(SYSTEM, tmp_path)
    assert [line.concept_id for line in good.concept_lines.all()] == ["helpline"]


def test_what_a_member_says_it_knows_is_not_touched_by_the_file(world: World) -> None:
    OrganisationConcept.objects.create(organisation=world.organisation, concept_id="grooming")
    Organisation.objects.filter(pk=world.organisation.pk).update(expertise=["hotline"])
    load_expertise(SYSTEM, settings.REFERENCE_DATA)
    assert [line.concept_id for line in world.organisation.concept_lines.all()] == ["grooming"]


def test_every_row_of_the_shipped_file_names_a_concept(world: World) -> None:
    (report,) = load_expertise(SYSTEM, settings.REFERENCE_DATA)
    assert report.rejected == []
    assert OrganisationConcept.objects.count() > 50
