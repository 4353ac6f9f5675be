"""Every table as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from intersession.atlas.models import Assessment, Law
from intersession.atlas.tables import csv_response, safe

TABLES = [
    "/en/countries.csv",
    "/en/countries/ke.csv",
    "/en/countries/eu.csv",
    "/en/countries/compare.csv?c=KE&c=PH",
    "/en/treaties.csv",
    "/en/treaties/crc.csv",
    "/en/laws.csv",
    "/en/criteria.csv",
    "/en/criteria/isp_reporting.csv",
    "/en/consent-ages.csv",
]


def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert not response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


@pytest.mark.django_db
@pytest.mark.parametrize("path", TABLES)
def test_every_table_can_be_taken_along(client: Client, path: str) -> None:
    rows = rows_of(client, path)
    assert rows
    assert all(None not in row and None not in row.values() for row in rows), (
        "every row is as wide as the header"
    )


@pytest.mark.django_db
def test_the_table_of_laws_follows_the_filters_and_holds_all_pages(client: Client) -> None:
    assert len(rows_of(client, "/en/laws.csv")) == Law.objects.count()
    assert {row["place"] for row in rows_of(client, "/en/laws.csv?country=BR")} == {"BR"}


@pytest.mark.django_db
def test_a_criterion_names_edition_and_verdict_of_each_reading(client: Client) -> None:
    rows = rows_of(client, "/en/criteria/data_retention.csv")
    assert len(rows) == Assessment.objects.filter(criterion="data_retention").count()
    assert all(row["reading"] and row["verdict"] and row["confidence"] for row in rows)


@pytest.mark.django_db
def test_not_assessed_is_a_word_in_the_table_not_an_empty_no(client: Client) -> None:
    rows = rows_of(client, "/en/countries/tv.csv")
    criteria = [row for row in rows if row["section"] == "criterion" and not row["value"]]
    assert criteria
    assert {row["verdict"] for row in criteria} == {"not-assessed"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/laws.csv?topic=dragons", "/en/countries/compare.csv?c=QQ"])
def test_a_table_that_cannot_be_what_was_asked_for_says_so(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert "“" in response.content.decode()


@pytest.mark.django_db
def test_unknown_tables_are_not_found(client: Client) -> None:
    for path in ("/en/countries/qq.csv", "/en/treaties/no.csv", "/en/criteria/no.csv"):
        assert client.get(path).status_code == 404


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1
    )
)
def test_what_is_written_reads_back(cells: list[str]) -> None:
    response = csv_response("x", ["h"] * len(cells), [cells])
    read = list(csv.reader(io.StringIO(response.content.decode(), newline="")))
    assert read[1] == [safe(cell) for cell in cells]


@pytest.mark.django_db
def test_a_countrys_table_holds_its_laws_too(client: Client) -> None:
    for code in ("KE", "EU"):
        rows = rows_of(client, f"/en/countries/{code.lower()}.csv")
        assert sum(row["section"] == "law" for row in rows) == Law.objects.filter(place=code).count() > 0
