"""Organisations: the list and the page of each."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from intersession.access.doors import allow
from intersession.directory import queries
from intersession.directory.forms import read_wanted
from intersession.kit.facets import facet
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.members.words import MEMBER, expertise_words, relation_sentence, standing_words
from intersession.people.models import Confidence, StakeholderGroup
from intersession.places.names import place_name

SIZE = 24
WORDS: dict[str, tuple[object, Callable[[str], object]]] = {
    "group": (_("Group"), lambda value: StakeholderGroup(value).label),
    "region": (_("Region"), place_name),
    "country": (_("Country"), place_name),
    "relation": (_("Tie to the coalition"), standing_words),
}


@allow("directory.view_organisation")
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation of the records, with filters and a search box."""
    actor = request.actor  # type: ignore[attr-defined]
    wanted = read_wanted(request.GET)
    counts = queries.filter_counts(actor, wanted)
    found = queries.organisations(actor, wanted)
    pages = pages_of(request, found.count(), SIZE)
    context = {
        "wanted": wanted,
        "facets": [
            facet(request, name, label, counts[name], words, is_open=name in ("group", "relation"))
            for name, (label, words) in WORDS.items()
        ],
        "pages": pages,
        "organisations": [
            (each, standing_words(each.standing), each.standing == MEMBER)  # type: ignore[attr-defined]
            for each in found[pages.offset : pages.offset + SIZE]
        ],
    }
    return page(request, "directory/organisations.html", context, part="results")


@allow("directory.view_organisation")
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: who it is, and what the records say of it."""
    found = queries.organisation_for(request.actor, slug)  # type: ignore[attr-defined]
    context = {
        "organisation": found,
        "is_member": found.standing == MEMBER,  # type: ignore[attr-defined]
        "standing": standing_words(found.standing),  # type: ignore[attr-defined]
        "relation": relation_sentence(found),
        "expertise": expertise_words(found),
        "names": [alias.name for alias in found.aliases.all()],
        "sources": [source for source in found.source.split("; ") if source],
        "confidence_words": Confidence(found.confidence).label,
        "published": f'"{found.name}"',
    }
    return page(request, "directory/organisation.html", context)
