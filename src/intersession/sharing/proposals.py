"""What a page, a DOI or a file says of itself, as values for the form.

A page is read for the marks that libraries and journals put there (`citation_…`, Dublin Core), for schema.org in
JSON-LD, for Open Graph, and for plain HTML, in this order; the first that says something is taken. Nothing of it
is believed: it fills the form, where the member sees it marked, and is checked like anything typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

from intersession.library.forms import clean
from intersession.search.sameness import doi_in, isbn_in, plain_link

MOST_BYTES = 2_000_000
LONGEST = {"title": 500, "title_en": 500, "summary": 3000, "publishers": 300, "license": 200, "url": 1000}
DEEPEST_JSON = 6
MOST_JSON = 200

_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "eprints.title"),
    "publishers": ("citation_publisher", "citation_technical_report_institution", "dc.publisher", "dcterms.publisher"),
    "year": ("citation_publication_date", "citation_date", "citation_year", "dc.date", "dcterms.issued"),
    "languages": ("citation_language", "dc.language", "dcterms.language"),
    "summary": ("citation_abstract", "dc.description", "dcterms.abstract"),
    "doi": ("citation_doi", "dc.identifier.doi", "dc.identifier", "prism.doi"),
    "isbn": ("citation_isbn", "dc.identifier.isbn"),
    "license": ("dc.rights", "dcterms.license"),
}  # fmt: skip
_OPEN_GRAPH = {
    "title": ("og:title", "twitter:title"),
    "publishers": ("og:site_name",),
    "year": ("article:published_time", "book:release_date", "article:modified_time"),
    "languages": ("og:locale",),
    "summary": ("og:description", "description", "twitter:description"),
    "isbn": ("book:isbn",),
}
_SCHEMA = {
    "title": ("headline", "name"),
    "publishers": ("publisher", "sourceOrganization"),
    "year": ("datePublished", "dateCreated"),
    "languages": ("inLanguage",),
    "summary": ("abstract", "description"),
    "isbn": ("isbn",),
    "license": ("license",),
}
# Of the things a page describes, those that are works; a page also describes its site and its menus.
_WORKS = frozenset(
    {
        "Article", "Report", "ScholarlyArticle", "Book", "Dataset", "CreativeWork", "DigitalDocument", "TechArticle",
        "NewsArticle", "BlogPosting", "Thesis", "Course", "LearningResource", "Guide", "WebPage", "PublicationIssue",
    }
)  # fmt: skip
_CREATIVE_COMMONS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<sort>[a-z-]{2,8})/(?P<version>\d\.\d)|publicdomain/zero)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_TAG = re.compile(r"^([a-z]{2,3})(?:[-_][A-Za-z]{2,4})*$")


@dataclass(frozen=True, slots=True)
class Proposals:
    """Values for the form by field, and sentences about what could not be proposed."""

    values: Mapping[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ()


def from_page(content: bytes, address: str, charset: str = "") -> dict[str, Any]:
    """What a page of HTML says of the work on it. Never raises for what the page holds."""
    try:
        parser = html.HTMLParser(encoding=_known_charset(charset), no_network=True, huge_tree=False)
        root = html.document_fromstring(content[:MOST_BYTES], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError, AssertionError):
        return {"url": address}
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        if name and meta.get("content"):
            metas.setdefault(name, []).append(str(meta.get("content")))
    described = list(_works(_json_ld(root)))
    told: dict[str, str] = {}
    for name in ("title", "publishers", "year", "languages", "summary", "doi", "isbn", "license"):
        candidates = [
            *(value for key in _META.get(name, ()) for value in metas.get(key, ())),
            *(
                value
                for work in described
                for key in _SCHEMA.get(name, ())
                for value in _texts(work.get(key))
            ),
            *(value for key in _OPEN_GRAPH.get(name, ()) for value in metas.get(key, ())),
            *_plain(root, name),
        ]
        told[name] = next((value for value in map(_READ[name], candidates) if value), "")
    language = told.pop("languages")
    return without_nothing(
        {**told, "url": _own_address(root, address), "languages": language, "title_language": language}
    )


def from_citation(told: Mapping[str, Any], doi: str) -> dict[str, Any]:
    """What a registry says of a DOI, in CSL-JSON."""
    dates = (told.get(name) for name in ("issued", "published-print", "published-online", "published"))
    years = [year for year in map(_year_of_date, dates) if year]
    language = _language(str(told.get("language") or ""))
    sort = str(told.get("type") or "")
    return without_nothing(
        {
            "title": _cut("title", " ".join(_texts(told.get("title")))),
            "publishers": _cut("publishers", next(iter(_texts(told.get("publisher"))), "")),
            "year": _year(next(iter(years), "")),
            "summary": _cut("summary", re.sub(r"<[^>]{1,60}>", " ", str(told.get("abstract") or "")[:9000])),
            "languages": language,
            "title_language": language,
            "doi": doi,
            "isbn": next(filter(None, map(isbn_in, _texts(told.get("ISBN")))), ""),
            "url": f"https://doi.org/{doi}",
            "kind": {
                "report": "report",
                "dataset": "dataset",
                "article-journal": "research",
                "thesis": "research",
            }.get(sort, ""),
        }
    )


def without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what says something."""
    return {name: value for name, value in values.items() if value}


def _year_of_date(date: Any) -> str:
    """The year of a date as CSL writes it: `{"date-parts": [[2020, 3]]}`."""
    try:
        return str(date["date-parts"][0][0])
    except (TypeError, KeyError, IndexError):
        return ""


def _known_charset(charset: str) -> str | None:
    try:
        return charset if charset and "".encode(charset) == b"" else None
    except (LookupError, UnicodeError):
        return None


def _json_ld(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                yield json.loads(script.text_content()[:200_000])
            except (ValueError, RecursionError):
                continue


def _works(found: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """The works among what JSON-LD describes, nested ones too."""
    waiting: list[tuple[Any, int]] = [(each, 0) for each in found]
    seen = 0
    while waiting and seen < MOST_JSON:
        each, depth = waiting.pop(0)
        seen += 1
        if isinstance(each, list):
            waiting += [(item, depth + 1) for item in each[:50] if depth < DEEPEST_JSON]
        elif isinstance(each, dict):
            if _WORKS.intersection(_texts(each.get("@type"))):
                yield each
            waiting += [
                (each[key], depth + 1)
                for key in ("@graph", "mainEntity")
                if key in each and depth < DEEPEST_JSON
            ]


def _texts(value: Any) -> list[str]:
    """The texts in a value of JSON: itself, those of a list, the name of a thing."""
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, list):
        return [text for item in value[:20] if not isinstance(item, list) for text in _texts(item)]
    if isinstance(value, dict):
        return _texts(
            value.get("name") or value.get("@value") or value.get("url") or value.get("alternateName")
        )
    return []


def _plain(root: Any, name: str) -> Iterator[str]:
    """What HTML itself says, last of all."""
    if name == "title":
        yield from (each.text_content() for each in root.iter("title"))
        yield from (each.text_content() for each in root.iter("h1"))
    if name == "languages":
        yield root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if name == "license":
        for each in root.iter("a", "link"):
            if "license" in (each.get("rel") or "").lower().split():
                yield each.get("href") or ""


def _own_address(root: Any, address: str) -> str:
    """The address the page gives as its own, if it is on the same site."""
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            try:
                own = urljoin(address, str(link.get("href") or ""))
            except ValueError:
                break
            if (
                plain_link(own).partition("/")[0] == plain_link(address).partition("/")[0]
                and len(own) <= 1000
            ):
                return own
    return address


def _cut(name: str, text: str) -> str:
    text = clean(text[: LONGEST[name] * 4])
    return text if len(text) <= LONGEST[name] else text[: LONGEST[name] - 1].rsplit(" ", 1)[0] + "…"


def _year(text: str) -> str:
    found = _YEAR.search(text[:60])
    return found[1] if found else ""


def _language(text: str) -> str:
    found = _TAG.match(text.strip()[:20])
    return (
        {"iw": "he", "in": "id", "nb": "no", "nn": "no"}.get(found[1].lower(), found[1].lower())
        if found
        else ""
    )


def _license(text: str) -> str:
    found = _CREATIVE_COMMONS.search(text[:300])
    if not found:
        return "" if "//" in text else _cut("license", text)
    return f"CC {found['sort'].upper()} {found['version']}" if found["sort"] else "CC0 1.0"


_READ = {
    "title": lambda text: _cut("title", text),
    "publishers": lambda text: _cut("publishers", text),
    "summary": lambda text: _cut("summary", text),
    "year": _year,
    "languages": _language,
    "doi": doi_in,
    "isbn": isbn_in,
    "license": _license,
}
