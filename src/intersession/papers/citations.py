"""References in a paper's text: `[[library:slug]]` and `[[law:key]]` become links with a citation.

They are resolved when a block is saved, and what was cited is listed at the end of the paper. A reference to
something that is not there stays as it was typed, and whoever saves is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intersession.atlas.models import Law
from intersession.library.models import Resource

REFERENCE = re.compile(r"\[\[(library|law):([A-Za-z0-9_-]{1,120})\]\]")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+.!|<>-])")


@dataclass(frozen=True, slots=True)
class Cited:
    """A work or a law that a text refers to."""

    kind: str
    key: str
    title: str
    language: str
    path: str
    year: int | None

    @property
    def markdown(self) -> str:
        """The link that stands in the text."""
        year = f" ({self.year})" if self.year else ""
        return f"[{plain(self.title)}{year}]({self.path})"


def plain(words: str) -> str:
    """Words as Markdown that shows them as they are."""
    return _MARKS.sub(r"\\\1", words)


def references(texts: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, key) of every reference, each once, in order."""
    return list(dict.fromkeys(found for text in texts for found in REFERENCE.findall(text)))


def cited(texts: Iterable[str]) -> dict[tuple[str, str], Cited]:
    """What the texts refer to and is there. Two queries."""
    wanted = references(texts)
    slugs = [key for kind, key in wanted if kind == "library"]
    keys = [key for kind, key in wanted if kind == "law"]
    found = {
        ("library", resource.slug): Cited(
            "library",
            resource.slug,
            resource.title,
            resource.title_language,
            f"/library/{resource.slug}/",
            resource.year,
        )
        for resource in Resource.objects.listed().filter(slug__in=slugs)
    }
    found |= {
        ("law", str(law.pk)): Cited(
            "law", str(law.pk), law.title, law.title_language, f"/laws/{law.pk}/", law.year
        )
        for law in Law.objects.filter(pk__in=keys)
    }
    return {reference: found[reference] for reference in wanted if reference in found}


def with_links(text: str, known: Mapping[tuple[str, str], Cited]) -> str:
    """The text with its references as links."""

    def link(found: re.Match[str]) -> str:
        work = known.get((found[1], found[2]))
        return work.markdown if work else found[0]

    return REFERENCE.sub(link, text)
