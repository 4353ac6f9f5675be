"""Organisations: the list and the page of each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.directory import letters, queries
from intersession.directory.forms import read_wanted
from intersession.directory.metadata import schema_org
from intersession.directory.nearest import nearest_to
from intersession.directory.queries import ACTIVE, FILTERS, SILENT, Wanted
from intersession.directory.regions import region_name
from intersession.kit.facets import facet
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of, with_query
from intersession.library.rows import rows_of
from intersession.members.words import FORMER, MEMBER, expertise_words, relation_sentence, standing_words
from intersession.people.models import Confidence, Mandate, Organisation, StakeholderGroup
from intersession.places.names import place_name
from intersession.vocabulary.queries import concepts_named, preferred_labels

SIZE = 24
# Nobody reads that far, and the database pays for every row it skips.
FARTHEST_PAGE = 500
MOST_OPTIONS = {"country": 80, "concept": 60, "language": 60}
LABELS: dict[str, Promise] = {
    "group": gettext_lazy("Group"),
    "region": gettext_lazy("Region"),
    "un_group": gettext_lazy("UN regional group"),
    "country": gettext_lazy("Country or body"),
    "concept": gettext_lazy("Expertise"),
    "language": gettext_lazy("Works in the language"),
    "activity": gettext_lazy("Active or silent"),
    "relation": gettext_lazy("Tie to the coalition"),
}
OPEN = ("group", "relation")
ACTIVITIES: dict[str, Promise] = {
    ACTIVE: gettext_lazy("Active on the platform in the last 12 months"),
    SILENT: gettext_lazy("Silent on the platform for 12 months"),
}


def words_for(name: str) -> Callable[[str], object]:
    """How the values of a filter are called in the reader's language."""
    match name:
        case "group":
            return lambda value: StakeholderGroup(value).label
        case "region" | "un_group":
            return region_name
        case "country":
            return place_name
        case "concept":
            labels = preferred_labels()
            return lambda value: labels.get(value, value)
        case "language":
            return language_name
        case "activity":
            return ACTIVITIES.__getitem__
    return standing_words


@allow("directory.view_organisation")
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation, with filters and a search box."""
    actor = request.actor  # type: ignore[attr-defined]
    wanted = read_wanted(request.GET)
    counts = queries.counts(actor, wanted)
    pages = pages_of(request, counts.total, SIZE)
    is_too_far = pages.number > FARTHEST_PAGE
    found = [] if is_too_far else queries.organisations(actor, wanted)[pages.offset : pages.offset + SIZE]
    words = {name: words_for(name) for name in FILTERS}
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wanted": wanted,
        "facets": [
            facet(
                request,
                name,
                LABELS[name],
                [
                    (value, number)
                    for place, (value, number) in enumerate(counts.values[name])
                    if place < MOST_OPTIONS.get(name, 99) or value in wanted.chosen.get(name, ())
                ],
                words[name],
                is_open=name in OPEN,
            )
            for name in FILTERS
        ],
        "pages": pages,
        "is_too_far": is_too_far,
        "organisations": [tile(each) for each in found],
        "nearest": nearest_to(actor, wanted.words) if wanted.words and not counts.total else [],
        "removals": removals_of(request, wanted, words),
        "query": query.urlencode(),
    }
    return page(request, "directory/organisations.html", context, part="results")


def tile(organisation: Organisation) -> tuple[Organisation, object, bool]:
    """An organisation in a list: with its standing in words, and whether it is a member."""
    standing: str = organisation.standing  # type: ignore[attr-defined]
    return organisation, standing_words(standing), standing == MEMBER


def removals_of(
    request: HttpRequest, wanted: Wanted, words: dict[str, Callable[[str], object]]
) -> list[tuple[str, object, object]]:
    """(address without it, filter, value) of everything that narrows the list."""
    removals: list[tuple[str, object, object]] = []
    if wanted.words:
        removals.append((with_query(request, q=None, page=None), _("Words"), wanted.words))
    for name, values in wanted.chosen.items():
        for value in values:
            rest = [other for other in values if other != value]
            address = with_query(request, **{name: rest or None, "page": None})
            removals.append((address, LABELS[name], words[name](value)))
    return removals


@allow("directory.view_organisation")
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: who it is, what it knows, who acts for it, and what the records say of it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.organisation_for(actor, slug)
    lines = queries.lines_of([found.pk])[found.pk]
    concepts = list(concepts_named(lines.concepts))
    mandates = letters.mandates_of(found)
    shared = queries.shared_by(actor, found)
    standing: str = found.standing  # type: ignore[attr-defined]
    known_as = (found.name, found.name_en, found.acronym)
    names = [alias for alias in found.aliases.all() if alias.name not in known_as]
    context = {
        "organisation": found,
        "is_member": standing == MEMBER,
        "is_former": standing == FORMER,
        "standing": standing_words(standing),
        "relation": relation_sentence(found),
        "names": [(found.acronym, "")] * (found.acronym not in ("", found.name))
        + [(alias.name, alias.language) for alias in names],
        "concepts": concepts,
        "tags": expertise_words(found),
        "places": [(code, place_name(code)) for code in lines.places if code != found.place_id],
        "languages": lines.languages,
        "mandates": by_role(mandates),
        "proxies": queries.proxies_of(found),
        "last_act": queries.last_act_of(found),
        "shared": shared,
        "shared_rows": rows_of(shared.latest),
        "merged": queries.merged_into(found),
        "sources": [source for source in found.source.split("; ") if source],
        "confidence_words": Confidence(found.confidence).label,
        "published": f'"{found.name}"',
        "takes_letters": any(each.takes_letters for each in mandates),  # type: ignore[attr-defined]
        "may_write": actor.holds("directory.write_letter"),
        "schema_org": schema_org(found, names, lines, concepts),
        "trail": [(reverse("directory:organisations"), _("Organisations")), ("", found.name)],
    }
    return page(request, "directory/organisation.html", context)


def by_role(mandates: list[Mandate]) -> list[tuple[str, list[str], int]]:
    """(role, names of those who agreed to be named, how many others) for each role that somebody holds."""
    found = []
    for role, held in groupby(mandates, key=Mandate.get_role_display):
        people = [mandate.person for mandate in held]
        named = [person.name for person in people if person.shows_name and person.name]
        found.append((str(role), named, len(people) - len(named)))
    return found
