"""What can be followed of the library: a resource, and a list narrowed by words and filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.following.followables import Named, declare
from intersession.library.forms import Unreadable, read
from intersession.library.listings import FACETS
from intersession.library.models import Resource
from intersession.library.views import LABELS, words_for

EVERYTHING = "all"


def normal(key: str) -> str:
    """A list by its words and filters, always in the same order; the whole library has a key, too."""
    asked = QueryDict("" if key == EVERYTHING else key)
    try:
        wanted = read(asked).wanted
    except Unreadable:
        return ""
    kept = [("q", wanted.text)] if wanted.text else []
    for name in FACETS:
        kept += [(name, value) for value in sorted(wanted.chosen.get(name, ()))]
    if wanted.text and not wanted.across:
        kept.append(("across", "0"))
    return urlencode(kept) or EVERYTHING


def lists(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Lists of the library in words. Their keys are checked when they are made (`normal`)."""
    address = reverse("library:resources")
    return {
        key: Named(_("The whole library"), address)
        if key == EVERYTHING
        else Named(in_words(QueryDict(key)), f"{address}?{key}")
        for key in keys
        if key
    }


def in_words(asked: QueryDict) -> str:
    """“grooming” · Kind: Guideline."""
    parts = [f"“{asked['q']}”"] if asked.get("q") else []
    for name in FACETS:
        words = words_for(name)
        values = asked.getlist(name)
        if values:
            parts.append(f"{LABELS[name]}: {', '.join(str(words(value)) for value in values)}")
    if asked.get("across") == "0":
        parts.append(_("the words alone"))
    return " · ".join(parts)


def resources(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Resources by their slug, withdrawn or not."""
    rows = Resource.objects.filter(actor.scope("library.view_resource"), slug__in=list(keys))
    return {
        slug: Named(title, reverse("library:resource", args=[slug]), language)
        for slug, title, language in rows.values_list("slug", "title", "title_language")
    }


declare("list", gettext_lazy("Lists of the library"), "library.view_resource", lists, normal)
declare("resource", gettext_lazy("Resources"), "library.view_resource", resources)
