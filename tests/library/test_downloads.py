"""A list as a file and as a feed."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.library.conftest import Reindex
from tests.library.making import make_resource

from intersession.audit.models import Event
from intersession.library.downloads import FORMULA_STARTS, cell
from intersession.library.models import Resource

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def download(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response).decode()


def test_the_file_holds_the_whole_list_and_not_one_page(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(download(client, "/en/library.csv").removeprefix("\ufeff"))))
    assert len(rows) == Resource.objects.listed().count()
    first = json.loads(download(client, "/en/library.json"))["resources"]
    assert [row["slug"] for row in rows] == [row["slug"] for row in first]
    for row in rows:
        assert row["confidence"]
        assert row["page"].startswith(settings.SITE_URL)


def test_the_file_keeps_the_filters_and_the_words(client: Client, reindexed: Reindex) -> None:
    rows = json.loads(download(client, "/en/library.json", kind="standard", q="age"))["resources"]
    assert rows
    assert all(row["kind"] == "standard" for row in rows)
    assert "age" in rows[0]["title"].lower()
    listed = client.get("/en/library/", {"kind": "standard", "q": "age"}).context
    assert [row["slug"] for row in rows] == [row.resource.slug for row in listed["rows"]]


def test_an_unknown_filter_is_refused_to_programs(client: Client) -> None:
    for address in ("/en/library.csv", "/en/library.json", "/en/library/feed.atom"):
        response = client.get(address, {"colour": "red"})
        assert response.status_code == 400
        assert response.content.decode() == "The library has no filter “colour”.\n"


def test_no_cell_is_run_as_a_formula(client: Client) -> None:
    make_resource(title="=HYPERLINK(1)", title_en="+1", notes="@SUM(A1)", publishers=(("x", "-2+3", False),))
    text = download(client, "/en/library.csv", q="HYPERLINK")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["title"] == "'=HYPERLINK(1)"
    assert (row["title_en"], row["notes"], row["publishers"]) == ("'+1", "'@SUM(A1)", "'-2+3")


@given(st.one_of(st.text(), st.lists(st.text(), max_size=3), st.integers(), st.none()))
def test_no_value_becomes_a_formula(value: object) -> None:
    assert not cell(value).startswith(FORMULA_STARTS)


def test_the_feed_is_sound_atom(client: Client) -> None:
    make_resource(title="مسارات آمنة", title_language="ar", title_en="Safe paths", languages=("ar",))
    make_resource(title="مسارات آمنة", title_language="ar", title_en="Safe ways", languages=("ar",))
    response = client.get("/fr/library/feed.atom", {"language": "ar"})
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) == "fr"
    links = {link.get("rel"): link.get("href") or "" for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"{settings.SITE_URL}/fr/library/feed.atom?language=ar"
    assert links["alternate"] == f"{settings.SITE_URL}/fr/library/?language=ar"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == Resource.objects.listed().filter(language_lines__language="ar").count()
    first = entries[0]
    assert first.findtext(f"{ATOM}title") == "مسارات آمنة"
    assert first.get(LANG) == "ar"
    summary = first.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get(LANG) == "fr"
    assert "Safe ways" in (summary.text or "")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert (link.get("href") or "").startswith(f"{settings.SITE_URL}/fr/library/")
        for name in ("updated", "published"):
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}{name}") or "").tzinfo is not None
    # A correction moves `updated`; the log knows when.
    resource = Resource.objects.get(slug="safe-paths")
    changed = (
        Event.objects.filter(subject_type="library.resource", subject_id=str(resource.pk)).latest("id").at
    )
    assert datetime.fromisoformat(first.findtext(f"{ATOM}updated") or "") == changed
    assert feed.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") or "" for entry in entries)


def test_an_entry_is_the_same_entry_in_every_language(client: Client) -> None:
    make_resource()
    ids = set()
    for language in ("en", "ar"):
        feed = ElementTree.fromstring(client.get(f"/{language}/library/feed.atom").content)
        ids.add(feed.findtext(f"{ATOM}entry/{ATOM}id"))
    assert len(ids) == 1


def test_a_download_costs_the_same_queries_for_few_and_many(client: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        download(client, "/en/library.csv", kind="standard")
    with CaptureQueriesContext(connection) as many:
        download(client, "/en/library.csv")
    assert len(few) == len(many)
