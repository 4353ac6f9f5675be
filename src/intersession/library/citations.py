"""A resource as a citation: CSL data, three styles as text, BibTeX and RIS.

The text comes from citeproc with the styles APA, Chicago (author-date) and Harvard. The first two lie in
`styles/` (from the project Citation Style Language, CC BY-SA 3.0, as each file says); the third comes with
citeproc itself.

We know who published a work, seldom who wrote it. An organisation that publishes a work is cited as its
author, as the styles ask for reports; a periodical is not, and the place of the author then says that the
author is not in our record, so that whoever copies the line sees what to complete.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intersession.library.models import Kind, Resource

STYLES_FOLDER = Path(__file__).parent / "styles"
# name → (what people call it, what citeproc opens)
STYLES = {
    "apa": (gettext_lazy("APA, 7th edition"), str(STYLES_FOLDER / "apa.csl")),
    "chicago": (gettext_lazy("Chicago, author and date"), str(STYLES_FOLDER / "chicago-author-date.csl")),
    "harvard": (gettext_lazy("Harvard (Cite Them Right)"), "harvard-cite-them-right"),
}
LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ar": "ar"}

CSL_TYPES = {Kind.DATASET: "dataset", Kind.CAMPAIGN: "webpage"}
BIBTEX_TYPES = {"dataset": "misc", "webpage": "misc", "article-journal": "article", "report": "techreport"}
RIS_TYPES = {"dataset": "DATA", "webpage": "ELEC", "article-journal": "JOUR", "report": "RPRT"}


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation as text: the style's name and the line."""

    name: str
    label: object
    line: str


def names(resource: Resource) -> list[str]:
    """The publishers in their order. Needs `publisher_lines` with their publishers."""
    return [line.publisher.name for line in resource.publisher_lines.all()]


def is_in_periodical(resource: Resource) -> bool:
    return any(line.publisher.is_periodical for line in resource.publisher_lines.all())


def csl(resource: Resource) -> dict[str, Any]:
    """The resource as an item of CSL-JSON."""
    in_periodical = is_in_periodical(resource)
    kind = CSL_TYPES.get(Kind(resource.kind), "report")
    item: dict[str, Any] = {
        "id": resource.slug,
        "type": "article-journal" if in_periodical else kind,
        "title": resource.title,
        "language": resource.title_language,
    }
    publishers = names(resource)
    if in_periodical:
        item["container-title"] = ", ".join(publishers)
    elif publishers:
        item["author"] = [{"literal": name} for name in publishers]
        item["publisher"] = ", ".join(publishers)
    if resource.year:
        item["issued"] = {"date-parts": [[resource.year]]}
    if resource.url:
        item["URL"] = resource.url
    if resource.has_english_title:
        item["note"] = f"Title in English: {resource.title_en}"
    return item


def lines(resource: Resource) -> list[Cited]:
    """The citation as text in every style, in the reader's language."""
    item = csl(resource)
    # The publisher is the author already; the styles would name it twice.
    item.pop("publisher", None)
    item.pop("note", None)
    if resource.has_english_title:
        item["title"] = f"{resource.title} [{resource.title_en}]"
    # citeproc sets a title twice where no author stands before it.
    nobody = _("author not in our record")
    item.setdefault("author", [{"literal": f"[{nobody}]"}])
    locale = LOCALES.get(get_language() or "en", "en-GB")
    written = json.dumps(item, sort_keys=True)
    return [Cited(name, label, line(written, opened, locale)) for name, (label, opened) in STYLES.items()]


@lru_cache(maxsize=4096)
def line(written: str, style: str, locale: str) -> str:
    """One item, given as JSON, in one style as plain text. Some 17 ms of work, so what was said is kept."""
    item = json.loads(written)
    # Slow to import (a sixth of a second), and most requests never cite.
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter  # noqa: PLC0415
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

    bibliography = CitationStylesBibliography(style_of(style, locale), CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    return str(bibliography.bibliography()[0]).strip()


@lru_cache(maxsize=16)
def style_of(style: str, locale: str) -> Any:
    """A style, read once per process and locale."""
    from citeproc import CitationStylesStyle  # noqa: PLC0415

    return CitationStylesStyle(style, locale=locale, validate=False)


BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def bibtex_text(text: str) -> str:
    """Text as BibTeX reads it back; letters of every script stay as they are (UTF-8)."""
    return "".join(BIBTEX_SPECIAL.get(letter, letter) for letter in one_line(text))


def one_line(text: str) -> str:
    """No line ends or control characters: in RIS and BibTeX a line end begins the next field."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def bibtex(resource: Resource) -> str:
    """The resource as a BibTeX entry."""
    item = csl(resource)
    fields = [("title", f"{{{bibtex_text(item['title'])}}}")]
    if "author" in item:
        # Braces keep an organisation's name from being read as a person's.
        joined = " and ".join(f"{{{bibtex_text(author['literal'])}}}" for author in item["author"])
        fields.append(("author", joined))
        holder = "institution" if item["type"] == "report" else "publisher"
        fields.append((holder, f"{{{bibtex_text(item['publisher'])}}}"))
    if "container-title" in item:
        fields.append(("journal", bibtex_text(item["container-title"])))
    if resource.year:
        fields.append(("year", str(resource.year)))
    if resource.url:
        # A brace would end the field; everything else is verbatim to the packages that print addresses.
        fields.append(("url", one_line(resource.url).replace("{", "%7B").replace("}", "%7D")))
    fields.append(("language", resource.title_language))
    if "note" in item:
        fields.append(("note", bibtex_text(item["note"])))
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@{BIBTEX_TYPES[item['type']]}{{{resource.slug},\n{body}\n}}\n"


def ris(resource: Resource) -> str:
    """The resource as an RIS record. Lines end as the format asks, with CR and LF."""
    item = csl(resource)
    tags = [("TY", RIS_TYPES[item["type"]]), ("ID", resource.slug), ("TI", item["title"])]
    tags += [("AU", author["literal"]) for author in item.get("author", [])]
    if resource.year:
        tags.append(("PY", str(resource.year)))
    if "publisher" in item:
        tags.append(("PB", item["publisher"]))
    if "container-title" in item:
        tags.append(("T2", item["container-title"]))
    if resource.has_english_title:
        tags.append(("TT", resource.title_en))
    tags += [("LA", resource.title_language)]
    if resource.url:
        tags.append(("UR", resource.url))
    tags += [("KW", concept) for concept in keywords(resource)]
    tags.append(("ER", ""))
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in tags)


def keywords(resource: Resource) -> list[str]:
    """The topics in the reader's language. Needs `topic_lines`."""
    return [str(topic.get_topic_display()) for topic in resource.topic_lines.all()]
