"""A list of many projects: reading it, looking at each row with its overlaps, entering the chosen ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.atlas.tables import csv_response
from intersession.kit.fields import clean_line
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.projects import actions, queries, sheets
from intersession.projects.actions import Answers, Entry
from intersession.projects.forms import ListForm, ProjectForm, sketch_of
from intersession.projects.models import ListRow, ProjectList
from intersession.projects.nearness import WORDS, near
from intersession.projects.views import Shown, actor_of, trail_to

ON_A_PAGE = 20
LISTS_PER_HOUR = 30
MOST_OVERLAPS = 2
EXAMPLE = (
    "Former les enseignants contre le grooming", "fr", "grooming", "KE; UG", "2026-01-01", "2027-12-31", "teachers",
    "Two or three sentences in the language of the title.", "https://example.org/project", "", "Example organisation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview: what was understood, what is wrong, what it overlaps with."""

    row: ListRow
    title: str
    language: str
    told: Sequence[tuple[object, str]]
    faults: list[str]
    overlaps: list[Shown]
    because: str = ""


@allow("projects.enter_project")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin_list(request: HttpRequest) -> HttpResponse:
    """Read a file and go on to its preview."""
    form = ListForm(request.POST or None, request.FILES or None) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        limit(request, "batch", times=LISTS_PER_HOUR, seconds=3600)
        try:
            batch = actions.keep_list(actor_of(request), sheets.read(form.cleaned_data["batch"]))
        except Refused as refusal:
            form.add_error("batch", str(refusal.sentence))
        else:
            return redirect(batch)
    context = {
        "form": form,
        "lists": queries.open_lists(actor_of(request))[:10],
        "trail": trail_to(("", _("Many at once"))),
    }
    return page(request, "projects/begin_list.html", context, status=400 if form.errors else 200)


def form_of(row: ListRow) -> ProjectForm:
    """The form of a row, as if somebody had typed it."""
    return ProjectForm({"language": "", **row.typed})


def entry_of(row: ListRow, form: ProjectForm, batch: ProjectList) -> Entry:
    return form.entry(identifier=str(row.typed.get("identifier", "")), origin=batch.origin)


@allow("projects.view_batch")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, row by row; sending it enters the rows of this page that were chosen."""
    actor = actor_of(request)
    found = queries.list_for(actor, pk)
    fault = ""
    if request.method == "POST":
        try:
            made = actions.take_rows(actor, found, chosen_in(actor, request.POST, found))
        except Refused as refusal:
            fault = str(refusal.sentence)
        else:
            told = ngettext("%(count)s project was entered.", "%(count)s projects were entered.", len(made))
            messages.success(request, told % {"count": len(made)})
            return redirect(request.get_full_path())
    rows = queries.rows_of(found)
    pages = pages_of(request, rows.count(), ON_A_PAGE)
    context = {
        "batch": found,
        "rows": [shown_row(row, request.POST) for row in rows[pages.offset : pages.offset + ON_A_PAGE]],
        "pages": pages,
        "fault": fault,
        "trail": trail_to(("", found.name)),
    }
    return page(request, "projects/batch.html", context, status=409 if fault else 200)


def chosen_in(actor: Actor, typed: Any, found: ProjectList) -> dict[int, tuple[Entry, Answers]]:
    """Line → what is to be entered. Raises `Refused` where a row has a likely overlap and no reason."""
    lines = [int(each) for each in typed.getlist("choose")[:ON_A_PAGE] if each.isascii() and each.isdigit()]
    wanted: dict[int, tuple[Entry, Answers]] = {}
    unexplained = []
    for row in queries.rows_of(found).filter(line__in=[line for line in lines if line < 10_000_000]):
        form = form_of(row)
        if row.faults or not form.is_valid():
            raise Refused(_("Line %(line)s is not right. Look at it again.") % {"line": row.line})
        entry = entry_of(row, form, found)
        because = clean_line(typed.get(f"because-{row.line}", "")[:500])
        likely = [each.key for each in near(sketch_of(entry), most=MOST_OVERLAPS).overlaps if each.is_likely]
        if likely and not because:
            unexplained.append(str(row.line))
        others = queries.living_by_key(actor, likely).values()
        wanted[row.line] = (entry, Answers((), tuple((other, because) for other in others)))
    if unexplained:
        sentence = ngettext(
            "Line %(lines)s may be entered already. Say why it is distinct, or leave it out.",
            "Lines %(lines)s may be entered already. Say why they are distinct, or leave them out.",
            len(unexplained),
        )
        raise Refused(sentence % {"lines": ", ".join(unexplained)})
    return wanted


def shown_row(row: ListRow, typed: Any) -> ShownRow:
    """A row with its faults and overlaps as they are now."""
    form = form_of(row)
    is_sound = form.is_valid()
    faults = list(row.faults)
    if not is_sound:
        faults += [
            f"{form.fields[name].label if name in form.fields else ''}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        ]
    shown: list[Shown] = []
    if is_sound and row.project is None:
        found = near(sketch_of(form.entry()), most=MOST_OVERLAPS).overlaps
        shown = [Shown(each, WORDS[each.nearness], f"/{get_language()}{each.path}") for each in found]
    told = [
        (form.fields[name].label, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in row.typed.items()
        if name in form.fields and name not in ("title", "language") and value
    ]
    return ShownRow(
        row,
        str(row.typed.get("title", "")),
        str(row.typed.get("language", "")),
        told,
        faults,
        shown,
        clean_line(str(typed.get(f"because-{row.line}", ""))[:500]),
    )


@allow("projects.view_batch")
@require_POST
def discard_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list."""
    actor = actor_of(request)
    actions.discard_list(actor, queries.list_for(actor, pk))
    messages.success(request, _("The list was discarded."))
    return redirect("projects:begin_list")


@allow("projects.enter_project")
@require_safe
def template_csv(request: HttpRequest) -> HttpResponse:
    """An empty list with one row as an example."""
    return csv_response("projects-template", sheets.FIELDS, [EXAMPLE])
