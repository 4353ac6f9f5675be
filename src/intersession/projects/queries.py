"""What pages ask about projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.library.filing import folded
from intersession.people.models import Organisation
from intersession.projects.models import (
    Audience,
    JointProposal,
    Link,
    ListRow,
    Part,
    Project,
    ProjectList,
    State,
)

STATES = (State.RUNNING, State.PLANNED, State.ENDED)
FILTERS = ("state", "concept", "country", "audience", "organisation", "language")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; the values of one filter are alternatives."""

    state: tuple[str, ...] = ()
    concept: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    language: tuple[str, ...] = ()

    def without(self, name: str) -> Wanted:
        """The same without one filter."""
        return replace(self, **{name: ()})


def narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Project]:
    """The living projects somebody asked for."""
    found: QuerySet[Project] = Project.objects.living().filter(actor.scope("projects.view_project"))
    if wanted.state:
        today = timezone.now().date()
        states = Q()
        for state in wanted.state:
            states |= Q(pk__in=Project.objects.in_state(state, today).values("pk"))
        found = found.filter(states)
    lines: tuple[tuple[tuple[str, ...], QuerySet[Project]], ...] = (
        (wanted.concept, Project.objects.filter(concepts__in=wanted.concept)),
        (wanted.country, Project.objects.filter(places__in=wanted.country)),
        (wanted.audience, Project.objects.filter(audiences__who__in=wanted.audience)),
        (wanted.organisation, Project.objects.filter(parts__organisation__slug__in=wanted.organisation)),
    )
    for values, having in lines:
        if values:
            found = found.filter(pk__in=having.values("pk"))
    if wanted.language:
        found = found.filter(language__in=wanted.language)
    return found


def listed(actor: Actor, wanted: Wanted) -> QuerySet[Project]:
    """The list: what starts or started last comes first."""
    return narrowed(actor, wanted).order_by("-starts_on", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def with_all(projects: QuerySet[Project]) -> QuerySet[Project]:
    """The same with everything a line of a list shows. Five more queries, however many."""
    return projects.select_related("organisation").prefetch_related(
        "concepts", "places", "audiences", "parts__organisation", "proposals__decision"
    )


def filter_counts(actor: Actor, wanted: Wanted) -> dict[str, list[tuple[str, int]]]:
    """How many projects each value of each filter would leave. Eight queries."""
    today = timezone.now().date()
    by_state = narrowed(actor, wanted.without("state"))
    found: dict[str, list[tuple[str, int]]] = {
        "state": [
            (state.value, by_state.filter(pk__in=Project.objects.in_state(state, today).values("pk")).count())
            for state in STATES
        ]
    }
    for name, column in (
        ("concept", "concepts"),
        ("country", "places"),
        ("audience", "audiences__who"),
        ("organisation", "parts__organisation__slug"),
        ("language", "language"),
    ):
        rows = narrowed(actor, wanted.without(name)).order_by()
        counted = rows.exclude(**{column: None}).values_list(column).annotate(rows=Count("pk", distinct=True))
        found[name] = sorted(counted, key=lambda pair: (-pair[1], str(pair[0])))
    return found


def project_for(actor: Actor, slug: str) -> Project:
    """The project at an address, merged and withdrawn ones too; 404 with a sentence for none."""
    found: Project | None = (
        with_all(Project.objects.filter(actor.scope("projects.view_project"), slug=slug))
        .select_related("organisation", "entered_by", "merged_into")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no project at this address."))
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a project and another, seen from the one."""

    kind: str
    other: Project
    because: str
    organisation: Organisation


def said_of(project: Project) -> list[Said]:
    """What it belongs together with and what it is distinct from, whichever of the two said so. One query."""
    links = (
        Link.objects.filter(Q(project=project) | Q(other=project))
        .select_related("project", "other", "organisation")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    return [
        Said(
            each.kind,
            each.other if each.project_id == project.pk else each.project,
            each.because,
            each.organisation,
        )
        for each in links
    ]


def merged_into(project: Project) -> QuerySet[Project]:
    """The projects that were merged into this one."""
    found: QuerySet[Project] = Project.objects.filter(merged_into=project).order_by("pk")
    return found.fetch_mode(settings.PAGE_FETCH_MODE)


def own_projects(actor: Actor) -> QuerySet[Project]:
    """The living projects one may change for the organisation one acts for, by title."""
    if actor.organisation is None:
        return Project.objects.none()
    found: QuerySet[Project] = Project.objects.living().filter(organisation=actor.organisation)
    return found.order_by("title", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def living_by_key(actor: Actor, keys: Iterable[str]) -> Mapping[str, Project]:
    """The living projects behind overlaps, by the key the search has for them. One query."""
    wanted = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 18]
    found = Project.objects.living().filter(actor.scope("projects.view_project"), pk__in=wanted)
    return {str(project.pk): project for project in found}


def names_of_organisations(slugs: Iterable[str]) -> dict[str, str]:
    """Slug → name. One query."""
    return dict(Organisation.objects.filter(slug__in=list(slugs)).values_list("slug", "name"))


def organisations_named(names: Iterable[str]) -> dict[str, Organisation]:
    """Folded name → the one organisation called so, by its name, English name or acronym. One query."""
    wanted = {folded(name) for name in names}
    if not wanted:
        return {}
    found: dict[str, set[int]] = {}
    for pk, *called in Organisation.objects.standing_alone().values_list("pk", "name", "name_en", "acronym"):
        for name in {folded(each) for each in called if each} & wanted:
            found.setdefault(name, set()).add(pk)
    sure = {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}
    held = Organisation.objects.in_bulk(list(sure.values()))
    return {name: held[pk] for name, pk in sure.items()}


# ── who is where ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Grid:
    """Themes × countries: how many projects each pair has. Rows and columns by how many projects they have."""

    concepts: list[str]
    places: list[str]
    cells: Mapping[tuple[str, str], int]
    of_concept: Mapping[str, int]
    of_place: Mapping[str, int]


def grid(actor: Actor, year: int) -> Grid:
    """What the projects of a year are about, and where. One query."""
    pairs = (
        Project.objects.in_year(year)
        .filter(actor.scope("projects.view_project"))
        .order_by()
        .exclude(concepts=None)
        .values_list("concepts", "places")
        .annotate(rows=Count("pk", distinct=True))
    )
    cells = {(concept, place): rows for concept, place, rows in pairs}
    of_concept: Counter[str] = Counter()
    of_place: Counter[str] = Counter()
    for (concept, place), rows in cells.items():
        of_concept[concept] += rows
        of_place[place] += rows
    return Grid(
        [key for key, _rows in sorted(of_concept.items(), key=lambda pair: (-pair[1], pair[0]))],
        [key for key, _rows in sorted(of_place.items(), key=lambda pair: (-pair[1], pair[0]))],
        cells,
        of_concept,
        of_place,
    )


def known_years(actor: Actor) -> list[int]:
    """The years in which projects start or end, and this one; the newest first. One query."""
    days = Project.objects.living().filter(actor.scope("projects.view_project")).order_by()
    found = {timezone.now().year}
    for start, end in days.values_list("starts_on", "ends_on").distinct():
        found |= {start.year} | ({end.year} if end else set())
    return sorted(found, reverse=True)


def works_on(
    concepts: Iterable[str], places: Iterable[str], first: int, last: int
) -> dict[tuple[str, str], int]:
    """How many projects there are for each theme and place in these years. One query."""
    themes, where = list(concepts), list(places)
    if not themes or not where:
        return {}
    pairs = (
        Project.objects.in_year(first)
        .order_by()
        .filter(concepts__in=themes, places__in=where)
        .values_list("concepts", "places")
        .annotate(rows=Count("pk", distinct=True))
        if first == last
        else Project.objects.living()
        .order_by()
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__year__gte=first),
            starts_on__year__lte=last,
            concepts__in=themes,
            places__in=where,
        )
        .values_list("concepts", "places")
        .annotate(rows=Count("pk", distinct=True))
    )
    counted = {(concept, place): rows for concept, place, rows in pairs}
    return {(theme, place): counted.get((theme, place), 0) for theme in themes for place in where}


# ── lists and joint projects ────────────────────────────────────────────────────────────────────


def list_for(actor: Actor, pk: int) -> ProjectList:
    """A list of one's own that is not forgotten yet; 404 with a sentence else."""
    found: ProjectList | None = ProjectList.objects.filter(
        actor.scope("projects.view_batch"), pk=pk, expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise Http404(_("There is no list at this address, or it has expired. Send the file again."))
    return found


def rows_of(batch: ProjectList) -> QuerySet[ListRow]:
    """Its rows, in order."""
    found: QuerySet[ListRow] = ListRow.objects.filter(of_list=batch).select_related("project")
    return found.order_by("line").fetch_mode(settings.PAGE_FETCH_MODE)


def open_lists(actor: Actor) -> QuerySet[ProjectList]:
    """Lists of one's own that wait, the newest first."""
    found: QuerySet[ProjectList] = ProjectList.objects.filter(
        actor.scope("projects.view_batch"), expires_at__gt=timezone.now()
    )
    return found.annotate(row_count=Count("rows")).order_by("-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def joint_projects(actor: Actor, year: int | None = None) -> list[JointProposal]:
    """What is or was proposed as a joint project, of one year or of all. One query."""
    found = JointProposal.objects.select_related("project__organisation", "decision").filter(
        project__in=Project.objects.filter(actor.scope("projects.view_project")),
        decision__announced_at__isnull=False,
    )
    if year is not None:
        found = found.filter(year=year)
    return list(found.order_by("-year", "pk").fetch_mode(settings.PAGE_FETCH_MODE))


def parts_of(organisation: Organisation) -> QuerySet[Part]:
    """What an organisation leads or takes part in, by its own word; the newest first."""
    found: QuerySet[Part] = Part.objects.filter(
        organisation=organisation, confirmed_at__isnull=False, project__withdrawn_at__isnull=True
    ).select_related("project")
    return found.order_by("-project__starts_on", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def audiences_of(project: Project) -> list[str]:
    """For whom it is, in the order it was entered."""
    return list(Audience.objects.filter(project=project).values_list("who", flat=True))
