"""The pages of the atlas over HTTP."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intersession.atlas.models import Assessment, ConsentAge, Law, Ratification
from intersession.atlas.words import CRITERIA, READINGS

pytestmark = pytest.mark.django_db

PAGES = [
    "/countries/",
    "/countries/?by=un-group",
    "/countries/?q=congo",
    "/countries/ke/",
    "/countries/tv/",
    "/countries/xk/",
    "/countries/eu/",
    "/countries/compare/",
    "/countries/compare/?c=KE",
    "/countries/compare/?c=KE&c=PH&c=BR&c=EG",
    "/treaties/",
    "/treaties/crc/",
    "/treaties/crc/?page=2",
    "/treaties/crc-gc25/",
    "/laws/",
    "/laws/?country=BR&topic=csam&kind=act&status=in-force&from=2000&to=2026&sort=country",
    "/laws/cn-2023-regulations-on-the-protection-of-minors/",
    "/criteria/",
    *[f"/criteria/{criterion.id}/" for criterion in CRITERIA],
    "/consent-ages/",
]


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_opens_without_a_cookie_or_style_in_place(
    client: Client, path: str, language: str
) -> None:
    response = client.get(f"/{language}{path}")
    assert response.status_code == 200
    assert not response.cookies
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text_of(response))


def test_a_country_page_says_value_reading_date_and_confidence(client: Client) -> None:
    page = text_of(client.get("/en/countries/ke/"))
    assert "<h1>Kenya</h1>" in page
    assert "Compilers’ own reading" in page
    assert "as of November 2026" in page
    assert "The source states the main point" in page
    assert "African States" in page
    assert "/en/help/ke/" in page


def test_not_assessed_never_looks_like_no(client: Client) -> None:
    page = text_of(client.get("/en/countries/ke/"))
    assert 'data-value="not-assessed">Not assessed' in page
    assert "neither a yes nor a no" in page
    assert 'data-value="no"' not in page


def test_no_reading_is_presented_as_a_rating_of_icmec(client: Client) -> None:
    for edition in Assessment.objects.values_list("edition", flat=True).distinct():
        assert edition in READINGS, "an edition without words of its own would show the file's text"
        assert "ICMEC" not in str(READINGS[edition].name)
    page = text_of(client.get("/en/criteria/simple_possession/"))
    assert "None is a rating by ICMEC" in page
    assert "ICMEC, 9th (2018)" in page, "published totals name their edition"


def test_readings_that_disagree_are_all_shown(client: Client) -> None:
    Assessment.objects.create(
        place_id="KE",
        criterion_id="simple_possession",
        value="no",
        edition="another reading",
        confidence="low",
    )
    for path in (
        "/en/countries/ke/",
        "/en/countries/compare/?c=KE",
        "/en/criteria/simple_possession/?value=disputed",
    ):
        page = text_of(client.get(path))
        assert 'data-value="disputed">Disputed' in page, path
        assert "another reading" in page
        assert "Compilers’ own reading" in page
    assert "Kenya: Disputed" in text_of(client.get("/en/criteria/simple_possession/"))


def test_a_disputed_ratification_shows_both_readings(client: Client) -> None:
    page = text_of(client.get("/en/countries/bj/"))
    assert 'data-value="disputed">Disputed' in page
    assert "Signed, not ratified" in page
    assert "DataGuidance" in page
    assert "Signed, not ratified · Disputed" in page, "the timeline does not pass one reading off as the fact"


def test_a_repealed_law_says_so(client: Client) -> None:
    page = text_of(client.get("/en/laws/eu-2021-regulation-eu-2021-1232-on-a-temporary-d/"))
    assert "no longer in force" in page


def test_titles_keep_their_language_and_direction(client: Client) -> None:
    law = Law.objects.filter(place="SA", title_language="ar").first()
    assert law is not None
    page = text_of(client.get(law.get_absolute_url()))
    assert f'<h1 lang="ar" dir="rtl">{law.title}' in page
    assert f'lang="en" dir="ltr">{law.title_en}' in page


def test_english_words_of_a_source_are_marked_as_english(client: Client) -> None:
    page = text_of(client.get("/ar/countries/compare/?c=BR&c=FR"))
    assert 'lang="en" dir="auto">LGPD art. 14' in page
    assert 'lang="en" dir="ltr">enacted 2023 but not applied' in page
    assert '<span lang="en" dir="ltr">of those with some legislation' in text_of(client.get("/ar/criteria/"))


def test_codes_in_addresses_are_lower_case(client: Client) -> None:
    response = client.get("/en/countries/KE/")
    assert response.status_code == 301
    assert response["Location"] == "/en/countries/ke/"


def test_a_name_that_fits_one_country_leads_there(client: Client) -> None:
    assert client.get("/en/countries/", {"q": "kenia"})["Location"] == "/en/countries/ke/"
    assert "No country has a name" in text_of(client.get("/en/countries/", {"q": "atlantis"}))


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/en/countries/qq/", 404, "No country or region has the code “qq”."),
        ("/en/countries/zz/", 404, "No country or region has the code “zz”."),
        ("/en/countries/ke\x00/", 404, ""),
        (
            "/en/countries/compare/?c=KE&c=PH&c=BR&c=EG&c=FR",
            400,
            "Up to four countries can be compared; France",
        ),
        ("/en/countries/compare/?c=KE&c=QQ", 400, "“QQ” is not the code of a country."),
        ("/en/countries/compare/?c=KE&c=ke", 400, "KE was chosen twice"),
        ("/en/countries/compare/?c=%00&c=%FF%FE", 400, "is not the code"),
        ("/en/countries/?by=planet", 400, "by region or by UN group"),
        ("/en/treaties/nothing/", 404, "no treaty “nothing”"),
        ("/en/treaties/crc/?value=perhaps", 400, "No country here has the value “perhaps”."),
        ("/en/treaties/crc/?page=99", 404, "past its end"),
        ("/en/laws/nothing/", 404, "no law “nothing”"),
        ("/en/laws/?country=QQ", 400, "“QQ” is not the code"),
        ("/en/laws/?topic=dragons", 400, "“dragons” is not a topic"),
        ("/en/laws/?kind=edict", 400, "not a kind of law"),
        ("/en/laws/?status=lost", 400, "not a status"),
        ("/en/laws/?from=long+ago", 400, "“long ago” is not a year."),
        ("/en/laws/?from=2020&to=2010", 400, "The first year lies after the last."),
        ("/en/laws/?sort=colour", 400, "cannot be sorted by “colour”"),
        ("/en/laws/?page=0", 404, "numbered from 1"),
        ("/en/laws/?topic=" + "x" * 9000, 400, "is not a topic"),
        ("/en/criteria/nothing/", 404, "There is no criterion “nothing”."),
        ("/en/criteria/data_retention/?value=%3Cscript%3E", 400, "&lt;script&gt;"),
        ("/en/consent-ages/?page=two", 404, "no such page"),
    ],
)
def test_what_does_not_exist_is_answered_with_a_sentence_and_a_page(
    client: Client, path: str, status: int, sentence: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert sentence in text_of(response)
    assert "<h1" in text_of(response)


def test_a_wrong_comparison_still_shows_what_can_be_compared(client: Client) -> None:
    page = text_of(client.get("/en/countries/compare/?c=KE&c=QQ&c=PH"))
    assert "Kenya" in page
    assert "Philippines" in page
    assert "differs" in page


def test_a_comparison_marks_only_known_differences(client: Client) -> None:
    page = text_of(client.get("/en/countries/compare/?c=KE&c=PH"))
    rows = {
        name: "differs-mark" in row
        for row, name in re.findall(
            r"(<tr(?: class=\"differs\")?><th scope=\"row\"><a[^>]*>([^<]+)</a>.*?</tr>)", page
        )
    }
    assert rows["OPSC"] is True, "Kenya signed, the Philippines are a party"
    assert rows["Providers must report"] is False, "Kenya is not assessed: that is no difference"


def test_the_picker_works_without_scripts(client: Client) -> None:
    page = text_of(client.get("/en/countries/compare/?c=KE"))
    assert 'type="hidden" name="c" value="KE"' in page
    assert '<select id="add-country" name="c">' in page


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("/en/laws/?country=SZ", "/en/laws/"),
        ("/en/treaties/malabo/", "/en/treaties/crc/"),
        ("/en/criteria/data_retention/", "/en/criteria/csec_prohibition_meets_intl_standard/"),
        ("/en/countries/compare/?c=KE", "/en/countries/compare/?c=KE&c=PH&c=BR&c=EG"),
        ("/en/countries/tv/", "/en/countries/us/"),
    ],
)
def test_pages_ask_the_database_as_often_for_many_rows_as_for_few(
    client: Client, one: str, many: str
) -> None:
    counts = []
    for path in (one, many):
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert abs(counts[0] - counts[1]) <= 1, "at most the check of one filter's code"
    assert max(counts) <= 12


def test_the_list_of_laws_asks_the_same_for_a_thousand_laws(client: Client) -> None:
    client.get("/en/laws/")
    with CaptureQueriesContext(connection) as few:
        client.get("/en/laws/")
    Law.objects.bulk_create(
        Law(
            id=f"test-{number}",
            place_id="KE",
            title=f"Law {number}",
            kind="act",
            status="in-force",
            confidence="high",
        )
        for number in range(1000)
    )
    with CaptureQueriesContext(connection) as many:
        assert client.get("/en/laws/").status_code == 200
    assert len(few) == len(many)


def test_filters_narrow_and_their_links_keep_the_rest(client: Client) -> None:
    page = text_of(client.get("/en/laws/?topic=grooming&sort=oldest"))
    expected = Law.objects.filter(topics__contains=";grooming;").count()
    assert f'<b class="numeric">{expected}</b>' in page
    assert "topic=grooming&amp;sort=oldest&amp;kind=act" in page


def test_every_age_says_its_legal_basis(client: Client) -> None:
    assert ConsentAge.objects.filter(basis="", kind="digital-consent").count() == 0
    page = text_of(client.get("/en/consent-ages/"))
    assert "guidance not statute" in page, "the note says when an age is no age of consent"


def test_the_map_page_stays_small(client: Client) -> None:
    brotli = pytest.importorskip("brotli")
    body = client.get("/ar/criteria/csec_prohibition_meets_intl_standard/").content
    assert len(brotli.compress(body, quality=5)) < 40_000


def test_every_language_has_the_pages(client: Client) -> None:
    for language, _name in settings.LANGUAGES:
        assert client.get(f"/{language}/countries/ke/").status_code == 200


def test_statuses_on_file_are_counted_by_their_main_reading(client: Client) -> None:
    parties = Ratification.objects.filter(treaty="malabo", status="party", reading="").count()
    assert f"{parties} parties on file" in text_of(client.get("/en/treaties/"))


PARAMETERS = ("c", "q", "by", "page", "value", "country", "topic", "kind", "status", "from", "to", "sort")


@given(
    path=st.sampled_from(
        [
            "countries/",
            "countries/compare/",
            "laws/",
            "laws.csv",
            "criteria/isp_reporting/",
            "treaties/malabo/",
        ]
    ),
    query=st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=40)), max_size=6),
)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_query_breaks_a_page(client: Client, path: str, query: list[tuple[str, str]]) -> None:
    encoded = urlencode(query, errors="surrogatepass")
    response = client.get(f"/en/{path}?{encoded}")
    assert response.status_code in (200, 302, 400, 404)


@pytest.mark.parametrize("broken", ["%FF%FE", "%00", "%ED%A0%80", "+" * 50, "x" * 10_000])
def test_broken_bytes_in_a_query_are_answered(client: Client, broken: str) -> None:
    for path in (
        "countries/?q=",
        "countries/compare/?c=",
        "laws/?country=",
        "laws/?from=",
        "criteria/?value=",
    ):
        assert client.get(f"/en/{path}{broken}").status_code in (200, 400, 404)
