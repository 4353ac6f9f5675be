"""A resource as a citation."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.library.making import make_resource

from intersession.library import citations
from intersession.library.downloads import FORMS
from intersession.library.models import Resource
from intersession.library.queries import whole

pytestmark = pytest.mark.django_db
JOURNAL = (("quarterly", "Quarterly of Paths", True),)


def in_style(resource: Resource, name: str, language: str = "en") -> str:
    with translation.override(language):
        return {cited.name: cited.line for cited in citations.lines(resource)}[name]


def test_each_style_writes_its_line() -> None:
    resource = make_resource(publishers=(("a", "Harbour Press", False), ("b", "Lantern", False)))
    assert in_style(resource, "apa") == (
        "Harbour Press, & Lantern. (2024). Safe paths: a guide for coaches. https://paths.example/guide"
    )
    assert in_style(resource, "chicago").startswith("Harbour Press, and Lantern. 2024. Safe Paths")
    assert in_style(resource, "harvard").startswith("Harbour Press and Lantern (2024) Safe paths")


def test_a_citation_speaks_the_readers_language() -> None:
    resource = make_resource(publishers=(("a", "Harbour Press", False), ("b", "Lantern", False)), year=None)
    assert "Harbour Press et Lantern" in in_style(resource, "harvard", "fr")
    assert "sans date" in in_style(resource, "harvard", "fr")
    assert "sin fecha" in in_style(resource, "harvard", "es")


def test_a_foreign_title_brings_its_english_one_and_stands_once() -> None:
    resource = make_resource(title="مسارات آمنة", title_language="ar", title_en="Safe paths")
    for cited in citations.lines(resource):
        assert cited.line.count("مسارات آمنة") == 1
        assert "[Safe" in cited.line


def test_a_periodical_is_not_made_the_author() -> None:
    resource = make_resource(publishers=JOURNAL)
    item = citations.csl(resource)
    assert (item["type"], item["container-title"]) == ("article-journal", "Quarterly of Paths")
    assert "author" not in item
    for cited in citations.lines(resource):
        assert "[author not in our record]" in cited.line
        assert cited.line.count("Quarterly of Paths") == 1


def test_resources_of_every_sort_can_be_cited_in_every_form() -> None:
    for resource in whole(Resource.objects.listed().order_by("kind", "title_language", "pk"))[::12]:
        for _content_type, write in FORMS.values():
            assert resource.title.split()[0][:4] in write(resource)


@pytest.mark.parametrize("form", ["bib", "ris", "csl.json", "txt"])
def test_each_form_is_a_file_to_keep(client: Client, form: str) -> None:
    response = client.get(f"/en/library/{make_resource().slug}/cite.{form}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="safe-paths.{form}"'
    assert "Safe paths" in response.content.decode()


def test_csl_json_is_a_list_of_one_item(client: Client) -> None:
    resource = make_resource()
    (item,) = json.loads(client.get(f"/en/library/{resource.slug}/cite.csl.json").content)
    assert item == {
        "id": "safe-paths",
        "type": "report",
        "title": "Safe paths: a guide for coaches",
        "language": "en",
        "author": [{"literal": "Harbour Press (fictional)"}],
        "publisher": "Harbour Press (fictional)",
        "issued": {"date-parts": [[2024]]},
        "URL": "https://paths.example/guide",
    }


def test_bibtex_keeps_braces_balanced_and_names_whole() -> None:
    resource = make_resource(
        title="50% & more: {braces} #1 under_score $5 \\ ~ ^", publishers=(("a", "Smith and Sons", False),)
    )
    entry = citations.bibtex(resource)
    assert entry.startswith("@techreport{safe-paths,\n")
    assert r"50\% \& more: \{braces\} \#1 under\_score \$5" in entry
    assert "author = {{Smith and Sons}}" in entry
    bare = re.sub(r"\\[{}]", "", entry)
    assert bare.count("{") == bare.count("}")


def test_ris_has_one_field_a_line_and_ends() -> None:
    record = citations.ris(make_resource(title="One\r\nER  - \r\nTY  - HACK"))
    lines = record.split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert sum(line.startswith("TY") for line in lines) == 1


@given(st.text(min_size=1, max_size=60))
def test_no_text_breaks_out_of_its_bibtex_field(text: str) -> None:
    written = re.sub(r"\\textbackslash\{\}|\\text\w+\{\}|\\[{}]", "", citations.bibtex_text(text))
    assert "{" not in written
    assert "}" not in written
    assert "\n" not in written


def test_a_form_nobody_writes_is_a_404_that_names_the_others(client: Client) -> None:
    response = client.get(f"/en/library/{make_resource().slug}/cite.docx")
    assert response.status_code == 404
    assert ".bib, .ris, .csl.json" in response.content.decode()
