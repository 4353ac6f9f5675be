"""Bringing a text in: a file is read, shown, and written only when somebody confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use
from intersession.formats import actions, queries
from intersession.formats.forms import FileForm, NewPaperForm, TextForm, language_of_papers
from intersession.formats.reading import parts_of, read_file, without_keys
from intersession.kit.pages import page
from intersession.papers import actions as papers
from intersession.papers.desk import draft_for
from intersession.papers.models import Paper, Version

FILES_AN_HOUR = 60


def show_form(request: HttpRequest, form: FileForm, paper: Paper | None) -> HttpResponse:
    """The form for a file, for a new paper or a draft."""
    return page(
        request,
        "formats/import_file.html",
        {"form": form, "paper": paper},
        status=400 if form.errors else 200,
    )


def read_form(request: HttpRequest) -> tuple[FileForm, Any]:
    """The form and what came of its file; None with a sentence in the form when nothing did."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, None
    actor = request.actor  # type: ignore[attr-defined]
    try:
        count_use("import-file", f"person:{actor.person.pk}", times=FILES_AN_HOUR, seconds=3600)
        return form, read_file(form.cleaned_data["file"])
    except Refused as refusal:
        form.add_error("file", str(refusal.sentence))
        return form, None


@allow("papers.propose_paper")
@never_cache
def import_paper(request: HttpRequest) -> HttpResponse:
    """Begin a paper with the text of a file: choose it, then look at what came of it."""
    if request.method != "POST":
        return show_form(request, FileForm(), None)
    form, reading = read_form(request)
    if reading is None:
        return show_form(request, form, None)
    fields = {
        "title": reading.title,
        "language": language_of_papers(get_language() or ""),
        "source": without_keys(reading.source),
    }
    return show_new(request, NewPaperForm(initial=fields), reading.source, reading.notices)


def show_new(
    request: HttpRequest, form: NewPaperForm, source: str, notices: list[str], status: int = 200
) -> HttpResponse:
    """What a new paper would hold, and the rest of what it needs."""
    context = {"form": form, "preview": queries.preview_of_new(parts_of(source)), "notices": notices}
    return page(request, "formats/new_paper.html", context, status=status)


@allow("papers.propose_paper")
@require_POST
@never_cache
def write_paper(request: HttpRequest) -> HttpResponse:
    """Save a new paper whose text was looked at."""
    form = NewPaperForm(request.POST)
    if form.is_valid():
        try:
            made = papers.propose_paper(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, _("The text is in. Look it through: files hold more than we can read."))
            return redirect("papers:draft", made.slug)
    source = form.data.get("source", "")
    try:
        return show_new(request, form, source, [], status=400)
    except Refused:
        # Without a text there is nothing to look at: the way begins anew.
        return redirect("formats:import_paper")


@allow("papers.edit_paper")
@never_cache
def import_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring a file in as the draft of a paper: choose it, then look at what would change."""
    found, version = draft_for(request, slug)
    if request.method != "POST":
        return show_form(request, FileForm(), found)
    form, reading = read_form(request)
    if reading is None:
        return show_form(request, form, found)
    return show_changes(request, found, version, reading.source, reading.notices)


def show_changes(
    request: HttpRequest, found: Paper, version: Version, source: str, notices: list[str], error: str = ""
) -> HttpResponse:
    """What the draft would hold, against what it holds now."""
    preview = queries.preview_of_draft(version, parts_of(source))
    context = {
        "paper": found,
        "form": TextForm(initial={"source": source, "seen": preview.seen}),
        "preview": preview,
        "difference": preview.difference,
        "is_whole": False,
        "is_side_by_side": False,
        "notices": notices,
        "error": error,
        "is_open": found.state in ("draft", "revision"),
    }
    return page(request, "formats/new_text.html", context, status=409 if error else 200)


@allow("papers.edit_paper")
@require_POST
@never_cache
def write_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the draft say what was looked at."""
    found, version = draft_for(request, slug)
    form = TextForm(request.POST)
    if not form.is_valid():
        return redirect("formats:import_text", slug)
    source = form.cleaned_data["source"]
    try:
        actions.import_text(request.actor, found, source, form.cleaned_data["seen"])  # type: ignore[attr-defined]
    except Refused as refusal:
        try:
            return show_changes(request, found, version, source, [], str(refusal.sentence))
        except Refused:
            return redirect("formats:import_text", slug)
    messages.success(request, _("The text is in. Look it through: files hold more than we can read."))
    return redirect(reverse("papers:draft", args=[slug]))
