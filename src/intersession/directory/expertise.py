"""Who knows: people and organisations ranked by what they say they know, each with the reason.

The rule, published in docs/visitors.md. A question has up to three parts: topic, place, language. Whoever
meets more of the parts stands higher. Among those who meet as many, points decide:

    knows the concept 10 · a narrower one 7 · a broader one 4 · each word of the question in its own words 3
    each resource about it that the organisation shared 1, up to 5
    works in the place 5 · works worldwide 2 · speaks the language 4 · active lately 1

Points only ever add up, so saying that one knows more never lowers a rank. Equal points stand in
alphabetical order. Where a topic is asked, only those who know something of it are answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add, or_

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.directory.asking import CONCEPT, WORD, Question
from intersession.directory.queries import is_active, organisations
from intersession.directory.regions import within
from intersession.library.models import Resource, ResourceConcept
from intersession.members.models import (
    OrganisationConcept,
    OrganisationLanguage,
    OrganisationPlace,
    PersonConcept,
    PersonLanguage,
)
from intersession.people.models import Mandate, Organisation, Person
from intersession.places.models import WORLD, Place
from intersession.vocabulary.models import Concept

EXACT, NARROWER, BROADER, IN_WORDS, IN_PLACE, WORLDWIDE, SPEAKS, IS_ACTIVE = 10, 7, 4, 3, 5, 2, 4, 1
MOST_SHARED = 5
MOST = 24


@dataclass(frozen=True, slots=True)
class Kin:
    """A concept asked for, those directly under it, and the one directly above."""

    concept: str
    narrower: tuple[str, ...]
    broader: str

    @property
    def all(self) -> tuple[str, ...]:
        return (self.concept, *self.narrower, *([self.broader] if self.broader else []))


@dataclass(frozen=True, slots=True)
class Found[Who]:
    """Somebody who answers a question at least in part: what they meet, and the lines that say so."""

    who: Who
    points: int
    meets: int
    knows: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    shared: int = 0
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """People and organisations, the best first. `asked` is the number of parts that were asked."""

    question: Question
    asked: int
    people: Sequence[Found[Person]] = ()
    organisations: Sequence[Found[Organisation]] = ()
    total: int = 0
    affiliations: dict[int, list[Organisation]] = field(default_factory=dict)

    @property
    def everyone(self) -> list[Found[Person] | Found[Organisation]]:
        return [*self.people, *self.organisations]

    @property
    def is_complete(self) -> bool:
        """Somebody meets every part."""
        return any(each.meets == self.asked for each in self.everyone)


def kin_of(concepts: Iterable[str]) -> list[Kin]:
    """Each concept with those next to it. Two queries."""
    above = dict(Concept.objects.filter(pk__in=list(concepts)).values_list("pk", "broader_id"))
    below: dict[str, list[str]] = {}
    for concept, broader in Concept.objects.filter(broader__in=list(above)).values_list("pk", "broader_id"):
        below.setdefault(str(broader), []).append(concept)
    return [Kin(concept, tuple(below.get(concept, ())), broader or "") for concept, broader in above.items()]


def who_knows(actor: Actor, question: Question) -> Answer:
    """The best answers to a question. Equal queries, however many know."""
    asked = bool(question.has_topic) + bool(question.places) + bool(question.languages)
    if not asked:
        return Answer(question, 0)
    kin = kin_of(question.concepts)
    codes = codes_in(question.places)
    bodies, total = _organisations(actor, question, kin, codes)
    people, others, affiliations = _people(question, kin, codes)
    return Answer(question, asked, people, bodies, total + others, affiliations)


def alternatives_to(actor: Actor, answer: Answer) -> list[tuple[str, Answer]]:
    """Where nobody knows about a topic: who works in the place and language asked all the same, if anybody.

    Each with the sort of part that was left out. An answer in part is an answer, so it has no alternatives.
    """
    question = answer.question
    if answer.everyone or not question.has_topic:
        return []
    rest = question.but(CONCEPT, WORD)
    other = who_knows(actor, rest)
    return [("topic", other)] if other.everyone else []


def codes_in(places: Iterable[str]) -> frozenset[str]:
    """Every country and body in these places and regions. One query."""
    conditions = [within(place, "") for place in places]
    if not conditions:
        return frozenset()
    return frozenset(Place.objects.filter(reduce(or_, conditions)).values_list("code", flat=True))


def _points(*conditions: tuple[Q | Exists, int]) -> Case:
    """The points of the first condition that holds."""
    whens = [When(condition, then=Value(points)) for condition, points in conditions]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _sum(parts: Sequence[Combinable]) -> Combinable:
    return reduce(add, parts) if parts else Value(0, output_field=IntegerField())


def _of_concepts(lines: QuerySet, kin: Sequence[Kin]) -> list[Case]:
    """Points for each concept asked, by the lines of whoever is looked at."""
    return [
        _points(
            (Exists(lines.filter(concept=one.concept)), EXACT),
            (Exists(lines.filter(concept__in=one.narrower)), NARROWER),
            (Exists(lines.filter(concept=one.broader)), BROADER),
        )
        for one in kin
    ]


def _ranked(
    rows: QuerySet, asked: Question, topic: Combinable, place: Combinable, language: Combinable
) -> QuerySet:
    """Rows with `meets` and `points`, the best first; those that meet nothing that counts left out."""
    rows = rows.annotate(topic=topic, in_place=place, speaks=language)
    one = [_points((Q(**{f"{name}__gt": 0}), 1)) for name in ("topic", "in_place", "speaks")]
    rows = rows.annotate(meets=_sum(one))
    return rows.filter(topic__gt=0) if asked.has_topic else rows.filter(meets__gt=0)


def _organisations(
    actor: Actor, question: Question, kin: Sequence[Kin], codes: frozenset[str]
) -> tuple[list[Found[Organisation]], int]:
    mine = {"organisation": OuterRef("pk")}
    words = [_points((in_own_words(word), IN_WORDS)) for word in question.words]
    about = [concept for one in kin for concept in (one.concept, *one.narrower)]
    topic = _sum([*_of_concepts(OrganisationConcept.objects.filter(**mine), kin), *words, _shared(about)])
    works_there = OrganisationPlace.objects.filter(**mine, place__in=codes)
    place = _points(
        (Q(place_id__in=codes) | Q(Exists(works_there)), IN_PLACE), (Q(place_id=WORLD), WORLDWIDE)
    )
    speaks = OrganisationLanguage.objects.filter(**mine, language__in=question.languages)
    language = _points((Exists(speaks), SPEAKS))
    rows: QuerySet = organisations(actor)
    if question.has_topic:
        # Told first, so that an index finds the few who may know before anything is reckoned.
        concepts = [concept for one in kin for concept in one.all]
        known = OrganisationConcept.objects.filter(concept__in=concepts).values("organisation")
        shared = _about(about).exclude(contributed_for=None).values("contributed_for")
        knows = Q(pk__in=known) | Q(pk__in=shared)
        rows = rows.filter(reduce(or_, map(in_own_words, question.words), knows))
    rows = _ranked(rows, question, topic, place if question.places else _points(), language)
    rows = rows.annotate(active=_points((is_active(), IS_ACTIVE))).annotate(
        points=F("topic") + F("in_place") + F("speaks") + F("active")
    )
    best = list(rows.order_by("-meets", "-points", "slug")[:MOST])
    return _with_reasons(best, question, kin, codes), rows.count()


def _about(concepts: Sequence[str]) -> QuerySet[Resource]:
    """The resources of the library filed under one of the concepts."""
    lines = ResourceConcept.objects.filter(resource=OuterRef("pk"), concept__in=concepts)
    found: QuerySet[Resource] = Resource.objects.listed().filter(Exists(lines))
    return found


def _shared(concepts: Sequence[str]) -> Combinable:
    """A point for each resource about the concepts that the organisation shared, up to five."""
    if not concepts:
        return _points()
    mine = _about(concepts).filter(contributed_for=OuterRef("pk")).order_by().values("contributed_for")
    return Least(Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0), MOST_SHARED)


def in_own_words(word: str) -> Q:
    """Organisations in whose description, tags or name a word stands."""
    return (
        Q(summary__icontains=word)
        | Q(expertise__icontains=word)
        | Q(name__icontains=word)
        | Q(name_en__icontains=word)
    )


def _with_reasons(
    best: Sequence[Organisation], question: Question, kin: Sequence[Kin], codes: frozenset[str]
) -> list[Found[Organisation]]:
    """Four queries for the lines that answer."""
    keys = [each.pk for each in best]
    about = [concept for one in kin for concept in (one.concept, *one.narrower)]
    theirs = _about(about).filter(contributed_for__in=keys).order_by()
    shared = dict(theirs.values_list("contributed_for").annotate(number=Count("pk")))
    knows = _values(OrganisationConcept.objects.all(), "organisation_id", "concept_id", keys, _related(kin))
    places = _values(OrganisationPlace.objects.all(), "organisation_id", "place_id", keys, codes)
    languages = _values(
        OrganisationLanguage.objects.all(), "organisation_id", "language", keys, question.languages
    )
    return [
        Found(
            each,
            each.points,  # type: ignore[attr-defined]
            each.meets,  # type: ignore[attr-defined]
            tuple(knows.get(each.pk, ())),
            tuple(word for word in question.words if _says(each, word)),
            shared.get(each.pk, 0),
            _places_of(each.place_id, places.get(each.pk, ()), codes) if question.places else (),
            tuple(languages.get(each.pk, ())),
        )
        for each in best
    ]


def _says(organisation: Organisation, word: str) -> bool:
    said = (organisation.summary, organisation.name, organisation.name_en, *organisation.expertise)
    return any(word.casefold() in text.casefold() for text in said)


def _places_of(own: str, others: Iterable[str], codes: frozenset[str]) -> tuple[str, ...]:
    """The places by which a place asked for is met: its own first, the whole world where nothing nearer is."""
    near = tuple(dict.fromkeys([*([own] if own in codes else []), *others]))
    return near or ((WORLD,) if own == WORLD else ())


def _related(kin: Sequence[Kin]) -> list[str]:
    return [concept for one in kin for concept in one.all]


def _values(
    lines: QuerySet, owner: str, column: str, keys: Iterable[int], values: Iterable[str]
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = lines.filter(**{f"{owner}__in": list(keys), f"{column}__in": list(values)})
    for key, value in rows.order_by("pk").values_list(owner, column):
        found.setdefault(key, []).append(value)
    return found


def takes_part_alone() -> Q:
    """People who are members by themselves today."""
    today = timezone.now().date()
    until = Q(individual_until__isnull=True) | Q(individual_until__gt=today)
    return Q(individual_since__lte=today) & until


def shown_people() -> QuerySet[Person]:
    """People who agreed to be named and take part today: for an organisation, or as individual members."""
    mandates = Mandate.objects.current().filter(person=OuterRef("pk"))
    found: QuerySet[Person] = Person.objects.filter(
        Q(Exists(mandates)) | takes_part_alone(),
        shows_name=True,
        is_active=True,
        erased_at__isnull=True,
    ).exclude(name="")
    return found


def _people(
    question: Question, kin: Sequence[Kin], codes: frozenset[str]
) -> tuple[list[Found[Person]], int, dict[int, list[Organisation]]]:
    mine = {"person": OuterRef("pk")}
    topic = _sum(_of_concepts(PersonConcept.objects.filter(**mine), kin))
    for_whom = Mandate.objects.current().filter(**mine)
    place = _points(
        (Q(place_id__in=codes) | Q(Exists(for_whom.filter(organisation__place__in=codes))), IN_PLACE),
        (Exists(for_whom.filter(organisation__place=WORLD)), WORLDWIDE),
    )
    speaks = PersonLanguage.objects.filter(**mine, language__in=question.languages)
    rows = shown_people()
    if question.has_topic:
        rows = rows.filter(pk__in=PersonConcept.objects.filter(concept__in=_related(kin)).values("person"))
    rows = _ranked(
        rows, question, topic, place if question.places else _points(), _points((Exists(speaks), SPEAKS))
    ).annotate(points=F("topic") + F("in_place") + F("speaks"))
    best = list(rows.order_by("-meets", "-points", "name", "pk").fetch_mode(settings.PAGE_FETCH_MODE)[:MOST])
    keys = [each.pk for each in best]
    knows = _values(PersonConcept.objects.all(), "person_id", "concept_id", keys, _related(kin))
    languages = _values(PersonLanguage.objects.all(), "person_id", "language", keys, question.languages)
    affiliations = affiliations_of(keys)
    found = [
        Found(
            each,
            each.points,
            each.meets,
            tuple(knows.get(each.pk, ())),
            (),
            0,
            _places_of_person(each, affiliations.get(each.pk, ()), codes) if question.places else (),
            tuple(languages.get(each.pk, ())),
        )
        for each in best
    ]
    return found, rows.count(), affiliations


def _places_of_person(
    person: Person, bodies: Iterable[Organisation], codes: frozenset[str]
) -> tuple[str, ...]:
    own = person.place_id or ""
    homes = [body.place_id for body in bodies]
    near = tuple(dict.fromkeys(code for code in (own, *homes) if code in codes))
    return near or ((WORLD,) if WORLD in homes else ())


def affiliations_of(people: Iterable[int]) -> dict[int, list[Organisation]]:
    """For whom each person acts today. One query."""
    found: dict[int, list[Organisation]] = {}
    held = Mandate.objects.current().filter(person__in=list(people)).select_related("organisation")
    for mandate in held.order_by("starts_at", "pk"):
        bodies = found.setdefault(mandate.person_id, [])
        if mandate.organisation not in bodies:
            bodies.append(mandate.organisation)
    return found
