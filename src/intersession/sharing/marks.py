"""The job that reads a page of HTML for the marks it carries: what it says of the work on it, as plain texts.

It runs in the sandbox (see `safety.sandbox`), since nobody knows who wrote the page, and knows nothing of Django.
It only gathers: `proposals` on the other side chooses, and checks every text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree, html

MOST_BYTES = 2_000_000
LONGEST_TEXT = 12_000
LONGEST_JSON = 200_000
# How many texts are told of one name, and how many names.
MOST_TEXTS, MOST_NAMES = 20, 200
DEEPEST_JSON = 6
MOST_JSON = 200
# Of the things a page describes, those that are works; a page also describes its site and its menus.
WORKS = frozenset(
    {
        "Article", "Report", "ScholarlyArticle", "Book", "Dataset", "CreativeWork", "DigitalDocument", "TechArticle",
        "NewsArticle", "BlogPosting", "Thesis", "Course", "LearningResource", "Guide", "WebPage", "PublicationIssue",
    }
)  # fmt: skip


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """The marks of a page: those of its head by name, its works, titles, language, licenses and own address."""
    try:
        parser = html.HTMLParser(encoding=_known(order["charset"]), no_network=True, huge_tree=False)
        root = html.document_fromstring(data[:MOST_BYTES], parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError, AssertionError):
        return {}
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        if name and meta.get("content") and (name in metas or len(metas) < MOST_NAMES):
            metas.setdefault(name[:100], []).append(str(meta.get("content")))
    links = [(link, (link.get("rel") or "").lower().split()) for link in root.iter("a", "link")]
    return {
        "metas": {name: _short(texts) for name, texts in metas.items()},
        "works": list(_works(_json_ld(root)))[:MOST_TEXTS],
        "titles": _short(each.text_content() for tag in ("title", "h1") for each in root.iter(tag)),
        "language": _short(
            [root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""]
        ),
        "licenses": _short(link.get("href") or "" for link, rel in links if "license" in rel),
        "addresses": _short(
            link.get("href") or "" for link, rel in links if "canonical" in rel and link.tag == "link"
        ),
    }


def _short(texts: Iterable[str]) -> list[str]:
    """The first few texts, none longer than anybody needs."""
    found: list[str] = []
    for text in texts:
        if len(found) == MOST_TEXTS:
            break
        found.append(text[:LONGEST_TEXT])
    return found


def _known(charset: str) -> str | None:
    try:
        return charset if charset and "".encode(charset) == b"" else None
    except (LookupError, UnicodeError):
        return None


def _json_ld(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            try:
                yield json.loads(script.text_content()[:LONGEST_JSON])
            except (ValueError, RecursionError):
                continue


def _works(found: Iterable[Any]) -> Iterator[dict[str, list[str]]]:
    """The texts of the works among what JSON-LD describes, nested ones too."""
    waiting: list[tuple[Any, int]] = [(each, 0) for each in found]
    seen = 0
    while waiting and seen < MOST_JSON:
        each, depth = waiting.pop(0)
        seen += 1
        if isinstance(each, list):
            waiting += [(item, depth + 1) for item in each[:50] if depth < DEEPEST_JSON]
        elif isinstance(each, dict):
            if WORKS.intersection(texts_of(each.get("@type"))):
                yield _short_work(each)
            waiting += [
                (each[key], depth + 1)
                for key in ("@graph", "mainEntity")
                if key in each and depth < DEEPEST_JSON
            ]


def _short_work(work: Mapping[str, Any]) -> dict[str, list[str]]:
    told = {name[:100]: _short(texts_of(value)) for name, value in list(work.items())[:MOST_NAMES]}
    return {name: texts for name, texts in told.items() if texts}


def texts_of(value: Any) -> list[str]:
    """The texts in a value of JSON: itself, those of a list, the name of a thing."""
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, list):
        return [text for item in value[:20] if not isinstance(item, list) for text in texts_of(item)]
    if isinstance(value, dict):
        return texts_of(
            value.get("name") or value.get("@value") or value.get("url") or value.get("alternateName")
        )
    return []
