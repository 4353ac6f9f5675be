"""Projects: the list, the grid, one project, and entering it while overlaps and gaps show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.atlas.tables import csv_response
from intersession.kit.facets import facet
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.overlaps.sketch import Overlap, Sketch
from intersession.places.names import place_name
from intersession.projects import actions, queries
from intersession.projects.actions import Answers
from intersession.projects.forms import (
    JointForm,
    ProjectForm,
    ReasonForm,
    answers_in,
    sketch_of,
    typed_sketch,
)
from intersession.projects.models import ForWhom, Project, State
from intersession.projects.nearness import WORDS, Count, counts_for, near, sketch_of_project
from intersession.projects.queries import Wanted
from intersession.vocabulary.queries import preferred_labels

SIZE = 20
MOST_VALUES, MOST_OPTIONS = 20, 40
MOST_ROWS_OF_CSV = 20_000
GRID_ROWS, GRID_COLUMNS = 15, 12
CROWDED = 3
OVERLAPS_PER_MINUTE = 120
HEAD = (
    "title", "language", "concepts", "countries", "from", "until", "for_whom", "summary", "url", "led_by", "others",
    "state", "address",
)  # fmt: skip


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("projects:projects"), _("Projects")), *more]


def wanted_in(request: HttpRequest) -> Wanted:
    """What an address asks for; values nobody knows find nothing. A state there is none of is a 404."""

    def values(name: str) -> tuple[str, ...]:
        given = request.GET.getlist(name)[:MOST_VALUES]
        return tuple(value for value in given if value.isprintable() and len(value) <= 120)

    found = Wanted(*(values(name) for name in queries.FILTERS))
    if not set(found.state) <= {state.value for state in queries.STATES}:
        raise Http404(_("One of the filters in this address does not exist."))
    return found


@allow("projects.view_project")
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Every project that stands, with filters."""
    actor = actor_of(request)
    wanted = wanted_in(request)
    found = queries.listed(actor, wanted)
    pages = pages_of(request, found.count(), SIZE)
    counts, labels = queries.filter_counts(actor, wanted), preferred_labels()
    names = queries.names_of_organisations([slug for slug, _rows in counts["organisation"][:MOST_OPTIONS]])
    words: tuple[tuple[str, object, Callable[[str], object]], ...] = (
        ("state", _("State"), lambda value: State(value).label),
        ("concept", _("What it is about"), lambda value: labels.get(value, value)),
        ("country", _("Country"), place_name),
        ("audience", _("For whom"), lambda value: ForWhom(value).label),
        ("organisation", _("Organisation"), lambda value: names.get(value, value)),
        ("language", _("Language"), language_name),
    )
    context = {
        "facets": [
            facet(request, name, label, counts[name][:MOST_OPTIONS], in_words, is_open=name == "state")
            for name, label, in_words in words
        ],
        "projects": queries.with_all(found)[pages.offset : pages.offset + SIZE],
        "labels": labels,
        "pages": pages,
        "query": request.GET.urlencode(),
        "is_narrowed": wanted != Wanted(),
        "joint": [each for each in queries.joint_projects(actor, timezone.now().year) if each.is_adopted],
        "year": timezone.now().year,
        "may_enter": actor.holds("projects.enter_project"),
    }
    return page(request, "projects/projects.html", context)


@allow("projects.view_project")
@require_safe
def projects_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a table that can be sent in again."""
    found = queries.with_all(queries.listed(actor_of(request), wanted_in(request)))[:MOST_ROWS_OF_CSV]
    labels = preferred_labels()
    rows = (
        (
            each.title,
            each.language,
            "; ".join(labels.get(concept.pk, concept.pk) for concept in each.concepts.all()),
            "; ".join(place.code for place in each.places.all()),
            each.starts_on,
            each.ends_on or "",
            "; ".join(audience.who for audience in each.audiences.all()),
            each.summary,
            each.url,
            "; ".join(str(part) for part in each.parts.all() if part.leads),
            "; ".join(str(part) for part in each.parts.all() if not part.leads),
            each.state.value,
            request.build_absolute_uri(each.get_absolute_url()),
        )
        for each in found
    )
    return csv_response("projects", HEAD, rows)


# ── the grid ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """How many projects a theme has in a country; `level` says how crowded it is."""

    count: int
    url: str
    level: str
    label: str


def year_in(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    if text and not (text.isascii() and text.isdigit() and 1990 <= int(text[:6]) <= 2100):
        raise Http404(_("There is no such year here."))
    return int(text) if text else timezone.now().year


@allow("projects.view_project")
@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """Themes × countries of a year: crowded and empty cells."""
    actor, year = actor_of(request), year_in(request)
    found, labels = queries.grid(actor, year), preferred_labels()
    everything = request.GET.get("all") == "1"
    concepts = found.concepts if everything else found.concepts[:GRID_ROWS]
    places = found.places if everything else found.places[:GRID_COLUMNS]
    here = reverse("projects:projects")

    def cell(concept: str, place: str) -> Cell:
        count = found.cells.get((concept, place), 0)
        level = "crowded" if count >= CROWDED else "some" if count else "empty"
        about = {"theme": labels.get(concept, concept), "place": place_name(place)}
        label = _("%(theme)s in %(place)s") % about
        return Cell(count, f"{here}?{urlencode({'concept': concept, 'country': place})}", level, label)

    rows = [
        (concept, labels.get(concept, concept), [cell(concept, place) for place in places])
        for concept in concepts
    ]
    cells = [each for _concept, _label, row in rows for each in row]
    context = {
        "year": year,
        "years": queries.known_years(actor),
        "places": [(place, place_name(place)) for place in places],
        "rows": rows,
        "is_whole": len(concepts) == len(found.concepts) and len(places) == len(found.places),
        "empty": sum(each.level == "empty" for each in cells),
        "crowded": sum(each.level == "crowded" for each in cells),
        "of_all": len(cells),
        "crowded_from": CROWDED,
        "trail": trail_to(("", _("Themes and countries"))),
    }
    return page(request, "projects/grid.html", context)


@allow("projects.view_project")
@require_safe
def grid_csv(request: HttpRequest) -> HttpResponse:
    """The whole grid of a year as a table."""
    year = year_in(request)
    found, labels = queries.grid(actor_of(request), year), preferred_labels()
    rows = (
        (
            concept,
            labels.get(concept, concept),
            *(found.cells.get((concept, place), 0) for place in found.places),
        )
        for concept in found.concepts
    )
    return csv_response(f"projects-{year}-themes-countries", ("theme", "label", *found.places), rows)


# ── one project ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shown:
    """An overlap as a page shows it, with what was said of it so far."""

    overlap: Overlap
    words: object
    url: str
    what: str = ""
    because: str = ""
    fault: str = ""


def shown_overlaps(
    sketch: Sketch, typed: Any, without: frozenset[str] = frozenset(), *, is_asked: bool = False
) -> list[Shown] | None:
    """The overlaps with a sketch and what was answered; None when nobody could look."""
    found = near(sketch, without)
    if not found.has_looked:
        return None
    answers = answers_in(typed, [overlap.key for overlap in found.overlaps])
    shown = []
    for overlap in found.overlaps:
        what, because = answers[overlap.key]
        fault = ""
        if is_asked and overlap.is_likely and not what:
            fault = _("Say what it is.")
        elif is_asked and what == "distinct" and len(because) < 10:
            fault = _("Say in some words what makes yours another project.")
        url = f"/{get_language()}{overlap.path}"
        shown.append(Shown(overlap, WORDS[overlap.nearness], url, what, because, fault))
    return shown


@allow("projects.view_project")
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project: who, what, where, when, for whom; what belongs to it; what overlaps with it."""
    return show_project(request, queries.project_for(actor_of(request), slug))


def show_project(request: HttpRequest, found: Project, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a project, with a form as it was sent where something is wrong."""
    actor = actor_of(request)
    is_living = found.withdrawn_at is None
    rows = list(found.parts.all())
    own = next(
        (part for part in rows if actor.organisation and part.organisation_id == actor.organisation.pk), None
    )
    may_change = is_living and actor.may("projects.change_project", found)
    said = queries.said_of(found)
    settled = frozenset({str(found.pk), *(str(each.other.pk) for each in said)})
    overlaps = shown_overlaps(sketch_of_project(found), {}, settled) if is_living else []
    context = {
        "project": found,
        "labels": preferred_labels(),
        "places": [(place.code, place_name(place.code)) for place in found.places.all()],
        "leading": [part for part in rows if part.leads],
        "taking_part": [part for part in rows if not part.leads],
        "said": said,
        "merged": queries.merged_into(found),
        "overlaps": overlaps or [],
        "joint": [each for each in found.proposals.all() if each.decision.announced_at],
        "own": own,
        "may_join": is_living
        and actor.holds("projects.join_project")
        and (own is None or own.confirmed_at is None),
        "may_leave": is_living and own is not None and found.organisation_id != own.organisation_id,
        "may_change": may_change,
        "may_propose": is_living and actor.holds("projects.propose_joint_project"),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "joint_form": forms.get("joint_form") or JointForm(initial={"year": timezone.now().year}),
        "fault": forms.get("fault", ""),
        "trail": trail_to(("", found.title)),
    }
    return page(request, "projects/project.html", context, status=status)


@allow("projects.enter_project")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_project(request: HttpRequest) -> HttpResponse:
    """The form of a new project: overlaps and gaps show, each likely one is answered."""
    actor = actor_of(request)
    if request.method != "POST":
        form = ProjectForm(initial=first_of(request))
        return show_form(request, form, None, Sketch(), [])
    form = ProjectForm(request.POST)
    is_sound = form.is_valid()
    entry = form.entry() if is_sound else None
    sketch = sketch_of(entry) if entry else typed_sketch(request.POST)
    then = request.POST.get("then", "enter")
    shown = shown_overlaps(sketch, request.POST, is_asked=then == "enter")
    if entry is not None and then == "enter":
        try:
            done = entered(request, actor, form, shown or [])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if done is not None:
                return done
    return show_form(request, form, None, sketch, shown, 400 if form.errors else 200)


def first_of(request: HttpRequest) -> dict[str, Any]:
    """A gap of the grid leads here with its theme and place."""
    names = {"concepts": "concept", "places": "country"}
    return {field: request.GET.get(name, "")[:80] for field, name in names.items() if request.GET.get(name)}


def entered(
    request: HttpRequest, actor: Actor, form: ProjectForm, shown: Sequence[Shown]
) -> HttpResponse | None:
    """Enter what was typed, or join what is there already; None when an overlap waits for an answer."""
    joined = next((each for each in shown if each.what == "join"), None)
    if joined is None and any(each.fault for each in shown):
        form.add_error(None, _("Some of this may be entered already. Say of each what it is."))
        return None
    by_key = queries.living_by_key(actor, [each.overlap.key for each in shown])
    if joined is not None and joined.overlap.key in by_key:
        there = by_key[joined.overlap.key]
        actions.join_project(actor, there)
        messages.success(
            request, _("Your organisation takes part in this project now. Nothing new was entered.")
        )
        return redirect(there)
    answered = [(by_key[each.overlap.key], each) for each in shown if each.overlap.key in by_key]
    answers = Answers(
        tuple(other for other, each in answered if each.what == "link"),
        tuple((other, each.because) for other, each in answered if each.what == "distinct" and each.because),
    )
    made = actions.enter_project(actor, form.entry(), answers)
    messages.success(request, _("It is public now."))
    return redirect(made)


def show_form(
    request: HttpRequest,
    form: ProjectForm,
    changed: Project | None,
    sketch: Sketch,
    shown: Sequence[Shown] | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "project": changed,
        "overlaps": shown or [],
        "has_looked": shown is not None,
        "counts": counts_for(sketch),
        "trail": trail_to((changed.get_absolute_url(), changed.title), ("", _("Change")))
        if changed
        else trail_to(("", _("Enter a project"))),
    }
    return page(request, "projects/enter.html", context, status=status)


@allow("projects.enter_project")
@never_cache
@require_POST
def overlaps(request: HttpRequest) -> HttpResponse:
    """What overlaps with what is in the form just now, and where the gaps are: a part of the page, for the script."""
    limit(request, "overlaps", times=OVERLAPS_PER_MINUTE, seconds=60)
    sketch = typed_sketch(request.POST)
    own = request.POST.get("project", "")
    shown = shown_overlaps(sketch, request.POST, frozenset({own}) if own else frozenset())
    found: Sequence[Count] = counts_for(sketch)
    context = {
        "overlaps": shown or [],
        "has_looked": shown is not None,
        "counts": found,
        "may_answer": not own,
    }
    return page(request, "projects/overlaps.html", context)


def own_project(request: HttpRequest, slug: str) -> Project:
    """A project this actor may change; 404 with a sentence else."""
    found = queries.project_for(actor_of(request), slug)
    if found.withdrawn_at is not None or not actor_of(request).may("projects.change_project", found):
        raise Http404(_("This project is not your organisation’s to change."))
    return found


@allow("projects.change_project")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_project(request: HttpRequest, slug: str) -> HttpResponse:
    """State a project anew."""
    found = own_project(request, slug)
    if request.method != "POST":
        form = ProjectForm(initial=ProjectForm.initial_of(found))
        return show_form(request, form, found, Sketch(), [])
    form = ProjectForm(request.POST)
    if form.is_valid():
        try:
            actions.change_project(actor_of(request), found, form.entry())
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is changed."))
            return redirect(found)
    sketch = typed_sketch(request.POST)
    shown = shown_overlaps(sketch, {}, frozenset({str(found.pk)}))
    return show_form(request, form, found, sketch, shown, 400 if form.errors else 200)


@allow("projects.join_project")
@require_POST
def join_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Take part with one's organisation."""
    found = queries.project_for(actor_of(request), slug)
    actions.join_project(actor_of(request), found)
    messages.success(request, _("Your organisation takes part in this project now."))
    return redirect(found)


@allow("projects.join_project")
@require_POST
def leave_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Take part no longer."""
    found = queries.project_for(actor_of(request), slug)
    actions.leave_project(actor_of(request), found)
    messages.success(request, _("Your organisation is not named there any more."))
    return redirect(found)


@allow("projects.change_project")
@require_POST
def withdraw_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Withdraw a project, with a reason."""
    found = queries.project_for(actor_of(request), slug)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show_project(request, found, reason_form=form, status=400)
    actions.withdraw_project(actor_of(request), found, form.cleaned_data["reason"])
    messages.success(request, _("It is withdrawn, and stays readable."))
    return redirect(found)


RELATIONS = {
    "link": gettext_lazy("The two projects belong together now."),
    "distinct": gettext_lazy("What makes it another project is noted."),
    "merge": gettext_lazy("It was merged. Your organisation takes part in this project."),
}


@allow("projects.change_project")
@require_POST
def relate_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Link a project of one's own with another, merge it into it, or say why it is distinct."""
    actor = actor_of(request)
    found = own_project(request, slug)
    other = queries.living_by_key(actor, [request.POST.get("other", "")]).get(request.POST.get("other", ""))
    because, what = request.POST.get("because", "")[:500], request.POST.get("what", "")
    try:
        if other is None or what not in RELATIONS:
            raise Refused(_("Choose what it is."))
        if what == "link":
            actions.link_projects(actor, found, other)
        elif what == "distinct":
            actions.tell_apart(actor, found, other, because)
        else:
            actions.merge_project(actor, found, other, because or _("The same project."))
    except Refused as refusal:
        return show_project(request, found, fault=str(refusal.sentence), status=409)
    messages.success(request, str(RELATIONS[what]))
    return redirect(other if what == "merge" else found)


@allow("projects.propose_joint_project")
@require_POST
def propose_joint(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the members whether it becomes a joint project of the year."""
    found = queries.project_for(actor_of(request), slug)
    form = JointForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.propose_joint(
                actor_of(request), found, told["year"], told["because"], form.question(found)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The members are asked now."))
            return redirect(made.decision.get_absolute_url())
    return show_project(request, found, joint_form=form, status=400)
