"""Who may know the answer: organisations whose expertise, countries and languages are those of a question.

A concept that is the same counts most, one just above or below it less, then a country the organisation is
based or works in. A language alone is no expertise: it only decides between those that know alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.kit.languages import language_name
from intersession.members.models import OrganisationConcept, OrganisationLanguage, OrganisationPlace
from intersession.people.models import Organisation, is_member_now
from intersession.places.names import place_name
from intersession.questions.models import Answer, Decline, Question, QuestionConcept, QuestionPlace
from intersession.vocabulary.models import Concept
from intersession.vocabulary.queries import preferred_labels

SAME_CONCEPT, NEAR_CONCEPT, SAME_PLACE, SAME_LANGUAGE = 60, 30, 20, 5
MOST = 8


@dataclass(slots=True)
class Reasons:
    """Why somebody may know: concepts they share, concepts nearby, countries, the language."""

    concepts: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    language: str = ""

    @property
    def score(self) -> int:
        """The more telling, the higher."""
        return (
            SAME_CONCEPT * len(self.concepts)
            + NEAR_CONCEPT * len(self.near)
            + SAME_PLACE * len(self.places)
            + SAME_LANGUAGE * bool(self.language)
        )

    def in_words(self, labels: Mapping[str, str]) -> str:
        """“knows about grooming · works in Kenya”."""
        parts = []
        for sentence, names in (
            (_("expertise: %(what)s"), [labels.get(each, each) for each in sorted(self.concepts)]),
            (_("close to its expertise: %(what)s"), [labels.get(each, each) for each in sorted(self.near)]),
            (_("works in: %(what)s"), [place_name(each) for each in sorted(self.places)]),
            (_("language: %(what)s"), [language_name(self.language)] if self.language else []),
        ):
            if names:
                parts.append(sentence % {"what": ", ".join(names)})
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An organisation that may know, and why."""

    organisation: Organisation
    score: int
    why: str


def nearby(concepts: Iterable[str]) -> dict[str, str]:
    """concept just above or below → the concept of the question it is near to. One query."""
    asked = set(concepts)
    rows = Concept.objects.filter(Q(pk__in=asked) | Q(broader__in=asked)).values_list("pk", "broader_id")
    found = {}
    for concept, broader in rows:
        if broader in asked:
            found[concept] = broader
        if concept in asked and broader:
            found.setdefault(broader, concept)
    return {near: concept for near, concept in found.items() if near not in asked}


def suggestions_for(question: Question) -> list[Suggestion]:
    """The members that may know, best first; those that asked, answered or declined are left out."""
    concepts = [line.concept_id for line in question.concept_lines.all()]
    places = [line.place_id for line in question.place_lines.all()]
    reasons: dict[int, Reasons] = defaultdict(Reasons)
    near = nearby(concepts)
    expertise = OrganisationConcept.objects.filter(concept__in=[*concepts, *near])
    for key, concept in expertise.values_list("organisation_id", "concept_id"):
        (reasons[key].near if concept in near else reasons[key].concepts).add(concept)
    lines = OrganisationPlace.objects.filter(place__in=places).values_list("organisation_id", "place_id")
    based = Organisation.objects.filter(is_member_now(), place__in=places).values_list("pk", "place_id")
    for key, place in [*lines, *based]:
        # Where something particular is asked, a country alone tells nothing.
        if not concepts or key in reasons:
            reasons[key].places.add(place)
    for key in OrganisationLanguage.objects.filter(
        language=question.language, organisation__in=list(reasons)
    ).values_list("organisation_id", flat=True):
        reasons[key].language = question.language
    out = [question.organisation_id]
    out += Answer.objects.filter(question=question).values_list("organisation_id", flat=True)
    out += Decline.objects.filter(question=question).values_list("organisation_id", flat=True)
    best = sorted((key for key in reasons if key not in set(out)), key=lambda key: (-reasons[key].score, key))
    members = Organisation.objects.filter(is_member_now(), pk__in=best[: 20 * MOST]).in_bulk()
    labels = preferred_labels()
    return [
        Suggestion(members[key], reasons[key].score, reasons[key].in_words(labels))
        for key in best
        if key in members
    ][:MOST]


def suggested_to(actor: Actor) -> QuerySet[Question]:
    """Open questions the organisation acted for may know the answer to, the oldest first. One query.

    A shared concept, or one just above or below; or the country, of a question that names no concept.
    """
    organisation = actor.organisation
    if organisation is None:
        return Question.objects.none()
    mine = Question.objects.unanswered().exclude(organisation=organisation)
    expertise = OrganisationConcept.objects.filter(organisation=organisation).values("concept")
    asked = QuestionConcept.objects.filter(question=OuterRef("pk"))
    knows = asked.filter(
        Q(concept__in=expertise) | Q(concept__broader__in=expertise) | Q(concept__narrower__in=expertise)
    )
    works = OrganisationPlace.objects.filter(organisation=organisation).values("place")
    there = QuestionPlace.objects.filter(
        Q(place__in=works) | Q(place=organisation.place_id), question=OuterRef("pk")
    )
    return (
        mine.filter(Exists(knows) | (~Exists(asked) & Exists(there)))
        .filter(~Exists(Answer.objects.filter(question=OuterRef("pk"), organisation=organisation)))
        .filter(~Exists(Decline.objects.filter(question=OuterRef("pk"), organisation=organisation)))
        .order_by("asked_at", "pk")
    )


def reasons_for(actor: Actor, questions: Iterable[Question]) -> dict[int, str]:
    """Why each of these is suggested to the organisation acted for, in words. A handful of queries."""
    organisation = actor.organisation
    found = {question.pk: Reasons() for question in questions}
    if organisation is None:
        return {}
    expertise = set(
        OrganisationConcept.objects.filter(organisation=organisation).values_list("concept_id", flat=True)
    )
    near = nearby(expertise)
    for key, concept in QuestionConcept.objects.filter(question__in=found).values_list(
        "question_id", "concept_id"
    ):
        if concept in expertise:
            found[key].concepts.add(concept)
        elif concept in near:
            found[key].near.add(concept)
    works = set(
        OrganisationPlace.objects.filter(organisation=organisation).values_list("place_id", flat=True)
    )
    works.add(organisation.place_id)
    for key, place in QuestionPlace.objects.filter(question__in=found, place__in=works).values_list(
        "question_id", "place_id"
    ):
        found[key].places.add(place)
    labels = preferred_labels()
    return {key: reasons.in_words(labels) for key, reasons in found.items()}
