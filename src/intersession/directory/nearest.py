"""What the search knows of a name that no organisation has: other spellings, other scripts."""

from __future__ import annotations

from django.utils.translation import get_language

from intersession.access.actor import Actor
from intersession.directory.queries import organisations
from intersession.people.models import Organisation
from intersession.search.find import Query, find
from intersession.search.index import NoIndex
from intersession.search.query import BadQuery

MOST = 6


def nearest_to(actor: Actor, words: str) -> list[Organisation]:
    """Up to six organisations whose names are nearest by the search's reading; none where it cannot be asked."""
    query = Query(
        text=words,
        language=get_language() or "en",
        kinds=("organisation",),
        size=MOST,
        facets=(),
        across=False,
    )
    try:
        keys = [int(hit.key) for hit in find(query).hits]
    except (NoIndex, BadQuery):
        return []
    found = organisations(actor).filter(pk__in=keys).in_bulk()
    return [found[key] for key in keys if key in found]
