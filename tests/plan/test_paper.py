"""The plan as a document: what stands on its page stands in the file, in every format."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import docx
import pypdfium2
import pytest
from django.test import Client
from django.utils.translation import override

from intersession.access.actor import VISITOR
from intersession.plan.paper import document_of
from tests.plan.making import make_objective, make_undertaking
from tests.world import World

HOSTILE = "Teach | <b>them</b> [x](javascript:1) *now*"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pdf_shows_the_lines_of_the_plan(world: World, client: Client, language: str) -> None:
    make_undertaking(world, make_objective(world, "Schools know whom to call"), title=HOSTILE)
    response = client.get(f"/{language}/plan/plan.pdf?year=2026")
    assert response["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(response.content) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    # Words of the other direction come out in the order in which they are set.
    assert {"Schools", "know", "whom", "to", "call"} <= set(re.split(r"\W", text))
    if language == "en":
        assert "<b>them</b>" in text
        assert "javascript:1" in text


def test_a_word_file_holds_the_table(world: World, client: Client) -> None:
    make_undertaking(world, title=HOSTILE)
    response = client.get("/en/plan/plan.docx?year=2026")
    file = docx.Document(io.BytesIO(response.content))
    rows = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    assert [row[0] for row in rows] == ["What is done", HOSTILE]


def test_the_same_plan_is_the_same_document(world: World) -> None:
    make_undertaking(world)
    day = date(2026, 5, 1)
    with override("fr"):
        first, again = (document_of(VISITOR, 2026, 2026, day) for _ in range(2))
    assert first.fingerprint == again.fingerprint
    assert first.language == "fr"


def test_an_empty_plan_and_a_format_nobody_writes(world: World, client: Client) -> None:
    assert "no objective yet" in client.get("/en/plan/plan.md?year=2031").content.decode()
    assert client.get("/en/plan/plan.exe").status_code == 404
    assert client.get("/en/plan/plan.pdf?year=abc").status_code == 404


def test_no_more_is_asked_for_a_long_plan(
    world: World, client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(4):
        make_undertaking(world, make_objective(world, f"O {number}"), title=f"T {number}")
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        client.get("/en/plan/plan.md?year=2026")
