"""What the pages of the atlas need. Everything here is public, so no actor is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy

from intersession.atlas.maps import WorldMap, map_values
from intersession.atlas.models import (
    Assessment,
    ConsentAge,
    Law,
    PublishedTotal,
    Ratification,
    Treaty,
)
from intersession.atlas.verdicts import (
    CRITERION_LEGEND,
    CRITERION_WORD,
    DISPUTED,
    LAWS_LEGEND,
    NOT_ASSESSED,
    NOT_RECORDED,
    TREATY_LEGEND,
    TREATY_WORD,
    laws_held,
    verdict_of,
)
from intersession.atlas.words import CRITERIA, CRITERION_WORDS, CriterionWords, Reading
from intersession.places.models import Kind, Place
from intersession.places.names import place_name, sort_key
from intersession.places.queries import in_order


@dataclass(frozen=True, slots=True)
class Finding:
    """A country under one criterion: every reading, and what they say together."""

    criterion: CriterionWords
    place: Place
    verdict: str
    readings: Sequence[Assessment]

    @property
    def word(self) -> object:
        return CRITERION_WORD[self.verdict]


@dataclass(frozen=True, slots=True)
class Standing:
    """A country under one treaty: every reading, and what they say together."""

    treaty: Treaty
    place: Place
    verdict: str
    readings: Sequence[Ratification]

    @property
    def word(self) -> object:
        return TREATY_WORD[self.verdict]


@dataclass(frozen=True, slots=True)
class Holding:
    """What is on file for a place, in numbers."""

    place: Place
    laws: int
    treaties: int
    criteria: int
    ages: int

    @property
    def is_empty(self) -> bool:
        return not (self.laws or self.treaties or self.criteria or self.ages)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a country's timeline: a law, or a treaty it joined or signed. `when` may be only a year."""

    when: str
    law: Law | None = None
    standing: Ratification | None = None
    is_disputed: bool = False

    @property
    def year(self) -> str:
        return self.when[:4]


def holdings(places: Iterable[Place]) -> list[Holding]:
    """How much is on file for each of the places. Four queries, however many places."""
    laws = _counts(Law.objects.all())
    treaties = _counts(Ratification.objects.filter(status="party", reading=""))
    criteria: Counter[str] = Counter(
        code for code, _ in Assessment.objects.values_list("place_id", "criterion_id").distinct()
    )
    ages = _counts(ConsentAge.objects.all())
    return [
        Holding(place, laws[place.code], treaties[place.code], criteria[place.code], ages[place.code])
        for place in places
    ]


def _counts(rows: QuerySet) -> Counter[str]:
    counted = rows.order_by().values_list("place_id").annotate(count=Count("pk"))
    return Counter(dict(counted))


def findings_on(places: Sequence[Place]) -> dict[str, list[Finding]]:
    """Every criterion, in the order of the list, for each place: assessed or not. One query."""
    found: dict[tuple[str, str], list[Assessment]] = defaultdict(list)
    rows = Assessment.objects.filter(place__in=places).order_by("-as_of", "edition")
    for one in rows.fetch_mode(settings.PAGE_FETCH_MODE):
        found[one.place_id, one.criterion_id].append(one)
    return {
        place.code: [
            Finding(
                criterion,
                place,
                verdict_of((one.value for one in found[place.code, criterion.id]), NOT_ASSESSED),
                found[place.code, criterion.id],
            )
            for criterion in CRITERIA
        ]
        for place in places
    }


def readings_in(findings: Iterable[Finding]) -> list[Reading]:
    """Whose views the findings rest on, each once. No query."""
    return list(dict.fromkeys(one.reading for finding in findings for one in finding.readings))


def standings_on(places: Sequence[Place]) -> dict[str, list[Standing]]:
    """Every treaty with statuses on file, the newest last, for each place. Two queries."""
    treaties = list(treaties_with_statuses())
    found: dict[tuple[str, str], list[Ratification]] = defaultdict(list)
    rows = Ratification.objects.filter(place__in=places).order_by("reading")
    for one in rows.fetch_mode(settings.PAGE_FETCH_MODE):
        found[one.place_id, one.treaty_id].append(one)
    return {
        place.code: [
            Standing(
                treaty,
                place,
                verdict_of((one.status for one in found[place.code, treaty.pk]), NOT_RECORDED),
                found[place.code, treaty.pk],
            )
            for treaty in treaties
        ]
        for place in places
    }


def ages_on(places: Sequence[Place]) -> dict[str, dict[str, ConsentAge]]:
    """Ages by place and kind."""
    found: dict[str, dict[str, ConsentAge]] = {place.code: {} for place in places}
    for age in ConsentAge.objects.filter(place__in=places).fetch_mode(settings.PAGE_FETCH_MODE):
        found[age.place_id][age.kind] = age
    return found


def all_ages() -> QuerySet[ConsentAge]:
    """Every age with its place."""
    return (
        ConsentAge.objects.select_related("place")
        .order_by("place__name_en", "kind")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def laws_of(place: Place) -> list[Law]:
    """A place's laws, the newest first."""
    laws = Law.objects.filter(place=place).order_by("-year", "title")
    return list(laws.fetch_mode(settings.PAGE_FETCH_MODE))


def timeline_of(laws: Sequence[Law], standings: Sequence[Standing]) -> list[Moment]:
    """Laws and dated treaty steps of one country, the newest first. No query."""
    moments = [Moment(str(law.year), law=law) for law in laws if law.year]
    for standing in standings:
        for one in standing.readings:
            if one.date and not one.reading:
                one.treaty = standing.treaty
                moments.append(Moment(one.date, standing=one, is_disputed=standing.verdict == DISPUTED))
    return sorted(moments, key=lambda moment: moment.when, reverse=True)


def treaties() -> QuerySet[Treaty]:
    """Every treaty, those in which countries' statuses are on file first, with how many are bound."""
    main = Q(ratifications__reading="")
    return (
        Treaty.objects.annotate(
            parties=Count("ratifications", filter=main & Q(ratifications__status="party")),
            signatories=Count("ratifications", filter=main & Q(ratifications__status="signatory")),
            on_file=Count("ratifications", filter=main),
        )
        .order_by("-on_file", "adopted_on", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def treaties_with_statuses() -> QuerySet[Treaty]:
    """Treaties in which at least one country's status is on file, in order of adoption."""
    return (
        Treaty.objects.filter(pk__in=Ratification.objects.values("treaty"))
        .order_by("adopted_on", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def treaty_for(treaty_id: str) -> Treaty | None:
    """The treaty of an id."""
    return treaties().filter(pk=treaty_id).first()


def standings_under(treaty: Treaty) -> list[Standing]:
    """Every country whose status under the treaty is on file, in the reader's alphabetical order."""
    found: dict[str, list[Ratification]] = defaultdict(list)
    rows = Ratification.objects.filter(treaty=treaty).select_related("place").order_by("reading")
    for one in rows.fetch_mode(settings.PAGE_FETCH_MODE):
        found[one.place_id].append(one)
    places = in_order(readings[0].place for readings in found.values())
    return [
        Standing(
            treaty,
            place,
            verdict_of((one.status for one in found[place.code]), NOT_RECORDED),
            found[place.code],
        )
        for place in places
    ]


def findings_under(criterion: CriterionWords) -> list[Finding]:
    """Every country assessed under the criterion, in the reader's alphabetical order."""
    found: dict[str, list[Assessment]] = defaultdict(list)
    rows = (
        Assessment.objects.filter(criterion_id=criterion.id)
        .select_related("place")
        .order_by("-as_of", "edition")
    )
    for one in rows.fetch_mode(settings.PAGE_FETCH_MODE):
        found[one.place_id].append(one)
    places = in_order(readings[0].place for readings in found.values())
    return [
        Finding(
            criterion,
            place,
            verdict_of((one.value for one in found[place.code]), NOT_ASSESSED),
            found[place.code],
        )
        for place in places
    ]


def tallies() -> dict[str, Counter[str]]:
    """For each criterion how many countries have which verdict; those not assessed are not counted."""
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for criterion, place, value in Assessment.objects.values_list("criterion_id", "place_id", "value"):
        values[criterion, place].add(value)
    found: dict[str, Counter[str]] = {criterion.id: Counter() for criterion in CRITERIA}
    for (criterion, _place), said in values.items():
        found[criterion][verdict_of(said, NOT_ASSESSED)] += 1
    return found


def totals_on(measures: Sequence[str] = ()) -> list[PublishedTotal]:
    """Published counts, those of the given measures or all of them, the newest edition first."""
    rows = PublishedTotal.objects.filter(measure__in=measures) if measures else PublishedTotal.objects.all()
    found = rows.order_by("publisher", "measure").fetch_mode(settings.PAGE_FETCH_MODE)
    return sorted(found, key=lambda total: total.year, reverse=True)


def law_for(law_id: str) -> Law | None:
    """The law of an id, with its place."""
    return Law.objects.select_related("place").fetch_mode(settings.PAGE_FETCH_MODE).filter(pk=law_id).first()


def laws_related_to(law: Law) -> list[Law]:
    """A few other laws of the same place, those on the same topics first."""
    others = [other for other in laws_of(law.place) if other.pk != law.pk]
    topics = set(law.topic_list)
    return sorted(others, key=lambda other: -len(topics & set(other.topic_list)))[:5]


def criterion_for(criterion_id: str) -> CriterionWords | None:
    """The words of a criterion."""
    return CRITERION_WORDS.get(criterion_id)


def criterion_map(label: object, findings: Sequence[Finding]) -> WorldMap:
    """The world by verdict; countries without a finding are "not assessed"."""
    verdicts = {finding.place.code: finding.verdict for finding in findings}
    return WorldMap(label, map_values(CRITERION_LEGEND, verdicts))


def treaty_map(label: object, standings: Sequence[Standing]) -> WorldMap:
    """The world by status under a treaty."""
    verdicts = {standing.place.code: standing.verdict for standing in standings}
    return WorldMap(label, map_values(TREATY_LEGEND, verdicts))


def laws_map(label: object, held: Mapping[str, int]) -> WorldMap:
    """The world by how many laws are on file."""
    steps = {code: laws_held(count) for code, count in held.items()}
    return WorldMap(label, map_values(LAWS_LEGEND, steps))


def laws_in_order(laws: QuerySet[Law], sort: str) -> QuerySet[Law]:
    """Laws with their places, sorted as asked; laws without a year come last."""
    order: tuple[str | OrderBy, ...] = {
        "oldest": (F("year").asc(nulls_last=True), "title"),
        "country": ("place__name_en", F("year").desc(nulls_last=True), "title"),
    }.get(sort, (F("year").desc(nulls_last=True), "title"))
    return laws.select_related("place").order_by(*order).fetch_mode(settings.PAGE_FETCH_MODE)


def all_laws() -> QuerySet[Law]:
    """Every law."""
    return Law.objects.all()


def counts_by(laws: QuerySet[Law], column: str) -> list[tuple[str, int]]:
    """How many of the laws have each value of a column, the commonest first. One query."""
    counted = laws.order_by().values_list(column).annotate(count=Count("pk"))
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def counts_by_topic(laws: QuerySet[Law]) -> list[tuple[str, int]]:
    """How many of the laws are filed under each topic, the commonest first. One query."""
    counted: Counter[str] = Counter()
    for topics, count in laws.order_by().values_list("topics").annotate(count=Count("pk")):
        for topic in topics.split(";"):
            if topic:
                counted[topic] += count
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def places_with_laws() -> list[tuple[str, str]]:
    """(code, name) of countries, then of regional bodies, of which a law is on file, in alphabetical order."""
    rows = Place.objects.filter(pk__in=Law.objects.values("place")).values_list("code", "kind")
    named = []
    for code, kind in rows:
        name = place_name(code)
        named.append((kind == Kind.ORGANISATION, sort_key(name), code, name))
    return [(code, name) for _is_body, _key, code, name in sorted(named)]


@dataclass(frozen=True, slots=True)
class Compared[Cell: Finding | Standing]:
    """One row of a comparison. It differs when two countries are known to stand differently."""

    cells: Sequence[Cell]

    @property
    def differs(self) -> bool:
        known = {cell.verdict for cell in self.cells if cell.readings}
        return len(known) > 1


def compared[Cell: Finding | Standing](cells: list[Cell]) -> Compared[Cell]:
    """The cells of one row, one per country."""
    return Compared(cells)


def names_without(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code as in addresses, name) of every country and territory but the given, in alphabetical order."""
    others = Place.objects.inhabited().exclude(code__in=list(codes)).values_list("code", flat=True)
    named = [(sort_key(name), code.lower(), name) for code in others for name in [place_name(code)]]
    return [(slug, name) for _key, slug, name in sorted(named)]
