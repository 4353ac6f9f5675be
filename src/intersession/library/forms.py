"""Reading what an address or a form asks of the library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.library.listings import FACETS, SORTS, Wanted
from intersession.library.models import EARLIEST_YEAR, LATEST_YEAR, Audience, Kind, Topic
from intersession.library.queries import every_place_code, known_publishers
from intersession.places.models import WORLD
from intersession.places.queries import CONTINENTS
from intersession.search.query import BadQuery, parse

LONGEST_TEXT = 300
LONGEST_VALUE = 300
MOST_VALUES = 20
OWN_FIELDS = frozenset({"q", "sort", "page", "across", *FACETS})


class Unreadable(Exception):
    """An address asks for something that does not exist. Carries a sentence; shown with status 400."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: what is wanted, and the names of fields we do not know and leave out."""

    wanted: Wanted
    strangers: tuple[str, ...]


def read(query: QueryDict) -> Asked:
    """The listing an address asks for. Raises `Unreadable` with the first thing that does not exist."""
    text = clean(query.get("q", ""))
    if len(text) > LONGEST_TEXT:
        raise Unreadable(
            _("A search may be %(longest)s characters long; this one has %(length)s.")
            % {"longest": LONGEST_TEXT, "length": len(text)}
        )
    try:
        parse(text)
    except BadQuery as refusal:
        raise Unreadable(str(refusal.sentence)) from None
    sort = query.get("sort") or usual_sort(text)
    if sort not in SORTS:
        raise Unreadable(_("The library cannot be sorted by “%(sort)s”.") % {"sort": shown(sort)})
    chosen: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        values = tuple(dict.fromkeys(value for value in query.getlist(name) if value))
        if len(values) > MOST_VALUES:
            raise Unreadable(
                _("At most %(most)s values can be chosen of one filter.") % {"most": MOST_VALUES}
            )
        if values:
            chosen[name] = checked(name, values)
    strangers = tuple(shown(name) for name in query if name not in OWN_FIELDS)
    order = "newest" if sort == "relevance" and not text else sort
    return Asked(Wanted(text, order, query.get("across") != "0", chosen), strangers)


def usual_sort(text: str) -> str:
    """The order nobody has to ask for."""
    return "relevance" if text else "newest"


def clean(text: str) -> str:
    """Control characters and broken bytes become spaces; the rest is what the person typed."""
    return " ".join(
        "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text)
        .replace("\ufffd", " ")
        .split()
    )


def shown(text: str) -> str:
    """What somebody wrote, fit to be shown back in a sentence."""
    text = clean(text)
    return text if len(text) <= 40 else f"{text[:40]}…"


def checked(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a facet in the form we store them, or `Unreadable`."""
    if name in ("country", "region"):
        values = tuple("ZZ" if value.upper() == "INT" else value.upper() for value in values)
    known, sentence = KNOWN[name](values)
    for value in values:
        if len(value) > LONGEST_VALUE or not known(value):
            raise Unreadable(sentence % {"value": shown(value)})
    return values


type Judge = tuple[Callable[[str], bool], str]


def one_of(choices: list[str], sentence: str) -> Judge:
    return (lambda value: value in choices), sentence


def country(values: tuple[str, ...]) -> Judge:
    return every_place_code().__contains__, _("We know no country or body with the code “%(value)s”.")


def publisher(values: tuple[str, ...]) -> Judge:
    # What holds control characters is no name, and PostgreSQL would refuse to be asked.
    known = known_publishers(value for value in values if clean(value) == value)
    return known.__contains__, _("The library knows no publisher “%(value)s”.")


def is_year(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}", value)) and EARLIEST_YEAR <= int(value) <= LATEST_YEAR


def is_language(value: str) -> bool:
    """A tag whose language CLDR knows; script and region may follow."""
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", value)) and (
        value.split("-")[0] in Locale.parse("en").languages
    )


KNOWN: dict[str, Callable[[tuple[str, ...]], Judge]] = {
    "kind": lambda _values: one_of(Kind.values, _("The library has no kind of resource “%(value)s”.")),
    "topic": lambda _values: one_of(Topic.values, _("The library has no topic “%(value)s”.")),
    "audience": lambda _values: one_of(Audience.values, _("The library has no audience “%(value)s”.")),
    "region": lambda _values: one_of([*CONTINENTS, WORLD], _("We know no region with the code “%(value)s”.")),
    "language": lambda _values: (is_language, _("We know no language “%(value)s”.")),
    "year": lambda _values: (is_year, _("“%(value)s” is not a year.")),
    "country": country,
    "publisher": publisher,
}


class WithdrawForm(forms.Form):
    """Why a resource leaves the library."""

    because = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy(
            "Everybody who opens its address will read this. Name no person and quote nothing harmful."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
