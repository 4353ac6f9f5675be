"""What a page, a DOI or a file says of itself, as values for the form.

A page is read for the marks that libraries and journals put there (`citation_…`, Dublin Core), for schema.org in
JSON-LD, for Open Graph, and for plain HTML, in this order; the first that says something is taken. Nothing of it
is believed: the page is read in the sandbox (`marks`), what it says fills the form, where the member sees it
marked, and is checked like anything typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from intersession.library.forms import clean
from intersession.safety.running import run
from intersession.search.sameness import doi_in, isbn_in, plain_link
from intersession.sharing.marks import texts_of

JOB = "sharing.marks"
SECONDS = 5
LONGEST = {"title": 500, "title_en": 500, "summary": 3000, "publishers": 300, "license": 200, "url": 1000}

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
    """What a page of HTML says of the work on it. Raises `Failed` when the sandbox could not read the page."""
    outcome = run(JOB, BytesIO(content), charset=charset[:40], seconds=SECONDS)
    with outcome.result:
        return from_marks(outcome.answer, address)


def from_marks(told: Mapping[str, Any], address: str) -> dict[str, Any]:
    """What the marks of a page propose; of an answer of another shape only what is text is taken."""
    metas, described = _named_texts(told.get("metas")), told.get("works")
    works = [_named_texts(work) for work in described] if isinstance(described, list) else []
    plain = {"title": "titles", "languages": "language", "license": "licenses"}
    found: dict[str, str] = {}
    for name in ("title", "publishers", "year", "languages", "summary", "doi", "isbn", "license"):
        candidates = [
            *(value for key in _META.get(name, ()) for value in metas.get(key, ())),
            *(value for work in works for key in _SCHEMA.get(name, ()) for value in work.get(key, ())),
            *(value for key in _OPEN_GRAPH.get(name, ()) for value in metas.get(key, ())),
            *(_only_texts(told.get(plain[name])) if name in plain else ()),
        ]
        found[name] = next((value for value in map(_READ[name], candidates) if value), "")
    language = found.pop("languages")
    own = _own_address(_only_texts(told.get("addresses")), address)
    return without_nothing({**found, "url": own, "languages": language, "title_language": language})


def _only_texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _named_texts(value: Any) -> dict[str, list[str]]:
    return {name: _only_texts(texts) for name, texts in value.items()} if isinstance(value, dict) else {}


def from_citation(told: Mapping[str, Any], doi: str) -> dict[str, Any]:
    """What a registry says of a DOI, in CSL-JSON."""
    dates = (told.get(name) for name in ("issued", "published-print", "published-online", "published"))
    years = [year for year in map(_year_of_date, dates) if year]
    language = _language(str(told.get("language") or ""))
    sort = str(told.get("type") or "")
    return without_nothing(
        {
            "title": _cut("title", " ".join(texts_of(told.get("title")))),
            "publishers": _cut("publishers", next(iter(texts_of(told.get("publisher"))), "")),
            "year": _year(next(iter(years), "")),
            "summary": _cut("summary", re.sub(r"<[^>]{1,60}>", " ", str(told.get("abstract") or "")[:9000])),
            "languages": language,
            "title_language": language,
            "doi": doi,
            "isbn": next(filter(None, map(isbn_in, texts_of(told.get("ISBN")))), ""),
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


def _own_address(given: list[str], address: str) -> str:
    """The address the page gives as its own, if it is on the same site."""
    for each in given:
        try:
            own = clean(urljoin(address, each))
        except ValueError:
            break
        if (
            plain_link(own).partition("/")[0] == plain_link(address).partition("/")[0]
            and len(own) <= LONGEST["url"]
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
