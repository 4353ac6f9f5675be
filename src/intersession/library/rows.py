"""What a list and a page show of a resource, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.audit.models import Event
from intersession.audit.verbs import Verb
from intersession.kit.languages import language_name
from intersession.library.models import Kind, Resource
from intersession.library.queries import Lines, lines_of
from intersession.library.words import FIELD_NAMES
from intersession.places.models import WORLD
from intersession.places.names import place_name, sort_key
from intersession.search.passages import marked

MOST_NAMED = 3
# Django's own display method hashes every label of the choices each time, a tenth of a list's cost.
KINDS: dict[str, Promise | str] = dict(Kind.choices)


@dataclass(frozen=True, slots=True)
class Row:
    """A resource as one item of a list."""

    resource: Resource
    title: SafeString
    title_en: SafeString
    kind: object
    publishers: list[str]
    places: str
    languages: str


def some(names: list[str]) -> str:
    """A few names, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return " · ".join(names)
    rest = len(names) - MOST_NAMED + 1
    more = ngettext("%(count)s more", "%(count)s more", rest) % {"count": rest}
    return " · ".join([*names[: MOST_NAMED - 1], more])


def named_places(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) in the reader's order, the whole world first."""
    named = [(code, place_name(code)) for code in codes]
    return sorted(named, key=lambda pair: (pair[0] != WORLD, sort_key(pair[1])))


def row(resource: Resource, lines: Lines, marks: frozenset[str] = frozenset()) -> Row:
    """A resource as an item, the words looked for marked."""
    return Row(
        resource,
        marked(resource.title, resource.title_language, marks),
        marked(resource.title_en, "en", marks) if resource.has_english_title else SafeString(),
        KINDS[resource.kind],
        lines.publishers,
        some([name for _code, name in named_places(lines.places)]),
        some([language_name(language) for language in lines.languages]),
    )


def rows_of(resources: Sequence[Resource], marks: frozenset[str] = frozenset()) -> list[Row]:
    """Resources as a list. Three queries."""
    lines = lines_of(resources)
    return [row(resource, lines[resource.pk], marks) for resource in resources]


def host_of(url: str) -> str:
    """The site a link leads to, as people write it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def years_ago(year: int | None) -> str:
    """How long ago a year was, in words; empty for this year, a later one or none."""
    passed = timezone.now().year - year if year else 0
    return (
        ngettext("%(count)s year ago", "%(count)s years ago", passed) % {"count": passed}
        if passed > 0
        else ""
    )


def facts(resource: Resource) -> list[tuple[object, str, str]]:
    """(label, value, language of the value or nothing) of all that a resource states. Needs it whole."""
    said = [
        (_("Kind"), str(KINDS[resource.kind]), ""),
        (_("Title in English"), resource.title_en if resource.has_english_title else "", "en"),
        (_("Year"), str(resource.year or ""), ""),
        (_("Publisher"), ", ".join(line.publisher.name for line in resource.publisher_lines.all()), "und"),
        (
            _("To be read in"),
            ", ".join(language_name(line.language) for line in resource.language_lines.all()),
            "",
        ),
        (
            _("Country or body"),
            ", ".join(name for _code, name in named_places(place.code for place in resource.places.all())),
            "",
        ),
        (
            _("Written for"),
            ", ".join(str(line.get_audience_display()) for line in resource.audience_lines.all()),
            "",
        ),
        (_("Topics"), ", ".join(str(line.get_topic_display()) for line in resource.topic_lines.all()), ""),
        (_("Link"), resource.url, "und"),
        (_("DOI"), resource.doi, "und"),
        (_("ISBN"), resource.isbn, "und"),
        (_("Licence"), resource.license, "en"),
        (_("Summary"), resource.summary, resource.title_language),
        (_("Remarks"), resource.notes, "en"),
    ]
    return [line for line in said if line[1]]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a resource's history."""

    at: datetime
    words: str


def history(events: list[Event]) -> list[Happening]:
    """Events in words. A load that only filed the resource anew is among them: it is a change too."""
    return [Happening(event.at, words_for(event)) for event in events]


def words_for(event: Event) -> str:
    if event.verb == Verb.RESOURCE_WITHDRAWN:
        return _("Withdrawn")
    if event.verb == Verb.RESOURCE_PUBLISHED:
        return (
            _("Put into the library again") if "withdrawn_before_because" in event.facts else _("Published")
        )
    if event.verb == Verb.RESOURCES_RELATED:
        return _("Said of which work it is")
    if event.verb == Verb.RESOURCES_PARTED:
        return _("Taken back of which work it is")
    changes = event.facts.get("changes")
    if changes:
        names = [str(name) for key, name in FIELD_NAMES.items() if key in changes]
        return _("Corrected: %(what)s") % {"what": ", ".join(names)}
    return _("Added to the library")
