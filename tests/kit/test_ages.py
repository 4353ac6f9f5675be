"""How old a fact is, in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from intersession.kit.ages import age_of, as_of_words, parse_as_of


def test_a_date_is_said_as_exactly_as_the_source_gave_it() -> None:
    assert as_of_words("2021") == "2021"
    assert as_of_words("2021-03") == "March 2021"
    assert "2021" in as_of_words("2021-03-05")
    assert as_of_words("") == as_of_words(None) == "date not known"


def test_freshness_goes_with_the_years() -> None:
    today = timezone.now().date()
    assert age_of(today).freshness == "fresh"
    assert age_of(today - timedelta(days=3 * 366)).freshness == "ageing"
    assert age_of(str(today.year - 6)).freshness == "old"
    assert age_of("").freshness == "unknown"


@pytest.mark.parametrize("text", ["2021-13", "2021-02-30", "soon", "1-2-3-4"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_as_of(text)


def test_a_date_object_is_taken_as_it_is() -> None:
    assert parse_as_of(date(2020, 2, 29)) == (2020, 2, 29)
