"""Every table of the atlas as CSV: what the pages show, with sources and dates, for programs and offices.

Cells that a spreadsheet would take for a formula get an apostrophe in front, as OWASP advises. No byte
order mark: the header says UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpResponse

from intersession.atlas.models import ConsentAge, Law, Treaty
from intersession.atlas.queries import Finding, Holding, Standing
from intersession.atlas.verdicts import NOT_ASSESSED
from intersession.atlas.words import CRITERIA

type Cell = object
type Row = Sequence[Cell]

RESTS_ON = ("source_url", "as_of", "confidence", "note")


def safe(cell: Cell) -> str:
    """The cell as text no spreadsheet will execute."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_response(name: str, header: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """A download of the table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def countries_table(holdings: Iterable[Holding]) -> HttpResponse:
    """Every country and what is on file for it."""
    return csv_response(
        "countries",
        (
            "code", "name", "kind", "region_m49", "subregion_m49", "un_group", "laws", "treaties_party",
            "criteria_assessed",
        ),
        (
            (one.place.code, one.place.name, one.place.kind, one.place.region, one.place.subregion,
             one.place.un_group, one.laws, one.treaties, one.criteria)
            for one in holdings
        ),
    )  # fmt: skip


FINDINGS_HEADER = ("country", "country_name", "criterion", "verdict", "value", "reading", *RESTS_ON)


def finding_rows(findings: Iterable[Finding]) -> Iterable[Row]:
    """A row per reading; a country nobody assessed has one row that says so."""
    for finding in findings:
        start = (finding.place.code, finding.place.name, finding.criterion.id, finding.verdict)
        if finding.verdict == NOT_ASSESSED:
            yield (*start, "", "", "", "", "", "")
        for one in finding.readings:
            yield (*start, one.value, one.edition, one.source_url, one.as_of, one.confidence, one.note)


def criterion_table(criterion_id: str, findings: Iterable[Finding]) -> HttpResponse:
    """Every reading under one criterion."""
    return csv_response(criterion_id, FINDINGS_HEADER, finding_rows(findings))


def criteria_table(tallies: Mapping[str, Mapping[str, int]]) -> HttpResponse:
    """Every criterion with how many countries have which verdict."""
    return csv_response(
        "criteria",
        ("criterion", "name", "yes", "partial", "no", "disputed"),
        (
            (
                words.id,
                words.name,
                *(tallies[words.id].get(key, 0) for key in ("yes", "partial", "no", "disputed")),
            )
            for words in CRITERIA
        ),
    )


STANDINGS_HEADER = ("country", "country_name", "treaty", "verdict", "status", "reading", "date", *RESTS_ON)


def standing_rows(standings: Iterable[Standing]) -> Iterable[Row]:
    """A row per reading of a status."""
    for standing in standings:
        for one in standing.readings:
            yield (
                standing.place.code, standing.place.name, standing.treaty.pk, standing.verdict, one.status,
                one.reading, one.date, one.source_url, one.as_of, one.confidence, one.note,
            )  # fmt: skip


def treaty_table(treaty: Treaty, standings: Iterable[Standing]) -> HttpResponse:
    """Every status under one treaty."""
    return csv_response(treaty.pk, STANDINGS_HEADER, standing_rows(standings))


def treaties_table(treaties: Iterable[Treaty]) -> HttpResponse:
    """Every treaty."""
    return csv_response(
        "treaties",
        (
            "id", "title", "short_title", "body", "binding", "adopted", "in_force", "url", "source_url",
            "confidence", "note",
        ),
        (
            (one.pk, one.title, one.short_title, one.body, "binding" if one.is_binding else "soft-law",
             one.adopted_on, one.in_force_on, one.url, one.source_url, one.confidence, one.note)
            for one in treaties
        ),
    )  # fmt: skip


LAWS_HEADER = (
    "id", "place", "place_name", "title", "title_language", "title_en", "year", "kind", "topics", "status",
    "url", *RESTS_ON,
)  # fmt: skip


def law_rows(laws: Iterable[Law]) -> Iterable[Row]:
    for one in laws:
        yield (
            one.pk, one.place_id, one.place.name, one.title, one.title_language, one.title_en, one.year,
            one.kind, ";".join(one.topic_list), one.status, one.url, one.source_url, one.as_of,
            one.confidence, one.note,
        )  # fmt: skip


def laws_table(laws: Iterable[Law], name: str = "laws") -> HttpResponse:
    """The chosen laws."""
    return csv_response(name, LAWS_HEADER, law_rows(laws))


AGES_HEADER = (
    "country", "country_name", "kind", "age", "proposed_age", "status", "basis", *RESTS_ON,
)  # fmt: skip


def age_rows(ages: Iterable[ConsentAge]) -> Iterable[Row]:
    for one in ages:
        yield (
            one.place_id, one.place.name, one.kind, one.age, one.proposed_age, one.status,
            one.basis, one.source_url, one.as_of, one.confidence, one.note,
        )  # fmt: skip


def ages_table(ages: Iterable[ConsentAge]) -> HttpResponse:
    """Every age of digital consent and for social media."""
    return csv_response("consent-ages", AGES_HEADER, age_rows(ages))


COMPARISON_HEADER = ("country", "country_name", "section", "item", "verdict", "value", "reading", *RESTS_ON)


def comparison_table(
    findings: Mapping[str, list[Finding]],
    standings: Mapping[str, list[Standing]],
    ages: Iterable[ConsentAge],
    laws: Iterable[Law],
    name: str,
) -> HttpResponse:
    """Criteria, treaties, ages and laws of one or more countries in long form."""

    def rows() -> Iterable[Row]:
        for group in findings.values():
            for row in finding_rows(group):
                yield (row[0], row[1], "criterion", *row[2:])
        for many in standings.values():
            for code, country, treaty, verdict, status, reading, date, *rests_on in standing_rows(many):
                value = f"{status} {date}".strip()
                yield (code, country, "treaty", treaty, verdict, value, reading, *rests_on)
        for one in ages:
            proposed = f"proposed {one.proposed_age}" if one.proposed_age else ""
            value = proposed if one.age is None else str(one.age)
            yield (
                one.place_id, one.place.name, "age", one.kind, one.status, value, one.basis,
                one.source_url, one.as_of, one.confidence, one.note,
            )  # fmt: skip
        for law in laws:
            yield (
                law.place_id, law.place.name, "law", law.pk, law.status, law.title, law.kind,
                law.source_url, law.as_of, law.confidence, law.note,
            )  # fmt: skip

    return csv_response(name, COMPARISON_HEADER, rows())
