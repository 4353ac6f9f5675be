"""What a reader may ask the list of organisations for."""

from __future__ import annotations

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from intersession.directory.queries import FILTERS, Wanted
from intersession.members.words import RELATIONS, STANDINGS
from intersession.people.models import StakeholderGroup
from intersession.places.queries import CONTINENTS, place_for

LONGEST = 300


def read_wanted(query: QueryDict) -> Wanted:
    """The words and filters of an address. A value that no filter has is a 404 with a sentence."""
    words = " ".join("".join(mark if mark.isprintable() else " " for mark in query.get("q", "")).split())
    chosen = {name: list(dict.fromkeys(query.getlist(name))) for name in FILTERS if query.getlist(name)}
    for name, values in chosen.items():
        for value in values[:50]:
            if not _is_known(name, value):
                raise Http404(_("One of the filters in this address does not exist."))
    return Wanted(words[:LONGEST], {name: values[:50] for name, values in chosen.items()})


def _is_known(name: str, value: str) -> bool:
    if name == "group":
        return value in StakeholderGroup.values
    if name == "region":
        return value in CONTINENTS
    if name == "country":
        return value == value.upper() and place_for(value) is not None
    return value in RELATIONS or value in STANDINGS
