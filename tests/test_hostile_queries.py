"""Whatever stands behind the question mark of a public address, the answer is a page, never a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.matrix import grants
from intersession.access.roles import Role
from tests.search.conftest import index_home
from tests.test_doors import DOORS, SAMPLES
from tests.world import World

__all__ = ["index_home"]

NAMES = (
    "q", "kind", "language", "country", "region", "year", "sort", "page", "across", "concept", "topic", "audience",
    "publisher", "c", "status", "limit", "lang", "group", "relation", "need", "size", "from", "to", "nonsense",
)  # fmt: skip
TELLING = (
    "KE", "ke", "fr", "ZZ", "XX", "newest", "title", "0", "-1", "1", "2", "999999", "99999999999999999999", "1e9",
    "٣", "²", "guideline", "hotline", "csam", "resource", '"', '""', "-", "OR", "a OR", "-OR -", "a:b", "kind:x",
    "NULL", "None", "true", "../..", "%", "_", "'; DROP TABLE x; --", "<script>alert(1)</script>", "\x00", "\u202e",
    "javascript:alert(1)", "2021", "1", "a" * 10_000, "用户", "قانون", "…",
)  # fmt: skip

values = st.one_of(
    st.sampled_from(TELLING).map(quote),
    st.text(max_size=80).map(lambda text: quote(text, errors="replace")),
    st.binary(max_size=40).map(quote_from_bytes),
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=6).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@pytest.mark.usefixtures("index_home")
def test_no_query_breaks_a_public_page(world: World) -> None:
    public = [name for name, view in DOORS.items() if Role.VISITOR in grants(view.permission)]  # type: ignore[attr-defined]
    paths = [reverse(name, args=SAMPLES[name](world) if name in SAMPLES else ()) for name in sorted(public)]
    assert len(paths) > 25
    browser = Client(headers={"host": "localhost"})

    @settings(
        max_examples=int(getattr(django_settings, "FUZZ_EXAMPLES", 250)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(st.sampled_from(paths), queries)
    def knock(path: str, query: str) -> None:
        answer = browser.get(path, QUERY_STRING=query)
        assert answer.status_code < 500, f"{path}?{query[:300]}"
        assert not answer.cookies
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            assert "<script>alert" not in answer.content.decode()
        read_to_its_end(answer)

    knock()


# Zero bytes, other control characters, bytes that are no UTF-8, half a letter, and a number no column holds.
HOSTILE = ("%00", "a%00b%1B%0C%EF%BF%BF", "%FF%FE%ED%A0%80", "9" * 30)
PUBLIC = sorted(name for name, view in DOORS.items() if Role.VISITOR in grants(view.permission))  # type: ignore[attr-defined]


@pytest.fixture
def fields_read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the fields a page asks its address for: nobody has to keep a list of them."""
    found: set[str] = set()
    for method in ("__getitem__", "getlist"):
        asked = getattr(QueryDict, method)

        def told(query: QueryDict, name: str, *rest: Any, asked: Any = asked, **named: Any) -> Any:
            found.add(name)
            return asked(query, name, *rest, **named)

        monkeypatch.setattr(QueryDict, method, told)
    return found


def read_to_its_end(answer: Any) -> None:
    """Take a streamed answer whole, so that the file behind it is closed."""
    for _part in answer if answer.streaming else ():
        pass


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes a zero byte for a letter like others")
@pytest.mark.parametrize("name", PUBLIC)
def test_no_field_that_a_public_page_reads_breaks_it(
    name: str, world: World, index_home: Path, fields_read: set[str]
) -> None:
    path = reverse(name, args=SAMPLES[name](world) if name in SAMPLES else ())
    browser = Client(headers={"host": "localhost"})
    read_to_its_end(browser.get(path))
    for field in sorted(fields_read):
        for value in HOSTILE:
            answer = browser.get(path, QUERY_STRING=f"{field}={value}&{field}={value}")
            assert answer.status_code < 500, f"{path}?{field}={value}"
            read_to_its_end(answer)


def test_words_with_control_characters_are_words_with_blanks(client: Client, world: World) -> None:
    answer = client.get("/en/countries/", QUERY_STRING="q=ken%00ya%0B&by%1B=x")
    assert answer.wsgi_request.GET == QueryDict("q=ken ya &by =x")
    same = client.get("/en/countries/", QUERY_STRING="q=a%09b%0D%0Ac&q=d%26e")
    assert same.wsgi_request.GET == QueryDict("q=a%09b%0D%0Ac&q=d%26e")


def test_more_fields_than_anybody_sends_are_answered_with_a_page(client: Client) -> None:
    answer = client.get("/en/library/", QUERY_STRING="&".join(f"x{number}=1" for number in range(600)))
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()
