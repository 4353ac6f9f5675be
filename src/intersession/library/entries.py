"""What a resource states, as one value: to be written, kept in its history, and compared.

An `Entry` is what somebody wants a resource to state. `stated()` is the same as text, numbers, lists and
maps: what a revision keeps. Both ways lose nothing, so that a revision can be restored exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intersession.library.models import Publisher, Resource
from intersession.people.models import Confidence

PLAIN = (
    "title", "title_language", "title_en", "kind", "year", "url", "license", "source_url", "source_words",
    "as_of", "confidence", "notes", "summary", "doi", "isbn",
)  # fmt: skip
LISTS = ("publishers", "languages", "places", "audiences", "topics", "files")
# What a field says that nobody filled in.
UNSAID: Mapping[str, Any] = {
    **dict.fromkeys(PLAIN, ""),
    "year": None,
    "confidence": Confidence.HIGH.value,
}

type Stated = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a resource should state. `fields` are the plain columns; those left out say nothing.

    `publishers` are (slug, name, is periodical); `places` codes; `concepts` concept → why (`FiledBecause`).
    An empty `slug` asks for one to be made of the title. Files are attached by an action of their own.
    """

    slug: str
    fields: Mapping[str, Any]
    publishers: tuple[tuple[str, str, bool], ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    concepts: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Every plain column; an English title that was left out is the title itself."""
        told = {name: self.fields.get(name, unsaid) for name, unsaid in UNSAID.items()}
        told["title_en"] = told["title_en"] or told["title"]
        return told

    def stated(self) -> Stated:
        """What the history says of this resource: only text, numbers, lists and maps."""
        return {
            **self.plain(),
            "publishers": [slug for slug, _name, _is_periodical in self.publishers],
            "languages": list(self.languages),
            "places": sorted(self.places),
            "audiences": sorted(self.audiences),
            "topics": sorted(self.topics),
            "concepts": dict(sorted(self.concepts.items())),
            "files": [],
        }


def stated_of(resource: Resource) -> Stated:
    """The same of a stored resource that came with everything (`queries.whole`)."""
    return {
        **{name: getattr(resource, name) for name in PLAIN},
        "publishers": [line.publisher.slug for line in resource.publisher_lines.all()],
        "languages": [line.language for line in resource.language_lines.all()],
        "places": sorted(place.code for place in resource.places.all()),
        "audiences": sorted(line.audience for line in resource.audience_lines.all()),
        "topics": sorted(line.topic for line in resource.topic_lines.all()),
        "concepts": dict(sorted((line.concept_id, line.because) for line in resource.concept_lines.all())),
        "files": [file.pk for file in resource.files.all()],
    }


def whole_stated(stated: Mapping[str, Any]) -> Stated:
    """What a revision kept, with what it could not know of: a field that is younger says nothing."""
    return {**UNSAID, **{name: [] for name in LISTS}, "concepts": {}, **stated}


def entry_of(stated: Mapping[str, Any], slug: str = "") -> Entry:
    """The entry that states this. One query, for the names of the publishers."""
    told = whole_stated(stated)
    known = {each.slug: each for each in Publisher.objects.filter(slug__in=told["publishers"])}
    return Entry(
        slug,
        {name: told[name] for name in PLAIN},
        publishers=tuple((slug, known[slug].name, known[slug].is_periodical) for slug in told["publishers"]),
        languages=tuple(told["languages"]),
        places=tuple(told["places"]),
        audiences=tuple(told["audiences"]),
        topics=tuple(told["topics"]),
        concepts=dict(told["concepts"]),
    )


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What `after` says of the fields in which it differs."""
    earlier, later = whole_stated(before), whole_stated(after)
    return {name: value for name, value in later.items() if earlier.get(name) != value}


def facts_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the log: field → from what to what."""
    earlier = whole_stated(before)
    return {
        name: {"from": earlier.get(name), "to": value}
        for name, value in changed_fields(before, after).items()
    }


def overlap(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """The fields both changed, in the order of the form."""
    both = set(mine) & set(theirs)
    return [name for name in (*PLAIN, *LISTS, "concepts") if name in both]
