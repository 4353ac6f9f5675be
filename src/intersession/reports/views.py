"""Reports as pages and PDF; drafting, writing, the panel, publishing and filing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use
from intersession.formats.booklets import as_pdf
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.meetings.queries import meeting_for
from intersession.reports import actions, queries
from intersession.reports.fields import FIELDS, Key
from intersession.reports.forms import (
    AnswerForm,
    AskForm,
    DisposeForm,
    DraftForm,
    FilingForm,
    WriteForm,
    told,
)
from intersession.reports.models import Report
from intersession.reports.sources import computed
from intersession.reports.writing import booklet_of, words_of_value
from intersession.safety.running import Failed
from intersession.safety.sentences import sentence
from intersession.safety.serving import ALONE, PRIVATE, attachment, serve

SIZE = 30
DRAFTS_AN_HOUR = 60
# The forum usually asks for a report within two weeks.
USUAL = timedelta(days=14)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def trail_of(report: Report, *further: tuple[str, object]) -> list[tuple[str, object]]:
    """The way to a page of a report."""
    return [
        (reverse("reports:reports"), _("Reports of sessions")),
        (report.get_absolute_url(), report.meeting.title),
        *further,
    ]


def own_report(request: HttpRequest, pk: int) -> Report:
    """A report this actor writes; 404 with a sentence else."""
    found = queries.report_for(actor_of(request), pk)
    if not actor_of(request).may("reports.write_report", found):
        raise Http404(_("This report is not yours to write."))
    return found


@allow("reports.view_report")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every report, the latest session first."""
    found = queries.reports(actor_of(request))
    pages = pages_of(request, found.count(), SIZE)
    context = {"reports": found[pages.offset : pages.offset + SIZE], "pages": pages}
    return page(request, "reports/reports.html", context)


@allow("reports.view_report")
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what the form asks, with sources, and every objection."""
    return shown(request, queries.report_for(actor_of(request), pk))


def shown(
    request: HttpRequest, found: Report, form: FilingForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    may_write = actor.may("reports.write_report", found)
    context = {
        "report": found,
        "booklet": booklet_of(found, get_language() or "en"),
        "filing": getattr(found, "filing", None),
        "may_write": may_write,
        "may_publish": actor.may("reports.publish_report", found),
        "filing_form": form or FilingForm(),
        "trail": trail_of(found)[:1],
    }
    return page(request, "reports/report.html", context, status=status)


@allow("reports.view_report")
@require_safe
def report_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF: kept byte for byte once it is published; of a draft, made for one of its writers."""
    found = queries.report_for(actor_of(request), pk)
    language = get_language() or "en"
    if found.is_public:
        kept = queries.file_of(found, language)
        if kept is not None:
            return serve(request, kept.file, is_public=True)
        return being_made(request, found)
    person = actor_of(request).person
    count_use("draft-report", f"person:{person.pk if person else 0}", times=DRAFTS_AN_HOUR, seconds=3600)
    booklet = booklet_of(found, language)
    try:
        made = as_pdf(booklet)
    except Failed as failure:
        raise Refused(sentence(failure.why, failure.fact)) from failure
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = attachment(f"{booklet.name}.pdf")
    response["Cache-Control"], response["Content-Security-Policy"] = PRIVATE, ALONE
    return response


@never_cache
def being_made(request: HttpRequest, found: Report) -> HttpResponse:
    """The page that says that the PDF is on its way."""
    response = page(request, "reports/being_made.html", {"report": found}, status=202)
    response["Retry-After"] = "15"
    return response


@allow("reports.draft_report")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the report of a session."""
    meeting = meeting_for(actor_of(request), slug)
    if not actor_of(request).may("reports.draft_report", meeting):
        raise Http404(_("This session is not yours to report on."))
    form = DraftForm(request.POST or None, initial={"due_on": meeting.ends_on + USUAL})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.draft_report(actor_of(request), meeting, said["language"], said["due_on"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("reports:write_report", made.pk)
    context = {"meeting": meeting, "form": form, "newest": queries.of_meeting(actor_of(request), meeting)}
    return page(request, "reports/draft.html", context, status=400 if form.errors else 200)


@allow("reports.write_report")
@require_http_methods(["GET", "HEAD", "POST"])
def write_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The forum's form, with what the record says."""
    found = own_report(request, pk)
    known = computed(found)
    said = {Key(key): words_of_value(value) for key, value in known.items()}
    form = WriteForm(
        request.POST or None,
        told=said,
        entries=queries.entries_of(found),
        initial={"due_on": found.due_on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_report(
                actor_of(request), found, form.texts, form.reasons, form.cleaned_data["due_on"]
            )
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect(found)
    taken = [
        (field.label, words_of_value(known.get(field.key, {}))) for field in FIELDS if not field.is_asked
    ]
    context = {"report": found, "form": form, "taken": taken, "trail": trail_of(found, ("", _("Write")))}
    return page(request, "reports/write.html", context, status=400 if form.errors else 200)


@allow("reports.write_report")
@never_cache
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked, what they said, and what became of it."""
    return shown_panel(request, own_report(request, pk))


def shown_panel(
    request: HttpRequest,
    found: Report,
    *,
    ask: AskForm | None = None,
    wrong: dict[int, DisposeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [
        {
            "reviewer": each.reviewer,
            "answers": [
                {
                    "answer": answer,
                    "form": (wrong or {}).get(answer.pk) or DisposeForm(auto_id=f"id_{answer.pk}_%s"),
                }
                for answer in each.answers
            ],
        }
        for each in queries.panel_of(found)
    ]
    context: dict[str, Any] = {
        "report": found,
        "rows": rows,
        "ask": ask or AskForm(),
        "trail": trail_of(found, ("", _("The panel"))),
    }
    return page(request, "reports/panel.html", context, status=status)


@allow("reports.write_report")
@require_POST
def ask_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody of the panel."""
    found = own_report(request, pk)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_review(actor_of(request), found, actions.Asked(**form.cleaned_data))
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("The letter goes out."))
            return redirect("reports:panel", found.pk)
    return shown_panel(request, found, ask=form, status=400)


@allow("reports.write_report")
@require_POST
def dispose_answer(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """Say what became of an answer."""
    found = own_report(request, pk)
    held = queries.answer_for(found, answer)
    form = DisposeForm(request.POST, auto_id=f"id_{held.pk}_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.dispose_answer(actor_of(request), found, held, said["outcome"], said["reply"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("reports:panel", found.pk)
    return shown_panel(request, found, wrong={held.pk: form}, status=400)


@allow("reports.answer_review", anonymous_post=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_review(request: HttpRequest, token: str) -> HttpResponse:
    """The page a letter to the panel leads to: the draft, and the answer."""
    reviewer = queries.reviewer_of(token)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_review(actor_of(request), reviewer, said["said"], said["text"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Thank you. Whoever writes the report reads it."))
            return redirect("reports:answer_review", token)
    context = {
        "report": reviewer.report,
        "reviewer": reviewer,
        "booklet": booklet_of(reviewer.report, get_language() or "en"),
        "answers": list(reviewer.answers.order_by("-pk")),
        "form": form,
    }
    response = page(request, "reports/answer.html", context, status=400 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response


@allow("reports.publish_report")
@require_POST
def publish_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze it."""
    found = queries.report_for(actor_of(request), pk)
    actions.publish_report(actor_of(request), found)
    messages.success(request, _("It is public now, and does not change any more."))
    return redirect(found)


@allow("reports.write_report")
@require_POST
def file_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when it was handed in."""
    found = own_report(request, pk)
    form = FilingForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.file_report(actor_of(request), found, said["filed_on"], said["url"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found)
    return shown(request, found, form, status=400)
