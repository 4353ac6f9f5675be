"""Whatever a list holds, it is read, or refused with a sentence."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from intersession.access.errors import Refused
from intersession.sharing.tables import MOST_ROWS, ReadRow, alike_in, language_of, read, typed_of
from tests.sharing.making import CSV, upload

pytestmark = pytest.mark.django_db

RIS = """TY  - RPRT
TI  - Rapport sur les quokkas
PY  - 2021/03/04
UR  - https://quokka.example/rapport
LA  - fr
PB  - Quokka House
DO  - 10.5555/quokka
ER  -

TY  - JOUR
TI  - A study of what the quokkas do in the schools of the country
PY  - 2019
ER  -
"""
BIB = """@techreport{a, title={L'{\\'e}cole num{\\'e}rique des quokkas}, year=2021, institution={Quokka House},
  url={https://quokka.example/ecole}, language={fr}}
@misc{b, title={Quokkas and online games in Nairobi}, date={2020-05}}
"""


def test_a_table_is_read_by_its_headings() -> None:
    found = read(upload(CSV))
    assert [row.line for row in found.rows] == [2, 3]
    first = found.rows[0].typed
    assert first["title"] == "Guide des quokkas"
    assert (first["places"], first["audiences"], first["topics"]) == ("SN", ["parents"], ["gaming"])


def test_headings_in_french_are_known_and_strange_ones_are_told() -> None:
    found = read(upload("Titre;Année;Langue;Couleur\nÉtude des quokkas;2020;fr;bleu\n"))
    assert found.rows[0].typed["title"] == "Étude des quokkas"
    assert found.rows[0].typed["year"] == "2020"
    assert list(found.ignored) == ["Couleur"]


def test_a_workbook_is_read_like_a_table() -> None:
    book, content = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["title", "kind", "year", "languages"])
    sheet.append(["Quokka report for schools", "Report", 2023, "English"])
    book.save(content)
    typed = read(upload(content.getvalue(), "list.xlsx")).rows[0].typed
    assert (typed["title"], typed["kind"], typed["year"]) == ("Quokka report for schools", "report", "2023")


def test_ris_is_read() -> None:
    rows = read(upload(RIS, "list.ris")).rows
    assert [row.line for row in rows] == [1, 10]
    assert rows[0].typed["kind"] == "report"
    assert rows[0].typed["year"] == "2021"
    assert rows[0].typed["doi"] == "10.5555/quokka"
    assert rows[1].typed["title_language"] == "en", "guessed from the title"


def test_bibtex_is_read_with_its_accents() -> None:
    rows = read(upload(BIB, "list.bib")).rows
    assert rows[0].typed["title"] == "L'école numérique des quokkas"
    assert rows[0].typed["publishers"] == "Quokka House"
    assert (rows[1].typed["year"], rows[1].line) == ("2020", 3)


def test_a_broken_entry_of_bibtex_is_a_row_with_a_fault() -> None:
    rows = read(upload(BIB + "@book{c, title={never closed", "list.bib")).rows
    assert any(row.faults for row in rows)
    assert sum(not row.faults for row in rows) == 2


def test_a_formula_is_a_fault_and_not_a_value() -> None:
    (row,) = read(upload('title,kind\n"=HYPERLINK(""https://evil.example"",""x"")",report\n')).rows
    assert "formula" in row.faults[0]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"colour,size\nblue,3\n", "title"),
        (b"title\n", "no row"),
        (("title\n" + "Quokka\n" * (MOST_ROWS + 1)).encode(), "Split it"),
        (("title\n" + "x\n" * 100_000).encode(), "Split it"),
        (b"a" * 1_100_000, "too large"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", ""),
        (b"PK\x03\x04" + b"\x00" * 60, ""),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, ""),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, word: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(upload(content))
    assert word in str(refusal.value.sentence)
    assert len(str(refusal.value.sentence)) > 10


def test_another_encoding_is_read() -> None:
    text = "Étude menée auprès des élèves et des équipes pédagogiques de première année à l'université"
    found = read(upload(f"title,languages\n{text},fr\n".encode("utf-16")))
    assert found.rows[0].typed["title"] == text


def test_control_characters_and_wild_lengths_are_tamed() -> None:
    typed = typed_of({"title": "Quok\x00ka\u202e " + "x" * 10_000, "url": "javascript:alert(1)"})
    assert "\x00" not in typed["title"]
    assert len(typed["title"]) <= 4_000
    assert typed["url"] == "javascript:alert(1)", "left for the form to refuse"


def test_rows_that_are_alike_are_found() -> None:
    rows = [
        ReadRow(2, {"title": "Quokka guide for parents", "year": "2020"}),
        ReadRow(3, {"title": "QUOKKA guide, for parents", "year": "2020"}),
        ReadRow(4, {"title": "Quokka guide for parents", "year": "2021"}),
        ReadRow(5, {"title": "Another", "url": "https://www.quokka.example/a/"}),
        ReadRow(6, {"title": "Else", "url": "http://quokka.example/a"}),
    ]
    assert alike_in(rows) == {3: 2, 6: 5}


def test_a_word_or_two_have_no_language() -> None:
    assert language_of("Report") == ""
    assert language_of("Guide pratique pour les parents et les enseignants") == "fr"


cells = st.text(max_size=40) | st.sampled_from(['"', "=1+1", "\x00", "\r\n", "‮", "10.5/x", "javascript:x"])
tables = st.lists(st.lists(cells, max_size=5), max_size=6).map(lambda rows: "\n".join(map(",".join, rows)))
references = st.lists(
    st.sampled_from(
        [
            "TY  - RPRT\n",
            "TI  - ",
            "ER  - \n",
            "@book{",
            "}",
            "title={",
            "=",
            ",",
            "\n",
            "é",
            "{",
            '"',
            "UR  - x\n",
        ]
    ),
    max_size=20,
).map("".join)


@given(
    content=st.binary(max_size=300) | tables.map(str.encode) | references.map(str.encode),
    start=st.sampled_from([b"", b"title,kind\n", b"TY  - RPRT\n", b"@book{"]),
    name=st.sampled_from(["a.csv", "a.ris", "a.bib", "a.xlsx", "a", "../../a.csv"]),
)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_file_is_read_or_refused(content: bytes, start: bytes, name: str) -> None:
    try:
        found = read(upload(start + content, name))
    except Refused as refusal:
        sentence = str(refusal.sentence)
    else:
        sentence = "read"
        assert 0 < len(found.rows) <= MOST_ROWS
    assert sentence
