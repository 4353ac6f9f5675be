"""Whatever stands behind the question mark of a public address, the answer is a page, never a fault."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.matrix import grants
from intersession.access.roles import Role
from intersession.search.rebuild import rebuild
from tests.test_doors import DOORS, SAMPLES
from tests.world import World

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


@pytest.fixture
def with_index(world: World, tmp_path: Any, settings: Any) -> None:
    """An index of the reference data in a folder of its own."""
    settings.INDEX_HOME = tmp_path / "index"
    rebuild()


@pytest.mark.usefixtures("with_index")
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

    knock()


def test_more_fields_than_anybody_sends_are_answered_with_a_page(client: Client) -> None:
    answer = client.get("/en/library/", QUERY_STRING="&".join(f"x{number}=1" for number in range(600)))
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()
