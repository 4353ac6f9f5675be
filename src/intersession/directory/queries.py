"""What the list and the pages of organisations ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from anyascii import anyascii
from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.audit.models import Event
from intersession.directory.regions import in_continents, region_of
from intersession.library.models import Resource
from intersession.library.queries import bare, seen_by
from intersession.members.models import (
    OrganisationConcept,
    OrganisationKey,
    OrganisationLanguage,
    OrganisationPlace,
    PersonLanguage,
)
from intersession.members.names import fold
from intersession.members.words import FORMER, MEMBER
from intersession.people.models import Organisation, Proxy, is_member_now
from intersession.places.models import Place
from intersession.places.names import sort_key
from intersession.vocabulary.models import Concept

# In the order in which the page offers them.
FILTERS = ("group", "region", "un_group", "country", "concept", "language", "activity", "relation")
# Facets an organisation may have several values of, and where these stand.
LINES = {"concept": (OrganisationConcept, "concept_id"), "language": (OrganisationLanguage, "language")}
ACTIVE, SILENT = "active", "silent"
# An organisation is active when something was done for it within so long.
RECENTLY = timedelta(days=365)
MOST_WORDS = 8
MOST_SHARED = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked the list for: words, and the chosen values of each filter."""

    words: str = ""
    chosen: Mapping[str, list[str]] = field(default_factory=dict)

    def without(self, *names: str) -> Wanted:
        """The same with some filters open."""
        return Wanted(self.words, {key: values for key, values in self.chosen.items() if key not in names})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.chosen)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many organisations share these values."""

    group: str
    region: str
    un_group: str
    country: str
    activity: str
    relation: str
    number: int

    def fits(self, chosen: Mapping[str, list[str]]) -> bool:
        return all(getattr(self, name) in values for name, values in chosen.items())


def standing() -> Case:
    """The tie of an organisation to the coalition: a member, a former one, or the records' own word."""
    return Case(
        When(is_member_now(), then=Value(MEMBER)),
        When(member_since__lte=timezone.now().date(), then=Value(FORMER)),
        default=F("relation"),
    )


def is_active() -> Q:
    """Organisations somebody did something for lately, or that became members lately.

    Only what anybody may see counts: else the list would tell of ballots and letters.
    """
    since = timezone.now() - RECENTLY
    done = Event.objects.filter(organisation=OuterRef("pk"), at__gte=since, is_public=True)
    return Q(Exists(done)) | Q(member_since__gte=since.date(), member_since__lte=timezone.now().date())


def condition(name: str, values: list[str]) -> Q:
    """The organisations with one of these values of a filter."""
    match name:
        case "group":
            return Q(stakeholder_group__in=values)
        case "region":
            return in_continents(values)
        case "un_group":
            return Q(place__un_group__in=values)
        case "country":
            return Q(place_id__in=values)
        case "relation":
            return Q(standing__in=values)
        case "activity":
            return is_active() if ACTIVE in values else ~is_active()
    model, column = LINES[name]
    lines = model.objects.filter(organisation=OuterRef("pk"), **{f"{column}__in": values})
    return Q(Exists(lines))


def named(word: str) -> Q:
    """Organisations with a name, acronym or other name in which a word stands, as typed or in Latin letters.

    The address of an organisation is its name in plain Latin letters, so "telefonica" finds Telefónica on
    either database, and a name in another script is found by how it sounds.
    """
    also = Organisation.objects.filter(aliases__name__icontains=word).values("pk")
    fits = Q(name__icontains=word) | Q(name_en__icontains=word) | Q(acronym__icontains=word) | Q(pk__in=also)
    if folded := fold(word):
        keys = OrganisationKey.objects.filter(key__startswith=folded)
        fits |= Q(pk__in=keys.values("organisation"))
    for plain in {slugify(word), slugify(anyascii(word))} - {""}:
        fits |= Q(slug__contains=plain)
    return fits


def organisations(actor: Actor, wanted: Wanted | None = None) -> QuerySet[Organisation]:
    """Organisations this actor may see and the reader asked for, with `place` and `standing`.

    What was merged into another is found there. Exact names come first where words were typed.
    """
    wanted = wanted or Wanted()
    found = Organisation.objects.standing_alone().filter(actor.scope("directory.view_organisation"))
    found = found.annotate(standing=standing())
    for name, values in wanted.chosen.items():
        # Active and silent together are everybody.
        if not (name == "activity" and {ACTIVE, SILENT} <= set(values)):
            found = found.filter(condition(name, values))
    for word in wanted.words.split()[:MOST_WORDS]:
        found = found.filter(named(word))
    order: tuple[str | Case, ...] = ("slug",)
    if words := wanted.words:
        exact = Q(acronym__iexact=words) | Q(name__iexact=words) | Q(name_en__iexact=words)
        begins = Q(name__istartswith=words) | Q(acronym__istartswith=words) | Q(name_en__istartswith=words)
        order = (Case(When(exact, then=0), When(begins, then=1), default=2), "slug")
    listed: QuerySet[Organisation] = found.select_related("place").order_by(*order)
    return listed.fetch_mode(settings.PAGE_FETCH_MODE)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many organisations fit, and for each filter its values with how many each would leave."""

    total: int
    values: Mapping[str, list[tuple[str, int]]]


def counts(actor: Actor, wanted: Wanted) -> Counts:
    """The counts of a list, the most frequent values first. Four queries, however many there are.

    Filters of one value are counted from one table of all their combinations; a filter in use is counted
    without itself, since choosing more of it widens.
    """
    singles = [name for name in FILTERS if name not in LINES]
    cells = list(_cells(actor, wanted.without(*singles)))
    chosen = {name: values for name, values in wanted.chosen.items() if name in singles}
    found: dict[str, Counter[str]] = {}
    for name in singles:
        others = {other: values for other, values in chosen.items() if other != name}
        found[name] = Counter()
        for cell in cells:
            if cell.fits(others):
                found[name][getattr(cell, name)] += cell.number
    for name, (model, column) in LINES.items():
        lines = model.objects.filter(organisation__in=_bare(actor, wanted.without(name)))
        found[name] = Counter(dict(lines.order_by().values_list(column).annotate(Count("pk"))))
    total = sum(cell.number for cell in cells if cell.fits(chosen))
    return Counts(total, {name: _ordered(found[name], wanted.chosen.get(name, [])) for name in FILTERS})


def _bare(actor: Actor, wanted: Wanted) -> QuerySet:
    return organisations(actor, wanted).order_by().values("pk")


def _cells(actor: Actor, wanted: Wanted) -> Iterator[Cell]:
    """How many organisations share each combination of values. Two queries."""
    places = {code: rest for code, *rest in Place.objects.values_list("code", "region", "un_group")}
    active = Case(When(is_active(), then=Value(ACTIVE)), default=Value(SILENT))
    rows = (
        organisations(actor, wanted)
        .order_by()
        .annotate(activity=active)
        .values_list("stakeholder_group", "place_id", "activity", "standing")
        .annotate(number=Count("pk"))
    )
    for group, country, activity, relation, number in rows:
        region, un_group = places[country]
        yield Cell(group, region_of(region), un_group, country, activity, relation, number)


def _ordered(counted: Counter[str], chosen: Iterable[str]) -> list[tuple[str, int]]:
    for value in chosen:
        counted.setdefault(value, 0)
    counted.pop("", None)
    return sorted(counted.items(), key=lambda pair: (-pair[1], sort_key(pair[0])))


@dataclass(frozen=True, slots=True)
class Lines:
    """What an organisation knows and where it works: concepts, languages, and places beside its own."""

    concepts: list[str]
    languages: list[str]
    places: list[str]


def lines_of(keys: Iterable[int]) -> dict[int, Lines]:
    """The lines of each organisation. Three queries, however many."""
    found = {key: Lines([], [], []) for key in keys}
    concepts = OrganisationConcept.objects.order_by("concept__position")
    for key, concept in concepts.filter(organisation__in=found).values_list("organisation_id", "concept_id"):
        found[key].concepts.append(concept)
    languages = OrganisationLanguage.objects.order_by("language")
    for key, language in languages.filter(organisation__in=found).values_list("organisation_id", "language"):
        found[key].languages.append(language)
    places = OrganisationPlace.objects.order_by("place_id")
    for key, place in places.filter(organisation__in=found).values_list("organisation_id", "place_id"):
        found[key].places.append(place)
    return found


def organisation_for(actor: Actor, slug: str) -> Organisation:
    """The organisation of a page, merged or not, with `place`, `standing` and names; 404 with a sentence else."""
    found: Organisation | None = (
        Organisation.objects.filter(actor.scope("directory.view_organisation"), slug=slug)
        .annotate(standing=standing())
        .select_related("place", "merged_into")
        .prefetch_related("aliases")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("No organisation is listed at this address."))
    return found


def proxies_of(organisation: Organisation) -> list[Proxy]:
    """The proxies in force that it gave or holds, with both sides."""
    concerned = Q(organisation=organisation) | Q(holder_organisation=organisation)
    return list(
        Proxy.objects.current()
        .filter(concerned)
        .select_related("organisation", "holder_organisation", "holder_person")
        .order_by("ends_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def last_act_of(organisation: Organisation) -> datetime | None:
    """When something was last done for it that anybody may see."""
    found: datetime | None = Event.objects.filter(organisation=organisation, is_public=True).aggregate(
        last=Max("at")
    )["last"]
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """What an organisation brought into the library: how much, and what came last."""

    number: int
    latest: Sequence[Resource]


def shared_by(actor: Actor, organisation: Organisation) -> Shared:
    """The resources contributed for an organisation that this actor sees in lists. One query."""
    rows = seen_by(actor).filter(contributed_for=organisation).order_by("-published_at", "-pk")
    latest = list(bare(rows).annotate(of_all=Window(Count("*")))[:MOST_SHARED])
    return Shared(latest[0].of_all if latest else 0, latest)


def merged_into(organisation: Organisation) -> list[Organisation]:
    """The organisations that were merged into it."""
    found = Organisation.objects.filter(merged_into=organisation).order_by("slug")
    return list(found.fetch_mode(settings.PAGE_FETCH_MODE))


def languages_in_use() -> set[str]:
    """The languages organisations or people say they work in. Two queries."""
    found = set(OrganisationLanguage.objects.values_list("language", flat=True).distinct())
    return found | set(PersonLanguage.objects.values_list("language", flat=True).distinct())


def topics_in_use() -> list[tuple[str, int]]:
    """Concepts with how many organisations say they know them, the most first. One query."""
    lines = OrganisationConcept.objects.filter(organisation__merged_into__isnull=True).order_by()
    counted = lines.values_list("concept_id").annotate(number=Count("pk"))
    return list(counted.order_by("-number", "concept_id"))[:60]


def known_concepts() -> frozenset[str]:
    return frozenset(Concept.objects.values_list("pk", flat=True))


def new_members(actor: Actor, most: int) -> list[Organisation]:
    """The members of today who joined last."""
    joined = organisations(actor).filter(is_member_now()).order_by("-member_since", "-pk")
    return list(joined[:most])


def everything(actor: Actor, wanted: Wanted) -> Iterator[tuple[Organisation, Lines]]:
    """All organisations asked for with their lines, a few hundred in memory at a time."""
    batch: list[Organisation] = []
    for organisation in organisations(actor, wanted).iterator(chunk_size=500):
        batch.append(organisation)
        if len(batch) == 500:
            yield from _with_lines(batch)
            batch = []
    yield from _with_lines(batch)


def _with_lines(batch: list[Organisation]) -> Iterator[tuple[Organisation, Lines]]:
    lines = lines_of(organisation.pk for organisation in batch)
    for organisation in batch:
        yield organisation, lines[organisation.pk]
