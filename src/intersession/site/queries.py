"""What the front page shows: counted and chosen from what is stored, nothing written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.atlas import queries as atlas
from intersession.atlas.maps import WorldMap
from intersession.atlas.models import Assessment, Law, Ratification
from intersession.atlas.words import CRITERIA, CRITERION_WORDS, CriterionWords
from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.audit.verbs import Verb
from intersession.helplines import queries as helplines
from intersession.helplines.models import Channel, Service
from intersession.library import queries as library
from intersession.library.models import Resource, ResourceLanguage
from intersession.places.models import Kind, Place
from intersession.places.queries import all_places, in_order
from intersession.vocabulary.models import Concept, Label

NAMED = 6
NEW_RESOURCES, NEW_LAWS = 4, 2
# How far back in the log one looks for additions: a load writes many lines at once.
LINES_OF_THE_LOG = 400


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


@dataclass(frozen=True, slots=True)
class Question:
    """The criterion most countries are assessed under, and the world's answers to it."""

    criterion: CriterionWords
    map: WorldMap
    assessed: int


def gaps() -> Gaps:
    """Channels waiting for a check, and the countries for which no service is known."""
    helped = helplines.service_counts()
    countries = [place for place in all_places() if place.kind == Kind.COUNTRY]
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


def question() -> Question | None:
    """The criterion for the front page's map; nothing while no country is assessed."""
    counted: QuerySet = Assessment.objects.order_by().values_list("criterion_id")
    places = dict(counted.annotate(places=Count("place", distinct=True)))
    known = [words for words in CRITERIA if places.get(words.id)]
    if not known:
        return None
    chosen = max(known, key=lambda words: places[words.id])
    criterion = CRITERION_WORDS[chosen.id]
    findings = atlas.findings_under(criterion)
    return Question(criterion, atlas.criterion_map(_("Answers by country"), findings), len(findings))


def additions(actor: Actor) -> list[Addition]:
    """What came or changed lately: the newest days first, within a day the newest year first."""
    resources = _latest(Resource, (Verb.RESOURCE_PUBLISHED, Verb.RESOURCE_LOADED))
    laws = _latest(Law, (Verb.LAW_LOADED,))
    seen = library.for_list(library.seen_by(actor)).filter(pk__in=[int(key) for key in resources])
    found = [Addition(each, False, resources[str(each.pk)]) for each in seen]
    listed = Law.objects.filter(pk__in=list(laws)).select_related("place")
    passed = [Addition(each, True, laws[each.pk]) for each in listed.fetch_mode(settings.PAGE_FETCH_MODE)]
    chosen = _newest(found)[:NEW_RESOURCES] + _newest(passed)[:NEW_LAWS]
    return _newest(chosen)


def _newest(found: list[Addition]) -> list[Addition]:
    return sorted(
        found, key=lambda one: (one.added_on, one.record.year or 0, str(one.record.pk)), reverse=True
    )


def _latest(model: type[Resource] | type[Law], verbs: tuple[Verb, ...]) -> dict[str, date]:
    """Keys of the records the newest lines of the log speak of, and the day of the line."""
    lines = Event.objects.filter(
        subject_type=subject_label(model), verb__in=[verb.value for verb in verbs], is_public=True
    ).order_by("-id")
    found: dict[str, date] = {}
    for key, at in lines.values_list("subject_id", "at")[:LINES_OF_THE_LOG]:
        found.setdefault(key, at.date())
    return found
