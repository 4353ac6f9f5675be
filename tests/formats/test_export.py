"""`intersession paper-export`: what the page offers, from the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intersession.config.command import parser
from intersession.config.commands import check, paper_export
from intersession.formats.models import Printout
from tests.papers.making import make_paper, make_public
from tests.world import World


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def export(tmp_path: Path, *arguments: str) -> int:
    return paper_export.run(
        parser().parse_args(["paper-export", *arguments, "--output", str(tmp_path / "out")])
    )


@pytest.mark.parametrize(("name", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("md", b"# Age checks")])
def test_a_public_paper_is_written_to_a_file(world: World, tmp_path: Path, name: str, start: bytes) -> None:
    paper = make_public(world)
    assert export(tmp_path, paper.slug, "--format", name) == 0
    assert (tmp_path / "out").read_bytes().startswith(start)
    assert Printout.objects.count() == (name == "pdf")


def test_a_kept_pdf_is_written_as_it_is(world: World, tmp_path: Path) -> None:
    paper = make_public(world)
    assert export(tmp_path, paper.slug) == 0
    first = (tmp_path / "out").read_bytes()
    assert export(tmp_path, paper.slug, "--version", "1") == 0
    assert (tmp_path / "out").read_bytes() == first
    assert Printout.objects.count() == 1


def test_what_is_not_public_is_not_written(world: World, tmp_path: Path, capsys: Any) -> None:
    assert export(tmp_path, make_paper(world).slug) == 2
    assert export(tmp_path, "no-such-paper") == 2
    assert export(tmp_path, make_public(world).slug, "--version", "7") == 2
    assert "no public version 7" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_check_says_which_letters_have_fonts() -> None:
    said = check.fonts()
    assert said.startswith(("PDFs have letters", "MISSING"))
