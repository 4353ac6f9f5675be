"""What the address of a list or a comparison asks for. What it cannot ask for is named, not ignored."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from intersession.atlas.models import Law, LawKind, LawStatus, Topic
from intersession.places.models import Place
from intersession.places.queries import all_places, place_for

MOST_COMPARED = 4
SORTS = ("newest", "oldest", "country")
GROUPINGS = ("region", "un-group")


@dataclass(slots=True)
class LawChoice:
    """The filters of the list of laws. Several values of one filter mean any of them."""

    countries: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    year_from: int | None = None
    year_to: int | None = None
    sort: str = "newest"
    problems: list[str] = field(default_factory=list)

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.countries or self.topics or self.kinds or self.statuses or self.year_from or self.year_to
        )

    def narrow(self, laws: QuerySet[Law], without: str = "") -> QuerySet[Law]:
        """The laws chosen; `without` leaves one filter out, for counting its other values."""
        if self.countries and without != "country":
            laws = laws.filter(place__in=self.countries)
        if self.kinds and without != "kind":
            laws = laws.filter(kind__in=self.kinds)
        if self.statuses and without != "status":
            laws = laws.filter(status__in=self.statuses)
        if self.topics and without != "topic":
            reach = Q()
            for topic in self.topics:
                reach |= Q(topics__contains=f";{topic};")
            laws = laws.filter(reach)
        if self.year_from:
            laws = laws.filter(year__gte=self.year_from)
        if self.year_to:
            laws = laws.filter(year__lte=self.year_to)
        return laws


def law_choice(query: QueryDict) -> LawChoice:
    """The filters an address asks for, and a sentence for each that does not exist."""
    choice = LawChoice()
    for code in _several(query, "country"):
        place = place_for(code)
        if place is None:
            choice.problems.append(_("“%(value)s” is not the code of a country or region.") % {"value": code})
        else:
            choice.countries.append(place.code)
    for name, allowed, chosen, sentence in (
        ("topic", Topic.values, choice.topics, _("“%(value)s” is not a topic of this list.")),
        ("kind", LawKind.values, choice.kinds, _("“%(value)s” is not a kind of law.")),
        ("status", LawStatus.values, choice.statuses, _("“%(value)s” is not a status a law can have.")),
    ):
        for value in _several(query, name):
            if value in allowed:
                chosen.append(value)
            else:
                choice.problems.append(sentence % {"value": value})
    choice.year_from = _year(query, "from", choice.problems)
    choice.year_to = _year(query, "to", choice.problems)
    if choice.year_from and choice.year_to and choice.year_from > choice.year_to:
        choice.problems.append(_("The first year lies after the last."))
        choice.year_from = choice.year_to = None
    sort = query.get("sort", "") or "newest"
    if sort in SORTS:
        choice.sort = sort
    else:
        choice.problems.append(_("The list cannot be sorted by “%(value)s”.") % {"value": sort[:40]})
    return choice


def _several(query: QueryDict, name: str) -> list[str]:
    """The values of a field, each once, shortened to what a page can show; empty ones are no choice."""
    return list(dict.fromkeys(value.strip()[:40] for value in query.getlist(name) if value.strip()))[:50]


def _year(query: QueryDict, name: str, problems: list[str]) -> int | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    problems.append(_("“%(value)s” is not a year.") % {"value": text[:40]})
    return None


@dataclass(slots=True)
class Comparison:
    """The countries to compare, and what was wrong with the address."""

    places: list[Place]
    problems: list[str]


def comparison(query: QueryDict) -> Comparison:
    """Up to four countries, each once. Empty fields of the picker are no choice."""
    problems: list[str] = []
    codes: list[str] = []
    for text in query.getlist("c")[:50]:
        code = text.strip()[:40].upper()
        if not code:
            continue
        if code in codes:
            problems.append(_("%(code)s was chosen twice; it stands here once.") % {"code": code})
        else:
            codes.append(code)
    known = {place.code: place for place in all_places()} if codes else {}
    places: list[Place] = []
    for code in codes:
        if code not in known:
            problems.append(_("“%(value)s” is not the code of a country.") % {"value": code})
        elif len(places) == MOST_COMPARED:
            problems.append(
                _("Up to four countries can be compared; %(country)s is left out.")
                % {"country": known[code].name}
            )
        else:
            places.append(known[code])
    return Comparison(places, problems)
