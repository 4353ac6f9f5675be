"""Finding who knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.directory import letters
from intersession.directory.asking import CONCEPT, LANGUAGE, PLACE, WORD, Part, Question
from intersession.directory.expertise import Answer, Found, alternatives_to, who_knows
from intersession.directory.forms import clean, read_question
from intersession.directory.queries import languages_in_use, topics_in_use
from intersession.directory.regions import UN_GROUPS, WIDER, region_name
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import with_query
from intersession.members.words import MEMBER, standing_words
from intersession.people.models import Organisation, Person
from intersession.places.models import WORLD
from intersession.places.names import sort_key
from intersession.places.queries import CONTINENTS, SUBREGIONS, all_places
from intersession.vocabulary.queries import preferred_labels

# Concept → its label in the reader's language.
type Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who answers, with the reason in words and what they do not meet."""

    who: Person | Organisation
    url: str
    write_url: str
    reasons: Sequence[object]
    lacks: Sequence[object]
    groups: Sequence[Organisation] = ()
    standing: object = ""
    is_member: bool = False


@allow("directory.find_expertise")
@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """One question box and a few fields; people and organisations who answer, each with the reason."""
    actor = request.actor  # type: ignore[attr-defined]
    question = read_question(request.GET)
    answer = who_knows(actor, question)
    others = alternatives_to(actor, answer)
    found = [answer, *(other for _label, other in others)]
    people = [one.who.pk for each in found for one in each.people]
    bodies = [one.who.pk for each in found for one in each.organisations]
    may_write = actor.holds("directory.write_letter")
    open_people = letters.can_be_written_to(people) if may_write and people else frozenset()
    open_bodies = letters.reachable_organisations(bodies) if may_write and bodies else frozenset()
    labels = preferred_labels()
    context = {
        "text": clean(request.GET.get("q", "")),
        "topic": clean(request.GET.get("topic", "")),
        "chips": [chip(request, part, labels) for part in question.parts],
        "question": question,
        "answer": answer,
        "people": [person_line(one, answer, open_people, labels) for one in answer.people],
        "organisations": [
            organisation_line(one, answer, open_bodies, labels) for one in answer.organisations
        ],
        "others": [
            (
                label,
                [person_line(one, other, open_people, labels) for one in other.people]
                + [organisation_line(one, other, open_bodies, labels) for one in other.organisations],
            )
            for label, other in others
        ],
        "is_asked": bool(answer.asked),
        "chosen_place": request.GET.get("place", ""),
        "chosen_language": request.GET.get("language", ""),
        "places": place_options(),
        "languages": language_options(request.GET.get("language", "")),
        "topics": list(labels.values()),
        "known": known_topics(labels) if not answer.everyone else [],
        "may_write": may_write,
    }
    return page(request, "directory/experts.html", context)


def words_of(part: Part, labels: Labels) -> str:
    """A part in the reader's language."""
    match part.sort:
        case "concept":
            return labels.get(part.value, part.value)
        case "place":
            return region_name(part.value) if part.value != WORLD else _("Worldwide")
        case "language":
            return language_name(part.value)
    return part.typed or part.value


SORTS = {CONCEPT: "topic", PLACE: "place", LANGUAGE: "language", WORD: "word"}


def chip(request: HttpRequest, part: Part, labels: Labels) -> dict[str, object]:
    """A part as a chip, with the address that takes it away."""
    without = request.GET.getlist("without")
    changes: dict[str, str | list[str] | None] = {"without": [*without, part.key][:50]}
    if not part.typed:
        name = SORTS[part.sort] if part.sort != CONCEPT else "concept"
        rest = [value for value in request.GET.getlist(name) if value != part.value]
        changes = {name: rest or None}
    return {
        "sort": part.sort,
        "label": words_of(part, labels),
        "typed": part.typed,
        "url": with_query(request, **changes),
    }


def known_topics(labels: Labels) -> list[tuple[str, str, int]]:
    """(concept, label, how many organisations say they know it), the most known first."""
    return [(concept, labels.get(concept, concept), number) for concept, number in topics_in_use()]


def place_options() -> list[tuple[object, list[tuple[str, str]]]]:
    """(heading, (value, name) of each) for the choice of a place."""

    def named(codes: Sequence[str]) -> list[tuple[str, str]]:
        return sorted(((code, region_name(code)) for code in codes), key=lambda pair: sort_key(pair[1]))

    return [
        (_("Regions (M49)"), named((*CONTINENTS, *WIDER, *SUBREGIONS))),
        (_("UN regional groups"), named(UN_GROUPS)),
        (_("Countries and territories"), [(place.code, place.name) for place in all_places()]),
    ]


def language_options(chosen: str) -> list[tuple[str, str]]:
    """The languages somebody works in or can be asked in."""
    tags = languages_in_use() | ({chosen} if chosen else set())
    return sorted(((tag, language_name(tag)) for tag in tags), key=lambda pair: sort_key(pair[1]))


def lacks_of(one: Found[Person] | Found[Organisation], question: Question) -> list[object]:
    """The parts of the question that somebody does not meet, in words."""
    lacks: list[object] = []
    if question.has_topic and not (one.knows or one.words or one.shared):
        lacks.append(_("does not say it knows about the topic"))
    if question.places and not one.places:
        lacks.append(_("does not say it works there"))
    if question.languages and not one.languages:
        lacks.append(_("does not say it works in the language"))
    return lacks


def reasons_of(one: Found[Person] | Found[Organisation], question: Question, labels: Labels) -> list[object]:
    """Why somebody is listed, in words that can be checked on their page."""
    reasons: list[object] = []
    exact = [concept for concept in one.knows if concept in question.concepts]
    near = [concept for concept in one.knows if concept not in question.concepts]
    # Whoever joined speaks for itself; of all others we know only what the records say.
    speaks = isinstance(one.who, Person) or one.who.member_since is not None
    comma = _(", ")
    if exact:
        says = _("says it knows: %(what)s") if speaks else _("the records say it knows: %(what)s")
        reasons.append(says % {"what": comma.join(labels.get(each, each) for each in exact)})
    if near:
        says = (
            _("says it knows what is near to it: %(what)s")
            if speaks
            else _("the records say it knows what is near to it: %(what)s")
        )
        reasons.append(says % {"what": comma.join(labels.get(each, each) for each in near)})
    if one.words:
        reasons.append(_("its own words or records say: %(what)s") % {"what": comma.join(one.words)})
    if one.shared:
        told = ngettext(
            "shared %(number)s resource about it", "shared %(number)s resources about it", one.shared
        )
        reasons.append(told % {"number": one.shared})
    places = [region_name(code) for code in one.places]
    if one.places == (WORLD,):
        reasons.append(_("works worldwide"))
    elif places:
        shown = comma.join(places[:4]) + (" …" if len(places) > 4 else "")
        reasons.append(_("works in: %(places)s") % {"places": shown})
    if one.languages:
        reasons.append(
            _("language: %(languages)s")
            % {"languages": comma.join(language_name(each) for each in one.languages)}
        )
    return reasons


def organisation_line(
    one: Found[Organisation], answer: Answer, open_ones: frozenset[int], labels: Labels
) -> Line:
    body = one.who
    standing: str = body.standing  # type: ignore[attr-defined]
    return Line(
        body,
        reverse("directory:organisation", args=[body.slug]),
        reverse("directory:write_to_organisation", args=[body.slug]) if body.pk in open_ones else "",
        reasons_of(one, answer.question, labels),
        lacks_of(one, answer.question),
        standing=standing_words(standing),
        is_member=standing == MEMBER,
    )


def person_line(one: Found[Person], answer: Answer, open_ones: frozenset[int], labels: Labels) -> Line:
    person = one.who
    return Line(
        person,
        "",
        reverse("directory:write_to_person", args=[person.pk]) if person.pk in open_ones else "",
        reasons_of(one, answer.question, labels),
        lacks_of(one, answer.question),
        groups=answer.affiliations.get(person.pk, ()),
    )
