"""What a list and a page show of a resource, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intersession.audit.models import Event
from intersession.audit.verbs import Verb
from intersession.kit.languages import language_name
from intersession.library.listings import Listing
from intersession.library.models import Resource
from intersession.places.models import Place
from intersession.places.queries import in_order
from intersession.search.passages import marked

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A resource as one item of a list."""

    resource: Resource
    title: SafeString
    title_en: SafeString
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


def places_of(resource: Resource) -> list[Place]:
    """The places in the reader's order, the whole world first."""
    return sorted(in_order(resource.places.all()), key=lambda place: place.code != "ZZ")


def row(resource: Resource, marks: frozenset[str] = frozenset()) -> Row:
    """A resource as an item, the words looked for marked. Needs what `queries.for_list` brings."""
    return Row(
        resource,
        marked(resource.title, resource.title_language, marks),
        marked(resource.title_en, "en", marks) if resource.has_english_title else SafeString(),
        [line.publisher.name for line in resource.publisher_lines.all()],
        some([place.name for place in places_of(resource)]),
        some([language_name(line.language) for line in resource.language_lines.all()]),
    )


def rows_of(found: Listing) -> list[Row]:
    return [row(resource, found.marks) for resource in found.resources]


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


FIELD_NAMES = {
    "title": gettext_lazy("title"),
    "title_language": gettext_lazy("language of the title"),
    "title_en": gettext_lazy("title in English"),
    "kind": gettext_lazy("kind"),
    "year": gettext_lazy("year"),
    "url": gettext_lazy("link"),
    "license": gettext_lazy("licence"),
    "source_url": gettext_lazy("source"),
    "source_words": gettext_lazy("source in words"),
    "as_of": gettext_lazy("date of the source"),
    "confidence": gettext_lazy("confidence"),
    "notes": gettext_lazy("remarks"),
    "publishers": gettext_lazy("publishers"),
    "languages": gettext_lazy("languages"),
    "places": gettext_lazy("places"),
    "audiences": gettext_lazy("audiences"),
    "topics": gettext_lazy("topics"),
    "concepts": gettext_lazy("concepts"),
}


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
    changes = event.facts.get("changes")
    if changes:
        names = [str(name) for key, name in FIELD_NAMES.items() if key in changes]
        return _("Corrected: %(what)s") % {"what": ", ".join(names)}
    return _("Added to the library")
