"""A list of many resources: reading it, looking at each row, choosing, sharing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.library.contribution_forms import ResourceForm
from intersession.library.downloads import cell
from intersession.library.models import Audience, Kind, Topic
from intersession.library.permissions import publishes_at_once
from intersession.library.words import FIELD_NAMES
from intersession.overlaps.engine import overlaps_of
from intersession.overlaps.sketch import Overlap
from intersession.places.names import place_name
from intersession.sharing import actions, queries, tables
from intersession.sharing.entries import form_of
from intersession.sharing.forms import LONGEST_REASON, BatchForm
from intersession.sharing.models import Batch, BatchRow
from intersession.sharing.views import actor_of, show_ways

ON_A_PAGE = 20
BATCHES_PER_HOUR = 30
MOST_OVERLAPS = 3
EXAMPLE = {
    "title": "Guide pour les parents : les enfants et les jeux en ligne", "title_language": "fr",
    "title_en": "Guide for parents: children and online games", "kind": "guideline", "year": "2025",
    "languages": "fr", "countries": "SN; CI", "publishers": "Example organisation", "url": "https://example.org/guide",
    "doi": "", "isbn": "", "audience": "parents", "topics": "gaming; education", "concepts": "", "license": "CC BY 4.0",
    "summary": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview: what was understood, what is wrong, what it overlaps with."""

    row: BatchRow
    title: str
    language: str
    understood: list[tuple[str, str]]
    faults: list[str]
    overlaps: list[tuple[Overlap, str]]


@allow("sharing.share_resource")
@require_POST
def begin_batch(request: HttpRequest) -> HttpResponse:
    """Read a list and go on to its preview."""
    form = BatchForm(request.POST, request.FILES)
    if form.is_valid():
        limit(request, "batch", times=BATCHES_PER_HOUR, seconds=3600)
        upload = form.cleaned_data["batch"]
        try:
            batch = actions.begin_batch(actor_of(request), upload.name or "", tables.read(upload))
        except Refused as refusal:
            form.add_error("batch", str(refusal.sentence))
        else:
            return redirect(batch)
    return show_ways(request, status=400, batch_form=form)


@allow("sharing.view_batch")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview, row by row; sending it keeps what was chosen, and shares if asked."""
    actor = actor_of(request)
    found = queries.batch_for(actor, pk)
    fault = ""
    if request.method == "POST":
        try:
            actions.choose_rows(actor, found, choices_in(request.POST))
            then = request.POST.get("then", "")
            if then in ("draft", "submit"):
                made = actions.commit_batch(actor, found, submit=then == "submit")
                messages.success(request, told(len(made), then == "submit" and not publishes_at_once(actor)))
                return redirect(found)
        except Refused as refusal:
            fault = str(refusal.sentence)
        else:
            messages.success(request, _("Your choice is kept."))
            return redirect(request.get_full_path())
    return show_batch(request, found, fault)


def told(count: int, is_waiting: bool) -> str:
    if is_waiting:
        sentence = ngettext("%(count)s resource was submitted.", "%(count)s resources were submitted.", count)
    else:
        sentence = ngettext("%(count)s resource was made.", "%(count)s resources were made.", count)
    return sentence % {"count": count}


def choices_in(typed: Any) -> dict[int, tuple[bool, str]]:
    """Line → (wanted, why it is distinct) for the rows that were on the page."""
    lines = [int(each) for each in typed.getlist("line")[:ON_A_PAGE] if each.isascii() and each.isdigit()]
    lines = [line for line in lines if line < 10_000_000]
    return {
        line: (typed.get(f"choose-{line}") == "on", typed.get(f"because-{line}", "")[:LONGEST_REASON])
        for line in lines
    }


def show_batch(request: HttpRequest, found: Batch, fault: str = "") -> HttpResponse:
    rows = queries.rows_of(found)
    counts = queries.counts_of(found)
    pages = pages_of(request, counts["rows"], ON_A_PAGE)
    shown = [shown_row(found, row) for row in rows[pages.offset : pages.offset + ON_A_PAGE]]
    context = {
        "batch": found,
        "rows": shown,
        "counts": counts,
        "pages": pages,
        "fault": fault,
        "publishes_at_once": publishes_at_once(actor_of(request)),
        "trail": [(reverse("sharing:share"), _("Share a resource")), ("", found.name)],
    }
    return page(request, "sharing/batch.html", context, status=409 if fault else 200)


def shown_row(batch: Batch, row: BatchRow) -> ShownRow:
    """A row with its faults and overlaps as they are now."""
    form = form_of(row.typed)
    faults = list(row.typed.get("faults", []))
    if not form.is_valid():
        faults += [
            f"{FIELD_NAMES.get(name, '')}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        ]
    near: list[tuple[Overlap, str]] = []
    if batch.is_open and form.is_valid():
        prefix = f"/{get_language()}"
        found = overlaps_of(queries.sketch_of(form.entry()), most=MOST_OVERLAPS).overlaps
        near = [(overlap, f"{prefix}{overlap.path}") for overlap in found if overlap.is_likely]
    return ShownRow(
        row,
        str(row.typed.get("title", "")),
        str(row.typed.get("title_language", "")),
        understood(row.typed, form),
        faults,
        near,
    )


def understood(typed: Mapping[str, Any], form: ResourceForm) -> list[tuple[str, str]]:
    """(field, value) of everything a row says but its title: in words where it was understood, else as it stands."""
    told = form.cleaned_data
    in_words: dict[str, list[str]] = {
        "kind": [str(Kind(told["kind"]).label)] if told.get("kind") else [],
        "languages": [language_name(tag) for tag in told.get("languages", ())],
        "places": [place_name(code) for code in told.get("places", ())],
        "publishers": [name for _slug, name, _is_periodical in told.get("publishers", ())],
        "audiences": [str(Audience(each).label) for each in told.get("audiences", ())],
        "topics": [str(Topic(each).label) for each in told.get("topics", ())],
    }
    found = []
    for name, words in FIELD_NAMES.items():
        value = in_words.get(name) or typed.get(name)
        if value and name not in ("title", "title_language"):
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append((str(words), text if len(text) <= 160 else f"{text[:160]}…"))
    return found


@allow("sharing.view_batch")
@require_POST
def discard_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list."""
    actor = actor_of(request)
    actions.discard_batch(actor, queries.batch_for(actor, pk))
    messages.success(request, _("The list was discarded."))
    return redirect("sharing:share")


@allow("sharing.view_batch")
@never_cache
@require_safe
def faults_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that cannot be shared, with what is wrong, to be mended and sent again."""
    found = queries.batch_for(actor_of(request), pk)
    rows = [shown_row(found, row) for row in queries.rows_of(found).filter(is_sound=False)]
    columns = [name for name in FIELD_NAMES if any(each.row.typed.get(name) for each in rows)]
    told = [["line", *columns, "faults"]]
    for each in rows:
        values = [each.row.typed.get(name, "") for name in columns]
        told.append([str(each.row.line), *map(cell, values), cell(" ".join(each.faults))])
    return as_csv("faults.csv", told)


@allow("sharing.share_resource")
@require_safe
def template_csv(request: HttpRequest) -> HttpResponse:
    """An empty list with one row as an example."""
    return as_csv("resources.csv", [list(tables.FIELDS), [EXAMPLE[name] for name in tables.FIELDS]])


def as_csv(name: str, rows: list[list[str]]) -> HttpResponse:
    """A CSV file in UTF-8 with the mark spreadsheets look for."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
