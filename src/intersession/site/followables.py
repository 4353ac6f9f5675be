"""A search can be followed. The search stands beside following and cannot say so itself; here both are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.following.followables import Named, declare
from intersession.kit.languages import language_name
from intersession.places.names import place_name
from intersession.search.documents import KINDS
from intersession.search.query import BadQuery, parse
from intersession.search.views import FACETS
from intersession.vocabulary.queries import preferred_labels

MOST_VALUES = 20


def normal(key: str) -> str:
    """A search by what decides what it finds: its words and filters, always in the same order."""
    asked = QueryDict(key)
    kept = []
    words = " ".join("".join(each if each.isprintable() else " " for each in asked.get("q", "")).split())
    if words:
        kept.append(("q", words))
    for name in FACETS:
        values = [value.strip() for value in asked.getlist(name) if value.isprintable()]
        values = [value.upper() for value in values] if name == "country" else values
        kept += [(name, value) for value in sorted(set(values) - {""})[:MOST_VALUES]]
    if kept and asked.get("across") == "0":
        kept.append(("across", "0"))
    return urlencode(kept)


def searches(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Searches in words, for those that ask something that can be asked."""
    labels = preferred_labels()
    address = reverse("search:search")
    found = {}
    for key in keys:
        title = in_words(QueryDict(key), labels)
        if key and title:
            found[key] = Named(title, f"{address}?{key}")
    return found


def in_words(asked: QueryDict, labels: Mapping[str, str]) -> str:
    """“grooming” · Country or body: Kenya. Nothing for what the search would refuse."""
    parts = []
    try:
        parse(asked.get("q", ""))
    except BadQuery:
        return ""
    if asked.get("q"):
        parts.append(f"“{asked['q']}”")
    for name, (_field, label) in FACETS.items():
        values = asked.getlist(name)
        if values:
            parts.append(f"{label}: {', '.join(word_for(name, value, labels) for value in values)}")
    if asked.get("across") == "0":
        parts.append(_("the words alone"))
    return " · ".join(parts)


def word_for(name: str, value: str, labels: Mapping[str, str]) -> str:
    """A chosen value as the reader calls it."""
    match name:
        case "kind":
            return str(KINDS[value].label) if value in KINDS else value
        case "language":
            return language_name(value)
        case "region" | "country":
            return place_name(value)
        case "concept":
            return labels.get(value, value)
    return value


declare("search", gettext_lazy("Searches"), "search.search", searches, normal)
