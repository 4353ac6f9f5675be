"""What search engines are told: every public page, in every language, with its sisters.

A part of the sitemap holds a thousand pages, so it is read in one go however large the library grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from intersession.access.actor import Actor
from intersession.atlas.models import Law, Treaty
from intersession.atlas.words import CRITERIA
from intersession.collections.models import Collection
from intersession.directory.queries import organisations
from intersession.events.queries import public_events
from intersession.helplines.queries import sitemap_pages
from intersession.library.queries import seen_by
from intersession.meetings.queries import visible
from intersession.pages import queries as pages
from intersession.places.models import WORLD, Place
from intersession.questions.models import Question
from intersession.vocabulary.models import Concept

SIZE = 1000
LAST = 50_000
ALONE = (
    "site:home",
    "helplines:choose_country",
    "helplines:for_partners",
    "library:resources",
    "collections:collections",
    "meetings:meetings",
    "events:calendar",
    "questions:questions",
    "atlas:countries",
    "atlas:compare",
    "atlas:laws",
    "atlas:treaties",
    "atlas:criteria",
    "atlas:consent_ages",
    "vocabulary:concepts",
    "pages:pages",
    "pages:tour",
    "directory:organisations",
    "directory:experts",
    "directory:coverage",
    "cycles:this_cycle",
    "reports:reports",
    "calls:calls",
    "annual_reports:annual_reports",
    "openness:openness",
    "openness:survey",
)

type Entry = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of page: the URL name, and the arguments of each with the day it changed, if known."""

    name: str
    rows: Callable[[Actor], QuerySet | list[tuple[str, date | None]]]

    def count(self, actor: Actor) -> int:
        rows = self.rows(actor)
        return rows.count() if isinstance(rows, QuerySet) else len(rows)

    def entries(self, actor: Actor, number: int) -> Iterator[Entry]:
        """The pages of one part; counted from 1."""
        for row in self.rows(actor)[(number - 1) * SIZE : number * SIZE]:
            argument, changed_on = row if isinstance(row, tuple) else (row, None)
            yield address(self.name, argument), changed_on


def address(name: str, *arguments: str) -> str:
    """The address of a page without its language."""
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=arguments).removeprefix(f"/{settings.LANGUAGE_CODE}")


def _flat(rows: QuerySet, column: str) -> QuerySet:
    return rows.order_by("pk").values_list(column, flat=True)


PARTS: dict[str, Part] = {
    "coalition": Part("pages:page", pages.sitemap_pages),
    "help": Part("helplines:country", lambda actor: sitemap_pages()),
    "library": Part("library:resource", lambda actor: _flat(seen_by(actor), "slug")),
    "countries": Part(
        "atlas:country",
        lambda actor: [(place.slug, None) for place in Place.objects.exclude(pk=WORLD).order_by("pk")],
    ),
    "laws": Part("atlas:law", lambda actor: _flat(Law.objects.all(), "pk")),
    "treaties": Part("atlas:treaty", lambda actor: _flat(Treaty.objects.all(), "pk")),
    "criteria": Part("atlas:criterion", lambda actor: [(words.id, None) for words in CRITERIA]),
    "concepts": Part("vocabulary:concept", lambda actor: _flat(Concept.objects.all(), "pk")),
    "collections": Part("collections:collection", lambda actor: _flat(Collection.objects.listed(), "slug")),
    "questions": Part("questions:question", lambda actor: _flat(Question.objects.standing(), "slug")),
    "sessions": Part("meetings:meeting", lambda actor: _flat(visible(actor), "slug")),
    "events": Part("events:event", lambda actor: _flat(public_events(), "slug")),
    "organisations": Part("directory:organisation", lambda actor: _flat(organisations(actor), "slug")),
}


def index(actor: Actor) -> str:
    """The list of parts, as XML."""
    addresses = [f"{settings.SITE_URL}/sitemap-pages-1.xml"]
    for name, part in PARTS.items():
        count = -(-part.count(actor) // SIZE)
        addresses += [f"{settings.SITE_URL}/sitemap-{name}-{number}.xml" for number in range(1, count + 1)]
    body = "".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>\n" for each in addresses)
    return f'{HEAD}<sitemapindex xmlns="{SCHEMA}">\n{body}</sitemapindex>\n'


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def part(actor: Actor, name: str, number: int) -> str | None:
    """One part as XML; nothing where there is no such part."""
    if name == "pages" and number == 1:
        entries: Iterable[Entry] = [(address(each), None) for each in ALONE]
    elif name in PARTS and 1 <= number <= LAST:
        entries = list(PARTS[name].entries(actor, number))
    else:
        return None
    body = "".join(_sisters(path, changed_on) for path, changed_on in entries)
    return f'{HEAD}<urlset xmlns="{SCHEMA}" xmlns:xhtml="{XHTML}">\n{body}</urlset>\n' if body else None


def _sisters(path: str, changed_on: date | None) -> str:
    """A page in each language, each naming all the others and the address that finds the reader's own."""
    site = settings.SITE_URL
    path = escape(path)
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{site}{prefix}{path}"/>'
        for code, prefix in [*((code, f"/{code}") for code, _name in settings.LANGUAGES), ("x-default", "")]
    )
    changed = f"<lastmod>{changed_on.isoformat()}</lastmod>" if changed_on else ""
    return "".join(
        f"<url><loc>{site}/{code}{path}</loc>{changed}{links}</url>\n" for code, _name in settings.LANGUAGES
    )
