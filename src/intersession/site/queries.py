"""What the front page shows: counted and chosen from what is stored, nothing written by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.atlas.maps import WorldMap, map_values
from intersession.atlas.models import Assessment, Law, Ratification, Value
from intersession.atlas.verdicts import NOT_ASSESSED, verdict_of
from intersession.atlas.words import CRITERIA, CriterionWords
from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.audit.verbs import Verb
from intersession.decisions import queries as decisions
from intersession.decisions.models import State as DecisionState
from intersession.helplines import queries as helplines
from intersession.helplines.models import Channel, Service
from intersession.library import queries as library
from intersession.library.models import Resource, ResourceLanguage
from intersession.papers import queries as papers
from intersession.papers.models import State as PaperState
from intersession.places.models import Kind, Place
from intersession.places.queries import in_order
from intersession.questions import queries as questions
from intersession.vocabulary.models import Concept, Label

NAMED = 6
NEW_RESOURCES, NEW_LAWS = 3, 2
# How far back in the log one looks for additions: a load writes many lines at once.
LINES_OF_THE_LOG = 400
# The first criteria of the list are those that reviews of the world's laws ask about most.
CORE = 5
# (step, tone on the map, words)
STEPS: tuple[tuple[str, str, Promise], ...] = (
    ("most", "solid", gettext_lazy("Four or five of five")),
    ("some", "stripes", gettext_lazy("Two or three")),
    ("one", "light", gettext_lazy("One")),
    ("none", "dots", gettext_lazy("None of those assessed")),
    ("not-assessed", "empty", gettext_lazy("Not assessed")),
)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing, so that somebody who knows can help. Every figure is counted now."""

    channels: int
    due: int
    without_service: list[Place]

    @property
    def named(self) -> list[Place]:
        """Some countries without a service: others each day, so that every one is asked for in turn."""
        if len(self.without_service) <= NAMED:
            return self.without_service
        start = timezone.now().date().toordinal() * NAMED % len(self.without_service)
        return in_order((self.without_service * 2)[start : start + NAMED])


@dataclass(frozen=True, slots=True)
class Figures:
    """How much is on file."""

    services: int
    helped_places: int
    resources: int
    languages: int
    laws: int
    law_places: int
    standings: int
    concepts: int
    label_languages: int


@dataclass(frozen=True, slots=True)
class Addition:
    """A resource or a law that came or changed lately, by the log."""

    record: Resource | Law
    is_law: bool
    added_on: date
    languages: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the front page's map, and the countries on it."""

    label: object
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Overview:
    """How many of the core criteria each country is recorded to meet: as a map and as lists."""

    criteria: Sequence[CriterionWords]
    map: WorldMap
    steps: list[Step]
    assessed: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Something of the coalition that is open now: where, until when, and what one can do."""

    tag: object
    room: object
    title: str
    language: str
    url: str
    words: object


def day_of(moment: datetime | None) -> str:
    """A day in the reader's words; nothing for none."""
    return date_format(moment, "DATE_FORMAT") if moment else ""


def open_now(actor: Actor) -> list[Invitation]:
    """The first three of: votes that are open, papers open for comments or in last call, unanswered questions."""
    now = timezone.now()
    found = [
        Invitation(
            _("Open until %(day)s") % {"day": day_of(decision.closes_at)},
            _("Decision"),
            decision.title,
            decision.language,
            decision.get_absolute_url(),
            _("The member organisations vote. Everybody sees the question and the rules."),
        )
        for decision in decisions.listed(actor, DecisionState.OPEN, now)[:2]
    ]
    calls = papers.papers(actor, {"state": [PaperState.COMMENTS, PaperState.LAST_CALL]})
    found += [
        Invitation(
            _("Open until %(day)s") % {"day": day_of(paper.state_until)},
            paper.get_kind_display(),
            paper.title,
            paper.language,
            paper.get_absolute_url(),
            paper.get_state_display(),
        )
        for paper in calls.filter(state_until__gt=now)[:2]
    ]
    waiting = questions.listed(actor, questions.Wanted(state="open"))
    found += [
        Invitation(
            _("Waits for an answer"),
            _("Question"),
            question.title,
            question.language,
            question.get_absolute_url(),
            _("A member asks the coalition. Do you know?"),
        )
        for question in waiting[:2]
    ]
    return found[:3]


def gaps(places: Sequence[Place]) -> Gaps:
    """Channels waiting for a check, and the countries for which no service is known."""
    helped = helplines.service_counts()
    countries = [place for place in places if place.kind == Kind.COUNTRY]
    return Gaps(
        channels=Channel.objects.filter(withdrawn_on=None, service__withdrawn_on=None).count(),
        due=helplines.due_channels().count(),
        without_service=[place for place in countries if place.code not in helped],
    )


def figures(actor: Actor) -> Figures:
    """How much is on file, in a handful of counts."""
    services = Service.objects.filter(withdrawn_on=None).aggregate(
        rows=Count("pk"), places=Count("place", distinct=True)
    )
    laws = Law.objects.aggregate(rows=Count("pk"), places=Count("place", distinct=True))
    seen = library.seen_by(actor)
    lines = ResourceLanguage.objects.filter(resource__in=seen)
    return Figures(
        services=services["rows"],
        helped_places=services["places"],
        resources=seen.count(),
        languages=lines.values("language").distinct().count(),
        laws=laws["rows"],
        law_places=laws["places"],
        standings=Ratification.objects.filter(reading="").count(),
        concepts=Concept.objects.count(),
        label_languages=Label.objects.values("language").distinct().count(),
    )


def overview(places: Sequence[Place]) -> Overview:
    """The world by how many core criteria are recorded as met. A country without any reading is not assessed."""
    core = CRITERIA[:CORE]
    readings: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = Assessment.objects.filter(criterion__in=[words.id for words in core])
    for place, criterion, value in rows.values_list("place_id", "criterion_id", "value"):
        readings[place, criterion].append(value)
    met: Counter[str] = Counter()
    for (place, _criterion), values in readings.items():
        met[place] += verdict_of(values, NOT_ASSESSED) == Value.YES
    step_of = {place: step(count) for place, count in met.items()}
    steps = [
        Step(label, [place for place in places if step_of.get(place.code) == value])
        for value, _tone, label in STEPS[:-1]
    ]
    label = _("How many of five criteria each country’s law is recorded to meet")
    return Overview(core, WorldMap(label, map_values(STEPS, step_of)), steps, len(step_of))


def step(met: int) -> str:
    """The step of the map a number of criteria stands on."""
    return "most" if met >= 4 else "some" if met >= 2 else "one" if met else "none"


def additions(actor: Actor) -> list[Addition]:
    """What came or changed lately: the newest days first, within a day the newest year first."""
    resources = _latest(Resource, (Verb.RESOURCE_PUBLISHED, Verb.RESOURCE_LOADED))
    laws = _latest(Law, (Verb.LAW_LOADED,))
    seen = library.seen_by(actor)
    new = _newest(seen.filter(pk__in=[int(key) for key in resources]), resources, NEW_RESOURCES)
    passed = _newest(Law.objects.filter(pk__in=list(laws)), laws, NEW_LAWS)
    shown = library.resources_in_order(actor, new)
    lines = library.lines_of(shown)
    listed = Law.objects.select_related("place").fetch_mode(settings.PAGE_FETCH_MODE).in_bulk(passed)
    return [
        *(Addition(one, False, resources[str(one.pk)], lines[one.pk].languages) for one in shown),
        *(Addition(listed[key], True, laws[key], []) for key in passed),
    ]


def _newest(rows: QuerySet, days: dict[str, date], count: int) -> list[Any]:
    """The keys of the first rows in the order of their day in the log, then of their year."""
    years = list(rows.values_list("pk", "year"))
    years.sort(key=lambda row: (days[str(row[0])], row[1] or 0, str(row[0])), reverse=True)
    return [key for key, _year in years[:count]]


def _latest(model: type[Resource] | type[Law], verbs: tuple[Verb, ...]) -> dict[str, date]:
    """Keys of the records the newest lines of the log speak of, and the day of the line."""
    lines = Event.objects.filter(
        subject_type=subject_label(model), verb__in=[verb.value for verb in verbs], is_public=True
    ).order_by("-id")
    found: dict[str, date] = {}
    for key, at in lines.values_list("subject_id", "at")[:LINES_OF_THE_LOG]:
        found.setdefault(key, at.date())
    return found
